//! From what the engine answers to what the screens show.

use crate::kiosk::Parts;
use crate::language_tag::LanguageTag;
use crate::reply::{
    Accent, CodeSent, CourierState, Entry, EventView, Link, Loading, NoTicket, Palette, StaffCall,
    StationView, Texts, TicketView, Welcome,
};
use crate::session::Numbered;
use crate::start_fault::StartFault;
use crate::station_now::StationNow;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connect_courier::ChainState;
use connect_engine::acts::{self, NoTicketView, OpenCall, WelcomeView};
use connect_engine::checkin::Opening;
use connect_engine::colour;
use connect_engine::ids::StationId;
use connect_engine::look::{self, Picture};
use connect_engine::mobile::Mobile;
use connect_engine::refusal::CodeStatus;
use connect_engine::roster::Event;
use connect_engine::time::{Millis, Timestamp};

/// A span for the screens, never negative.
pub fn millis(span: Millis) -> u64 {
    u64::try_from(span.get()).unwrap_or(0)
}

/// The state of a station that has been set up.
pub fn station(now: &StationNow, parts: &Parts, language: LanguageTag) -> StationView {
    let Parts { desk, tasks } = parts;
    StationView {
        set_up: true,
        start_fault: None,
        name: desk.name().to_owned(),
        events: now.events.iter().map(event).collect(),
        over: now.over,
        link: tasks.link(),
        courier: match tasks.courier() {
            ChainState::Working => CourierState::Working,
            ChainState::Down | ChainState::None => CourierState::Down,
        },
        records_waiting: now.waiting,
        loading: now.loading.map(loading),
        roster_age_ms: now.roster_age.map(millis),
        roster_refused: now.roster_refused,
        clock_off_ms: now.clock_off.map(Millis::get),
        restored: now.restored,
        full: desk.is_full(),
        locked: now.locked,
        out_of_order: now.out_of_order,
        calls: now.calls.iter().map(|open| call(open, desk.id())).collect(),
        language,
    }
}

/// What there is to say of a kiosk before it has been set up.
pub fn not_set_up(language: LanguageTag) -> StationView {
    StationView {
        set_up: false,
        start_fault: None,
        name: String::new(),
        events: Vec::new(),
        over: false,
        link: Link::Connecting,
        courier: CourierState::Down,
        records_waiting: 0,
        loading: None,
        roster_age_ms: None,
        roster_refused: false,
        clock_off_ms: None,
        restored: false,
        full: false,
        locked: false,
        out_of_order: false,
        calls: Vec::new(),
        language,
    }
}

/// A station that can't start.
pub fn not_started(language: LanguageTag, fault: StartFault) -> StationView {
    StationView {
        start_fault: Some(fault),
        full: fault == StartFault::NoRoom,
        ..not_set_up(language)
    }
}

/// An event.
pub fn event(event: &Event) -> EventView {
    let zoned = |at: Timestamp| at.rfc3339_in(&event.timezone);
    EventView {
        id: u64::try_from(event.alias.0).unwrap_or(0),
        name: event.name.clone(),
        starts_at: event.starts_at.map(zoned),
        ends_at: event.ends_at.map(zoned),
        timezone: event.timezone.clone(),
        walk_ins: event.walk_ins,
        palette: event.look.palette.as_ref().map(palette),
        picture: event.look.picture.map(|hash| hash.to_string()),
        next: texts(&event.look.next),
        names: texts(&event.look.names),
    }
}

fn texts(texts: &look::Texts) -> Texts {
    Texts {
        fa: texts.fa.clone(),
        en: texts.en.clone(),
    }
}

fn palette(palette: &colour::Palette) -> Palette {
    let accent = |of: &colour::Accent| Accent {
        accent: of.accent.to_string(),
        on_accent: of.on_accent.to_string(),
    };
    Palette {
        light: accent(&palette.light),
        dark: accent(&palette.dark),
    }
}

/// A picture, as an address that holds it.
pub fn picture(picture: &Picture) -> String {
    let data = STANDARD.encode(picture.bytes());
    format!("data:{};base64,{data}", picture.media_type().name())
}

/// A call for staff, as this station shows it.
pub fn call(call: &OpenCall, me: StationId) -> StaffCall {
    StaffCall {
        station: call.station.to_string(),
        name: call.name.clone(),
        since_ms: millis(call.since),
        mine: call.station == me,
        heard: call.heard,
    }
}

/// The answer to asking for a code.
pub fn code_sent(status: CodeStatus, shown: String) -> CodeSent {
    CodeSent {
        expires_in_ms: millis(status.expires_in),
        resend_in_ms: millis(status.resend_in),
        tries_left: status.tries_left,
        mobile: shown,
    }
}

/// A login, and how long it lasts.
pub fn welcome(view: &WelcomeView, numbered: &mut Numbered, left: Millis) -> Welcome {
    let ticket = |ticket: &acts::TicketView| TicketView {
        n: numbered.number(ticket.ticket.id),
        holder: ticket.ticket.holder.clone(),
        ticket_type: ticket.ticket.ticket_type.clone(),
        entry: entry(ticket, &view.event),
    };
    Welcome {
        name: view.name.clone(),
        event: event(&view.event),
        mobile: view.mobile.as_ref().map(Mobile::masked),
        tickets: view.tickets.iter().map(ticket).collect(),
        ends_in_ms: millis(left),
    }
}

/// Whether a ticket is open for entry. Where it has entries left, or is good for nothing any more,
/// that it was used before is not what its holder has to know first.
pub fn entry(ticket: &acts::TicketView, event: &Event) -> Entry {
    let zoned = |at: Timestamp| at.rfc3339_in(&event.timezone);
    let last = ticket.checked_in_at.map(zoned);
    match (last, ticket.by_this_login, ticket.entries_left) {
        (Some(at), true, _) => Entry::CheckedIn { at, now: true },
        _ if ticket.ticket.cancelled => Entry::Cancelled,
        (Some(at), false, 0) => Entry::CheckedIn { at, now: false },
        (last, ..) => match ticket.opening {
            Opening::Open => Entry::Open { last },
            Opening::NotYet { from } => Entry::NotYet { from: zoned(from) },
            Opening::Over => Entry::Over,
        },
    }
}

/// How far the first load has come.
pub const fn loading(loading: acts::Loading) -> Loading {
    Loading {
        loaded: loading.loaded,
        expected: loading.expected,
    }
}

/// A proven number without a ticket, and how long its proof lasts.
pub fn no_ticket(view: &NoTicketView, left: Millis) -> NoTicket {
    NoTicket {
        event: event(&view.event),
        other_events: view.others.iter().map(event).collect(),
        ends_in_ms: millis(left),
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, entry};
    use connect_engine::acts::TicketView;
    use connect_engine::checkin::Opening;
    use connect_engine::ids::{AttendeeId, EventAlias, EventId, TicketId};
    use connect_engine::roster::{Event, Ticket};
    use connect_engine::time::Timestamp;
    use std::collections::BTreeMap;

    fn event() -> Event {
        Event {
            id: EventId::from_bytes([1; 16]),
            alias: EventAlias(1),
            slug: None,
            name: "Fair".to_owned(),
            timezone: "Asia/Tehran".to_owned(),
            starts_at: None,
            ends_at: None,
            walk_ins: false,
            ticket_types: BTreeMap::new(),
            look: Box::default(),
        }
    }

    const AT: &str = "2026-11-26T09:12:00+03:30";

    /// A ticket that was used at nine, and how many entries it has left since.
    fn used(entries_left: u32, opening: Opening) -> TicketView {
        TicketView {
            ticket: Ticket {
                id: TicketId::from_bytes([2; 16]),
                attendee: AttendeeId::from_bytes([3; 16]),
                event: EventId::from_bytes([1; 16]),
                code: "A".to_owned(),
                holder: "Omid".to_owned(),
                ticket_type: None,
                attributes: BTreeMap::new(),
                imported_mobile: None,
                cancelled: false,
            },
            checked_in_at: Some(Timestamp::from_millis(1_795_671_720_000)),
            by_this_login: false,
            entries_left,
            opening,
            also_seen: Vec::new(),
            inside: true,
            last: None,
        }
    }

    #[test]
    fn a_used_ticket_says_first_what_its_holder_has_to_know() {
        let at = || AT.to_owned();
        let shown = |ticket: &TicketView| entry(ticket, &event());
        let already = Entry::CheckedIn {
            at: at(),
            now: false,
        };
        assert_eq!(shown(&used(0, Opening::Open)), already);
        assert_eq!(
            shown(&used(0, Opening::Over)),
            already,
            "its entry is used: nothing is refused"
        );
        assert_eq!(
            shown(&used(2, Opening::Open)),
            Entry::Open { last: Some(at()) }
        );
        assert_eq!(
            shown(&used(2, Opening::Over)),
            Entry::Over,
            "used before or not"
        );
        let mut cancelled = used(0, Opening::Open);
        cancelled.ticket.cancelled = true;
        assert_eq!(shown(&cancelled), Entry::Cancelled);
        cancelled.by_this_login = true;
        assert_eq!(
            shown(&cancelled),
            Entry::CheckedIn {
                at: at(),
                now: true
            }
        );
    }
}
