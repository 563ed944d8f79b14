//! The one window, and what keeps it the only thing on the screen.

use crate::fingers::{Doing, Fate, Fingers, Place, SLIDE};
use gtk::gdk::{Event, EventSequence, EventType};
use gtk::glib::Propagation;
use gtk::prelude::{GtkSettingsExt as _, WidgetExt as _};
use std::cell::RefCell;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{
    AppHandle, Manager as _, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent,
};
use webkit2gtk::glib::{BoolError, setenv};
use webkit2gtk::{SettingsExt as _, WebContextExt as _, WebViewExt};

/// The label that the capabilities name.
const LABEL: &str = "main";

/// Has the page do without JavaScript's last compiler, from the process's environment, which its web
/// processes begin with. What that one makes of a function that ran often enough is large and stays as
/// long as the page, and a page that is up for days comes to it function by function: two thousand
/// attendees added a tenth and more to its memory with it, and 1 to 3 % without. No task of ours is so
/// long that a touch could tell, and `WebAssembly`, which reads tickets, has a compiler of its own.
///
/// # Errors
/// Where the environment can't be written.
pub fn keep_the_page_small() -> Result<(), BoolError> {
    setenv("JSC_useFTLJIT", "false", false)
}

/// Opens the window: the full screen, or `windowed`.
///
/// # Errors
/// What the system's web view could not do.
pub fn open<R: Runtime>(app: &AppHandle<R>, windowed: bool) -> tauri::Result<WebviewWindow<R>> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Connect")
        .on_navigation(is_ours)
        .on_permission_request(|webview, asked| allow(webview.url().ok().as_ref(), asked));
    let builder = match folder_in_need(app)? {
        Some(folder) => builder.data_directory(folder),
        None => builder,
    };
    if windowed {
        let window = builder
            .inner_size(1280.0, 800.0)
            .min_inner_size(800.0, 600.0)
            .build()?;
        tell_of_the_machine(&window)?;
        return Ok(window);
    }
    let mut builder = builder.decorations(false).always_on_top(true);
    // Without a window manager nobody makes a window full screen but itself, and one that can't be
    // resized never becomes smaller than it was made. A Wayland compositor tells of no primary monitor;
    // it makes the window full screen, and can do so only with one that can be resized.
    let monitor = app.primary_monitor()?;
    if let Some(monitor) = &monitor {
        let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
        builder = builder.inner_size(size.width, size.height).resizable(false);
    }
    let window = builder.build()?;
    tell_of_the_machine(&window)?;
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

/// Where the web view keeps its own things if it can't where it does by itself: a user of a service may
/// have no home. None of them is worth more than a start.
fn folder_in_need<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Option<PathBuf>> {
    let usual = app.path().app_local_data_dir()?;
    if std::fs::create_dir_all(usual).is_ok() {
        return Ok(None);
    }
    let folder = std::env::temp_dir().join(format!("connect-kiosk-{}", std::process::id()));
    std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
    Ok(Some(folder))
}

/// What the page is told of the machine's languages; which ones the screens have is theirs to say. The
/// machine's own locale may be none: of `C.UTF-8` `WebKit` makes the language `C`, which `Intl` refuses.
const LANGUAGES: [&str; 2] = ["fa-IR", "en-US"];

/// The system's web view keeps cameras from every page until it is told otherwise. It is told
/// before the page is there: what a page may see of the machine is settled when it begins.
fn tell_of_the_machine<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    let page = window.clone();
    window.with_webview(move |webview| {
        let view = webview.inner();
        if let Some(settings) = gtk::Settings::default() {
            touch_as_people_do(&settings);
        }
        let fingers = RefCell::new(Fingers::default());
        view.connect_touch_event(move |view, event| {
            let (fate, (x, y)) = feel(&mut fingers.borrow_mut(), event);
            match fate {
                Fate::WebViews => return Propagation::Proceed,
                Fate::Nobodys => {}
                Fate::Pages(finger, doing) => {
                    // In parts of the whole: the page may have another idea of a pixel.
                    let x = x / f64::from(view.allocated_width());
                    let y = y / f64::from(view.allocated_height());
                    let told = serde_json::json!({
                        "detail": { "finger": finger, "doing": doing, "x": x, "y": y }
                    });
                    let tell = format!("document.dispatchEvent(new CustomEvent('finger', {told}))");
                    if let Err(error) = page.eval(tell) {
                        tracing::warn!(%error, "a touch is lost");
                    }
                }
            }
            Propagation::Stop
        });
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_enable_media_stream(true);
        }
        if let Some(context) = view.context() {
            context.set_preferred_languages(&LANGUAGES);
        }
        // The web view draws in a process of its own. Where that one dies, by a fault of its own or for
        // want of memory, nothing would ever be drawn again; what counts is all here.
        view.connect_web_process_terminated(|view, why| {
            tracing::warn!(?why, "the page's process has ended; the page begins anew");
            view.reload();
        });
    })
}

/// A finger that stays long or isn't quite still presses like any other: by itself the web view would
/// make the right button of a mouse of the one, and scroll by eight pixels with the other.
fn touch_as_people_do(settings: &gtk::Settings) {
    const NEVER: u32 = 24 * 3600 * 1000;
    settings.set_gtk_long_press_time(NEVER);
    settings.set_gtk_dnd_drag_threshold(SLIDE);
}

fn feel(fingers: &mut Fingers<EventSequence>, event: &Event) -> (Fate, Place) {
    let at = event.coords().unwrap_or_default();
    let doing = match event.event_type() {
        EventType::TouchBegin => Doing::Comes,
        EventType::TouchUpdate => Doing::Slides,
        EventType::TouchEnd => Doing::Leaves,
        EventType::TouchCancel => Doing::IsLost,
        _ => return (Fate::WebViews, at),
    };
    let fate = match event.event_sequence() {
        Some(finger) => fingers.feel(finger, doing, at),
        None => Fate::WebViews,
    };
    (fate, at)
}

/// The camera reads tickets, for the app's own page. Nothing else is anybody's: no microphone, no
/// screen, no place, no notifications.
fn allow(page: Option<&Url>, asked: PermissionKind) -> PermissionResponse {
    if asked == PermissionKind::Camera && page.is_some_and(is_ours) {
        PermissionResponse::Allow
    } else {
        PermissionResponse::Deny
    }
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

    #[test]
    fn only_the_apps_own_page_may_use_the_camera_and_nothing_else() {
        let ours = Url::parse("tauri://localhost/index.html").unwrap();
        let foreign = Url::parse("https://example.org").unwrap();
        let camera = PermissionKind::Camera;
        assert_eq!(allow(Some(&ours), camera), PermissionResponse::Allow);
        assert_eq!(allow(Some(&foreign), camera), PermissionResponse::Deny);
        assert_eq!(allow(None, camera), PermissionResponse::Deny);
        for other in [
            PermissionKind::Microphone,
            PermissionKind::DisplayCapture,
            PermissionKind::Geolocation,
            PermissionKind::Notifications,
            PermissionKind::PointerLock,
            PermissionKind::Other,
        ] {
            let answer = allow(Some(&ours), other);
            assert_eq!(answer, PermissionResponse::Deny, "{other:?}");
        }
    }
}
