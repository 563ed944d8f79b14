//! The shape that the README draws: dependencies point inward, and the window's commands are the
//! same in the four places that must name them.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use connect_tests::program;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// What each member of the workspace is built from, dependencies for tests apart.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = program::tool("cargo")
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let used = |package: &Value| {
        let all = package["dependencies"].as_array().unwrap().iter();
        all.filter(|d| d["kind"] != "dev")
            .map(|d| text(&d["name"]))
            .collect()
    };
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| (text(&package["name"]), used(package)))
        .collect()
}

#[test]
fn dependencies_point_inward() {
    let all = dependencies();
    let ours = |name: &str| -> Vec<&str> {
        let used = all[name].iter().map(String::as_str);
        used.filter(|used| used.starts_with("connect-")).collect()
    };
    assert_eq!(ours("connect-engine"), Vec::<&str>::new());
    assert_eq!(ours("connect-courier"), ["connect-engine"]);
    assert_eq!(
        ours("connect-central"),
        ["connect-courier", "connect-engine"]
    );
    assert_eq!(ours("connect-kiosk"), ["connect-courier", "connect-engine"]);
    for (name, used) in &all {
        let has = |wanted: &str| used.iter().any(|used| used == wanted);
        assert_eq!(has("tauri"), name == "connect-kiosk", "{name} and tauri");
        assert_eq!(has("axum"), name == "connect-central", "{name} and axum");
    }
    for foreign in ["tokio", "reqwest", "axum", "tauri"] {
        assert!(
            !all["connect-engine"].contains(foreign),
            "the engine has no {foreign}"
        );
    }
}

/// The words between two marks, each cleaned of quotes and commas.
fn names(text: &str, from: &str, to: &str) -> BTreeSet<String> {
    let list = text.split(from).nth(1).unwrap().split(to).next().unwrap();
    let words = list
        .split([',', '\n'])
        .map(|word| word.trim().trim_matches('"'));
    let words = words.map(|word| word.rsplit("::").next().unwrap().replace('-', "_"));
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn the_commands_are_the_same_in_all_places_that_name_them() {
    let handler = names(&read("src-tauri/src/lib.rs"), "generate_handler![", "]");
    assert_eq!(handler.len(), 49);
    let manifest = names(&read("src-tauri/build.rs"), "COMMANDS: &[&str] = &[", "]");
    assert_eq!(manifest, handler);
    let capability: Value =
        serde_json::from_str(&read("src-tauri/capabilities/main.json")).unwrap();
    let allowed = capability["permissions"].as_array().unwrap().iter();
    let allowed: BTreeSet<String> = allowed
        .map(|name| {
            name.as_str()
                .unwrap()
                .strip_prefix("allow-")
                .unwrap()
                .replace('-', "_")
        })
        .collect();
    assert_eq!(allowed, handler);
    let called = read("ui/src/lib/ipc.ts");
    let called: BTreeSet<String> = called
        .split("call('")
        .skip(1)
        .map(|rest| rest.split('\'').next().unwrap().to_owned())
        .collect();
    assert_eq!(called, handler);
}

#[test]
fn the_window_is_as_closed_as_the_policy_says() {
    let config: Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).unwrap();
    assert_eq!(config["app"]["withGlobalTauri"], false);
    let csp = &config["app"]["security"]["csp"];
    assert_eq!(csp["default-src"], "'none'");
    // The camera's decoder is web assembly, from the program itself; no text becomes a script.
    let wasm = "'wasm-unsafe-eval'";
    assert_eq!(csp["script-src"], format!("'self' {wasm}"));
    let whole = csp.to_string().replace(wasm, "");
    for open in ["unsafe-inline", "unsafe-eval", "https:", "*"] {
        assert!(!whole.contains(open), "{open} in {whole}");
    }
    let manifest = read("src-tauri/Cargo.toml") + &read("Cargo.toml");
    assert!(
        !manifest.contains("devtools"),
        "no developer tools in a release"
    );
}

#[test]
fn what_the_readme_points_to_is_there() {
    let text = read("README.md");
    let mut links = 0;
    for target in text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        if !target.starts_with("http") && !target.starts_with('#') {
            assert!(root().join(target).exists(), "{target}");
            links += 1;
        }
    }
    assert!(links >= 2, "it shows a picture in each language");
}
