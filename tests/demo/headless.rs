//! Where there is no display: one attendee, on a virtual screen, with pictures.

use crate::guests::TRY;
use anyhow::Context as _;
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::program::{self, Running, free_display};
use std::path::Path;
use std::process::Stdio;

/// Drives one attendee from the first screen to the welcome and leaves the pictures.
pub async fn drive(centre: &Centre, event: i64) -> anyhow::Result<()> {
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/journey");
    std::fs::create_dir_all(&pictures).context("could not make the folder for the pictures")?;
    let pictures = pictures
        .canonicalize()
        .context("the folder for the pictures is gone")?;
    let display = free_display();
    let mut screen = program::tool("Xvfb");
    screen.args([&display, "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
    screen.stdout(Stdio::null()).stderr(Stdio::null());
    let _screen = Running::start(screen);

    let mut kiosk = Kiosk::of(centre, &[event]).on_display(&display);
    let window = kiosk.open().await;
    let number: String = TRY[0].0.split(' ').collect();
    let mobile = number.replacen('0', "+98", 1);
    window.expect("attract").await;
    window.picture(&pictures.join("1-attract.png")).await;
    window.begin().await;
    window.picture(&pictures.join("2-mobile.png")).await;
    window.touch_keys(&number).await;
    window.touch("send-code").await;
    window.expect("code").await;
    window.picture(&pictures.join("3-code.png")).await;
    let sent = centre.outbox().nth(&mobile, 1).await;
    println!(
        "SMS to {}:\n  {}\n",
        sent.to,
        sent.text.replace('\n', "\n  ")
    );
    window.touch_keys(&sent.code).await;
    window.expect("welcome").await;
    window.expect_attribute("handoff", "data-url").await;
    window.picture(&pictures.join("4-welcome.png")).await;
    let name = window.text("attendee-name").await;
    println!(
        "{name} is logged in and checked in. The pictures are in {}.",
        pictures.display()
    );
    window.close().await;
    Ok(())
}
