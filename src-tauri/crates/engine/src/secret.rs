//! Secrets that can't be printed.

use zeroize::Zeroize;

/// A value that no log, error or serialiser can show, wiped when it is dropped.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps the value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every call is a place to look at in a review.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Changes the value where it stands.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) {
        change(&mut self.0);
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> std::fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
