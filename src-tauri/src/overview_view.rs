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
use std::collections::BTreeMap;

/// What a search found.
pub fn search(found: &acts::Found, preparing: bool) -> SearchResults {
    SearchResults {
        hits: found.hits.iter().map(hit).collect(),
        more: found.more,
        too_short: found.too_short,
        preparing,
    }
}

fn hit(hit: &acts::Hit) -> Hit {
    let open = hit.tickets.iter().filter(|seen| !seen.ticket.cancelled);
    // Who went out again came, as Today has it too.
    let came = open.clone().filter(|seen| seen.last.is_some());
    let entry = match (came.count(), open.count()) {
        (0, _) => HitEntry::None,
        (came, open) if came < open => HitEntry::Some,
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
        by_station,
    }
}

/// The end of an id tells stations apart whose names aren't known here.
fn short(station: StationId) -> String {
    let id = station.to_string();
    id.rsplit('-').next().unwrap_or(&id).to_owned()
}
