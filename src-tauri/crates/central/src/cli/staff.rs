//! `staff add`, `staff list`, `staff remove`.

use super::{Said, name};
use crate::ambient;
use crate::centre::Centre;
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use connect_courier::Acts as _;
use connect_engine::acts::{NewStaff, StaffRefusal, add_staff, list_staff, remove_staff};
use connect_engine::ids::{EventAlias, StaffId};
use connect_engine::staff::{Pin, PinHash, StaffRole};
use connect_engine::store::EventRows as _;
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Let somebody be on duty at the kiosks of events, by a PIN of their own.
    Add(Add),
    /// List who is staff.
    List,
    /// Somebody is staff no more; the kiosks hear of it within a second.
    Remove(Remove),
}

#[derive(Debug, Args)]
pub struct Add {
    /// Their name, as the kiosks show it.
    #[arg(long)]
    name: String,
    /// What they may do.
    #[arg(long, value_enum)]
    role: Role,
    /// The events at whose kiosks they are.
    #[arg(long = "event", required = true, num_args = 1..)]
    events: Vec<i64>,
    /// Their PIN, of 4 to 12 digits; without it one is made up and shown this once.
    #[arg(long)]
    pin: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Role {
    /// The door's acts: check in and out, undo, unlock, vouch, walk-ins, names.
    Steward,
    /// The same, and the kiosk: export, settings, closing the program.
    Supervisor,
}

#[derive(Debug, Args)]
pub struct Remove {
    /// Their id, from `staff list`.
    id: String,
}

pub fn run(centre: &Centre, command: StaffCommand) -> anyhow::Result<Said> {
    match command {
        StaffCommand::Add(new) => add(centre, &new),
        StaffCommand::List => list(centre),
        StaffCommand::Remove(remove) => self::remove(centre, &remove),
    }
}

fn add(centre: &Centre, new: &Add) -> anyhow::Result<Said> {
    let name = name("the name of a member of staff", &new.name)?;
    let pin = match &new.pin {
        Some(typed) => Pin::parse(typed)?,
        None => Pin::make_up(&mut ambient::random()),
    };
    let staff = NewStaff {
        name: name.clone(),
        role: match new.role {
            Role::Steward => StaffRole::Steward,
            Role::Supervisor => StaffRole::Supervisor,
        },
        pin: PinHash::of(&pin, &mut ambient::random())?,
        events: new.events.iter().copied().map(EventAlias).collect(),
    };
    let member = match centre.write(|act| add_staff(act, &staff))? {
        Ok(member) => member,
        Err(StaffRefusal::UnknownEvent(unknown)) => bail!("there is no event {unknown}"),
        Err(StaffRefusal::NameTaken) => {
            bail!("`{name}` is staff there already: the kiosk could not tell the two apart")
        }
    };
    let id = member.id;
    let mut sentence = format!("{name} is {} now: {id}", staff.role.tag());
    let mut said = json!({ "staff": id });
    if new.pin.is_none() {
        let pin = pin.reveal();
        write!(sentence, "\nPIN: {pin}\nIt is shown this once.")?;
        said["pin"] = json!(pin);
    }
    Ok(Said {
        sentence,
        json: said,
    })
}

fn list(centre: &Centre) -> anyhow::Result<Said> {
    let (all, events) = centre.read(|act| Ok((list_staff(act)?, act.tx().events()?)))?;
    let mut sentence = String::new();
    let mut listed: Vec<Value> = Vec::new();
    for staff in &all {
        let member = &staff.member;
        let serves = events.iter().filter(|e| staff.events.contains(&e.id));
        let serves: Vec<EventAlias> = serves.map(|e| e.alias).collect();
        let named: Vec<String> = serves.iter().map(ToString::to_string).collect();
        let (role, named) = (member.role.tag(), named.join(", "));
        writeln!(
            sentence,
            "{}\t{}\t{role}\tevents {named}",
            member.id, member.name
        )?;
        listed.push(json!({
            "id": member.id,
            "name": member.name,
            "role": role,
            "events": serves,
        }));
    }
    if all.is_empty() {
        sentence.push_str(
            "There is no staff yet; add somebody with \
             `staff add --name NAME --role steward --event ID`.",
        );
    }
    Ok(Said {
        sentence: sentence.trim_end().to_owned(),
        json: json!({ "staff": listed }),
    })
}

fn remove(centre: &Centre, remove: &Remove) -> anyhow::Result<Said> {
    let id: StaffId = remove
        .id
        .parse()
        .with_context(|| format!("`{}` is no id from `staff list`", remove.id))?;
    if !centre.write(|act| remove_staff(act, id))? {
        bail!("there is no staff {id}");
    }
    Ok(Said {
        sentence: format!("{id} is staff no more"),
        json: json!({ "removed": id }),
    })
}
