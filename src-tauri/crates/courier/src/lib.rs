//! connect-courier
