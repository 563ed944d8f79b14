//! Faults that are planted into the engine must turn the test of their row red: a test that
//! can't fail shows nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "the engine is built and run once more, with the faults"
)]
#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Once;

/// Each fault with the test that must find it.
const FAULTS: [(&str, &str); 8] = [
    (
        "failures-forgotten",
        "guessing::row_1_a_day_of_guessing_is_compared_at_most_5_times_at_a_station_and_10_at_the_centre",
    ),
    (
        "attempt-not-counted",
        "at_once::row_2_of_200_wrong_guesses_at_once_exactly_5_are_compared",
    ),
    (
        "used-code-lives",
        "at_once::row_3_of_200_right_answers_at_once_exactly_1_gets_a_token",
    ),
    (
        "resend-resets-count",
        "guessing::row_4_a_resend_never_resets_the_count",
    ),
    (
        "code-per-verifier",
        "guessing::row_5_no_sequence_of_requests_leaves_two_live_codes",
    ),
    (
        "late-code",
        "clocks::row_6_a_code_is_accepted_at_119_9_s_and_refused_at_120_0_s",
    ),
    (
        "wall-clock-only",
        "clocks::row_7_no_jump_of_any_clock_lets_a_code_live_past_120_s",
    ),
    (
        "answer-before-commit",
        "power::row_8_an_attempt_that_was_answered_survives_kill_9",
    ),
];

/// Faults that the simulation must find, in so many of its evenings.
const SIMULATED: [&str; 17] = [
    "cursor-skips",
    "any-generation",
    "fold-by-arrival",
    "missing-where",
    "answer-before-commit",
    "untold-undo",
    "fork-ignored",
    "reload-keeps-gone",
    "number-not-freed",
    "attempt-not-counted",
    "failures-forgotten",
    "code-per-verifier",
    "used-code-lives",
    "moves-unordered",
    "relay-uncounted",
    "placed-by-receipt",
    "list-cut",
];
const EVENINGS: &str = "300";

fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A target folder of its own: nothing that was built with the faults lies where a product is
/// built.
fn target() -> PathBuf {
    let usual = std::env::var_os("CARGO_TARGET_DIR");
    let usual = usual.map_or_else(|| workspace().join("target"), PathBuf::from);
    usual.join("planted")
}

/// Copies a folder of libraries with their times, by which cargo knows that they are as new as
/// what they are made of, but nothing that is ours, and no program.
fn copy_libraries(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let ours = name.to_string_lossy().contains("connect");
        let (old, new) = (entry.path(), to.join(name));
        if ours || new.exists() {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy_libraries(&old, &new);
            continue;
        }
        std::fs::copy(&old, &new).unwrap();
        let written = entry.metadata().unwrap().modified().unwrap();
        let copied = std::fs::File::options().write(true).open(&new).unwrap();
        copied.set_modified(written).unwrap();
    }
}

/// What nothing is planted into is taken over as these tests' own build left it: to compile the
/// database and the cryptography once more takes minutes.
fn take_over_libraries() {
    static TAKEN: Once = Once::new();
    TAKEN.call_once(|| {
        let built = std::env::current_exe().unwrap();
        let profile = built.parent().and_then(Path::parent).unwrap();
        let to = target().join(profile.file_name().unwrap());
        for folder in [".fingerprint", "build", "deps"] {
            copy_libraries(&profile.join(folder), &to.join(folder));
        }
    });
}

fn cargo(arguments: &[&str]) -> Output {
    take_over_libraries();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(workspace())
        .env("CARGO_TARGET_DIR", target())
        .env_remove("CONNECT_FAULT")
        .args(arguments)
        // As the workspace is built: with other features of what it depends on, all is built anew.
        .args(["--workspace", "--features", "connect-engine/planted-faults"]);
    cargo.output().unwrap()
}

/// Builds one of the engine's test programs with the faults, and returns it.
fn built(name: &str) -> PathBuf {
    let built = cargo(&["test", "--test", name, "--no-run", "--message-format=json"]);
    let said = String::from_utf8_lossy(&built.stdout);
    let program = said.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_it = message["target"]["name"] == name;
        let program = message["executable"].as_str()?;
        is_it.then(|| PathBuf::from(program))
    });
    program.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&built.stderr)))
}

/// Runs one test, by its whole name, and returns whether it passed.
fn passes(program: &Path, test: &str, fault: Option<&str>) -> bool {
    let mut run = Command::new(program);
    run.args([test, "--exact"]).env_remove("CONNECT_FAULT");
    run.envs(fault.map(|fault| ("CONNECT_FAULT", fault)));
    let ran = run.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        said.contains("running 1 test\n"),
        "there is no test `{test}` any more: {said}"
    );
    let failed = said.contains("test result: FAILED. 0 passed; 1 failed");
    assert_ne!(
        ran.status.success(),
        failed,
        "`{test}` neither passed nor failed: {said}"
    );
    !failed
}

#[test]
fn every_planted_fault_turns_its_rows_test_red() {
    let program = built("threats");
    for (fault, test) in FAULTS {
        assert!(
            !passes(&program, test, Some(fault)),
            "`{test}` did not find the planted fault `{fault}`"
        );
    }
}

#[test]
fn every_planted_fault_of_codes_and_of_the_exchange_is_found_by_the_simulation() {
    let program = built("simulation");
    for fault in SIMULATED {
        let mut run = Command::new(&program);
        run.env("CONNECT_FAULT", fault)
            .env("CONNECT_SEEDS", EVENINGS)
            .env("RUST_BACKTRACE", "0");
        let ran = run.output().unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(
            !ran.status.success() && said.contains("replay it alone with: make simulate SEED="),
            "the simulation did not find `{fault}` in {EVENINGS} evenings: {said}"
        );
    }
}

#[test]
fn without_a_fault_the_same_tests_are_green() {
    let program = built("threats");
    for (_, test) in FAULTS {
        assert!(
            passes(&program, test, None),
            "`{test}` fails without a fault"
        );
        // The environment alone plants nothing that isn't named.
        if test.contains("row_6") {
            assert!(passes(&program, test, Some("no-such-fault")));
        }
    }
}

#[test]
fn a_build_without_debug_assertions_as_a_release_is_refuses_planted_faults() {
    // Set for the engine alone, so that what it depends on isn't built once more.
    let release = "profile.dev.package.connect-engine.debug-assertions=false";
    let built = cargo(&["test", "--test", "threats", "--no-run", "--config", release]);
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(!built.status.success(), "a release was built with faults");
    assert!(
        said.contains("a release build refuses them"),
        "it failed for another reason: {said}"
    );
    let manifest = std::fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    assert!(
        !manifest.contains("debug-assertions"),
        "no profile of the workspace turns debug assertions on"
    );
}
