//! `make shots`: pictures of every screen of the real window, in both languages, in
//! `target/shots/`. Runs where there is a display; the Makefile brings a virtual one.

#![expect(
    clippy::print_stdout,
    reason = "tells whoever sits at the terminal where the pictures are"
)]

use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use std::path::{Path, PathBuf};
use std::time::Duration;

const ROSTER: &str = "name,mobile,ticket_code,ticket_type\n\
    سارا محمدی,09140000001,T-1,ویژه\n\
    John Smith,09140000002,T-2,VIP\n\
    امید کریمی,09140000003,T-3,بزرگسال\n\
    مینا کریمی,09140000003,T-4,بزرگسال\n\
    Nika Karimi,09140000003,T-5,کودک\n";

const PIN: &str = "4938";

const OTHERS: [&str; 6] = [
    "کارگاه طراحی محصول",
    "Open Source Day",
    "نشست بنیان‌گذاران",
    "شب موسیقی",
    "Data & Coffee",
    "کارگاه نگارش",
];

/// Takes the pictures of one language.
struct Album<'a> {
    screen: &'a Screen,
    folder: PathBuf,
    language: &'a str,
}

impl Album<'_> {
    async fn keep(&self, name: &str) {
        let file = format!("{}-{name}.png", self.language);
        self.screen.picture(&self.folder.join(file)).await;
    }

    /// A new attendee, in the album's language.
    async fn meet(&self) {
        let screen = self.screen;
        until("the first screen", Duration::from_secs(20), async || {
            let name = screen.name().await?;
            (name == "events" || name == "mobile").then_some(())
        })
        .await;
        if screen.language().await.as_deref() != Some(self.language) {
            screen.touch("language").await;
        }
    }

    async fn ask(&self, event: i64, mobile: &str) {
        self.meet().await;
        self.screen.touch(&format!("event-{event}")).await;
        self.screen.expect("mobile").await;
        self.screen.type_keys(mobile).await;
        self.screen.press_enter().await;
        self.screen.expect("code").await;
    }
}

#[tokio::main]
async fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/shots");
    for language in ["fa", "en"] {
        walk(language, &folder).await;
    }
    println!("The pictures are in target/shots.");
}

/// Everything that one attendee after another sees.
async fn walk(language: &str, folder: &Path) {
    let mut centre = Centre::new();
    let days = [
        "--starts",
        "2026-12-01T09:00:00+03:30",
        "--ends",
        "2026-12-01T18:00:00+03:30",
    ];
    let event = centre.event("همایش راست تهران", &days, ROSTER);
    let id = event.to_string();
    centre.run(&["event", "look", &id, "--name-en", "Rust Conference Tehran"]);
    let mut events = vec![event];
    for name in OTHERS {
        events.push(centre.event(name, &[], "name,mobile,ticket_code\nAli,09140000044,A-1\n"));
    }
    centre.serve().await;
    centre.staff("نیکا", "supervisor", PIN, &events);
    let mut new = Kiosk::new();
    let screen = new.open().await;
    screen.expect("setup").await;
    if screen.language().await.as_deref() != Some(language) {
        screen.touch("language").await;
    }
    let set_up = folder.join(format!("{language}-00-setup.png"));
    screen.picture(&set_up).await;
    screen.close().await;
    let mut kiosk = Kiosk::of(&centre, &events);
    let screen = kiosk.open().await;
    let album = Album {
        screen: &screen,
        folder: folder.to_path_buf(),
        language,
    };
    one_ticket(&album, &centre, event).await;
    several_tickets(&album, &centre, event).await;
    no_ticket(&album, &centre, event).await;
    locked(&album, event).await;
    on_duty(&album).await;
    centre.kill();
    screen
        .expect_value("staff-line", "data-link", "offline")
        .await;
    album.keep("23-offline").await;
    screen.close().await;
}

async fn code(centre: &Centre, mobile: &str) -> String {
    centre.outbox().nth(mobile, 1).await.code
}

async fn one_ticket(album: &Album<'_>, centre: &Centre, event: i64) {
    let screen = album.screen;
    album.meet().await;
    album.keep("01-events").await;
    screen.touch(&format!("event-{event}")).await;
    screen.expect("mobile").await;
    album.keep("02-mobile").await;
    screen.touch_keys("0914").await;
    screen.touch("send-code").await;
    screen.text("error").await;
    album.keep("03-mobile-error").await;
    screen.type_keys("0000001").await;
    album.keep("04-mobile-typed").await;
    screen.press_enter().await;
    screen.expect("code").await;
    album.keep("05-code").await;
    let right = code(centre, "+989140000001").await;
    let wrong = if right == "12345" { "12346" } else { "12345" };
    screen.type_keys(wrong).await;
    screen.text("error").await;
    album.keep("06-code-wrong").await;
    until("'no SMS?'", Duration::from_secs(40), async || {
        screen.has("no-sms").await.then_some(())
    })
    .await;
    album.keep("07-code-no-sms").await;
    screen.touch("call-staff").await;
    album.keep("08-call-staff").await;
    screen.touch("close").await;
    screen.type_keys(&right).await;
    screen.expect("welcome").await;
    screen.expect_attribute("handoff", "data-url").await;
    album.keep("09-welcome").await;
    screen.touch("done").await;
}

async fn several_tickets(album: &Album<'_>, centre: &Centre, event: i64) {
    let screen = album.screen;
    album.ask(event, "09140000003").await;
    screen.type_keys(&code(centre, "+989140000003").await).await;
    screen.expect("tickets").await;
    album.keep("10-tickets").await;
    screen.touch("ticket-2").await;
    album.keep("11-tickets-chosen").await;
    screen.touch("check-in").await;
    centre.wait_for_records(event, "check-in", 2).await;
    screen.touch("continue").await;
    screen.expect("welcome").await;
    screen.expect_attribute("handoff", "data-url").await;
    album.keep("12-welcome-family").await;
    screen.touch("done").await;
}

async fn no_ticket(album: &Album<'_>, centre: &Centre, event: i64) {
    let screen = album.screen;
    album.ask(event, "09140000044").await;
    screen.type_keys(&code(centre, "+989140000044").await).await;
    screen.expect("no-ticket").await;
    album.keep("13-no-ticket").await;
    screen.touch("start-over").await;
}

async fn locked(album: &Album<'_>, event: i64) {
    let screen = album.screen;
    album.ask(event, "09140000099").await;
    for left in ["4", "3", "2", "1"] {
        screen.type_keys("00000").await;
        screen.expect_value("tries-left", "data-tries", left).await;
    }
    screen.type_keys("00000").await;
    until("the lock", Duration::from_secs(15), async || {
        let left = screen.attribute("tries-left", "data-tries").await;
        let spent = left.as_deref() == Some("0");
        (spent || screen.name().await.as_deref() == Some("trouble")).then_some(())
    })
    .await;
    album.keep("14-tries-gone").await;
    if screen.name().await.as_deref() == Some("code") {
        screen.touch("other-number").await;
        screen.type_keys("09140000099").await;
        screen.press_enter().await;
        screen.expect("trouble").await;
        album.keep("15-trouble-locked").await;
    }
    until("the count-down", Duration::from_secs(75), async || {
        screen.has("more-time").await.then_some(())
    })
    .await;
    album.keep("16-more-time").await;
    screen.touch("more-time").await;
}

/// What staff see.
async fn on_duty(album: &Album<'_>) {
    let screen = album.screen;
    come_on_duty(screen, PIN).await;
    screen.touch("nav-today").await;
    screen.text("checked-in").await;
    album.keep("17-staff-today").await;
    screen.touch("nav-search").await;
    screen.type_keys("کریمی").await;
    screen.expect_value("hits", "data-for", "کریمی").await;
    album.keep("18-staff-search").await;
    screen.touch("hit-1").await;
    until("the card", Duration::from_secs(15), async || {
        screen.has("card-name").await.then_some(())
    })
    .await;
    album.keep("19-staff-card").await;
    screen.touch("nav-walk-in").await;
    album.keep("20-staff-walk-in").await;
    screen.touch("nav-more").await;
    album.keep("21-staff-more").await;
    screen.touch("export").await;
    album.keep("22-staff-export").await;
    screen.touch("leave-duty").await;
}
