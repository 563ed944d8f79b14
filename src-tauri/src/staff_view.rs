//! From what the engine answers to what the staff's screens show.

use crate::staff_reply::{
    AttendeeCard, CardTicket, Duty, HistoryAct, HistoryLine, Passage, Role, SeenAt, StaffListed,
    StaffMember, Way,
};
use crate::view::{self, millis};
use connect_engine::acts;
use connect_engine::checkin::{self, Place};
use connect_engine::mobile::Mobile;
use connect_engine::roster::Event;
use connect_engine::staff;
use connect_engine::store;
use connect_engine::time::{Millis, Timestamp};

/// A member of staff.
pub fn member(member: &staff::StaffMember) -> StaffMember {
    StaffMember {
        id: member.id.to_string(),
        name: member.name.clone(),
        role: match member.role {
            staff::StaffRole::Steward => Role::Steward,
            staff::StaffRole::Supervisor => Role::Supervisor,
        },
    }
}

/// The same with the names of their events.
pub fn listed(listed: &staff::StaffListed, events: &[Event]) -> StaffListed {
    let theirs = events.iter().filter(|of| listed.events.contains(&of.id));
    StaffListed {
        member: member(&listed.member),
        events: theirs.map(|event| event.name.clone()).collect(),
    }
}

/// A duty.
pub fn duty(of: &staff::StaffMember, left: Millis) -> Duty {
    Duty {
        member: member(of),
        leaves_in_ms: millis(left),
    }
}

/// An attendee's card.
pub fn card(card: &acts::CardView) -> AttendeeCard {
    let zoned = |at: Timestamp| at.rfc3339_in(&card.event.timezone);
    let ticket = |of: &acts::CardTicket| CardTicket {
        ticket: of.view.ticket.id.to_string(),
        code: of.view.ticket.code.clone(),
        holder: of.view.ticket.holder.clone(),
        ticket_type: of.view.ticket.ticket_type.clone(),
        entry: view::entry(&of.view, &card.event),
        last: of.view.last.map(|last| Passage {
            place: passage_text(last.place),
            way: way(last.way),
            at: zoned(last.placed_at),
        }),
        also_seen: of
            .also_seen
            .iter()
            .map(|(at, station)| SeenAt {
                at: zoned(*at),
                station: station.clone(),
            })
            .collect(),
    };
    let line = |entry: &acts::HistoryEntry| HistoryLine {
        at: zoned(entry.at),
        station: entry.station.clone(),
        mine: entry.mine,
        act: history_act(entry.act),
        holder: entry.holder.clone(),
        by: entry.by.clone(),
        reason: entry.reason.clone(),
    };
    AttendeeCard {
        attendee: card.attendee.to_string(),
        event: view::event(&card.event),
        at: zoned(card.at),
        name: card.name.clone(),
        mobile: card.mobile.as_ref().map(Mobile::masked),
        failures: card.failures,
        locked_for_ms: card.locked_for.map(millis),
        tickets: card.tickets.iter().map(ticket).collect(),
        history: card.history.iter().map(line).collect(),
    }
}

/// Where its record stands: the same for as long as it is the same passage, whatever time it is
/// placed at.
fn passage_text((log, index): Place) -> String {
    format!("{log}.{index}")
}

/// From [`passage_text`].
pub fn passage(text: &str) -> Option<Place> {
    let (log, index) = text.split_once('.')?;
    Some((log.parse().ok()?, index.parse().ok()?))
}

const fn way(way: checkin::Way) -> Way {
    match way {
        checkin::Way::In => Way::In,
        checkin::Way::Out => Way::Out,
    }
}

const fn history_act(act: store::HistoryAct) -> HistoryAct {
    match act {
        store::HistoryAct::CheckIn => HistoryAct::CheckIn,
        store::HistoryAct::AlsoSeen => HistoryAct::AlsoSeen,
        store::HistoryAct::CheckOut => HistoryAct::CheckOut,
        store::HistoryAct::Undone => HistoryAct::Undone,
        store::HistoryAct::Login => HistoryAct::Login,
        store::HistoryAct::Vouched => HistoryAct::Vouched,
        store::HistoryAct::WalkIn => HistoryAct::WalkIn,
        store::HistoryAct::NameCorrected => HistoryAct::NameCorrected,
        store::HistoryAct::MobileChanged => HistoryAct::MobileChanged,
        store::HistoryAct::MobileChangeVoid => HistoryAct::MobileChangeVoid,
        store::HistoryAct::WalkInNumberVoid => HistoryAct::WalkInNumberVoid,
        store::HistoryAct::Unlocked => HistoryAct::Unlocked,
    }
}
