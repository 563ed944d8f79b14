//! A data folder: the root secret, the identity and the database of one installation.
//!
//! The folder is for its owner alone (0700), the secrets too (0600); where a mode is wider, the
//! program refuses to start and says what to do. The root secret comes from
//! `$CREDENTIALS_DIRECTORY` (systemd, sealed by a TPM) if that is set.

use crate::ids::StationId;
use crate::key::{BadKey, Label, RootSecret, SigningKey, base64url, from_base64url};
use crate::secret::Secret;
use crate::store::StoreError;
use crate::store::sqlite::SqliteStore;
use crate::time::Timestamp;
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// The file of the root secret, and the name of the systemd credential.
const ROOT_SECRET: &str = "connect-root-secret";
/// The file of the id and the signing key.
const IDENTITY: &str = "identity.json";
/// The file of the database.
const DATABASE: &str = "connect.db";
/// The file that is locked while a program opens the folder.
const LOCK: &str = ".lock";
/// The file that is locked for as long as a kiosk's window is open.
const RUNNING: &str = ".running";

/// Why a data folder can't be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// It can't be made or written.
    #[error(
        "the data folder {path} can't be written; give its owner the right to, or choose another with --data"
    )]
    NotWritable {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Another program has it.
    #[error("a kiosk runs already with the data folder {path}; close it first")]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// Others may read it.
    #[error(
        "{path} may be read by others (mode {mode:03o}); run `chmod {wanted:03o} {path}` and start again"
    )]
    TooWide {
        /// The file or folder.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// What it must be.
        wanted: u32,
    },
    /// A database without its secret.
    #[error(
        "the root secret {path} is gone, and without it the database can't be read; put it back from your backup, or begin anew with an empty data folder"
    )]
    SecretLost {
        /// Where it should be.
        path: PathBuf,
    },
    /// A file that isn't what it should be.
    #[error(
        "{path} is damaged; put it back from your backup, or begin anew with an empty data folder"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Reading failed.
    #[error("{path} can't be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A key that the library refuses.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where the root secret was found, for the staff screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretSource {
    /// A systemd credential.
    Credential,
    /// A file in the data folder.
    File,
}

/// The secrets of an installation, as they lie there.
pub struct Secrets {
    /// The id of this installation.
    pub id: StationId,
    /// Its key.
    pub key: SigningKey,
    /// Its root secret.
    pub root: RootSecret,
    /// Where the root secret was found.
    pub source: SecretSource,
}

impl Secrets {
    /// Reads them as the next start will; what isn't there is not made.
    ///
    /// # Errors
    /// [`DataFolderError`] says what to do.
    pub fn read(folder: &Path, credentials: Option<&Path>) -> Result<Self, DataFolderError> {
        refuse_wide(folder, 0o700)?;
        let given = credential(credentials);
        let (root, source) = if let Some(path) = &given {
            (read_root(path)?, SecretSource::Credential)
        } else {
            let path = folder.join(ROOT_SECRET);
            refuse_wide(&path, 0o600)?;
            (read_root(&path)?, SecretSource::File)
        };
        let (id, key) = read_identity(&folder.join(IDENTITY))?;
        Ok(Self {
            id,
            key,
            root,
            source,
        })
    }
}

/// An open data folder.
pub struct DataFolder {
    /// The id of this installation.
    pub id: StationId,
    /// Its key.
    pub key: SigningKey,
    /// Its root secret.
    pub root: RootSecret,
    /// Its database.
    pub store: SqliteStore,
}

#[derive(Serialize, Deserialize)]
struct Identity {
    id: StationId,
    /// Base64url.
    seed: String,
}

impl DataFolder {
    /// Opens the folder, or makes it with new secrets.
    ///
    /// # Errors
    /// [`DataFolderError`] says what to do.
    pub fn open(
        path: &Path,
        credentials: Option<&Path>,
        now: Timestamp,
        random: &mut dyn Rng,
    ) -> Result<Self, DataFolderError> {
        make_private_folder(path)?;
        let _locked = lock(path)?;
        if credential(credentials).is_none() {
            make_root_secret(path, random)?;
        }
        make_identity(path, now, random)?;
        let Secrets { id, key, root, .. } = Secrets::read(path, credentials)?;
        // Made here, so that it is private before anything is in it.
        let database = path.join(DATABASE);
        if !database.exists() {
            write_private(&database, &[])?;
        }
        let store = SqliteStore::open(&database, &root.derive(Label::Database)?)?;
        Ok(Self {
            id,
            key,
            root,
            store,
        })
    }
}

/// Held for as long as a kiosk's window is open.
#[derive(Debug)]
pub struct Claim {
    _file: Option<fs::File>,
}

/// Claims a folder for the one window that may use it. Where its file can't be made the claim is empty:
/// what is wrong with the folder is found out, and said, when it is opened.
///
/// # Errors
/// [`DataFolderError::InUse`]
pub fn claim(path: &Path) -> Result<Claim, DataFolderError> {
    let file = make_private_folder(path).and_then(|()| lock_file(path, RUNNING));
    let Ok(file) = file else {
        return Ok(Claim { _file: None });
    };
    match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(DataFolderError::InUse {
            path: path.to_path_buf(),
        }),
        Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(Claim { _file: Some(file) }),
    }
}

fn make_private_folder(path: &Path) -> Result<(), DataFolderError> {
    let not_writable = |source| DataFolderError::NotWritable {
        path: path.to_path_buf(),
        source,
    };
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(not_writable)?;
    let empty = fs::read_dir(path).map_err(not_writable)?.next().is_none();
    if empty {
        // Nothing was in it that anybody could have read.
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(not_writable)?;
    }
    refuse_wide(path, 0o700)
}

/// One program at a time looks for the secrets or makes them; others wait. That the folder can't
/// be written is found out here, and not when the first attendee waits.
fn lock(folder: &Path) -> Result<fs::File, DataFolderError> {
    let file = lock_file(folder, LOCK)?;
    let locked = file.lock();
    locked.map_err(|source| DataFolderError::NotWritable {
        path: folder.join(LOCK),
        source,
    })?;
    Ok(file)
}

fn lock_file(folder: &Path, name: &str) -> Result<fs::File, DataFolderError> {
    let path = folder.join(name);
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|source| DataFolderError::NotWritable { path, source })
}

fn refuse_wide(path: &Path, wanted: u32) -> Result<(), DataFolderError> {
    let mode = fs::metadata(path)
        .map_err(|source| DataFolderError::Read {
            path: path.to_path_buf(),
            source,
        })?
        .permissions()
        .mode()
        & 0o777;
    let (group, others) = (mode & 0o070, mode & 0o007);
    if group == 0 && others == 0 {
        return Ok(());
    }
    Err(DataFolderError::TooWide {
        path: path.to_path_buf(),
        mode,
        wanted,
    })
}

/// The root secret that the system gives, if it does.
fn credential(credentials: Option<&Path>) -> Option<PathBuf> {
    let path = credentials?.join(ROOT_SECRET);
    path.exists().then_some(path)
}

fn make_root_secret(folder: &Path, random: &mut dyn Rng) -> Result<(), DataFolderError> {
    let path = folder.join(ROOT_SECRET);
    if path.exists() {
        return Ok(());
    }
    if holds_data(&folder.join(DATABASE)) {
        return Err(DataFolderError::SecretLost { path });
    }
    let mut bytes = [0; 32];
    random.fill_bytes(&mut bytes);
    write_private(&path, &bytes)
}

fn holds_data(database: &Path) -> bool {
    fs::metadata(database).is_ok_and(|meta| meta.len() > 0)
}

fn read_root(path: &Path) -> Result<RootSecret, DataFolderError> {
    let bytes = fs::read(path).map_err(|source| DataFolderError::Read {
        path: path.to_path_buf(),
        source,
    })?;
    let bytes = bytes.try_into().map_err(|_| DataFolderError::Damaged {
        path: path.to_path_buf(),
    })?;
    Ok(RootSecret::new(bytes))
}

fn make_identity(
    folder: &Path,
    now: Timestamp,
    random: &mut dyn Rng,
) -> Result<(), DataFolderError> {
    let path = folder.join(IDENTITY);
    if path.exists() {
        return Ok(());
    }
    if holds_data(&folder.join(DATABASE)) {
        return Err(DataFolderError::SecretLost { path });
    }
    let mut seed = [0; 32];
    random.fill_bytes(&mut seed);
    let identity = Identity {
        id: StationId::new(now, random),
        seed: base64url(&seed),
    };
    let bytes = serde_json::to_vec(&identity);
    let bytes = bytes.map_err(|_| DataFolderError::Damaged { path: path.clone() })?;
    write_private(&path, &bytes)
}

fn read_identity(path: &Path) -> Result<(StationId, SigningKey), DataFolderError> {
    refuse_wide(path, 0o600)?;
    let bytes = fs::read(path).map_err(|source| DataFolderError::Read {
        path: path.to_path_buf(),
        source,
    })?;
    let identity = serde_json::from_slice::<Identity>(&bytes).ok();
    let identity = identity.and_then(|Identity { id, seed }| {
        let seed: [u8; 32] = from_base64url(&seed)?.try_into().ok()?;
        Some((id, seed))
    });
    let (id, seed) = identity.ok_or_else(|| DataFolderError::Damaged {
        path: path.to_path_buf(),
    })?;
    Ok((id, SigningKey::from_seed(&Secret::new(seed))?))
}

/// Writes a file for its owner alone, whole or not at all: a temporary file, `fsync`, rename,
/// `fsync` of the folder.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DataFolderError> {
    let write = || {
        let temporary = path.with_extension("new");
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        path.parent()
            .map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
    };
    write().map_err(|source| DataFolderError::NotWritable {
        path: path.to_path_buf(),
        source,
    })
}
