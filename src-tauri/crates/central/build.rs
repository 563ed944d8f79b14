//! Tells the program when it was built (no clock is right that stands before), and embeds the font
//! of the kiosk's screens for the phone's page.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    for sources in ["build.rs", "src", "../engine/src", "../courier/src"] {
        println!("cargo::rerun-if-changed={sources}");
    }
    let built_at = std::env::var("SOURCE_DATE_EPOCH").unwrap_or_else(|_| now());
    println!("cargo::rustc-env=BUILT_AT={built_at}");
    embed_font();
}

/// Where the screens' packages aren't installed, the centre is built without the font, and phones
/// use one of their own.
fn embed_font() {
    let screens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui");
    let font = screens.join("node_modules/vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2");
    let embedded = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let embedded = embedded.join("vazirmatn.woff2");
    let (watched, written) = match std::fs::read(&font) {
        Ok(bytes) => (font, std::fs::write(embedded, bytes)),
        // Installing the packages changes this folder.
        Err(_) => (screens, std::fs::write(embedded, [])),
    };
    println!("cargo::rerun-if-changed={}", watched.display());
    if let Err(error) = written {
        println!("cargo::error=the font of the phone's page: {error}");
    }
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
