//! What a kiosk has in its database, read beside its window.

use crate::SARA;
use connect_engine::checkin::{Effective, fold};
use connect_engine::data_folder::DataFolder;
use connect_engine::ids::EventAlias;
use connect_engine::mobile::Mobile;
use connect_engine::store::{
    EntryRows as _, EventRows as _, FeedRows as _, LogRows as _, RosterRows as _, Setting,
    SettingRows as _, StoreError, Tx,
};
use connect_engine::time::{Anchor, BootId, Timestamp};
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::station::random;
use connect_tests::wait::until;
use std::time::Duration;

/// How long two sides may take to agree, on a busy machine.
pub const AGREED: Duration = Duration::from_secs(40);

/// A kiosk's database, opened beside it.
pub struct Beside {
    pub folder: DataFolder,
    event: EventAlias,
}

impl Beside {
    pub fn of(kiosk: &Kiosk, event: i64) -> Self {
        let mut random = random();
        let long_ago = Timestamp::from_millis(0);
        Self {
            folder: DataFolder::open(&kiosk.data(), None, long_ago, &mut random).unwrap(),
            event: EventAlias(event),
        }
    }

    /// As after a reboot: the centre's time was told in another boot, before this one began.
    pub fn reboot(&self) {
        let other_boot = self.folder.store.write(|tx| {
            let told = tx.setting(Setting::Anchor)?.unwrap();
            let mut anchor: Anchor = serde_json::from_str(&told).unwrap();
            anchor.at.boot_id = BootId([7; 16]);
            anchor.centre = anchor.centre.minus(anchor.at.boot);
            tx.set_setting(Setting::Anchor, &serde_json::to_string(&anchor).unwrap())
        });
        other_boot.unwrap();
    }

    pub fn lists(&self, mobile: &str) -> bool {
        let mobile = Mobile::parse(mobile).unwrap();
        let listed = self.folder.store.read(|tx| {
            let event = tx.event_by_alias(self.event)?.unwrap();
            tx.listed_attendee(event.id, &mobile)
        });
        listed.unwrap().is_some()
    }

    /// Whether the first load has come to its end: from there on changes come as they are made.
    pub fn is_loaded(&self) -> bool {
        let read = self.folder.store.read(|tx| {
            let event = tx.event_by_alias(self.event)?.unwrap();
            let feed = tx.feed(event.id)?;
            Ok::<_, StoreError>(feed.is_some_and(|feed| feed.complete))
        });
        read.unwrap()
    }

    /// Whether a ticket is known here.
    pub fn has_ticket(&self, code: &str) -> bool {
        let read = self.folder.store.read(|tx| {
            let event = tx.event_by_alias(self.event)?.unwrap();
            tx.ticket_by_code(event.id, code)
        });
        read.unwrap().is_some()
    }

    /// What holds for a ticket here: when it was used, and when it was also seen.
    pub fn entry(&self, ticket: &str) -> (Vec<String>, Vec<String>) {
        let read = self.folder.store.read(|tx| {
            let event = tx.event_by_alias(self.event)?.unwrap();
            let Some(ticket) = tx.ticket_by_code(event.id, ticket)? else {
                return Ok((Vec::new(), Vec::new()));
            };
            let (entries, undone) = tx.entries_of(ticket.id)?;
            let rule = event.entry_rule(ticket.ticket_type.as_deref());
            let Effective {
                admitted,
                also_seen,
                ..
            } = fold(&entries, &undone, &rule);
            let at = |entry: &connect_engine::checkin::Entry| {
                entry.placed_at.rfc3339_in(&event.timezone)
            };
            Ok::<_, StoreError>((
                admitted.iter().map(at).collect(),
                also_seen.iter().map(at).collect(),
            ))
        });
        read.unwrap()
    }

    pub fn has_cancelled(&self, ticket: &str) -> bool {
        let read = self.folder.store.read(|tx| {
            let event = tx.event_by_alias(self.event)?.unwrap();
            let ticket = tx.ticket_by_code(event.id, ticket)?;
            Ok::<_, StoreError>(ticket.is_some_and(|ticket| ticket.cancelled))
        });
        read.unwrap()
    }

    /// The wall clock as the kiosk's own records have it, by kind.
    pub fn wall_times(&self, kind: &str) -> Vec<Timestamp> {
        let read = self.folder.store.read(|tx| {
            let mut found = Vec::new();
            for log in own_logs(tx, &self.folder)? {
                let rows = tx.records_from(log, 0, 100_000)?;
                let wanted = rows.into_iter().filter(|row| row.kind == kind);
                found.extend(wanted.map(|row| row.record.header().unwrap().now.wall));
            }
            Ok::<_, StoreError>(found)
        });
        read.unwrap()
    }
}

fn own_logs(
    tx: &mut impl Tx,
    folder: &DataFolder,
) -> Result<Vec<connect_engine::ids::LogId>, StoreError> {
    let logs = tx.logs()?.into_iter();
    Ok(logs
        .filter(|log| log.station == folder.id)
        .map(|log| log.log)
        .collect())
}

/// Opens the window, and waits until the kiosk has a roster, whoever stands on it, and the link.
pub async fn loaded(kiosk: &mut Kiosk, event: i64) -> (Screen, Beside) {
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    let beside = Beside::of(kiosk, event);
    until("the roster at the kiosk", AGREED, async || {
        beside.is_loaded().then_some(())
    })
    .await;
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
    (screen, beside)
}

/// The same of the roster that most doors have.
pub async fn open(kiosk: &mut Kiosk, event: i64) -> (Screen, Beside) {
    let (screen, beside) = loaded(kiosk, event).await;
    assert!(beside.lists(SARA));
    (screen, beside)
}
