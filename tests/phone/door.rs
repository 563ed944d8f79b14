//! An event with its centre and a station at the door, and what every page must hold.

use connect_engine::mobile::Mobile;
use connect_engine::roster::Event;
use connect_tests::centre::Centre;
use connect_tests::phone::{Phone, Setup};
use connect_tests::station::Station;
use serde_json::json;
use std::path::{Path, PathBuf};

/// A family on one number, and a guest with a Latin name.
const ROSTER: &str = "name,mobile,ticket_code,ticket_type\n\
    سارا محمدی,09140000001,KRM-7Q2M-0481,ویژه\n\
    Nika Mohammadi,09140000001,KRM-7Q2M-0482,کودک\n\
    امید محمدی,09140000001,KRM-7Q2M-0483,\n\
    John Smith,09140000002,T-2,VIP\n";

/// In Persian, three tickets.
pub const SARA: &str = "09140000001";
/// In Latin letters, one ticket.
pub const JOHN: &str = "09140000002";

/// On no list: walks in, and is asked no name.
pub const STRANGER: &str = "09140000077";

/// The narrowest phone, in Persian.
pub const PERSIAN: Setup = Setup {
    locale: "fa-IR",
    width: 360,
    scheme: "light",
};

/// The same of a guest who reads no Persian.
pub const ENGLISH: Setup = Setup {
    locale: "en-GB",
    ..PERSIAN
};

/// A centre that serves one event, and the station at its door.
pub struct Door {
    /// The centre.
    pub centre: Centre,
    /// The event at the station.
    pub event: Event,
    /// The station.
    pub station: Station,
}

impl Door {
    /// Opens it.
    pub async fn open() -> Self {
        let mut centre = Centre::new();
        let days = [
            "--starts",
            "2036-11-24T09:00:00+03:30",
            "--ends",
            "2036-11-24T18:30:00+03:30",
            "--walk-ins",
        ];
        let event = centre.event("همایش متن‌باز تهران", &days, ROSTER);
        centre.run(&[
            "ticket",
            "cancel",
            "KRM-7Q2M-0483",
            "--event",
            &event.to_string(),
        ]);
        centre.serve().await;
        let data = centre.file("north");
        let station = Station::join(&data, &centre, &[event], "North door").await;
        station.exchange().await;
        let event = station.events().remove(0);
        Self {
            centre,
            event,
            station,
        }
    }

    /// Somebody logs in at the kiosk: their session, of which more than one address is shown.
    pub fn session(&self, mobile: &str) -> String {
        let mobile = Mobile::parse(mobile).unwrap();
        self.station.session(&self.event, &mobile)
    }

    /// The address on the kiosk's screen after somebody has logged in.
    pub fn hand_off(&self, mobile: &str) -> String {
        self.station.hand_off_in(&self.session(mobile))
    }

    /// A phone that has come in with the right digits.
    pub fn enter(&self, setup: Setup, mobile: &str) -> Phone {
        Self::enter_at(&self.hand_off(mobile), setup, mobile)
    }

    /// The same where the hand-off was shown before.
    pub fn enter_at(address: &str, setup: Setup, mobile: &str) -> Phone {
        let mut phone = Phone::new(setup);
        phone.go(address);
        phone.touch("#last4");
        phone.type_text(&mobile[7..]);
        phone.touch("#enter");
        phone.expect("#pass", "");
        phone
    }
}

/// Where a picture goes.
pub fn picture(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/phone");
    folder.join(format!("{name}.png"))
}

/// What must hold of every screen in either theme: nothing hangs over the edge, and axe-core and
/// the browser find nothing wrong. Leaves a picture of each theme.
pub fn holds(phone: &mut Phone, name: &str) {
    for scheme in ["light", "dark"] {
        phone.scheme(scheme);
        let over = phone.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert_eq!(
            over,
            json!(0),
            "{name}, {scheme}: nothing hangs over the edge"
        );
        assert_eq!(phone.axe(), json!([]), "{name}, {scheme}");
        phone.picture(&picture(&format!("{name}-{scheme}")));
    }
    phone.scheme("light");
    assert_eq!(phone.complaints(), json!([]), "{name}");
}
