//! Faults that tests plant to see that they would be found.
//!
//! Without the feature `planted-faults` every question is answered `false` at compile time.
//! With it, the environment variable `CONNECT_FAULT` names the one fault that is planted.

#[cfg(all(feature = "planted-faults", not(debug_assertions)))]
compile_error!("planted faults are for tests: a release build refuses them");

/// Whether the named fault is planted.
#[cfg(feature = "planted-faults")]
pub fn planted(name: &str) -> bool {
    static PLANTED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    PLANTED
        .get_or_init(|| std::env::var("CONNECT_FAULT").ok())
        .as_deref()
        == Some(name)
}

/// Whether the named fault is planted: never, in this build.
#[cfg(not(feature = "planted-faults"))]
pub const fn planted(_name: &str) -> bool {
    false
}
