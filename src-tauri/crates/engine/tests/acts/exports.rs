//! A station's records as people read them, and how its messages went.

use crate::support::history::enter;
use crate::support::{Site, World, mobile, seen};
use connect_engine::acts::{self, Export, ExportFormat, SmsLately};
use connect_engine::ids::StaffId;
use connect_engine::signed_log_file::FileCheck;
use connect_engine::time::Millis;
use std::io::{self, Write};

/// A station's table, with something done between its pages; and how many records it holds.
fn table(station: &mut Site, mut between: impl FnMut(&mut Site)) -> (String, u64) {
    let author = station.home.id;
    let mut export = station.act(|act| Export::begin(act, author, "Door 1", ExportFormat::Csv));
    let (mut file, mut records, left) = (Vec::new(), 0, export.left());
    while let Some(page) = station.act(|act| export.page(act)) {
        file.extend(page.text);
        records += page.records;
        assert_eq!(export.left(), left - records);
        between(station);
    }
    (String::from_utf8(file).unwrap(), records)
}

#[test]
fn what_is_written_page_by_page_is_the_log_of_the_moment_when_it_began() {
    let mut world = World::of(1).with_station();
    let station = &mut world.stations[0];
    let by = StaffId::from_bytes([7; 16]);
    let mut note = |station: &mut Site| {
        station.act(|act| acts::note_staff_act(act, "language", "en", by));
    };
    for _ in 0..450 {
        note(station);
    }
    // Somebody goes on at the door while it is written.
    let (text, records) = table(station, &mut note);
    assert!(records >= 450, "{records}");
    assert_eq!(text.lines().count() as u64, records + 1, "one header");
    let author = station.home.id;
    let format = ExportFormat::SignedLog;
    let mut export = station.act(|act| Export::begin(act, author, "Door 1", format));
    let mut check = FileCheck::default();
    let mut pages = 0;
    while let Some(page) = station.act(|act| export.page(act)) {
        for line in String::from_utf8(page.text).unwrap().lines() {
            check.line(line).unwrap();
        }
        note(station);
        pages += 1;
    }
    assert!(pages > 2, "{pages}");
    let verdicts = check.end().unwrap();
    assert!(verdicts.iter().all(|(_, verdict)| verdict.broken.is_none()));
}

#[test]
fn a_stations_records_are_lines_that_name_people_and_no_mobile() {
    let mut world = World::of(3).with_station().with_station();
    enter(&mut world, 0, 2);
    enter(&mut world, 1, 3);
    world.sync(0);
    let (text, records) = table(&mut world.stations[0], |_| ());
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    assert!(
        header.starts_with("\u{FEFF}kind,at,event_id,station,"),
        "{header}"
    );
    let lines: Vec<&str> = lines.collect();
    assert_eq!(records, lines.len() as u64);
    assert!(lines.iter().all(|line| line.contains(",Door 1,")), "{text}");
    let of = |kind: &str| lines.iter().filter(|line| line.starts_with(kind)).count();
    assert_eq!((of("log-begun,"), of("login,"), of("check-in,")), (1, 1, 1));
    let came = lines
        .iter()
        .find(|line| line.starts_with("check-in,"))
        .unwrap();
    assert!(came.contains(",T-2,Guest 2,"), "{came}");
    assert!(
        !text.contains("Guest 3"),
        "that is another station's record"
    );
    for n in 1..=3 {
        assert!(!text.contains(&mobile(n).e164()[3..]), "no mobile is in it");
    }
}

#[test]
fn each_of_a_family_comes_in_under_the_name_on_their_own_ticket() {
    let csv = "name,mobile,ticket_code\n\
        Omid,09120000001,T-1\nMina,09120000001,T-2\nSam,09120000001,T-3\n";
    let mut world = World::with(csv).with_station();
    let event = world.event.clone();
    let by = StaffId::from_bytes([7; 16]);
    for code in ["T-1", "T-2", "T-3"] {
        let ticket = world.ticket(&event, code).id;
        let came = world.stations[0].act(|act| {
            let seen = seen(act, ticket)?;
            acts::check_in_by_staff(act, by, seen)
        });
        assert!(came.is_ok(), "{came:?}");
    }
    let mina = world.ticket(&event, "T-2");
    let mina = (mina.id, mina.attendee);
    let named = world.stations[0].act(|act| acts::correct_name(act, by, mina, "Minoo"));
    assert!(named.is_ok(), "{named:?}");
    let (text, _) = table(&mut world.stations[0], |_| ());
    for (kind, who) in [
        ("check-in", ",T-1,Omid,"),
        ("check-in", ",T-2,Minoo,"),
        ("check-in", ",T-3,Sam,"),
        ("name-corrected", ",T-2,Minoo,"),
    ] {
        let is_it = |line: &&str| line.starts_with(kind) && line.contains(who);
        assert_eq!(text.lines().filter(is_it).count(), 1, "{who} in {text}");
    }
    // Sam's ticket goes to a friend, who wasn't it that came.
    world.import(&event, "name,mobile,ticket_code\nReza,09120000009,T-3\n");
    world.sync(0);
    let (text, _) = table(&mut world.stations[0], |_| ());
    assert!(!text.contains("Reza"), "{text}");
}

/// A file that has room for so many bytes.
struct Small(usize);

impl Write for Small {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_file_that_has_no_room_is_said_to_have_none() {
    let mut world = World::of(1).with_station();
    enter(&mut world, 0, 1);
    let station = &mut world.stations[0];
    let author = station.home.id;
    for room in [0, 2, 10, 100] {
        let mut file = Small(room);
        let told = station.act(|act| acts::export_logs(act, author, "Door", &mut file));
        assert_eq!(
            told.map_err(|e| e.kind()),
            Err(io::ErrorKind::StorageFull),
            "{room}"
        );
    }
}

#[test]
fn how_messages_went_is_known_for_an_hour() {
    let mut world = World::of(5).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    for (n, outcomes) in [(1, ["", "sent"]), (2, ["late", "sent"]), (3, ["no", "no"])] {
        station.ask(&event, &myself, &mobile(n)).unwrap();
        let id = station.act(|act| acts::waiting(act.tx())).pop().unwrap();
        for (courier, outcome) in ["a", "b"].iter().zip(outcomes) {
            if outcome.is_empty() {
                continue;
            }
            assert!(station.act(|act| acts::begin_attempt(act, id, courier)));
            station.pass(Millis::from_secs(2));
            station.act(|act| acts::end_attempt(act, id, courier, outcome));
        }
        station.act(|act| acts::finish_message(act.tx(), id));
        station.pass(Millis::from_secs(60));
    }
    let lately = station.act(|act| acts::sms_lately(act));
    let told = SmsLately {
        sent: 2,
        failed: 1,
        delay: Some(Millis::from_secs(4)),
        failed_in_a_row: 1,
        not_listed: false,
    };
    assert_eq!(lately, told);
    // Unlisted numbers are asked for alike, and no courier is tried with them.
    station.ask(&event, &myself, &mobile(77)).unwrap();
    drop(station.carry());
    assert_eq!(station.act(|act| acts::sms_lately(act)), told);
    station.pass(Millis::from_secs(3600));
    assert_eq!(
        station.act(|act| acts::sms_lately(act)),
        SmsLately::default()
    );
}

/// How many messages failed, how many of the last ones, and whether for want of the number.
type Failed = (u64, u64, bool);

#[test]
fn only_what_the_centre_refused_by_its_limits_was_no_failure() {
    let mut world = World::of(5).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    // What became of a message; and how it is told then.
    let tried: [(&[&str], Failed); 5] = [
        (&["refused: limit"], (0, 0, false)),
        (&["no answer", "refused: not listed"], (1, 1, true)),
        (&["refused: revoked"], (2, 2, false)),
        (&["refused: not listed"], (3, 3, true)),
        (&["sent"], (3, 0, true)),
    ];
    for (n, (outcomes, expected)) in (1..).zip(tried) {
        station.ask(&event, &myself, &mobile(n)).unwrap();
        let id = station.act(|act| acts::waiting(act.tx())).pop().unwrap();
        for (courier, outcome) in ["a", "b"].iter().zip(outcomes) {
            assert!(station.act(|act| acts::begin_attempt(act, id, courier)));
            station.act(|act| acts::end_attempt(act, id, courier, outcome));
        }
        station.act(|act| acts::finish_message(act.tx(), id));
        let lately = station.act(|act| acts::sms_lately(act));
        let told = (lately.failed, lately.failed_in_a_row, lately.not_listed);
        assert_eq!(told, expected, "{outcomes:?}");
    }
    assert_eq!(station.act(|act| acts::sms_lately(act)).sent, 1);
}

#[test]
fn records_that_were_made_under_a_fast_clock_wait_as_long_as_any() {
    let mut world = World::of(1).with_station();
    world.upload(0);
    let year = Millis::from_secs(365 * 24 * 3600);
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = station.now.wall.plus(year);
    enter(&mut world, 0, 1);
    let station = &mut world.stations[0];
    station.now.wall = station.now.wall.minus(year);
    world.pass_s(7_200);
    let ago = |world: &mut World| {
        world.stations[0].act(|act| Ok(act.time().since(acts::waiting_since(act)?.unwrap())))
    };
    let by_its_boot = ago(&mut world).get();
    assert!(
        (7_200_000..7_260_000).contains(&by_its_boot),
        "{by_its_boot}"
    );
    world.stations[0].reboot();
    world.pass_s(600);
    assert!(
        ago(&mut world).get() >= 600_000,
        "as old as the boot, at least"
    );
}

#[test]
fn since_when_records_wait_is_known() {
    let mut world = World::of(1).with_station();
    world.upload(0);
    assert_eq!(world.stations[0].act(|act| acts::waiting_since(act)), None);
    let before = world.stations[0].now.wall;
    enter(&mut world, 0, 1);
    let since = world.stations[0].act(|act| acts::waiting_since(act));
    assert_eq!(since, Some(before));
    world.upload(0);
    assert_eq!(world.stations[0].act(|act| acts::waiting_since(act)), None);
}
