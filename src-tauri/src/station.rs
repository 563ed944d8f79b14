//! The open data folder of this station, and how acts are run on it.

use crate::ambient;
use crate::ballast::Ballast;
use anyhow::Context as _;
use connect_courier::Acts;
use connect_engine::acts::{Act, Enrolment, alone, note_staff_act};
use connect_engine::data_folder::{DataFolder, DataFolderError};
use connect_engine::home::{Home, Role};
use connect_engine::ids::{Generation, StaffId};
use connect_engine::key::{Label, MacKey, from_base64url};
use connect_engine::secret::Secret;
use connect_engine::store::sqlite::{SqliteStore, SqliteTx};
use connect_engine::store::{Setting, SettingRows as _, StoreError, Tx};
use connect_engine::time::{Anchor, Timestamp, best_time, time_is_confirmed};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many pieces of the ballast one act of staff may take: one is more than it needs, and somebody
/// else may take it first.
const PIECES: u32 = 2;

/// Where the system puts the secrets that it keeps for this program, if it does.
pub fn credentials() -> Option<PathBuf> {
    std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from)
}

/// What somebody of the staff does that leaves no other record.
pub struct Unnoted {
    /// Who.
    pub by: StaffId,
    /// What.
    pub done: &'static str,
    /// What with.
    pub with: String,
}

impl Unnoted {
    /// Writes it down.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn note<T: Tx>(&self, act: &mut Act<'_, T>) -> Result<(), StoreError> {
        note_staff_act(act, self.done, &self.with, self.by)
    }
}

/// A station: its home and its store.
pub struct Station {
    /// Identity and keys.
    pub home: Home,
    /// The name under which the organiser knows it; empty before it has joined.
    pub name: String,
    /// Whether it has joined a centre.
    pub is_enrolled: bool,
    /// Whether it is about to join its centre again.
    pub joins_again: bool,
    /// The key under which it hashes numbers while it serves alone.
    pub own_hash_key: Secret<[u8; 32]>,
    /// Its data folder.
    pub data: PathBuf,
    /// Room that is kept for staff.
    pub ballast: Ballast,
    /// What staff did when there was no room to note it.
    unnoted: Mutex<Vec<Unnoted>>,
    store: SqliteStore,
    /// What was written last couldn't be for want of room.
    full: AtomicBool,
}

impl Station {
    /// Opens the data folder of a station that has joined a centre or serves alone, or, with the
    /// address of a centre, of a station that is about to join.
    ///
    /// # Errors
    /// Says what to do.
    pub fn open(data: &Path, joining: Option<&str>) -> anyhow::Result<Self> {
        Self::open_as(data, joining)?.context(
            "this station has joined no centre yet: make a code with `connect-central station \
             code` and set it up in its window, or start once with --central ADDRESS --enrol CODE",
        )
    }

    /// Opens a data folder; none if its station hasn't been set up.
    ///
    /// # Errors
    /// Says what to do.
    pub fn find(data: &Path) -> anyhow::Result<Option<Self>> {
        Self::open_as(data, None)
    }

    fn open_as(data: &Path, joining: Option<&str>) -> anyhow::Result<Option<Self>> {
        let credentials = credentials();
        let now = ambient::now();
        let open = || {
            let credentials = credentials.as_deref();
            DataFolder::open(data, credentials, now.wall, &mut ambient::random())
        };
        let ballast = Ballast::of(data);
        let folder = loop {
            match open() {
                // Whoever starts it on a full disk is staff.
                Err(DataFolderError::Store(error)) if error.is_full() && ballast.give_up() => {}
                opened => break opened?,
            }
        };
        let enrolment = enrolment(&folder.store)?;
        let alone = folder.store.read(|tx| alone(tx))?;
        let own_hash_key = folder.root.derive(Label::MobileHash)?;
        let is_enrolled = enrolment.is_some();
        let again = folder.store.read(|tx| tx.setting(Setting::JoiningAgain))?;
        let (centre, name, mobile_key) = match (&enrolment, joining, alone) {
            (Some(enrolled), _, _) => {
                let key = from_base64url(&enrolled.mobile_hash_key);
                let key = key.and_then(|bytes| bytes.try_into().ok());
                let key = key.context("what the centre told at enrolment is damaged")?;
                (
                    enrolled.issuer.clone(),
                    enrolled.name.clone(),
                    Secret::new(key),
                )
            }
            // Until the centre has told its hash key, the own one is used.
            (None, joining, alone) => {
                if joining.is_none() && alone.is_none() {
                    return Ok(None);
                }
                (
                    joining.unwrap_or_default().to_owned(),
                    alone.map(|alone| alone.name).unwrap_or_default(),
                    own_hash_key.clone(),
                )
            }
        };
        let home = Home {
            role: Role::Station,
            id: folder.id,
            key: folder.key,
            code_key: MacKey::new(&folder.root.derive(Label::Code)?),
            mobile_key: MacKey::new(&mobile_key),
            client_key: MacKey::new(&folder.root.derive(Label::ClientSecret)?),
            centre,
            run: Generation::new(now.wall, &mut ambient::random()),
            built: ambient::built(),
        };
        Ok(Some(Self {
            home,
            name,
            is_enrolled,
            joins_again: again.is_some(),
            own_hash_key,
            data: data.to_owned(),
            ballast,
            unnoted: Mutex::default(),
            store: folder.store,
            full: AtomicBool::new(false),
        }))
    }

    /// The last time that the centre told plus the boot clock, never before the build's date: by
    /// it certificates are judged.
    pub fn best_time(&self) -> Timestamp {
        best_time(self.anchor().as_ref(), &ambient::now(), self.home.built)
    }

    /// Whether the centre told the time in this boot; else the best time is a lower bound.
    pub fn time_is_confirmed(&self) -> bool {
        time_is_confirmed(self.anchor().as_ref(), &ambient::now())
    }

    fn anchor(&self) -> Option<Anchor> {
        let anchor = self.store.read(|tx| tx.setting(Setting::Anchor));
        let text = anchor.ok().flatten()?;
        serde_json::from_str(&text).ok()
    }

    /// Runs an act that only reads.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn read<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        self.store.read(|tx| self.run(tx, act))
    }

    /// The same for what takes long: nobody who reads otherwise waits for it.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn read_aside<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        self.store.read_aside(|tx| self.run(tx, act))
    }

    /// Whether there is no room: what was written last couldn't be, or only because room was kept
    /// for it.
    pub fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed) || self.ballast.is_given_up()
    }

    /// Where there was no room, finds out whether there is some again: nobody may have anything to
    /// write for long.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn look_for_room(&self) -> Result<(), StoreError> {
        if self.full.load(Ordering::Relaxed) {
            // As it was: what is tried is only whether it can be kept.
            self.write(|act| {
                let kept = act.tx().setting(Setting::Station)?;
                let kept = kept.as_deref().unwrap_or("{}");
                act.tx().set_setting(Setting::Station, kept)
            })?;
        }
        Ok(())
    }

    /// Remembers what staff did, until there is room to note it.
    pub fn note_later(&self, did: Unnoted) {
        self.lock_unnoted().push(did);
    }

    /// Notes what there was no room to note, once there is.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn note_what_waits(&self) -> Result<(), StoreError> {
        let mut unnoted = self.lock_unnoted();
        if unnoted.is_empty() || self.full.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.write(|act| unnoted.iter().try_for_each(|did| did.note(act)))?;
        unnoted.clear();
        Ok(())
    }

    /// What there was no room to note where this station ran before is to be noted by this run.
    pub fn take_over(&self, before: &Self) {
        self.lock_unnoted().append(&mut before.lock_unnoted());
    }

    fn lock_unnoted(&self) -> MutexGuard<'_, Vec<Unnoted>> {
        self.unnoted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an act of staff. Where there is no room for it, it is tried again with a piece of the
    /// ballast, as long as there is one: no act needs more than [`PIECES`], and one that would takes
    /// no more from those after it.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn write_at_need<R>(
        &self,
        act: impl Fn(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        for _ in 0..PIECES {
            match self.write(&act) {
                Err(error) if error.is_full() && self.ballast.give_up() => {}
                done => return done,
            }
        }
        self.write(&act)
    }

    fn run<R>(
        &self,
        tx: &mut SqliteTx<'_>,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let mut random = ambient::random();
        act(&mut Act::begin(
            tx,
            &self.home,
            &ambient::now(),
            &mut random,
        )?)
    }
}

impl Acts for Station {
    fn write<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let mut has_written = false;
        let done = self.store.write(|tx| {
            let done = self.run(tx, act);
            has_written = tx.has_written();
            done
        });
        match &done {
            // What had nothing to write found no room either.
            Ok(_) if has_written => self.full.store(false, Ordering::Relaxed),
            Err(error) if error.is_full() => self.full.store(true, Ordering::Relaxed),
            Ok(_) | Err(_) => {}
        }
        done
    }
}

fn enrolment(store: &SqliteStore) -> anyhow::Result<Option<Enrolment>> {
    let text = store.read(|tx| tx.setting(Setting::Enrolment))?;
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .context("what the centre told at enrolment is damaged")
}

/// Runs an act on a thread that may wait for the disk.
///
/// # Errors
/// What the database could not do.
pub async fn write<R: Send + 'static>(
    station: &Arc<Station>,
    act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError> + Send + 'static,
) -> Result<R, StationError> {
    let station = Arc::clone(station);
    let done = tokio::task::spawn_blocking(move || station.write(act)).await;
    Ok(done.map_err(|_| StationError::Panicked)??)
}

/// The same for an act of staff: see [`Station::write_at_need`].
///
/// # Errors
/// What the database could not do.
pub async fn write_at_need<R: Send + 'static>(
    station: &Arc<Station>,
    act: impl Fn(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError> + Send + 'static,
) -> Result<R, StationError> {
    let station = Arc::clone(station);
    let done = tokio::task::spawn_blocking(move || station.write_at_need(act)).await;
    Ok(done.map_err(|_| StationError::Panicked)??)
}

/// The same for an act that only reads.
///
/// # Errors
/// What the database could not do.
pub async fn read<R: Send + 'static>(
    station: &Arc<Station>,
    act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError> + Send + 'static,
) -> Result<R, StationError> {
    let station = Arc::clone(station);
    let done = tokio::task::spawn_blocking(move || station.read(act)).await;
    Ok(done.map_err(|_| StationError::Panicked)??)
}

/// The same for what takes long: see [`SqliteStore::read_aside`].
///
/// # Errors
/// What the database could not do.
pub async fn read_aside<R: Send + 'static>(
    station: &Arc<Station>,
    act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError> + Send + 'static,
) -> Result<R, StationError> {
    let station = Arc::clone(station);
    let done = tokio::task::spawn_blocking(move || station.read_aside(act)).await;
    Ok(done.map_err(|_| StationError::Panicked)??)
}

/// Leaves nothing in the write-ahead log of what was forgotten.
///
/// # Errors
/// What the database could not do.
pub async fn empty_wal(station: &Arc<Station>) -> Result<(), StationError> {
    let station = Arc::clone(station);
    let done = tokio::task::spawn_blocking(move || station.store.empty_wal()).await;
    Ok(done.map_err(|_| StationError::Panicked)??)
}

impl StationError {
    /// Whether there was no room for what was to be written.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_full())
    }
}

/// What the station itself could not do.
#[derive(Debug, thiserror::Error)]
pub enum StationError {
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
    /// A bug.
    #[error("an act panicked")]
    Panicked,
}
