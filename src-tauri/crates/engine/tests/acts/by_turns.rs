//! Commands that write at the centre beside the server: no station reads its feed from the
//! beginning for them.

use crate::support::history::enter;
use crate::support::{World, endless, mobile, roster};
use connect_engine::acts::{self, FeedPage, FeedRefusal};
use connect_engine::ids::{EventId, Generation};

const SERVER: Generation = Generation::from_bytes([200; 16]);
const COMMAND: Generation = Generation::from_bytes([201; 16]);

fn after_cursor(world: &mut World, place: usize, event: EventId) -> Result<FeedPage, FeedRefusal> {
    let cursor = world.stations[place].cursor(event);
    world
        .centre
        .act(|act| acts::changes_after(act, event, &cursor, 500))
}

#[test]
fn a_station_that_was_away_while_commands_were_given_goes_on_from_its_cursor() {
    let mut world = World::of(3).with_station().with_station();
    let event = world.event.clone();
    world.centre.home.run = SERVER;
    enter(&mut world, 0, 1);
    world.sync(0);
    world.download(1);
    for n in 2..=3 {
        world.centre.home.run = COMMAND;
        let code = format!("T-{n}");
        world
            .centre
            .act(|act| acts::cancel_ticket(act, &event, &code));
        world.centre.home.run = SERVER;
        world
            .centre
            .act(|act| acts::unlock_number(act, &mobile(1), None));
        world
            .centre
            .act(|act| acts::cancel_ticket(act, &event, "T-1"));
    }
    let page = after_cursor(&mut world, 1, event.id).unwrap();
    assert_eq!(
        page.lines.len(),
        6,
        "three tickets and a number, each once, and two unlocks in a history"
    );
}

#[test]
fn a_command_about_one_event_is_nothing_to_the_feed_of_another() {
    let mut world = World::of(3);
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    world.import(&other, &roster(1..=3));
    world.centre.home.run = SERVER;
    world.join(&[&event, &other]);
    world
        .centre
        .act(|act| acts::cancel_ticket(act, &other, "T-1"));
    world.download(0);
    world.centre.home.run = COMMAND;
    world
        .centre
        .act(|act| acts::cancel_ticket(act, &event, "T-3"));
    world.centre.home.run = SERVER;
    world
        .centre
        .act(|act| acts::cancel_ticket(act, &event, "T-2"));
    let page = after_cursor(&mut world, 0, other.id).unwrap();
    assert!(page.lines.is_empty());
}
