//! One installation under test: its keys, its database and its clocks.

use super::{CENTRE, Desk, START};
use connect_engine::acts::Act;
use connect_engine::code::{Code, Verifier};
use connect_engine::home::{Home, Role};
use connect_engine::ids::{EventId, Generation, StationId};
use connect_engine::key::{Label, MacKey, RootSecret, SigningKey};
use connect_engine::message::Message;
use connect_engine::mobile::Mobile;
use connect_engine::refusal::{CodeStatus, Refusal};
use connect_engine::roster::Event;
use connect_engine::secret::Secret;
use connect_engine::store::sqlite::{SqliteStore, SqliteTx};
use connect_engine::store::{FeedRows, StoreError};
use connect_engine::time::{BootId, Millis, Now};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A centre or a station.
pub struct Site {
    pub home: Home,
    pub store: SqliteStore,
    pub now: Now,
    pub random: ChaCha20Rng,
    pub root: RootSecret,
    /// The database.
    pub file: PathBuf,
    /// Gone with the site.
    pub folder: Option<TempDir>,
}

impl Site {
    /// A new one in a folder of its own.
    pub fn new(role: Role, seed: u8, mobile_key: &Secret<[u8; 32]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut site = Self::on(&folder.path().join("connect.db"), role, seed, mobile_key);
        site.folder = Some(folder);
        site
    }

    /// The one of this database; everything random in it follows from the seed.
    pub fn on(file: &Path, role: Role, seed: u8, mobile_key: &Secret<[u8; 32]>) -> Self {
        let mut random = ChaCha20Rng::from_seed([seed; 32]);
        let mut bytes = [0; 32];
        random.fill_bytes(&mut bytes);
        let root = RootSecret::new(bytes);
        random.fill_bytes(&mut bytes);
        let key = SigningKey::from_seed(&Secret::new(bytes)).unwrap();
        let store = SqliteStore::open(file, &root.derive(Label::Database).unwrap()).unwrap();
        let mac_key = |label| MacKey::new(&root.derive(label).unwrap());
        let home = Home {
            role,
            id: StationId::new(START, &mut random),
            key,
            code_key: mac_key(Label::Code),
            mobile_key: MacKey::new(mobile_key),
            client_key: mac_key(Label::ClientSecret),
            centre: CENTRE.to_owned(),
            run: Generation::from_bytes([seed; 16]),
            built: START.minus(Millis::from_secs(24 * 3600)),
        };
        Self {
            home,
            store,
            now: Now {
                wall: START,
                boot: Millis::from_secs(3600),
                boot_id: BootId([seed; 16]),
            },
            random,
            root,
            file: file.to_path_buf(),
            folder: None,
        }
    }

    /// Runs an act in a transaction of its own.
    pub fn act<R>(
        &mut self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> R {
        self.sit(|desk| desk.act(act))
    }

    /// Runs many acts in one transaction: as the engine does them, without a commit for each.
    pub fn sit<R>(&mut self, work: impl FnOnce(&mut Desk<'_, '_>) -> R) -> R {
        let (home, random) = (&self.home, &mut self.random);
        let mut now = self.now;
        let done = self.store.write(|tx| {
            let mut desk = Desk {
                tx,
                home,
                now,
                random,
            };
            let done = work(&mut desk);
            now = desk.now;
            Ok::<_, StoreError>(done)
        });
        self.now = now;
        done.unwrap()
    }

    /// The same, and takes everything back.
    pub fn sit_in_vain<R>(&mut self, work: impl FnOnce(&mut Desk<'_, '_>) -> R) -> R {
        let (home, random, now) = (&self.home, &mut self.random, self.now);
        let mut done = None;
        let undone = self.store.write(|tx| {
            let mut desk = Desk {
                tx,
                home,
                now,
                random,
            };
            done = Some(work(&mut desk));
            Err::<(), _>(StoreError::WrongKey)
        });
        assert!(undone.is_err(), "the transaction was to be taken back");
        done.unwrap()
    }

    /// Lets time pass on all clocks.
    pub fn pass(&mut self, span: Millis) {
        self.now.wall = self.now.wall.plus(span);
        self.now.boot = self.now.boot.plus(span);
    }

    /// Starts the machine anew, its wall clock going on.
    pub fn reboot(&mut self) {
        self.now.boot = Millis::new(0);
        self.random.fill_bytes(&mut self.now.boot_id.0);
    }

    /// As itself: a station at its own screen.
    pub fn myself(&self) -> Verifier {
        Verifier::Station(self.home.id)
    }

    /// See [`Desk::ask`].
    pub fn ask(
        &mut self,
        event: &Event,
        asker: &Verifier,
        mobile: &Mobile,
    ) -> Result<CodeStatus, Refusal> {
        self.sit(|desk| desk.ask(event, asker, mobile))
    }

    /// See [`Desk::carry`].
    pub fn carry(&mut self) -> Vec<Message> {
        self.sit(|desk| desk.carry())
    }

    /// Asks for a code and reads it from the SMS.
    pub fn code(&mut self, event: &Event, asker: &Verifier, mobile: &Mobile) -> Code {
        self.sit(|desk| desk.code(event, asker, mobile))
    }

    /// How far a station has read an event's feed.
    pub fn cursor(&mut self, event: EventId) -> String {
        let feed = self.act(|act| act.tx().feed(event));
        feed.map_or_else(String::new, |feed| feed.cursor)
    }

    /// A copy of the database as it is now.
    pub fn backup(&mut self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(self.file.parent().unwrap()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        copy
    }

    /// Puts an old copy in the place of the database, and starts on it.
    pub fn restore(&mut self, copy: &TempDir) {
        let key = self.root.derive(Label::Database).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(copy.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        self.file = folder.path().join(self.file.file_name().unwrap());
        self.store = SqliteStore::open(&self.file, &key).unwrap();
        self.folder = Some(folder);
        let mut run = [0; 16];
        self.random.fill_bytes(&mut run);
        self.home.run = Generation::from_bytes(run);
    }
}
