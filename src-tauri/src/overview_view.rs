//! From what the engine found to what the staff's looks show.

use crate::overview_reply::{
    Arrivals, Hit, HitEntry, HitTicket, SearchResults, StationCount, Today, TypeCount,
};
use crate::view;
use connect_engine::acts;
use connect_engine::ids::StationId;
use connect_engine::mobile::Mobile;
use connect_engine::roster::Event;
use connect_engine::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What a search found.
pub fn search(found: &acts::Found, preparing: bool) -> SearchResults {
    SearchResults {
        hits: found.hits.iter().map(hit).collect(),
        more: found.more,
        only: found.only.map(|only| only.to_string()),
        too_short: found.too_short,
        preparing,
    }
}

fn hit(hit: &acts::Hit) -> Hit {
    // As Today has it: who went out again came, and so did who came before it was cancelled.
    let came = hit.tickets.iter().filter(|seen| seen.last.is_some());
    let counted = hit.tickets.iter();
    let counted = counted.filter(|seen| !seen.ticket.cancelled || seen.last.is_some());
    let entry = match (came.count(), counted.count()) {
        (0, _) => HitEntry::None,
        (came, counted) if came < counted => HitEntry::Some,
        _ => HitEntry::All,
    };
    let ticket = |seen: &acts::TicketView| HitTicket {
        code: seen.ticket.code.clone(),
        ticket_type: seen.ticket.ticket_type.clone(),
    };
    Hit {
        attendee: hit.attendee.to_string(),
        event_id: u64::try_from(hit.event.alias.0).unwrap_or(0),
        event_name: hit.event.name.clone(),
        name: hit.name.clone(),
        mobile: hit.mobile.as_ref().map(Mobile::masked),
        tickets: hit.tickets.iter().map(ticket).collect(),
        entry,
    }
}

/// How an event goes.
pub fn today(
    event: &Event,
    told: &acts::Today,
    me: StationId,
    names: &BTreeMap<StationId, String>,
) -> Today {
    let arrivals = |(at, count): &(Timestamp, u64)| Arrivals {
        at: at.millis(),
        count: *count,
    };
    let by_type = told
        .by_type
        .iter()
        .map(|(name, (expected, checked_in))| TypeCount {
            name: name.clone(),
            expected: *expected,
            checked_in: *checked_in,
        });
    let kinds = told.by_type.keys().flatten();
    let kinds: BTreeSet<&String> = kinds.chain(event.ticket_types.keys()).collect();
    let by_station = told
        .by_station
        .iter()
        .map(|(station, checked_in)| StationCount {
            name: names
                .get(station)
                .filter(|name| !name.is_empty())
                .cloned()
                .unwrap_or_else(|| short(*station)),
            mine: *station == me,
            checked_in: *checked_in,
        });
    let mut by_station: Vec<_> = by_station.collect();
    by_station.sort_by_key(|station| (!station.mine, std::cmp::Reverse(station.checked_in)));
    let minutes = f64::from(i32::try_from(acts::PIECE.get() / 60_000).unwrap_or(1));
    Today {
        event: view::event(event),
        expected: told.expected,
        checked_in: told.checked_in,
        inside: told.inside,
        per_minute: told
            .lately
            .map(|lately| f64::from(u32::try_from(lately).unwrap_or(u32::MAX)) / minutes),
        arrivals: told.arrivals.iter().map(arrivals).collect(),
        by_type: by_type.collect(),
        ticket_types: kinds.into_iter().cloned().collect(),
        by_station,
    }
}

/// The end of an id tells stations apart whose names aren't known here.
fn short(station: StationId) -> String {
    let id = station.to_string();
    id.rsplit('-').next().unwrap_or(&id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use connect_engine::checkin::{Entry, EntryRule, Opening, Way};
    use connect_engine::ids::{AttendeeId, EventAlias, EventId, LogId, TicketId};
    use connect_engine::roster::Ticket;

    fn an_event() -> Event {
        Event {
            id: EventId::from_bytes([1; 16]),
            alias: EventAlias(1),
            slug: None,
            name: "Rust Meetup".to_owned(),
            starts_at: None,
            ends_at: None,
            timezone: "Asia/Tehran".to_owned(),
            walk_ins: false,
            ticket_types: BTreeMap::new(),
            look: Box::default(),
        }
    }

    fn a_ticket(n: u8, cancelled: bool, last: Option<Way>) -> acts::TicketView {
        let passed = |way| Entry {
            place: (LogId::from_bytes([2; 16]), u64::from(n)),
            station: StationId::from_bytes([2; 16]),
            placed_at: Timestamp::from_secs(1_795_507_200),
            time_known: true,
            way,
        };
        acts::TicketView {
            ticket: Ticket {
                id: TicketId::from_bytes([n; 16]),
                event: EventId::from_bytes([1; 16]),
                attendee: AttendeeId::from_bytes([1; 16]),
                code: format!("T-{n}"),
                holder: "Nika".to_owned(),
                imported_mobile: None,
                ticket_type: None,
                cancelled,
                attributes: BTreeMap::new(),
            },
            checked_in_at: None,
            by_this_login: false,
            entries_left: 1,
            opening: Opening::Open,
            also_seen: Vec::new(),
            inside: last == Some(Way::In),
            last: last.map(passed),
        }
    }

    #[test]
    fn who_came_in_before_their_ticket_was_cancelled_is_found_as_checked_in() {
        let found = |tickets: &[(bool, Option<Way>)]| {
            let numbered = (1..).zip(tickets);
            let of = acts::Hit {
                attendee: AttendeeId::from_bytes([1; 16]),
                event: an_event(),
                name: "Nika".to_owned(),
                mobile: None,
                tickets: numbered
                    .map(|(n, (gone, last))| a_ticket(n, *gone, *last))
                    .collect(),
            };
            hit(&of).entry
        };
        let inside = Some(Way::In);
        assert_eq!(found(&[(false, None)]), HitEntry::None);
        assert_eq!(found(&[(true, None)]), HitEntry::None);
        assert_eq!(found(&[(true, inside)]), HitEntry::All);
        assert_eq!(found(&[(true, Some(Way::Out))]), HitEntry::All);
        assert_eq!(found(&[(true, inside), (false, None)]), HitEntry::Some);
        assert_eq!(found(&[(true, None), (false, inside)]), HitEntry::All);
    }

    #[test]
    fn a_guest_may_be_given_a_kind_of_ticket_that_nobody_has_yet() {
        let mut event = an_event();
        for kind in ["VIP", "Day pass"] {
            event
                .ticket_types
                .insert(kind.to_owned(), EntryRule::default());
        }
        let mut told = acts::Today::default();
        for kind in [None, Some("VIP"), Some("Student")] {
            told.by_type.insert(kind.map(str::to_owned), (1, 0));
        }
        let me = StationId::from_bytes([2; 16]);
        let told = today(&event, &told, me, &BTreeMap::new());
        assert_eq!(told.ticket_types, ["Day pass", "Student", "VIP"]);
        assert_eq!(told.by_type.len(), 3, "of those that there are");
    }
}
