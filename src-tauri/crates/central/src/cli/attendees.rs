//! `attendee list`, `attendee remove`, `ticket cancel`.

use super::Said;
use crate::centre::Centre;
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use connect_courier::Acts as _;
use connect_engine::acts::{
    Act, Removal, TicketView, cancel_ticket, remove_attendee, view_attendee,
};
use connect_engine::ids::{AttendeeId, EventAlias};
use connect_engine::mobile::Mobile;
use connect_engine::roster::{Attendee, AttendeeState, Event};
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{EventRows as _, RosterRows as _, StoreError};
use connect_engine::time::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(Debug, Subcommand)]
pub enum AttendeeCommand {
    /// List an event's attendees, with their tickets and check-ins.
    List(List),
    /// Remove an attendee: what is known of them is erased, here and at the kiosks.
    Remove(Remove),
}

#[derive(Debug, Args)]
pub struct List {
    /// The event.
    #[arg(long)]
    event: i64,
}

#[derive(Debug, Args)]
pub struct Remove {
    /// The attendee's id, from `attendee list`.
    id: String,
}

#[derive(Debug, Subcommand)]
pub enum TicketCommand {
    /// Close a ticket for entry; its history stays.
    Cancel(Cancel),
}

#[derive(Debug, Args)]
pub struct Cancel {
    /// The ticket's code.
    code: String,
    /// The event.
    #[arg(long)]
    event: i64,
}

pub fn run(centre: &Centre, command: AttendeeCommand) -> anyhow::Result<Said> {
    match command {
        AttendeeCommand::List(list) => self::list(centre, &list),
        AttendeeCommand::Remove(remove) => self::remove(centre, &remove),
    }
}

pub fn run_ticket(centre: &Centre, command: TicketCommand) -> anyhow::Result<Said> {
    let TicketCommand::Cancel(cancel) = command;
    let done = centre.write(|act| {
        let event = act.tx().event_by_alias(EventAlias(cancel.event))?;
        let done = event.map(|event| cancel_ticket(act, &event, &cancel.code));
        done.transpose()
    })?;
    match done {
        None => bail!("there is no event {}", cancel.event),
        Some(false) => bail!("event {} has no ticket {}", cancel.event, cancel.code),
        Some(true) => Ok(Said {
            sentence: format!("Closed ticket {} for entry", cancel.code),
            json: json!({ "cancelled": cancel.code }),
        }),
    }
}

fn remove(centre: &Centre, remove: &Remove) -> anyhow::Result<Said> {
    let id: AttendeeId = remove
        .id
        .parse()
        .with_context(|| format!("`{}` is no id from `attendee list`", remove.id))?;
    let sentence = match centre.write(|act| remove_attendee(act, id))? {
        Removal::Done => format!("Removed {id}"),
        Removal::Already => format!("{id} was removed before"),
        Removal::Unknown => bail!("there is no attendee {id}"),
    };
    Ok(Said {
        sentence,
        json: json!({ "removed": id }),
    })
}

fn list(centre: &Centre, list: &List) -> anyhow::Result<Said> {
    const PAGE: u32 = 500;
    let event = centre.read(|act| act.tx().event_by_alias(EventAlias(list.event)))?;
    let Some(event) = event else {
        bail!("there is no event {}", list.event)
    };
    let mut sentence = String::new();
    let mut all: Vec<Value> = Vec::new();
    let mut after = None;
    loop {
        let page = centre.read(|act| {
            let found = act.tx().attendees_of_event(event.id, after, PAGE)?;
            found
                .iter()
                .map(|attendee| describe(act, &event, attendee))
                .collect::<Result<Vec<_>, _>>()
        })?;
        let Some((id, _, _)) = page.last() else {
            break;
        };
        after = Some(*id);
        for (_, line, json) in page {
            writeln!(sentence, "{line}")?;
            all.push(json);
        }
    }
    Ok(Said {
        sentence: sentence.trim_end().to_owned(),
        json: json!({ "attendees": all }),
    })
}

fn describe(
    act: &mut Act<'_, SqliteTx<'_>>,
    event: &Event,
    attendee: &Attendee,
) -> Result<(AttendeeId, String, Value), StoreError> {
    let state = match attendee.state {
        AttendeeState::Active => "active",
        AttendeeState::Retired => "retired",
        AttendeeState::Removed => "removed",
    };
    let view = if attendee.is_removed() {
        Vec::new()
    } else {
        view_attendee(act, event, attendee.id, None)?.tickets
    };
    let entered = view.iter().filter(|t| t.inside).count();
    let line = format!(
        "{}\t{}\t{}\t{state}\t{entered} of {} tickets inside",
        attendee.id,
        attendee.name,
        attendee
            .mobile
            .as_ref()
            .map(Mobile::masked)
            .unwrap_or_default(),
        view.len(),
    );
    let tickets: Vec<Value> = view.iter().map(|t| describe_ticket(t, event)).collect();
    let json = json!({
        "id": attendee.id,
        "name": attendee.name,
        "mobile": attendee.mobile.as_ref().map(Mobile::e164),
        "state": state,
        "tickets": tickets,
    });
    Ok((attendee.id, line, json))
}

fn describe_ticket(view: &TicketView, event: &Event) -> Value {
    let at = |time: Timestamp| time.rfc3339_in(&event.timezone);
    json!({
        "ticket_code": view.ticket.code,
        "holder": view.ticket.holder,
        "ticket_type": view.ticket.ticket_type,
        "cancelled": view.ticket.cancelled,
        "checked_in_at": view.checked_in_at.map(at),
        "inside": view.inside,
        "also_seen_at": view.also_seen.iter().map(|seen| at(seen.placed_at)).collect::<Vec<_>>(),
    })
}
