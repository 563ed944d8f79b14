//! `station code`, `station list`, `station revoke`, `unlock`.

use super::{Said, terminal_qr, time};
use crate::centre::Centre;
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use connect_courier::Acts as _;
use connect_engine::acts::{
    OpenCall, Revocation, make_enrolment_code, open_calls, revoke_station, unlock_number,
    unlock_station,
};
use connect_engine::ids::{EventAlias, StationId};
use connect_engine::join_text::JoinText;
use connect_engine::mobile::Mobile;
use connect_engine::store::{
    EventRows as _, LogRow, LogRows as _, Setting, SettingRows as _, StationRows as _,
};
use connect_engine::time::{Millis, Timestamp};
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(Debug, Subcommand)]
pub enum StationCommand {
    /// Make a code with which one kiosk joins.
    Code(Code),
    /// List the kiosks.
    List,
    /// Put a kiosk out: its key counts for nothing any more.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub struct Code {
    /// The events that the kiosk will serve; none for one that brings an event of its own.
    #[arg(long = "event", num_args = 1..)]
    events: Vec<i64>,
}

#[derive(Debug, Args)]
pub struct Revoke {
    /// The kiosk's id, from `station list`.
    id: String,
    /// From when on it is not to be trusted (RFC 3339).
    #[arg(long)]
    since: Option<String>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Unlock {
    /// A number.
    #[arg(long)]
    mobile: Option<String>,
    /// A kiosk's id.
    #[arg(long)]
    station: Option<String>,
}

pub fn run(centre: &Centre, command: StationCommand) -> anyhow::Result<Said> {
    match command {
        StationCommand::Code(code) => enrolment_code(centre, &code),
        StationCommand::List => list(centre),
        StationCommand::Revoke(revoke) => self::revoke(centre, &revoke),
    }
}

fn enrolment_code(centre: &Centre, code: &Code) -> anyhow::Result<Said> {
    let events: Vec<EventAlias> = code.events.iter().copied().map(EventAlias).collect();
    let joins = if events.is_empty() {
        "One kiosk that brings an event of its own may join with it"
    } else {
        "One kiosk may join with it"
    };
    let (code, expires_at) = match centre.write(|act| make_enrolment_code(act, &events))? {
        Ok(made) => made,
        Err(refusal) => bail!(refusal),
    };
    let (code, expires_at) = (code.reveal(), expires_at.rfc3339());
    let issuer = centre.read(|act| act.tx().setting(Setting::Issuer))?;
    let join = issuer.map(|centre| {
        let code = code.clone();
        JoinText { centre, code }.to_string()
    });
    let mut sentence = format!("{code}\n{joins}, until {expires_at}.");
    match &join {
        Some(join) => {
            let drawn = terminal_qr::draw(join).unwrap_or_default();
            write!(
                sentence,
                "\nAt the kiosk, scan this or type it:\n\n{drawn}\n{join}"
            )?;
        }
        None => sentence.push_str(
            "\nOnce `serve` has run on this data, this command also shows the one text that a \
             kiosk is set up with.",
        ),
    }
    Ok(Said {
        sentence,
        json: json!({ "enrolment_code": code, "expires_at": expires_at, "join": join }),
    })
}

/// A kiosk that hasn't called for so long has gone quiet: it calls twice a minute.
const QUIET: Millis = Millis::from_secs(90);

fn list(centre: &Centre) -> anyhow::Result<Said> {
    let (now, rows) = centre.read(|act| {
        let (logs, events) = (act.tx().logs()?, act.tx().events()?);
        let open = open_calls(act)?;
        let mut rows = Vec::new();
        for station in act.tx().stations()? {
            let aside = act.tx().count_in_quarantine(station.id)?;
            let own = logs.iter().filter(|log| log.station == station.id);
            let own: Vec<LogRow> = own.copied().collect();
            let serves = events.iter().filter(|e| station.events.contains(&e.id));
            let serves: Vec<EventAlias> = serves.map(|e| e.alias).collect();
            let calls = open.iter().filter(|call| call.station == station.id);
            let calls: Vec<OpenCall> = calls.cloned().collect();
            rows.push((station, own, serves, aside, calls));
        }
        Ok((act.time(), rows))
    })?;
    let mut sentence = String::new();
    let mut listed: Vec<Value> = Vec::new();
    for (station, logs, serves, aside, calls) in &rows {
        let records: u64 = logs.iter().map(|log| log.head.next - log.root().next).sum();
        let quiet = station.last_seen.filter(|at| now.since(*at) > QUIET);
        let state = match (station.revoked_at, quiet) {
            (Some(_), _) => "revoked".to_owned(),
            (None, Some(at)) => format!("quiet since {}", at.rfc3339()),
            (None, None) if station.last_seen.is_none() => "never called".to_owned(),
            (None, None) => "calls".to_owned(),
        };
        write!(
            sentence,
            "{}\t{}\t{state}\t{records} records",
            station.id, station.name
        )?;
        if station.unsent > 0 {
            write!(sentence, ", {} unsent when it last called", station.unsent)?;
        }
        if *aside > 0 {
            write!(sentence, ", {aside} in quarantine")?;
        }
        if logs.len() > 1 {
            write!(sentence, ", its database was restored from a backup")?;
        }
        for call in calls {
            let at = now.minus(call.since).rfc3339();
            write!(sentence, ", CALLS STAFF since {at}")?;
        }
        sentence.push('\n');
        listed.push(json!({
            "id": station.id,
            "name": station.name,
            "events": serves,
            "key": station.key.thumbprint(),
            "enrolled_at": station.enrolled_at.rfc3339(),
            "last_seen": station.last_seen.map(Timestamp::rfc3339),
            "quiet_since": quiet.map(Timestamp::rfc3339),
            "unsent": station.unsent,
            "revoked_at": station.revoked_at.map(Timestamp::rfc3339),
            "records": records,
            "quarantined": aside,
            "calls_staff_since": calls.first().map(|call| now.minus(call.since).rfc3339()),
            "logs": logs.iter().map(describe_log).collect::<Vec<_>>(),
        }));
    }
    if rows.is_empty() {
        sentence.push_str("No kiosk has joined yet; make a code with `station code --event ID`.");
    }
    Ok(Said {
        sentence: sentence.trim_end().to_owned(),
        json: json!({ "stations": listed }),
    })
}

fn describe_log(log: &LogRow) -> Value {
    json!({
        "log": log.log,
        "next": log.head.next,
        "branch_of": log.branch.map(|branch| branch.of),
        "branch_from": log.branch.map(|branch| branch.from),
    })
}

pub fn station_id(text: &str) -> anyhow::Result<StationId> {
    text.parse()
        .with_context(|| format!("`{text}` is no id from `station list`"))
}

fn revoke(centre: &Centre, revoke: &Revoke) -> anyhow::Result<Said> {
    let id = station_id(&revoke.id)?;
    let since = revoke.since.as_deref().map(time).transpose()?;
    let sentence = match centre.write(|act| revoke_station(act, id, since))? {
        Revocation::Done => format!("Revoked {id}"),
        Revocation::Already => format!("{id} was revoked before"),
        Revocation::Unknown => bail!("there is no station {id}"),
    };
    Ok(Said {
        sentence,
        json: json!({ "revoked": id }),
    })
}

pub fn unlock(centre: &Centre, unlock: &Unlock) -> anyhow::Result<Said> {
    if let Some(typed) = &unlock.mobile {
        let mobile = Mobile::parse(typed)?;
        centre.write(|act| unlock_number(act, &mobile, None))?;
        let masked = mobile.masked();
        return Ok(Said {
            sentence: format!("Unlocked {masked}"),
            json: json!({ "unlocked": masked }),
        });
    }
    let id = station_id(unlock.station.as_deref().unwrap_or_default())?;
    if !centre.write(|act| unlock_station(act, id))? {
        bail!("there is no station {id}");
    }
    Ok(Said {
        sentence: format!("Unlocked station {id}"),
        json: json!({ "unlocked": id }),
    })
}
