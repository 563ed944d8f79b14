//! The README's curl session, run as it stands.

use connect_tests::program::{self, free_port};
use std::os::unix::process::CommandExt as _;

const README: &str = include_str!("../../README.md");

#[test]
fn the_three_calls_work_by_curl_as_the_readme_shows() {
    let session = README.split("<!-- session: begin -->").nth(1).unwrap();
    let session = session.split("<!-- session: end -->").next().unwrap();
    let session = session.replace("```sh\n", "").replace("```", "");
    let folder = tempfile::tempdir().unwrap();
    let programs = program::path("connect-central");
    let path = format!(
        "{}:{}",
        programs.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let mut bash = program::tool("bash");
    bash.args(["-euc", &format!("trap 'kill $(jobs -p)' EXIT\n{session}")]);
    bash.current_dir(folder.path())
        .env("PATH", path)
        .env("PORT", free_port().to_string());
    // A group of its own, so that nothing of it outlives the test.
    let output = bash.process_group(0).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.ends_with("Sara\n"), "{said}\n{complained}");
}
