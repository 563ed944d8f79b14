//! Row 22: a stolen disk; and a database of a newer program.

use crate::support::{START, World, mobile, open_with_key, roster};
use connect_engine::data_folder::{DataFolder, DataFolderError, SecretSource, Secrets};
use connect_engine::key::{Label, RootSecret};
use connect_engine::secret::Secret;
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::SqliteStore;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const GUESTS: u32 = 50;

/// A station's database after a day: guests loaded, and each has asked and come in.
fn used_world() -> World {
    let mut world = World::of(GUESTS).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    for n in 1..=GUESTS {
        let code = station.code(&event, &myself, &mobile(n));
        let entered = station.sit(|desk| desk.log_in(&event, &mobile(n), &code));
        assert!(entered.is_ok(), "{entered:?}");
        station.pass(connect_engine::time::Millis::from_secs(12));
    }
    world.upload(0);
    world
}

/// Every file beside the database, the write-ahead log too.
fn bytes_beside(file: &Path) -> Vec<(String, Vec<u8>)> {
    fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect()
}

/// The first of the texts, all equally long, that stands in the bytes.
fn find<'t>(bytes: &[u8], texts: &'t [String]) -> Option<&'t String> {
    let length = texts[0].len();
    let starts: BTreeSet<u8> = texts.iter().map(|text| text.as_bytes()[0]).collect();
    bytes
        .windows(length)
        .filter(|window| starts.contains(&window[0]))
        .find_map(|window| texts.iter().find(|text| text.as_bytes() == window))
}

#[test]
fn row_22_the_file_opens_with_no_other_key() {
    let world = used_world();
    let site = &world.stations[0];
    let mut random = ChaCha20Rng::seed_from_u64(22);
    let right = site.root.derive(Label::Database).unwrap();
    for bit in 0..32 {
        let mut key = *right.reveal();
        key[bit] ^= 1 << (bit % 8);
        let opened = SqliteStore::open(&site.file, &Secret::new(key));
        assert!(
            matches!(opened, Err(StoreError::WrongKey)),
            "bit in byte {bit}"
        );
    }
    for _ in 0..32 {
        let mut key = [0; 32];
        random.fill_bytes(&mut key);
        let opened = SqliteStore::open(&site.file, &Secret::new(key));
        assert!(matches!(opened, Err(StoreError::WrongKey)));
    }
    for label in [Label::Code, Label::ClientSecret, Label::MobileHash] {
        let opened = SqliteStore::open(&site.file, &site.root.derive(label).unwrap());
        assert!(matches!(opened, Err(StoreError::WrongKey)), "{label:?}");
    }
    assert!(SqliteStore::open(&site.file, &right).is_ok());
}

#[test]
fn row_22_no_mobile_stands_in_the_bytes_of_the_disk() {
    let world = used_world();
    let mobiles: Vec<_> = (1..=GUESTS)
        .map(|n| mobile(n).e164()["+98".len()..].to_owned())
        .collect();
    let names = ["Guest ".to_owned()];
    let magic = ["SQLite format 3".to_owned()];
    for site in world.stations.iter().chain([&world.centre]) {
        let files = bytes_beside(&site.file);
        let names_of_files: Vec<_> = files.iter().map(|(name, _)| name).collect();
        assert!(
            names_of_files.iter().any(|name| name.ends_with("-wal")),
            "{names_of_files:?}"
        );
        for (name, bytes) in &files {
            assert_eq!(find(bytes, &magic), None, "{name} is not encrypted");
            assert!(find(bytes, &mobiles).is_none(), "{name} shows a mobile");
            assert!(find(bytes, &names).is_none(), "{name} shows a name");
        }
    }
    let plain = roster(GUESTS..=GUESTS);
    assert_eq!(
        find(plain.as_bytes(), &mobiles),
        mobiles.last(),
        "the search finds a mobile where there is one"
    );
}

#[test]
fn row_22_a_wide_key_file_refuses_to_start_and_says_what_to_do() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let mut random = ChaCha20Rng::seed_from_u64(22);
    drop(DataFolder::open(&folder, None, START, &mut random).unwrap());
    for file in ["connect-root-secret", "identity.json"] {
        let path = folder.join(file);
        for mode in [0o640, 0o604, 0o660, 0o620, 0o601, 0o777] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = DataFolder::open(&folder, None, START, &mut random).err();
            assert!(
                matches!(error, Some(DataFolderError::TooWide { .. })),
                "{file} with mode {mode:o}: {error:?}"
            );
            let words = error.unwrap().to_string();
            assert!(
                words.contains(&format!("chmod 600 {}", path.display())),
                "{words}"
            );
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert!(DataFolder::open(&folder, None, START, &mut random).is_ok());
}

#[test]
fn secrets_that_were_replaced_or_are_gone_are_seen_without_another_start() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let mut random = ChaCha20Rng::seed_from_u64(23);
    let open = DataFolder::open(&folder, None, START, &mut random).unwrap();
    let found = Secrets::read(&folder, None).unwrap();
    assert_eq!((found.id, found.source), (open.id, SecretSource::File));
    assert_eq!(found.key.public().jwk(), open.key.public().jwk());
    let database = |root: &RootSecret| *root.derive(Label::Database).unwrap().reveal();
    assert_eq!(database(&found.root), database(&open.root));
    for file in ["connect-root-secret", "identity.json"] {
        let (path, aside) = (folder.join(file), folder.join("aside"));
        fs::rename(&path, &aside).unwrap();
        let error = Secrets::read(&folder, None).err();
        assert!(
            matches!(error, Some(DataFolderError::Read { .. })),
            "{file}: {error:?}"
        );
        assert!(!path.exists(), "nothing is made in its place");
        fs::rename(&aside, &path).unwrap();
    }
    // What the system gives goes before what lies in the folder.
    let given = parent.path().join("given");
    fs::create_dir(&given).unwrap();
    fs::write(given.join("connect-root-secret"), [7; 32]).unwrap();
    let found = Secrets::read(&folder, Some(&given)).unwrap();
    assert_eq!(found.source, SecretSource::Credential);
    assert_ne!(database(&found.root), database(&open.root));
}

#[test]
fn a_file_of_a_newer_program_is_refused_in_words_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.db");
    let key = Secret::new([22; 32]);
    drop(SqliteStore::open(&file, &key).unwrap());
    let version = |connection: &rusqlite::Connection| -> u32 {
        connection
            .query_row("pragma user_version", [], |row| row.get(0))
            .unwrap()
    };
    let newer = open_with_key(&file, &key);
    let ours = version(&newer);
    assert!(ours > 0, "a new file has this program's format");
    newer
        .pragma_update(None, "user_version", ours + 41)
        .unwrap();
    drop(newer);

    let error = SqliteStore::open(&file, &key).err().unwrap();
    assert!(
        matches!(error, StoreError::TooNew { found, known } if (found, known) == (ours + 41, ours)),
        "{error:?}"
    );
    assert!(!error.is_transient(), "trying again doesn't help");
    let words = error.to_string();
    for part in [
        format!("its format is {}", ours + 41),
        format!("this program knows {ours}"),
        "install the newer version again".to_owned(),
    ] {
        assert!(words.contains(&part), "{words}");
    }

    let refused = open_with_key(&file, &key);
    assert_eq!(version(&refused), ours + 41, "nothing was taken back");
    refused.pragma_update(None, "user_version", ours).unwrap();
    drop(refused);
    assert!(SqliteStore::open(&file, &key).is_ok());
}

#[test]
fn a_place_that_cant_keep_a_write_ahead_log_is_refused_in_words() {
    // The only such place that every machine has; SQLite itself would say nothing.
    let memory = Path::new(":memory:");
    let error = SqliteStore::open(memory, &Secret::new([22; 32])).err();
    assert!(matches!(error, Some(StoreError::Lossy)), "{error:?}");
    let error = error.unwrap();
    assert!(!error.is_transient(), "trying again doesn't help");
    assert!(error.to_string().contains("--data"), "{error}");
}
