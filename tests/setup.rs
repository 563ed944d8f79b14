//! `tests/setup.sh` on a machine with another Rust or Node, or with none.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use connect_tests::program::tool;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Puts a program of this name into the folder.
fn stub(folder: &Path, name: &str, script: &str) {
    let file = folder.join(name);
    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// What the script says where `cargo` and `node` do this and everything else is there. Instead of
/// what it would download it is handed `installer`.
fn set_up(cargo: &str, node: &str, installer: &str) -> (bool, String) {
    let home = tempfile::tempdir().unwrap();
    let programs = home.path().join("bin");
    std::fs::create_dir(&programs).unwrap();
    stub(&programs, "dpkg-query", "echo 'ii '");
    stub(&programs, "node", node);
    stub(&programs, "curl", &format!("echo '{installer}'"));
    stub(&programs, "cargo", cargo);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("setup.sh");
    let output = tool("bash")
        .arg(script)
        .env("HOME", home.path())
        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), said)
}

const CARGO: &str = "echo 'cargo 1.100.0'";
const NODE: &str = "echo v24.0.0";
const INSTALLER: &str = r#"mkdir -p "$HOME/.cargo" && touch "$HOME/.cargo/env""#;

#[test]
fn a_rust_that_is_missing_or_too_old_is_installed() {
    for cargo in [
        "exit 127",
        "echo 'cargo 1.63.0'",
        "echo 'cargo 1.94.1 (abc 2026-01-01)'",
        "echo 'cargo 1.9.0'",
    ] {
        let (success, said) = set_up(cargo, NODE, INSTALLER);
        assert!(success, "{cargo}: {said}");
        assert!(said.contains("installing Rust"), "{cargo}: {said}");
    }
}

#[test]
fn a_rust_that_is_new_enough_is_left_alone() {
    for cargo in [
        "echo 'cargo 1.95.0 (abc 2026-04-01)'",
        "echo 'cargo 1.100.0'",
        "echo 'cargo 2.0.0'",
    ] {
        let (success, said) = set_up(cargo, NODE, "exit 1");
        assert!(success, "{cargo}: {said}");
        assert_eq!(said, "", "{cargo}");
    }
}

#[test]
fn a_rust_that_cant_be_installed_is_said_in_one_line() {
    let (success, said) = set_up("echo 'cargo 1.63.0'", NODE, "exit 1");
    assert!(!success);
    let last = said.lines().last().unwrap();
    assert!(
        last.contains("1.95.0") && last.contains("rustup.rs"),
        "{said}"
    );
}

#[test]
fn a_node_on_which_the_screens_cant_be_built_is_not_taken() {
    for node in [
        "exit 127",
        "echo v18.20.4",
        "echo v20.18.3",
        "echo v22.12.0",
        "echo v23.11.0",
    ] {
        let (success, said) = set_up(CARGO, node, "no archive");
        assert!(!success, "{node}: {said}");
        assert!(said.contains("installing Node"), "{node}: {said}");
        let last = said.lines().last().unwrap();
        assert!(
            last.contains("20.19") && last.contains("nodejs.org"),
            "{node}: {said}"
        );
    }
    for node in [
        "echo v20.19.0",
        "echo v22.13.1",
        "echo v24.0.0",
        "echo v26.1.0",
    ] {
        let (success, said) = set_up(CARGO, node, "exit 1");
        assert!(success, "{node}: {said}");
        assert_eq!(said, "", "{node}");
    }
}
