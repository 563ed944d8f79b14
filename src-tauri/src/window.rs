//! The one window, and what keeps it the only thing on the screen.

use tauri::{
    AppHandle, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

/// The label that the capabilities name.
const LABEL: &str = "main";

/// Opens the window: the full screen, or `windowed`.
///
/// # Errors
/// What the system's web view could not do.
pub fn open<R: Runtime>(app: &AppHandle<R>, windowed: bool) -> tauri::Result<WebviewWindow<R>> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Connect")
        .on_navigation(is_ours);
    if windowed {
        return builder
            .inner_size(1280.0, 800.0)
            .min_inner_size(800.0, 600.0)
            .build();
    }
    let mut builder = builder
        .decorations(false)
        .resizable(false)
        .always_on_top(true);
    // Without a window manager nobody makes a window full screen but itself, and one that can't be
    // resized never becomes smaller than it was made.
    let monitor = app.primary_monitor()?;
    if let Some(monitor) = &monitor {
        let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
        builder = builder.inner_size(size.width, size.height);
    }
    let window = builder.build()?;
    if let Some(monitor) = &monitor {
        window.set_size(*monitor.size())?;
        window.set_position(*monitor.position())?;
    }
    window.set_fullscreen(true)?;
    window.on_window_event(|event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
        }
    });
    Ok(window)
}

/// The page never leaves the app.
fn is_ours(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_apps_own_pages_are_opened() {
        let ours = |text: &str| is_ours(&Url::parse(text).unwrap());
        assert!(ours("tauri://localhost/index.html"));
        for foreign in [
            "https://example.org",
            "http://localhost:5173",
            "file:///etc/passwd",
        ] {
            assert!(!ours(foreign), "{foreign}");
        }
    }
}
