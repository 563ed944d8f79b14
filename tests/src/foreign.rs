//! A JWT library that isn't ours.

use serde_json::Value;
use std::path::Path;

/// Checks a token with npm's `jose`, from the issuer's address and its published keys alone.
///
/// # Errors
/// Why the library refuses it.
///
/// # Panics
/// If Node isn't there.
#[expect(clippy::unwrap_used, reason = "a test can't go on without Node")]
pub fn verify(issuer: &str, audience: &str, typ: &str, token: &str) -> Result<Value, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/verify.mjs");
    let output = crate::program::tool("node")
        .arg(script)
        .args([issuer, audience, typ, token])
        .output()
        .unwrap();
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}
