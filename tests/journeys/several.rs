//! Several events at one station, several tickets on one number.

use crate::beside::{AGREED, open};
use crate::tongue::Tongue;
use crate::{OMID, ROSTER, ask, door, turn};
use connect_engine::data_folder::DataFolder;
use connect_engine::ids::EventAlias;
use connect_engine::mobile::Mobile;
use connect_engine::store::{EventRows as _, RosterRows as _, StoreError};
use connect_engine::time::Timestamp;
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::station::random;
use connect_tests::wait::until;
use std::time::Duration;

/// Whether a kiosk has heard that the number has a ticket to the event.
fn lists(kiosk: &Kiosk, event: i64, mobile: &str) -> bool {
    let mut random = random();
    let long_ago = Timestamp::from_millis(0);
    let folder = DataFolder::open(&kiosk.data(), None, long_ago, &mut random).unwrap();
    let mobile = Mobile::parse(mobile).unwrap();
    let listed = folder.store.read(|tx| {
        let event = tx.event_by_alias(EventAlias(event))?.unwrap();
        let attendee = tx.listed_attendee(event.id, &mobile)?;
        Ok::<_, StoreError>(attendee.is_some())
    });
    listed.unwrap()
}

#[tokio::test]
async fn a_ticket_to_the_other_event_is_found_after_proof() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let one = centre.event("روز اول", &[], ROSTER);
    let two = centre.event(
        "Second Day",
        &[],
        "name,mobile,ticket_code\nAli Rezaei,09140000044,A-1\n",
    );
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[one, two]);
    let screen = kiosk.open().await;
    screen.expect("events").await;
    screen.touch(&format!("event-{one}")).await;
    ask(&screen, "09140000044").await;
    let code = centre.outbox().nth("+989140000044", 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("no-ticket").await;
    assert_eq!(centre.records(one, "check-in").len(), 0);
    screen.touch(&format!("event-{two}")).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("attendee-name").await, "Ali Rezaei");
    assert_eq!(
        centre.wait_for_records(two, "check-in", 1).await[0]["ticket_code"],
        "A-1"
    );
    screen.close().await;
}

#[tokio::test]
async fn a_proven_number_without_any_ticket_is_told_so() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    // Listed for the second event only, until the code is on its way.
    let one = centre.event("روز اول", &[], ROSTER);
    let two = centre.event(
        "روز دوم",
        &[],
        "name,mobile,ticket_code\nAli,09140000044,A-1\n",
    );
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[one, two]);
    let screen = kiosk.open().await;
    screen.expect("events").await;
    screen.touch(&format!("event-{one}")).await;
    ask(&screen, "09140000044").await;
    let code = centre.outbox().nth("+989140000044", 1).await.code;
    assert!(lists(&kiosk, two, "09140000044"));
    centre.import(two, "name,mobile,ticket_code\nAli,09140000045,A-1\n");
    let heard = until("the ticket to move", Duration::from_secs(15), async || {
        (!lists(&kiosk, two, "09140000044")).then_some(())
    });
    heard.await;
    screen.touch_keys(&code).await;
    screen.expect("no-ticket").await;
    assert!(screen.has("call-staff").await);
    for event in [one, two] {
        assert!(!screen.has(&format!("event-{event}")).await, "{event}");
    }
    screen.touch("start-over").await;
    screen.expect("events").await;
    assert_eq!(
        centre.records(one, "login").len() + centre.records(two, "login").len(),
        0
    );
    screen.close().await;
}

#[tokio::test]
async fn a_proof_that_ends_is_told_of_and_offers_nothing_afterwards() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let one = centre.event("روز اول", &[], ROSTER);
    let list = "name,mobile,ticket_code\nAli Rezaei,09140000044,A-1\n";
    let two = centre.event("Second Day", &[], list);
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, "proof_s = 12\n").unwrap();
    centre.serve_with(&["--policy", policy.to_str().unwrap()]);
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[one, two]);
    let screen = kiosk.open().await;
    screen.expect("events").await;
    screen.touch(&format!("event-{one}")).await;
    ask(&screen, "09140000044").await;
    let code = centre.outbox().nth("+989140000044", 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("no-ticket").await;
    screen.touch("go-on").await;
    screen.text("last-minute").await;
    assert!(screen.has(&format!("event-{two}")).await);
    screen.expect("trouble").await;
    let trouble = screen.attribute("error", "data-trouble").await;
    assert_eq!(trouble.as_deref(), Some("session_over"));
    assert_eq!(centre.records(two, "login").len(), 0);
    screen.close().await;
}

#[tokio::test]
async fn several_tickets_are_chosen_one_by_one_whatever_is_added_meanwhile() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let (screen, beside) = open(&mut kiosk, event).await;
    ask(&screen, "09140000003").await;
    let code = centre.outbox().nth(OMID, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("tickets").await;
    assert_eq!(
        centre.records(event, "check-in").len(),
        0,
        "nobody is checked in unasked"
    );
    screen.touch("ticket-2").await;
    screen.touch("check-in").await;
    let first = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(first[0]["ticket_code"], "T-4");
    // The organiser adds a ticket that stands above the others.
    centre.import(event, "name,mobile,ticket_code\nTara,09140000003,T-0\n");
    until("the ticket to come", AGREED, async || {
        beside.has_ticket("T-0").then_some(())
    })
    .await;
    screen.touch("ticket-1").await;
    screen.touch("check-in").await;
    let both = centre.wait_for_records(event, "check-in", 2).await;
    let entered = |code: &str| both.iter().any(|entry| entry["ticket_code"] == code);
    assert!(entered("T-3"), "what was touched enters: {both:?}");
    assert!(!entered("T-0"));
    screen.touch("continue").await;
    screen.expect("welcome").await;
    screen.close().await;
}

mod in_persian {
    use crate::tongue::PERSIAN;
    use crate::turn;

    #[tokio::test]
    async fn a_family_comes_in_with_one_touch() {
        let _turn = turn().await;
        super::a_family(&PERSIAN).await;
    }
}

mod in_english {
    use crate::tongue::ENGLISH;
    use crate::turn;

    #[tokio::test]
    async fn a_family_comes_in_with_one_touch() {
        let _turn = turn().await;
        super::a_family(&ENGLISH).await;
    }
}

async fn a_family(tongue: &Tongue) {
    let (centre, event, kiosk) = door("").await;
    let mut kiosk = kiosk.in_language(tongue.language);
    let screen = kiosk.open().await;
    ask(&screen, "09140000003").await;
    let code = centre.outbox().nth(OMID, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("tickets").await;
    assert_eq!(screen.text("check-in-all").await, tongue.all_three);
    screen.touch("check-in-all").await;
    screen.expect("welcome").await;
    assert_eq!(screen.title().await, tongue.welcome);
    let found = centre.wait_for_records(event, "check-in", 3).await;
    let mut tickets: Vec<_> = found.iter().map(|r| r["ticket_code"].as_str()).collect();
    tickets.sort_unstable();
    assert_eq!(tickets, [Some("T-3"), Some("T-4"), Some("T-5")]);
    screen.close().await;
}
