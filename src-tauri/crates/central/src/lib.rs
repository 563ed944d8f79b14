//! connect-central
