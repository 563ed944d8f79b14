//! The open data folder, and how acts are run on it.

use crate::ambient;
use connect_courier::Acts;
use connect_engine::acts::Act;
use connect_engine::data_folder::{DataFolder, DataFolderError};
use connect_engine::home::{Home, Role};
use connect_engine::ids::Generation;
use connect_engine::key::{Label, MacKey};
use connect_engine::secret::Secret;
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::{SqliteStore, SqliteTx};
use std::path::Path;

/// The centre: its home and its store.
pub struct Centre {
    /// Identity and keys.
    pub home: Home,
    /// The key under which mobiles are hashed; stations are given it at enrolment.
    pub mobile_hash_key: Secret<[u8; 32]>,
    store: SqliteStore,
}

impl Centre {
    /// Opens the data folder. `issuer` is the address under which the centre is known, without
    /// a slash at the end; commands that sign nothing leave it empty.
    ///
    /// # Errors
    /// [`DataFolderError`] says what to do.
    pub fn open(data: &Path, issuer: &str) -> Result<Self, DataFolderError> {
        let credentials = std::env::var_os("CREDENTIALS_DIRECTORY");
        let now = ambient::now();
        let folder = DataFolder::open(
            data,
            credentials.as_ref().map(Path::new),
            now.wall,
            &mut ambient::random(),
        )?;
        let mobile_hash_key = folder.root.derive(Label::MobileHash)?;
        let home = Home {
            role: Role::Centre,
            id: folder.id,
            key: folder.key,
            code_key: MacKey::new(&folder.root.derive(Label::Code)?),
            mobile_key: MacKey::new(&mobile_hash_key),
            client_key: MacKey::new(&folder.root.derive(Label::ClientSecret)?),
            centre: issuer.to_owned(),
            run: Generation::new(now.wall, &mut ambient::random()),
            built: ambient::built(),
        };
        Ok(Self {
            home,
            mobile_hash_key,
            store: folder.store,
        })
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

    /// Changes with every commit of another connection to the database.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.store.data_version()
    }

    /// Leaves nothing in the write-ahead log of what was forgotten.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn empty_wal(&self) -> Result<(), StoreError> {
        self.store.empty_wal()
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

impl Acts for Centre {
    fn write<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        self.store.write(|tx| self.run(tx, act))
    }
}
