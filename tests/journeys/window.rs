//! What the window itself lets its page do, beyond the commands.

use crate::{door, turn};
use connect_tests::display::{Display, difference};
use connect_tests::wait::until;
use serde_json::json;
use std::time::Duration;

/// The page looks for cameras and asks for one, for a microphone, and for where it is. Whatever is
/// answered: a camera where there is none is refused for that, and not because nobody may.
const ASK: &str = "
    const done = arguments[arguments.length - 1];
    const media = navigator.mediaDevices;
    if (media === undefined) return done('the page knows of no devices');
    const answer = (asked) => asked.then(() => 'given', (error) => error.name);
    const place = new Promise((found, failed) => {
        navigator.geolocation.getCurrentPosition(found, failed);
    });
    Promise.all([
        media.enumerateDevices().then(Array.isArray, (error) => error.name),
        answer(media.getUserMedia({ video: true })),
        answer(media.getUserMedia({ audio: true })),
        place.then(() => 'given', ({ code }) => code),
    ]).then(([devices, camera, microphone, where]) => {
        done({ devices, camera, microphone, where });
    });
";

/// What a browser calls it when nobody allowed it.
const DENIED: u8 = 1;

#[tokio::test]
async fn the_page_may_look_for_a_camera_and_for_nothing_else() {
    let _turn = turn().await;
    let (_centre, _, mut kiosk) = door("").await;
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    let answered = screen.run_async(ASK, Vec::new()).await;
    assert_eq!(answered["devices"], json!(true), "{answered}");
    assert_ne!(answered["camera"], "NotAllowedError", "{answered}");
    assert_ne!(answered["microphone"], "given", "{answered}");
    assert_eq!(answered["where"], json!(DENIED), "{answered}");
    screen.close().await;
}

#[tokio::test]
async fn the_screen_comes_back_where_the_process_that_draws_it_dies() {
    let _turn = turn().await;
    let display = Display::start(1280, 800);
    let (_centre, _, kiosk) = door("").await;
    let mut kiosk = kiosk.on_display(&display.name).full_screen();
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    let first = display.still().await;
    screen.touch("begin").await;
    screen.expect("mobile").await;
    assert!(difference(&first, &display.still().await) > 0.05);
    // The driver lets go of a window whose page has died.
    kiosk.kill_page();
    until("the first screen", Duration::from_secs(30), async || {
        (difference(&first, &display.picture()) < 0.01).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_machine_without_a_language_shows_the_screens_too() {
    let _turn = turn().await;
    let (_centre, _, mut kiosk) = door("").await;
    for name in ["LANG", "LC_ALL"] {
        kiosk
            .environment
            .push((name.to_owned(), "C.UTF-8".to_owned()));
    }
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    let script = "arguments[0](new Intl.NumberFormat(navigator.language).format(1234.5))";
    let number = screen.run_async(script, Vec::new()).await;
    assert_eq!(number, "۱٬۲۳۴٫۵");
    screen.close().await;
}
