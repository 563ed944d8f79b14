//! Row 21: a wrong or hostile clock.

use crate::support::history::enter;
use crate::support::lone::lone;
use crate::support::{Site, World, mobile, roster, seen};
use connect_engine::acts;
use connect_engine::store::{LogRows, RecordRow, RosterRows, StaffRows};
use connect_engine::time::{Millis, Timestamp};
use std::collections::BTreeMap;

const GUESTS: u32 = 24;
const DAY: Millis = Millis::from_secs(24 * 3600);

/// In 1970 and in 2036; the third is right.
const WRONG: [i64; 2] = [1000, 2_082_758_400_000];

fn check_ins(world: &mut World) -> Vec<RecordRow> {
    world.centre.act(|act| {
        let mut found = Vec::new();
        for log in act.tx().logs()? {
            found.extend(act.tx().records_from(log.log, 0, u32::MAX)?);
        }
        found.retain(|row| row.kind == "check-in");
        Ok(found)
    })
}

#[test]
fn row_21_wrong_and_jumping_clocks_lose_nothing_and_move_no_other_stations() {
    let mut world = World::of(GUESTS)
        .with_station()
        .with_station()
        .with_station();
    for place in 0..3 {
        world.sync(place);
    }
    for (station, wall) in world.stations.iter_mut().zip(WRONG) {
        // Switched on again, and the centre isn't there yet.
        station.reboot();
        station.now.wall = Timestamp::from_millis(wall);
    }
    let event = world.event.clone();
    let mut came: BTreeMap<u32, Timestamp> = BTreeMap::new();
    for n in 1..=GUESTS {
        let place = usize::try_from(n % 3).unwrap();
        came.insert(n, world.centre.now.wall);
        enter(&mut world, place, n);
        if n % 4 == 0 {
            let wall = &mut world.stations[1].now.wall;
            *wall = if n % 8 == 0 {
                wall.plus(DAY)
            } else {
                wall.minus(DAY)
            };
            // Whoever comes next finds the station's sends used up, and they come back.
            let station = &mut world.stations[1];
            let myself = station.myself();
            drop(station.ask(&event, &myself, &mobile(GUESTS + n)));
            world.pass_s(60);
        }
        if n % 7 == 0 {
            world.sync(place);
        }
    }
    for place in [0, 1, 2, 0, 1, 2] {
        world.sync(place);
    }

    let all = check_ins(&mut world);
    assert_eq!(all.len(), came.len(), "no record is lost");
    assert!(all.iter().all(|row| row.quarantined.is_none()));
    for (n, at) in came {
        let id = world.attendee(&event, &mobile(n)).unwrap().id;
        let row = all.iter().find(|row| row.about.attendee == Some(id));
        let placed_at = row.unwrap().placed_at;
        let off = placed_at.since(at).get().abs();
        assert!(off < 1000, "guest {n} came {off} ms before or after that");
        for site in &mut world.stations {
            let seen = site.act(|act| acts::view_attendee(act, &event, id, None));
            assert_eq!(seen.tickets[0].checked_in_at, Some(placed_at), "guest {n}");
        }
    }
}

#[test]
fn a_kiosk_without_a_link_says_that_its_clock_stands_before_what_it_was_told() {
    let mut world = World::of(1).with_station();
    let site = &mut world.stations[0];
    site.reboot();
    assert_eq!(site.act(|act| Ok(act.wall_clock_off())), None);
    site.now.wall = site.now.wall.minus(Millis::from_secs(25));
    let off = site.act(|act| Ok(act.wall_clock_off()));
    assert_eq!(off, None, "nobody knows how long it was switched off");
    site.now.wall = site.now.wall.minus(Millis::from_secs(3600));
    let off = site.act(|act| Ok(act.wall_clock_off()));
    assert!(off < Some(Millis::from_secs(-3500)), "{off:?}");
}

#[test]
fn a_lone_kiosk_whose_clock_stands_before_its_build_goes_on_and_says_so() {
    const LOGINS: u32 = 40;
    let world = World::of(1);
    let (mut site, event) = lone(&world, &roster(1..=LOGINS));
    let myself = site.myself();
    // Somebody came before its clock lost the time.
    drop(site.code(&event, &myself, &mobile(LOGINS)));
    assert_eq!(site.act(|act| Ok(act.wall_clock_off())), None);
    site.reboot();
    site.now.wall = Timestamp::from_millis(0);
    let off = site.act(|act| Ok(act.wall_clock_off()));
    assert!(off.is_some_and(|off| off < Millis::default()), "{off:?}");
    // Whoever is first may be told to wait once: the budget was dated later.
    drop(site.ask(&event, &myself, &mobile(1)));
    for n in 1..LOGINS {
        site.pass(Millis::from_secs(31));
        let code = site.code(&event, &myself, &mobile(n));
        let entered = site.sit(|desk| desk.log_in(&event, &mobile(n), &code));
        assert!(entered.is_ok(), "guest {n}: {entered:?}");
    }
}

#[test]
fn at_a_lone_kiosk_whose_clock_is_set_back_what_is_done_later_counts_as_later() {
    let world = World::of(1);
    let (mut site, event) = lone(&world, &roster([1]));
    let nika = site.act(|act| act.tx().staff())[0].id;
    let myself = site.myself();
    let code = site.code(&event, &myself, &mobile(1));
    let entered = site.sit(|desk| desk.log_in(&event, &mobile(1), &code));
    assert!(entered.is_ok(), "{entered:?}");
    let ticket = site.act(|act| act.tx().ticket_by_code(event.id, "T-1"));
    let ticket = ticket.unwrap().id;
    let inside = |site: &mut Site| {
        site.act(|act| {
            let ticket = act.tx().ticket(ticket)?.unwrap();
            acts::view_ticket(act, &event, ticket, None).map(|view| view.inside)
        })
    };
    // It was an hour fast, and somebody sets it right; then it loses the time altogether.
    for wall in [
        site.now.wall.minus(Millis::from_secs(3600)),
        Timestamp::from_millis(0),
    ] {
        assert!(inside(&mut site));
        site.now.wall = wall;
        site.pass(Millis::from_secs(60));
        let out = site.act(|act| {
            let seen = seen(act, ticket)?;
            acts::check_out_by_staff(act, nika, seen)
        });
        assert!(out.is_ok() && !inside(&mut site), "{out:?}");
        site.pass(Millis::from_secs(60));
        let back = site.act(|act| {
            let seen = seen(act, ticket)?;
            acts::check_in_by_staff(act, nika, seen)
        });
        assert!(back.is_ok() && inside(&mut site), "{back:?}");
    }
}
