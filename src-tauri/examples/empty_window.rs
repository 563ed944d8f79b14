//! A window with one word in it: what the start of the kiosk is measured against by
//! `tests/benches/window.rs`, and nothing else.

use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><main data-screen=\"empty\">Connect</main>";

fn main() -> anyhow::Result<()> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let page = Response::builder().header("content-type", "text/html");
            page.body(PAGE.as_bytes()).unwrap_or_default()
        })
        .setup(|app| {
            let page = WebviewUrl::CustomProtocol("empty://localhost/".parse()?);
            WebviewWindowBuilder::new(app, "main", page)
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(built_in())?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the macro unpacks the configuration on a thread of its own"
)]
fn built_in() -> tauri::Context {
    tauri::generate_context!()
}
