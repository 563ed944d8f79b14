//! Tells the program when it was built: no clock is right that stands before.

fn main() {
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    println!("cargo::rerun-if-changed=build.rs");
    let built_at = std::env::var("SOURCE_DATE_EPOCH").unwrap_or_else(|_| now());
    println!("cargo::rustc-env=BUILT_AT={built_at}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "a build script hands the time to the program"
)]
fn now() -> String {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or_else(|_| "0".to_owned(), |since| since.as_secs().to_string())
}
