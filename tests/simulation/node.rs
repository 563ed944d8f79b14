//! One machine: the real store on a disk that can lose what wasn't synced, clocks that can stand
//! anywhere, and a generator of its own.

use connect_engine::acts::{Act, Enrolment};
use connect_engine::home::{Home, Role};
use connect_engine::ids::{Generation, StationId};
use connect_engine::key::{Label, MacKey, RootSecret, SigningKey, from_base64url};
use connect_engine::secret::Secret;
use connect_engine::store::sqlite::{SqliteStore, SqliteTx};
use connect_engine::store::{Fault, Setting, SettingRows, StoreError};
use connect_engine::time::{BootId, Millis, Now, Timestamp};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

/// True time at the beginning.
pub const START: i64 = 1_795_507_200_000;

pub const CENTRE: &str = "https://centre.example";

/// What a wall clock says and how long ago the machine started.
pub struct Clocks {
    wall_offset: i64,
    /// Parts per million by which the wall clock runs too fast.
    drift: i64,
    booted_at: i64,
    boot_id: BootId,
}

impl Clocks {
    fn now(&self, time: i64) -> Now {
        let drifted = (time - self.booted_at) * self.drift / 1_000_000;
        Now {
            wall: Timestamp::from_millis(time + self.wall_offset + drifted),
            boot: Millis::new(time - self.booted_at),
            boot_id: self.boot_id,
        }
    }

    /// Somebody sets the wall clock.
    pub fn set_wall(&mut self, time: i64, wall: i64) {
        self.wall_offset = wall - time;
    }

    pub fn jump(&mut self, millis: i64) {
        self.wall_offset += millis;
    }

    pub fn drift(&mut self, ppm: i64) {
        self.drift = ppm;
    }
}

/// Why nothing was written, as far as the one who asked can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The machine went down; whether the act was kept shows when it is up again.
    Down,
    /// The disk is full; nothing was kept.
    Full,
}

pub struct Node {
    pub home: Home,
    pub clocks: Clocks,
    pub random: ChaCha20Rng,
    /// Counts starts: what was begun in an earlier one is gone.
    pub start: u64,
    pub disk_full: bool,
    /// The plug is pulled while the next transaction is written.
    pub cut_next_write: bool,
    /// The key under which a station hashes mobiles until it has joined a centre.
    pub own_key: Secret<[u8; 32]>,
    store: Option<SqliteStore>,
    folder: TempDir,
}

const DATABASE: &str = "connect.db";

/// One for all machines, so that they begin with copies of one new database.
static DATABASE_KEY: LazyLock<Secret<[u8; 32]>> = LazyLock::new(|| Secret::new([7; 32]));

/// A database that nothing has been written to. Made once: its migrations take as long as a
/// twentieth of an evening.
fn new_database() -> &'static [u8] {
    static NEW: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let folder = new_folder();
        let file = folder.path().join(DATABASE);
        drop(SqliteStore::open(&file, &DATABASE_KEY).unwrap());
        std::fs::read(file).unwrap()
    });
    &NEW
}

/// Where files cost the least: what a simulated power cut loses is decided here, not by a disk.
fn new_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    for name in [DATABASE.to_owned(), format!("{DATABASE}-wal")] {
        if from.join(&name).exists() {
            std::fs::copy(from.join(&name), to.join(&name)).unwrap();
        }
    }
}

impl Node {
    /// A machine; `mobile_key` is the centre's, which a station hears when it joins.
    pub fn new(role: Role, seed: u64, mobile_key: Option<&Secret<[u8; 32]>>) -> Self {
        let mut random = ChaCha20Rng::seed_from_u64(seed);
        let mut bytes = [0; 32];
        random.fill_bytes(&mut bytes);
        let root = RootSecret::new(bytes);
        random.fill_bytes(&mut bytes);
        let key = SigningKey::from_seed(&Secret::new(bytes)).unwrap();
        let mac_key = |label| MacKey::new(&root.derive(label).unwrap());
        let start = Timestamp::from_millis(START);
        let own_key = root.derive(Label::MobileHash).unwrap();
        let home = Home {
            role,
            id: StationId::new(start, &mut random),
            key,
            code_key: mac_key(Label::Code),
            mobile_key: MacKey::new(mobile_key.unwrap_or(&own_key)),
            client_key: mac_key(Label::ClientSecret),
            centre: mobile_key.map_or_else(String::new, |_| CENTRE.to_owned()),
            run: Generation::from_bytes([0; 16]),
            built: start.minus(Millis::from_secs(24 * 3600)),
        };
        let clocks = Clocks {
            wall_offset: 0,
            drift: 0,
            booted_at: START - 3_600_000,
            boot_id: BootId([0; 16]),
        };
        let mut node = Self {
            home,
            clocks,
            random,
            start: 0,
            disk_full: false,
            cut_next_write: false,
            own_key,
            store: None,
            folder: new_folder(),
        };
        node.new_boot(START - 3_600_000);
        std::fs::write(node.file(), new_database()).unwrap();
        node.start_up();
        node
    }

    pub fn is_up(&self) -> bool {
        self.store.is_some()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    /// The program starts on the files that are there.
    pub fn start_up(&mut self) {
        self.store = Some(SqliteStore::open(&self.file(), &DATABASE_KEY).unwrap());
        self.start += 1;
        let mut run = [0; 16];
        self.random.fill_bytes(&mut run);
        self.home.run = Generation::from_bytes(run);
        if self.home.role == Role::Station {
            self.read_home();
        }
    }

    /// A station goes by what the centre told when it joined, if it has.
    fn read_home(&mut self) {
        let store = self.store.as_ref().unwrap();
        let told = store.read(|tx| tx.setting(Setting::Enrolment));
        let told = told
            .unwrap()
            .map(|told| serde_json::from_str(&told).unwrap());
        let (centre, key) = told.map_or_else(
            || (String::new(), self.own_key.clone()),
            |told: Enrolment| {
                let key = from_base64url(&told.mobile_hash_key).unwrap();
                (told.issuer, Secret::new(key.try_into().unwrap()))
            },
        );
        self.home.centre = centre;
        self.home.mobile_key = MacKey::new(&key);
    }

    /// The machine starts anew.
    pub fn new_boot(&mut self, time: i64) {
        let now = self.clocks.now(time);
        self.clocks.set_wall(time, now.wall.millis());
        self.clocks.booted_at = time;
        self.random.fill_bytes(&mut self.clocks.boot_id.0);
    }

    /// A copy of the files as they stand.
    pub fn backup(&self) -> TempDir {
        let backup = new_folder();
        copy(self.folder.path(), backup.path());
        backup
    }

    /// SIGKILL: the files stay as they are, without a clean end.
    pub fn kill(&mut self) {
        let left = self.backup();
        self.replace_files(left);
    }

    /// An old copy takes the place of the files; the program is down.
    pub fn restore(&mut self, backup: &TempDir) {
        let files = new_folder();
        copy(backup.path(), files.path());
        self.replace_files(files);
    }

    fn replace_files(&mut self, files: TempDir) {
        self.store = None;
        self.folder = files;
    }

    /// Runs an act and commits it. Down or full, nobody is answered.
    pub fn write<R>(
        &mut self,
        time: i64,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, Lost> {
        let before = self.cut_next_write.then(|| self.backup());
        let now = self.clocks.now(time);
        let Some(store) = &self.store else {
            return Err(Lost::Down);
        };
        let (home, random, full) = (&self.home, &mut self.random, self.disk_full);
        let done = store.write(|tx| {
            let done = act(&mut Act::begin(tx, home, &now, random)?)?;
            if full {
                return Err(disk_is_full());
            }
            Ok(done)
        });
        if let Some(before) = before {
            self.cut_next_write = false;
            self.cut_power(&before);
            return Err(Lost::Down);
        }
        match done {
            Ok(done) => Ok(done),
            Err(StoreError::Database {
                fault: Fault::Full, ..
            }) => Err(Lost::Full),
            Err(error) => panic!("an act failed: {error:?}"),
        }
    }

    pub fn read<R>(
        &mut self,
        time: i64,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> R {
        let now = self.clocks.now(time);
        let store = self.store.as_ref().unwrap();
        let (home, random) = (&self.home, &mut self.random);
        store
            .read(|tx| act(&mut Act::begin(tx, home, &now, random)?))
            .unwrap()
    }

    /// Another number after every commit, from one start to the next.
    pub fn data_version(&self) -> i64 {
        self.store.as_ref().unwrap().data_version().unwrap()
    }

    /// The plug was pulled in the middle of the last transaction. `synchronous=FULL` has synced
    /// all that was committed before; of what was being written any number of sectors is there.
    fn cut_power(&mut self, before: &TempDir) {
        const SECTOR: usize = 512;
        let log = format!("{DATABASE}-wal");
        let read = |folder: &Path| std::fs::read(folder.join(&log)).unwrap_or_default();
        let (old, new) = (read(before.path()), read(self.folder.path()));
        let same = shared_start(&old, &new);
        let sectors = (new.len() - same).div_ceil(SECTOR);
        let kept = self.random.random_range(0..=sectors);
        let cut = (same + kept * SECTOR).min(new.len());
        let mut torn = new[..cut].to_vec();
        torn.extend_from_slice(old.get(cut..).unwrap_or_default());
        let files = new_folder();
        copy(before.path(), files.path());
        std::fs::write(files.path().join(&log), torn).unwrap();
        self.replace_files(files);
    }
}

/// How many bytes two files begin with alike. By pieces: byte by byte it would be an eighth of an
/// evening's time.
fn shared_start(a: &[u8], b: &[u8]) -> usize {
    const PIECE: usize = 512;
    let pieces = a.chunks_exact(PIECE).zip(b.chunks_exact(PIECE));
    let same = pieces.take_while(|(a, b)| a == b).count() * PIECE;
    let rest = a[same..].iter().zip(&b[same..]);
    same + rest.take_while(|(a, b)| a == b).count()
}

fn disk_is_full() -> StoreError {
    StoreError::Database {
        doing: "commit",
        fault: Fault::Full,
        source: "the simulated disk is full".into(),
    }
}
