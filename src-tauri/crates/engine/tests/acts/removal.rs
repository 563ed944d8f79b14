//! Removing an attendee, and closing a ticket.

use crate::support::history::enter;
use crate::support::{Site, World, endless, mobile, other_than, roster, session_of, undo};
use connect_engine::acts::{self, LogIn, Removal};
use connect_engine::store::{CodeRows, LogRows, RecordRow, RosterRows};

pub fn records(site: &mut Site) -> Vec<RecordRow> {
    site.act(|act| {
        let mut all = Vec::new();
        for log in act.tx().logs()? {
            all.extend(act.tx().records_from(log.log, 0, 1000)?);
        }
        Ok(all)
    })
}

#[test]
fn who_is_removed_is_erased_on_both_sides_and_every_chain_still_verifies() {
    let mut world = World::of(3).with_station().with_station();
    let event = world.event.clone();
    let id = world.attendee(&event, &mobile(1)).unwrap().id;
    enter(&mut world, 0, 1);
    world.sync(0);
    // They check in elsewhere while they are removed.
    enter(&mut world, 1, 1);
    let removed = world.centre.act(|act| acts::remove_attendee(act, id));
    assert_eq!(removed, Removal::Done);
    for place in [0, 1, 0, 1] {
        world.sync(place);
    }
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let gone = site.act(|act| act.tx().attendee(id)).unwrap();
        assert!(gone.is_removed() && gone.name.is_empty() && gone.mobile.is_none());
        let about = records(site);
        let about: Vec<_> = about
            .iter()
            .filter(|row| row.about.attendee == Some(id))
            .collect();
        assert!(about.len() >= 2, "the records stay: {about:?}");
        assert!(about.iter().all(|row| row.record.body.is_none()));
    }
    let author = world.stations[1].home.key.public().clone();
    let log = world.stations[1].act(|act| act.log_id());
    for site in [1, 2] {
        let site = world.stations.get_mut(site).unwrap_or(&mut world.centre);
        let verdict = site.act(|act| {
            let row = act.tx().lock_log(log)?.unwrap();
            acts::verify_log(act.tx(), &row, &author)
        });
        assert_eq!(verdict.broken, None);
    }
}

#[test]
fn the_token_of_whoever_was_removed_or_has_no_ticket_left_holds_no_more() {
    for is_removed in [true, false] {
        let mut world = World::of(1).with_station();
        let event = world.event.clone();
        let id = world.attendee(&event, &mobile(1)).unwrap().id;
        let station = &mut world.stations[0];
        let myself = station.myself();
        let code = station.code(&event, &myself, &mobile(1));
        let entered = station.sit(|desk| desk.log_in(&event, &mobile(1), &code));
        let Ok(LogIn::Welcome { token, .. }) = entered else {
            panic!("{entered:?}");
        };
        let holds = |station: &mut Site| station.act(|act| session_of(act, &token)).is_ok();
        assert!(holds(&mut world.stations[0]));
        if is_removed {
            world.centre.act(|act| acts::remove_attendee(act, id));
        } else {
            let other = "name,mobile,ticket_code\nGuest 1,09120000002,T-1\n";
            world.import(&event, other);
        }
        world.sync(0);
        assert!(!holds(&mut world.stations[0]), "removed: {is_removed}");
    }
}

#[test]
fn what_the_centre_has_is_erased_here_even_if_its_answer_was_lost() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let id = world.attendee(&event, &mobile(1)).unwrap().id;
    enter(&mut world, 0, 1);
    let row = world.row(0);
    let station = &mut world.stations[0];
    let log = station.act(|act| act.log_id());
    let batch = station.act(|act| acts::batch_from(act, log, 0, 1000));
    let stored = world
        .centre
        .act(|act| acts::accept_records(act, &row, &batch));
    world.centre.act(|act| acts::remove_attendee(act, id));
    world.download(0);
    let bodies = |world: &mut World| {
        let rows = records(&mut world.stations[0]);
        let about = rows.iter().filter(|row| row.about.attendee == Some(id));
        about.filter(|row| row.record.body.is_some()).count()
    };
    assert!(bodies(&mut world) > 0, "what may be unsent is kept");
    let station = &mut world.stations[0];
    station.act(|act| acts::reconcile(act, stored.as_ref().unwrap()));
    assert_eq!(bodies(&mut world), 0);
}

#[test]
fn what_is_said_of_a_number_is_kept_for_whom_else_it_is() {
    let mut world = World::of(1);
    let first = world.event.clone();
    let second = world.add_event(&endless("Poetry night"));
    world.import(&second, &roster([1]));
    world.join(&[&first, &second]);
    let fail = |world: &mut World| {
        let station = &mut world.stations[0];
        let myself = station.myself();
        let right = station.code(&second, &myself, &mobile(1));
        let wrong = station.sit(|desk| desk.log_in(&second, &mobile(1), &other_than(&right)));
        assert!(wrong.is_err(), "{wrong:?}");
        world.pass_s(60);
        world.sync(0);
    };
    // Of the number alone: that a code was sent, and that one was wrong.
    let said = |world: &mut World| {
        let all = records(&mut world.centre);
        let kept = |kind| {
            let of_kind = all.iter().filter(move |row| row.kind == kind);
            of_kind.filter(|row| row.record.body.is_some()).count()
        };
        (kept("code-sent"), kept("attempt-failed"))
    };
    fail(&mut world);
    let here = world.attendee(&first, &mobile(1)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, here));
    assert_eq!(said(&mut world), (1, 1), "they stand on the other list");
    fail(&mut world);
    assert_eq!(said(&mut world), (2, 2));
    let there = world.attendee(&second, &mobile(1)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, there));
    assert_eq!(said(&mut world), (0, 0), "it is nobody's now");
}

#[test]
fn importing_the_code_of_who_was_removed_is_a_bad_line_unless_they_are_restored() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    let id = world.attendee(&event, &mobile(1)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, id));
    let csv = "name,mobile,ticket_code\nGuest 1,09120000001,T-1\n";
    let report = world.import(&event, csv);
    assert!(
        report.rejected[0].reason.contains("--restore"),
        "{report:?}"
    );
    let report = world
        .centre
        .act(|act| acts::import_roster(act, &event, csv.as_bytes(), acts::Removed::Restore))
        .unwrap();
    assert_eq!((report.added, report.rejected.len()), (1, 0));
    world.sync(0);
    let back = world.attendee(&event, &mobile(1)).unwrap().id;
    assert_ne!(back, id, "an id is never used again");
    let view = world.stations[0].act(|act| acts::view_attendee(act, &event, back, None));
    assert!(
        view.tickets[0].is_open(),
        "the history of who was removed is not theirs"
    );
}

#[test]
fn a_cancelled_ticket_is_closed_at_every_station_and_keeps_its_history() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    for code in ["T-1", "T-2"] {
        assert!(
            world
                .centre
                .act(|act| acts::cancel_ticket(act, &event, code))
        );
    }
    assert!(
        !world
            .centre
            .act(|act| acts::cancel_ticket(act, &event, "T-9"))
    );
    world.sync(0);
    for (n, used) in [(1, true), (2, false)] {
        let id = world.attendee(&event, &mobile(n)).unwrap().id;
        let view = world.stations[0].act(|act| acts::view_attendee(act, &event, id, None));
        assert!(!view.tickets[0].is_open());
        assert_eq!(view.tickets[0].checked_in_at.is_some(), used);
    }
}

#[test]
fn what_is_heard_of_somebody_after_their_removal_is_not_kept() {
    let mut world = World::of(3).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    drop(station.code(&event, &myself, &mobile(1)));
    let id = world.attendee(&event, &mobile(1)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, id));
    world.sync(0);
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let sent: Vec<_> = records(site)
            .into_iter()
            .filter(|row| row.kind == "code-sent")
            .collect();
        assert_eq!(sent.len(), 1);
        assert!(sent.iter().all(|row| row.record.body.is_none()));
        let code = site.act(|act| act.tx().lock_code(&mobile(1), &myself));
        assert!(code.is_none(), "no code holds the number");
    }
}

#[test]
fn what_was_taken_back_under_the_next_holder_is_of_whom_it_let_in() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let ticket = world.ticket(&event, "T-1").id;
    enter(&mut world, 0, 1);
    world.sync(0);
    world.import(&event, "name,mobile,ticket_code\nSara,09120000002,T-1\n");
    world.sync(0);
    assert!(world.stations[0].act(|act| undo(act, ticket)));
    world.sync(0);
    let next = world.attendee(&event, &mobile(2)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, next));
    world.sync(0);
    // Whoever joins now hears what is left of it.
    let newest = world.join(&[&event]);
    world.sync(newest);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let today = site.act(|act| acts::today(act, &event));
        assert_eq!((today.checked_in, today.inside), (0, 0));
    }
}

#[test]
fn what_was_taken_back_of_a_ticket_stays_so_when_its_next_holder_is_removed() {
    let mut world = World::of(1).with_station().with_station();
    let event = world.event.clone();
    let ticket = world.ticket(&event, "T-1").id;
    enter(&mut world, 0, 1);
    assert!(world.stations[0].act(|act| undo(act, ticket)));
    world.sync(0);
    world.sync(1);
    world.import(&event, "name,mobile,ticket_code\nSara,09120000002,T-1\n");
    let next = world.attendee(&event, &mobile(2)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, next));
    for place in [0, 1] {
        world.sync(place);
    }
    // Whoever joins now hears of all of it in another order.
    let newest = world.join(&[&event]);
    world.sync(newest);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let today = site.act(|act| acts::today(act, &event));
        assert_eq!((today.checked_in, today.inside), (0, 0));
    }
}
