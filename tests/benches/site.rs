//! What the benchmarks share: an installation on a real disk, and guests.

use connect_engine::acts::Act;
use connect_engine::home::{Home, Role};
use connect_engine::ids::{AttendeeId, EventAlias, EventId, Generation, StationId, TicketId};
use connect_engine::key::{Label, MacKey, RootSecret, SigningKey};
use connect_engine::mobile::Mobile;
use connect_engine::roster::{Attendee, AttendeeState, Event, Ticket};
use connect_engine::secret::Secret;
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::{SqliteStore, SqliteTx};
use connect_engine::time::{BootId, Millis, Now, Timestamp};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;
use tempfile::TempDir;

pub const NOW: Now = Now {
    wall: Timestamp::from_secs(1_795_507_200),
    boot: Millis::from_secs(3600),
    boot_id: BootId([7; 16]),
};

/// An installation on a real disk, durable as in production.
pub struct Site {
    pub home: Home,
    pub store: SqliteStore,
    pub now: Now,
    pub random: ChaCha20Rng,
    _folder: TempDir,
}

impl Site {
    pub fn new(role: Role, seed: u8) -> Self {
        let mut random = ChaCha20Rng::from_seed([seed; 32]);
        let mut bytes = [0; 32];
        random.fill_bytes(&mut bytes);
        let root = RootSecret::new(bytes);
        let key = SigningKey::from_seed(&Secret::new(bytes)).unwrap();
        let mac = |label| MacKey::new(&root.derive(label).unwrap());
        let home = Home {
            role,
            id: StationId::from_bytes([seed; 16]),
            key,
            code_key: mac(Label::Code),
            mobile_key: mac(Label::MobileHash),
            client_key: mac(Label::ClientSecret),
            centre: "https://centre.example".to_owned(),
            run: Generation::from_bytes([seed; 16]),
            built: Timestamp::from_secs(1_795_000_000),
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("connect.db");
        let store = SqliteStore::open(&file, &root.derive(Label::Database).unwrap()).unwrap();
        Self {
            home,
            store,
            now: NOW,
            random,
            _folder: folder,
        }
    }

    pub fn act<R>(
        &mut self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> R {
        let (home, now, random) = (&self.home, self.now, &mut self.random);
        self.store
            .write(|tx| act(&mut Act::begin(tx, home, &now, random)?))
            .unwrap()
    }
}

pub fn event() -> Event {
    Event {
        id: EventId::from_bytes([3; 16]),
        alias: EventAlias(1),
        slug: None,
        name: "Bench".to_owned(),
        starts_at: None,
        ends_at: None,
        timezone: "Asia/Tehran".to_owned(),
        walk_ins: false,
        ticket_types: BTreeMap::new(),
        look: Box::default(),
    }
}

pub fn id(n: u32) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    bytes
}

pub fn guest(n: u32) -> (Attendee, Ticket) {
    let attendee = Attendee {
        id: AttendeeId::from_bytes(id(n)),
        event: event().id,
        mobile: Some(Mobile::parse(&format!("09{n:09}")).unwrap()),
        name: format!("مهمان {n}"),
        state: AttendeeState::Active,
    };
    let ticket = Ticket {
        id: TicketId::from_bytes(id(n)),
        event: event().id,
        attendee: attendee.id,
        code: format!("T-{n}"),
        holder: attendee.name.clone(),
        ticket_type: Some("عادی".to_owned()),
        attributes: BTreeMap::from([("شرکت".to_owned(), "نمونه".to_owned())]),
        imported_mobile: attendee.mobile.clone(),
        cancelled: false,
    };
    (attendee, ticket)
}
