//! Setting the kiosk up at its own screen: by staff before the first attendee, and by a supervisor
//! afterwards.

use crate::ambient;
use crate::args::centre_address;
use crate::drive_calls::NoAnswer;
use crate::enrol::{self, JoinError};
use crate::kiosk::{Kiosk, Parts};
use crate::language_tag::LanguageTag;
use crate::reply::Link;
use crate::roster_files;
use crate::settings;
use crate::setup_reply::{
    ImportReport, NewAlone, NoRoster, RosterFile, SetupDone, SmsChain, SmsSet,
};
use crate::station::{Station, StationError};
use crate::tasks::StationAct;
use crate::ui_error::{UiError, machine_fault};
use crate::view;
use connect_courier::Acts as _;
use connect_engine::acts::{self, Founder, NewEvent, Removed};
use connect_engine::ids::{EventAlias, StaffId};
use connect_engine::join_text::JoinText;
use connect_engine::roster::{Event, plain_name};
use connect_engine::staff::{Pin, PinHash};
use connect_engine::store::{EventRows as _, StoreError};
use connect_engine::time::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// So long a drive may take to tell what lies on it.
const SOON: Duration = Duration::from_secs(3);

/// So long a roster may take to be read.
const PATIENCE: Duration = Duration::from_mins(1);

/// A name as the centre would take it; the screen's fields hold no longer one.
pub(crate) fn named(typed: &str) -> Result<String, UiError> {
    plain_name(typed).map_err(|_| UiError::NameNeeded)
}

/// The event that somebody describes at the screen.
fn new_event(new: &NewAlone) -> Result<NewEvent, UiError> {
    let time = |text: &Option<String>| {
        let time = text.as_deref().map(Timestamp::parse_rfc3339);
        time.transpose().map_err(|_| UiError::NotATime)
    };
    let (starts_at, ends_at) = (time(&new.starts_at)?, time(&new.ends_at)?);
    let ends_first = starts_at
        .zip(ends_at)
        .is_some_and(|(start, end)| end <= start);
    if ends_first {
        return Err(UiError::NotATime);
    }
    if jiff::tz::TimeZone::get(&new.timezone).is_err() {
        return Err(UiError::NoSuchZone);
    }
    Ok(NewEvent {
        name: named(&new.event_name)?,
        slug: None,
        starts_at,
        ends_at,
        timezone: new.timezone.clone(),
        walk_ins: false,
    })
}

/// Writes down what they changed, and to what.
pub(crate) fn note(
    act: &mut StationAct<'_, '_>,
    by: Option<StaffId>,
    what: &str,
    to: &str,
) -> Result<(), StoreError> {
    by.map_or(Ok(()), |by| acts::note_staff_act(act, what, to, by))
}

impl Kiosk {
    /// Joins the centre that a text from `connect-central station code` names.
    ///
    /// # Errors
    /// [`UiError`]; trying again is harmless.
    pub async fn join(&self, typed: &str, name: &str) -> Result<SetupDone, UiError> {
        let _one = self.setting_up().await;
        if self.start_fault().is_some() {
            return Err(UiError::NotAllowed);
        }
        let serves = self.parts().ok();
        let mut by = None;
        if let Some(parts) = &serves {
            // Who serves alone may join later, and who has joined may join again, or for another
            // event, if a supervisor says so.
            match parts.tasks.link() {
                Link::Revoked => return Err(UiError::NotAllowed),
                // Nobody could say whether the centre still knows it.
                Link::Offline | Link::Connecting if !parts.desk.station.joins_again => {
                    return Err(UiError::NoNetwork);
                }
                _ => {}
            }
            by = self.parts_to_set_up().await?.1;
        }
        let join = JoinText::parse(typed)?;
        // Codes and keys go there: what names no safe address was mistyped.
        centre_address(&join.centre).map_err(|_| UiError::JoinCodeUnreadable)?;
        let name = named(name)?;
        let serving = serves.as_ref().filter(|parts| !parts.desk.is_alone());
        // Of an attempt before this one nobody knows what the centre has made. A centre that knows
        // the station makes nothing anew.
        let first_attempt = serving.is_some_and(|parts| {
            !parts.desk.station.joins_again && parts.tasks.link() == Link::NotKnown
        });
        if first_attempt {
            self.joins_again(true).await?;
        }
        let joined = enrol::enrol(self.data(), &join.centre, &join.code, &name, by).await;
        if first_attempt && joined.as_ref().is_err_and(JoinError::is_refusal) {
            let resumed = self.joins_again(false).await;
            if let Err(error) = resumed {
                tracing::warn!(
                    ?error,
                    "the exchange with the centre rests until the next start"
                );
            }
        }
        joined?;
        if serves.is_some() {
            // The supervisor stays on duty, and nobody else may go on.
            self.restart()?;
        } else {
            self.begin_set_up()?;
        }
        self.set_up().await
    }

    async fn joins_again(&self, joins: bool) -> Result<(), UiError> {
        let parts = self.parts()?;
        let set = parts.desk.write_at_need(move |act| {
            acts::set_joining_again(act, joins)?;
            Ok(())
        });
        set.await?;
        self.restart()
    }

    /// Sets the station up without any centre, with an event of its own and a supervisor for it.
    ///
    /// # Errors
    /// [`UiError`]; nothing was set up then, or, where the program can't begin with it, what was
    /// goes on when it is asked again, and so does a station that has joined.
    pub async fn found(&self, new: NewAlone) -> Result<SetupDone, UiError> {
        let _one = self.setting_up().await;
        if self.start_fault().is_some() || self.parts().is_ok() {
            return Err(UiError::NotAllowed);
        }
        let event = new_event(&new)?;
        let (name, staff_name) = (named(&new.name)?, named(&new.staff_name)?);
        let pin = Pin::parse(&new.pin).map_err(|_| UiError::NotAPin)?;
        let data = self.data().to_owned();
        let founding = move || {
            // Slow, and therefore outside of the transaction.
            let pin = PinHash::of(&pin, &mut ambient::random())?;
            let station = Station::open(&data, Some(""))?;
            if station.is_enrolled {
                // It has joined a centre, and only couldn't begin with that.
                return Ok(());
            }
            let founder = Founder {
                name: staff_name,
                pin,
            };
            station.write(|act| acts::found_alone(act, &name, &event, founder).map(drop))?;
            Ok(())
        };
        let founded = tokio::task::spawn_blocking(founding).await;
        founded
            .map_err(|_| StationError::Panicked)?
            .map_err(|error| machine_fault(&error))?;
        self.begin_set_up()?;
        self.set_up().await
    }

    /// The station, for whoever may change the rosters and the staff of events of its own.
    pub(crate) async fn parts_to_change_own(
        &self,
    ) -> Result<(Arc<Parts>, Option<StaffId>), UiError> {
        let (parts, by) = self.parts_to_set_up().await?;
        // What a centre's event has is the centre's.
        let own = parts.desk.is_alone();
        own.then_some((parts, by)).ok_or(UiError::NotAllowed)
    }

    /// The files on drives that may be rosters.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn roster_files(&self) -> Result<Vec<RosterFile>, UiError> {
        self.parts_to_change_own().await?;
        let asked = self.mounts().await?.into_iter().map(async |mount| {
            let asked = mount.asked("tables");
            let looking = move || roster_files::tables_on(&mount);
            // What doesn't answer shows nothing.
            let found = self.drive_calls().ask(&asked, SOON, looking).await;
            found.unwrap_or_default()
        });
        let found = futures_util::future::join_all(asked).await.concat();
        Ok(roster_files::shown(found))
    }

    /// Takes a roster from a file into an event of the station's own.
    ///
    /// # Errors
    /// [`UiError`]; nothing of the file went in then.
    pub async fn import(&self, event: u64, path: String) -> Result<ImportReport, UiError> {
        let (parts, by) = self.parts_to_change_own().await?;
        let asked = format!("read {path}");
        let reading = move || roster_files::read_roster(Path::new(path.trim()));
        let read = self.drive_calls().ask(&asked, PATIENCE, reading).await;
        let read = read.map_err(|NoAnswer| UiError::DriveSilent)?;
        let bytes = read.map_err(|why| UiError::NoRoster { why })?;
        let alias = EventAlias(i64::try_from(event).map_err(|_| UiError::EventOver)?);
        // However long the list is, it takes nothing of the room that staff's acts need.
        let imported = parts.desk.write(move |act| {
            let Some(event) = act.tx().event_by_alias(alias)? else {
                return Ok(None);
            };
            note(act, by, "import", &event.name)?;
            acts::import_roster(act, &event, bytes.as_slice(), Removed::Refuse).map(Some)
        });
        let imported = match imported.await {
            Err(error) if error.is_full() => {
                let why = NoRoster::NoRoom;
                return Err(UiError::NoRoster { why });
            }
            imported => imported?,
        };
        match imported {
            None => Err(UiError::EventOver),
            Some(Ok(report)) => Ok(ImportReport::from(&report)),
            Some(Err(error)) => Err(UiError::NoRoster {
                why: NoRoster::from(&error),
            }),
        }
    }

    /// What is set, for whoever may change it.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn look_at_set_up(&self) -> Result<SetupDone, UiError> {
        self.parts_to_set_up().await?;
        self.set_up().await
    }

    /// What there is to choose from, and what is chosen.
    async fn set_up(&self) -> Result<SetupDone, UiError> {
        let parts = self.parts()?;
        let read = parts.desk.read(|act| {
            let kept = settings::settings(act)?;
            Ok((act.tx().events()?, kept))
        });
        let (events, kept) = read.await?;
        let is_served = |event: &&Event| {
            let chosen = kept.serves.as_ref();
            chosen.is_none_or(|ids| ids.contains(&event.id))
        };
        let serves = events.iter().filter(is_served).map(view::event);
        let language = self.language(kept.language);
        let sms = SmsSet::of(kept.sms.as_ref(), parts.desk.is_alone());
        Ok(SetupDone {
            name: parts.desk.name().to_owned(),
            serves: serves.map(|event| event.id).collect(),
            events: events.iter().map(view::event).collect(),
            language: (!self.language_is_named()).then_some(language),
            sms: (!self.sms_is_named()).then_some(sms),
        })
    }

    /// Chooses which of its events the station serves.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn serve(&self, chosen: Vec<u64>) -> Result<(), UiError> {
        let (parts, by) = self.parts_to_set_up().await?;
        let known = parts.desk.write_at_need(move |act| {
            let mut events = act.tx().events()?;
            events.retain(|event| {
                u64::try_from(event.alias.0).is_ok_and(|alias| chosen.contains(&alias))
            });
            let serves: Vec<_> = events.iter().map(|event| event.id).collect();
            if serves.is_empty() {
                return Ok(false);
            }
            let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
            note(act, by, "serve", &names.join(", "))?;
            settings::set(act, |settings| settings.serves = Some(serves))?;
            Ok(true)
        });
        if known.await? {
            Ok(())
        } else {
            Err(UiError::EventOver)
        }
    }

    /// Sets the language in which each new attendee is met.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn speak(&self, language: LanguageTag) -> Result<(), UiError> {
        let (parts, by) = self.parts_to_set_up().await?;
        let set = parts.desk.write_at_need(move |act| {
            note(act, by, "language", &String::from(language.clone()))?;
            settings::set(act, |settings| settings.language = Some(language.clone()))
        });
        set.await?;
        Ok(())
    }

    /// Sets how SMS leave, from now on.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn send_by(&self, chain: SmsChain) -> Result<(), UiError> {
        let (parts, by) = self.parts_to_set_up().await?;
        let kept = parts.desk.read(|act| {
            let kept = settings::settings(act)?;
            Ok(kept)
        });
        let chain = chain.over(kept.await?.sms.as_ref());
        // What can't be used would keep the kiosk from its next start.
        parts.chain_of(&chain)?;
        let set = parts.desk.write_at_need(move |act| {
            note(act, by, "sms", &chain.names())?;
            settings::set(act, |settings| settings.sms = Some(chain.clone()))
        });
        set.await?;
        self.restart()
    }
}
