//! `event create`, `event list`, `event times`, `event import`, `event ticket-type`.

use super::{Said, look, name, time};
use crate::ambient;
use crate::centre::Centre;
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use connect_courier::Acts as _;
use connect_engine::acts::{
    NewEvent, Removed, RosterImport, create_event, set_event_times, set_ticket_type,
};
use connect_engine::checkin::EntryRule;
use connect_engine::ids::EventAlias;
use connect_engine::roster::{Event, TICKET_TYPES_MAX, one_line};
use connect_engine::store::EventRows as _;
use connect_engine::time::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Subcommand)]
pub enum EventCommand {
    /// Make an event.
    Create(Create),
    /// List the events.
    List,
    /// Change when an event begins or ends: its kiosks hear it at once.
    Times(SetTimes),
    /// Import attendees from a CSV file with the columns `name,mobile,ticket_code,ticket_type`.
    Import(Import),
    /// Set how tickets of a type may be used for entry.
    TicketType(SetTicketType),
    /// Set an event's colour, its picture, its names, and what its guests are told of where to go next.
    Look(look::SetLook),
}

#[derive(Debug, Args)]
pub struct SetTimes {
    /// The event.
    event_id: i64,
    /// When it starts (RFC 3339).
    #[arg(long)]
    starts: Option<String>,
    /// When it ends (RFC 3339).
    #[arg(long)]
    ends: Option<String>,
    /// It never ends.
    #[arg(long, conflicts_with = "ends")]
    no_end: bool,
}

#[derive(Debug, Args)]
pub struct SetTicketType {
    /// The event.
    event_id: i64,
    /// The type, as the roster writes it.
    name: String,
    /// How many entries a ticket has; 0 is as many as one likes.
    #[arg(long, default_value_t = 1)]
    entries: u32,
    /// From when on it lets in (RFC 3339).
    #[arg(long)]
    from: Option<String>,
    /// Until when it lets in (RFC 3339).
    #[arg(long)]
    until: Option<String>,
}

#[derive(Debug, Args)]
pub struct Create {
    /// Its name, as attendees see it.
    #[arg(long)]
    name: String,
    /// A short name for addresses.
    #[arg(long)]
    slug: Option<String>,
    /// When it starts (RFC 3339).
    #[arg(long)]
    starts: Option<String>,
    /// When it ends (RFC 3339); without, it never does.
    #[arg(long)]
    ends: Option<String>,
    /// Its time zone.
    #[arg(long, default_value = "Asia/Tehran")]
    timezone: String,
    /// Let numbers in that aren't on the list.
    #[arg(long)]
    walk_ins: bool,
}

#[derive(Debug, Args)]
pub struct Import {
    /// The event.
    event_id: i64,
    /// The file.
    file: PathBuf,
    /// Bring attendees back who were removed, as new ones.
    #[arg(long)]
    restore: bool,
}

pub fn run(centre: &Centre, command: EventCommand) -> anyhow::Result<Said> {
    match command {
        EventCommand::Create(new) => create(centre, new),
        EventCommand::List => list(centre),
        EventCommand::Times(set) => times(centre, &set),
        EventCommand::Import(import) => self::import(centre, &import),
        EventCommand::TicketType(set) => ticket_type(centre, &set),
        EventCommand::Look(set) => look::set(centre, &set),
    }
}

fn create(centre: &Centre, new: Create) -> anyhow::Result<Said> {
    jiff::tz::TimeZone::get(&new.timezone)
        .with_context(|| format!("`{}` is no time zone like Asia/Tehran", new.timezone))?;
    let new = NewEvent {
        name: name("an event's name", &new.name)?,
        slug: new
            .slug
            .map(|slug| name("an event's slug", &slug))
            .transpose()?,
        starts_at: new.starts.as_deref().map(time).transpose()?,
        ends_at: new.ends.as_deref().map(time).transpose()?,
        timezone: new.timezone,
        walk_ins: new.walk_ins,
    };
    in_order(new.starts_at, new.ends_at)?;
    let slug = new.slug.clone();
    let made = centre.write(|act| {
        let taken = act
            .tx()
            .events()?
            .iter()
            .any(|e| slug.is_some() && e.slug == slug);
        if taken {
            Ok(None)
        } else {
            create_event(act, &new).map(Some)
        }
    })?;
    let Some(event) = made else {
        bail!("another event has this slug")
    };
    Ok(Said {
        sentence: format!("Made event {}: {}", event.alias, event.name),
        json: json!({ "event_id": event.alias }),
    })
}

fn in_order(starts_at: Option<Timestamp>, ends_at: Option<Timestamp>) -> anyhow::Result<()> {
    let ends_first = starts_at
        .zip(ends_at)
        .is_some_and(|(start, end)| end <= start);
    if ends_first {
        bail!("the event ends before it starts");
    }
    Ok(())
}

fn times(centre: &Centre, set: &SetTimes) -> anyhow::Result<Said> {
    if set.starts.is_none() && set.ends.is_none() && !set.no_end {
        bail!("say what changes: --starts, --ends or --no-end");
    }
    let starts = set.starts.as_deref().map(time).transpose()?;
    let ends = set.ends.as_deref().map(time).transpose()?;
    let done = centre.write(|act| {
        let Some(mut event) = act.tx().event_by_alias(EventAlias(set.event_id))? else {
            return Ok(None);
        };
        let starts_at = starts.or(event.starts_at);
        let ends_at = ends.or(event.ends_at).filter(|_| !set.no_end);
        if let Err(error) = in_order(starts_at, ends_at) {
            return Ok(Some(Err(error)));
        }
        set_event_times(act, &event, (starts_at, ends_at))?;
        (event.starts_at, event.ends_at) = (starts_at, ends_at);
        Ok(Some(Ok(event)))
    })?;
    let Some(event) = done.transpose()? else {
        bail!("there is no event {}", set.event_id)
    };
    let told = |at: Option<Timestamp>| at.map(|at| at.rfc3339_in(&event.timezone));
    let sentence = format!(
        "Event {} starts {} and ends {}",
        event.alias,
        told(event.starts_at).as_deref().unwrap_or("at no set time"),
        told(event.ends_at).as_deref().unwrap_or("never"),
    );
    Ok(Said {
        sentence,
        json: describe(&event),
    })
}

fn describe(event: &Event) -> Value {
    json!({
        "event_id": event.alias,
        "slug": event.slug,
        "name": event.name,
        "starts_at": event.starts_at.map(|t| t.rfc3339_in(&event.timezone)),
        "ends_at": event.ends_at.map(|t| t.rfc3339_in(&event.timezone)),
        "timezone": event.timezone,
        "walk_ins": event.walk_ins,
        "ticket_types": event.ticket_types,
        "look": event.look,
    })
}

fn list(centre: &Centre) -> anyhow::Result<Said> {
    let events = centre.read(|act| act.tx().events())?;
    let mut sentence = String::new();
    for event in &events {
        let start = event
            .starts_at
            .map(|t| t.rfc3339_in(&event.timezone))
            .unwrap_or_default();
        writeln!(sentence, "{}\t{}\t{start}", event.alias, event.name)?;
    }
    if events.is_empty() {
        sentence.push_str("There is no event yet; make one with `event create --name NAME`.");
    }
    let events: Vec<Value> = events.iter().map(describe).collect();
    Ok(Said {
        sentence: sentence.trim_end().to_owned(),
        json: json!({ "events": events }),
    })
}

fn ticket_type(centre: &Centre, set: &SetTicketType) -> anyhow::Result<Said> {
    let rule = EntryRule {
        entries: (set.entries > 0).then_some(set.entries),
        from: set.from.as_deref().map(time).transpose()?,
        until: set.until.as_deref().map(time).transpose()?,
    };
    if let (Some(from), Some(until)) = (rule.from, rule.until)
        && until <= from
    {
        bail!("the type's window ends before it begins");
    }
    // As the lists are read that name it.
    let type_name = one_line(&name("a ticket type's name", &set.name)?);
    let done = centre.write(|act| {
        let event = act.tx().event_by_alias(EventAlias(set.event_id))?;
        let done = event.map(|event| set_ticket_type(act, &event, &type_name, rule));
        done.transpose()
    })?;
    match done {
        Some(true) => {}
        Some(false) => bail!("an event has rules for at most {TICKET_TYPES_MAX} ticket types"),
        None => bail!("there is no event {}", set.event_id),
    }
    Ok(Said {
        sentence: format!("Set ticket type {type_name} of event {}", set.event_id),
        json: json!({ "event_id": set.event_id, "ticket_type": type_name }),
    })
}

/// Whoever waits to write looks only now and then whether it is their turn.
#[expect(
    clippy::disallowed_methods,
    reason = "the database tells nobody that others wait for it"
)]
fn give_way(span: Duration) {
    std::thread::sleep(span);
}

fn import(centre: &Centre, import: &Import) -> anyhow::Result<Said> {
    let file = std::fs::File::open(&import.file)
        .with_context(|| format!("{} can't be opened", import.file.display()))?;
    let file = std::io::BufReader::new(file);
    let removed = if import.restore {
        Removed::Restore
    } else {
        Removed::Refuse
    };
    let alias = EventAlias(import.event_id);
    let Some(event) = centre.read(|act| act.tx().event_by_alias(alias))? else {
        bail!("there is no event {alias}")
    };
    let mut importing =
        RosterImport::begin(file, removed).with_context(|| format!("{}", import.file.display()))?;
    while let Some(part) = importing.read() {
        let began = ambient::now().boot;
        centre
            .write(|act| importing.take(act, &event, part))
            .context("only a part of the list went in; import it again")?;
        let took = ambient::now().boot.get().saturating_sub(began.get());
        give_way(Duration::from_millis(u64::try_from(took).unwrap_or(0)));
    }
    let report = centre.write(|act| importing.end(act, &event))?;
    let mut sentence = format!(
        "{} tickets added, {} changed, {} lines rejected",
        report.added,
        report.changed,
        report.rejected.len()
    );
    for rejected in &report.rejected {
        write!(sentence, "\nline {}: {}", rejected.line, rejected.reason)?;
    }
    Ok(Said {
        sentence,
        json: serde_json::to_value(report)?,
    })
}
