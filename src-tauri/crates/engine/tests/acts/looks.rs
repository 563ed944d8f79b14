//! How an event looks, from the centre to its stations.

use crate::support::World;
use connect_engine::acts::{self, NewLook};
use connect_engine::colour::{Colour, Palette};
use connect_engine::look::{Look, Picture};
use connect_engine::message::Language;
use connect_engine::store::{EventRows, LogRows};

fn picture(fill: u8) -> Picture {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(1000, fill);
    Picture::new(bytes).unwrap()
}

fn set(world: &mut World, new: &NewLook) -> Look {
    let id = world.event.id;
    world.centre.act(|act| {
        let event = act.tx().event(id)?.unwrap();
        acts::set_look(act, &event, new)
    })
}

/// What a station has of the event's look.
fn shown(world: &mut World, place: usize) -> (Look, Option<Picture>) {
    let id = world.event.id;
    world.download(place);
    world.stations[place].act(|act| {
        let look = act.tx().event(id)?.unwrap().look;
        Ok((*look, act.tx().picture(id)?))
    })
}

/// What is set, and what that changes.
type Step = (NewLook, fn(&mut Look, Palette));

#[test]
fn each_call_changes_what_it_names_and_the_stations_hear_of_it() {
    let mut world = World::of(1).with_station();
    let palette = Palette::of(Colour::parse("#ffcc00").unwrap());
    let mut expected = Look::default();
    let steps: [Step; 6] = [
        (
            NewLook {
                palette: Some(Some(palette)),
                ..NewLook::default()
            },
            |look, palette| look.palette = Some(palette),
        ),
        (
            NewLook {
                picture: Some(Some(picture(1))),
                ..NewLook::default()
            },
            |look, _| look.picture = Some(picture(1).hash()),
        ),
        (
            NewLook {
                next: vec![(Language::Fa, Some("تالار ۲".to_owned()))],
                ..NewLook::default()
            },
            |look, _| look.next.fa = Some("تالار ۲".to_owned()),
        ),
        (
            NewLook {
                picture: Some(Some(picture(2))),
                next: vec![(Language::En, Some("Hall 2".to_owned()))],
                ..NewLook::default()
            },
            |look, _| {
                look.picture = Some(picture(2).hash());
                look.next.en = Some("Hall 2".to_owned());
            },
        ),
        (
            NewLook {
                palette: Some(None),
                next: vec![(Language::Fa, None)],
                ..NewLook::default()
            },
            |look, _| {
                look.palette = None;
                look.next.fa = None;
            },
        ),
        (
            NewLook {
                picture: Some(None),
                ..NewLook::default()
            },
            |look, _| look.picture = None,
        ),
    ];
    for (step, (new, change)) in steps.into_iter().enumerate() {
        change(&mut expected, palette);
        assert_eq!(set(&mut world, &new), expected, "step {step}");
        let (look, picture) = shown(&mut world, 0);
        assert_eq!(look, expected, "step {step}");
        assert_eq!(picture.map(|p| p.hash()), expected.picture, "step {step}");
    }
    // Whoever joins later has all of it with the roster.
    let new = NewLook {
        palette: Some(Some(palette)),
        picture: Some(Some(picture(3))),
        ..NewLook::default()
    };
    let look = set(&mut world, &new);
    let event = world.event.clone();
    let place = world.join(&[&event]);
    assert_eq!(shown(&mut world, place), (look, Some(picture(3))));
}

#[test]
fn it_is_a_record_of_the_centre_and_nothing_new_is_none() {
    let mut world = World::of(1);
    let new = NewLook {
        next: vec![(Language::En, Some("Hall 2".to_owned()))],
        ..NewLook::default()
    };
    for _ in 0..2 {
        set(&mut world, &new);
        let log = world.centre.act(|act| act.log_id());
        let rows = world.centre.act(|act| act.tx().records_from(log, 0, 100));
        let looks = rows.iter().filter(|row| row.kind == "event-look-set");
        assert_eq!(looks.count(), 1);
    }
}
