//! The staff of a kiosk that serves alone: a supervisor adds colleagues and sets PINs anew; whoever
//! has the machine sets one that nobody knows any more.

use crate::ambient;
use crate::kiosk::Kiosk;
use crate::setup::named;
use crate::staff_reply::Role;
use crate::station::{Station, StationError};
use crate::ui_error::{UiError, machine_fault};
use anyhow::{Context as _, bail};
use connect_engine::acts::{self, NewStaff, StaffRefusal};
use connect_engine::ids::StaffId;
use connect_engine::staff::{Pin, PinHash};
use connect_engine::store::{EventRows as _, StaffRows as _};
use std::path::Path;

/// Slow, and therefore outside of any transaction.
async fn hashed(typed: &str) -> Result<PinHash, UiError> {
    let pin = Pin::parse(typed).map_err(|_| UiError::NotAPin)?;
    let hashing = move || PinHash::of(&pin, &mut ambient::random());
    let hashed = tokio::task::spawn_blocking(hashing).await;
    let hashed = hashed.map_err(|_| StationError::Panicked)?;
    hashed.map_err(|error| machine_fault(&error.into()))
}

impl Kiosk {
    /// Makes somebody staff of the station's own events.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn add_colleague(&self, name: &str, role: Role, pin: &str) -> Result<(), UiError> {
        let (parts, by) = self.parts_to_change_own().await?;
        let (name, pin) = (named(name)?, hashed(pin).await?);
        let added = parts.desk.write_at_need(move |act| {
            let events = act.tx().events()?;
            let new = NewStaff {
                name: name.clone(),
                role: role.into(),
                pin: pin.clone(),
                events: events.iter().map(|event| event.alias).collect(),
            };
            let added = acts::add_staff(act, &new)?;
            if let (Ok(_), Some(by)) = (&added, by) {
                acts::note_staff_act(act, "add-staff", &new.name, by)?;
            }
            Ok(added)
        });
        match added.await? {
            Ok(_) => Ok(()),
            Err(StaffRefusal::NameTaken) => Err(UiError::StaffNameTaken),
            Err(StaffRefusal::UnknownEvent(_)) => Err(UiError::EventOver),
        }
    }

    /// Gives one of the staff another PIN.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn set_pin(&self, staff: &str, pin: &str) -> Result<(), UiError> {
        let (parts, by) = self.parts_to_change_own().await?;
        let staff: StaffId = staff.parse().map_err(|_| UiError::NobodyFound)?;
        let pin = hashed(pin).await?;
        let set = parts
            .desk
            .write_at_need(move |act| acts::set_pin(act, staff, &pin, by));
        let set = set.await?;
        set.then_some(()).ok_or(UiError::NobodyFound)
    }
}

/// `set-pin`: for whoever has the machine. The kiosk may run meanwhile.
///
/// # Errors
/// Says what to do.
#[expect(clippy::print_stdout, reason = "what a command says goes to stdout")]
pub fn set_pin(data: &Path, name: &str, typed: Option<&str>) -> anyhow::Result<()> {
    let station = Station::open(data, None)?;
    if station.is_enrolled {
        bail!(
            "this kiosk's staff are the centre's: there, `connect-central staff remove` and \
             `staff add` give them a new PIN"
        );
    }
    let pin = match typed {
        Some(typed) => Pin::parse(typed)?,
        None => Pin::make_up(&mut ambient::random()),
    };
    let all = station.read(|act| act.tx().staff())?;
    let member = all.iter().find(|member| member.name == name);
    let member = member.with_context(|| {
        let names: Vec<&str> = all.iter().map(|member| member.name.as_str()).collect();
        format!(
            "nobody here is called `{name}`; there is {}",
            names.join(", ")
        )
    })?;
    let hash = PinHash::of(&pin, &mut ambient::random())?;
    station.write_at_need(|act| acts::set_pin(act, member.id, &hash, None))?;
    println!("{name} comes on duty with another PIN now, without any wait.");
    if typed.is_none() {
        println!("PIN: {}\nIt is shown this once.", pin.reveal());
    }
    Ok(())
}
