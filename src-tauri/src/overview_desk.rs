//! The desk, for staff who look: at people, at an event, at the station.

use crate::call_error::Obstacle;
use crate::desk::Desk;
use crate::drives::free_bytes;
use crate::lights::{Leaves, Listed, Measured, lights};
use crate::overview_reply::{Light, LinkWhy, SearchResults, Today};
use crate::overview_view;
use crate::reply::Link;
use crate::station_now::{looked_through, served};
use crate::tasks::{StationAct, Tasks};
use crate::ui_error::UiError;
use connect_courier::ChainState;
use connect_engine::acts;
use connect_engine::staff::StaffRole;
use connect_engine::store::{StoreError, SumRows as _};
use connect_engine::time::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;

impl Desk {
    /// Looks for people of all events that are served, or were.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn search_attendees(&self, typed: String) -> Result<SearchResults, UiError> {
        let found = self.look_on_duty(StaffRole::Steward, move |act| {
            let events = looked_through(act)?;
            let preparing = acts::loading(act)?.is_some() || acts::has_people_to_index(act)?;
            Ok((acts::search_people(act, &events, &typed)?, preparing))
        });
        let (found, preparing) = found.await?;
        Ok(overview_view::search(&found, preparing))
    }

    /// How an event goes.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn today(&self, event: u64) -> Result<Today, UiError> {
        let alias = i64::try_from(event).map_err(|_| UiError::EventOver)?;
        let told = self.look_on_duty(StaffRole::Steward, move |act| {
            let mut events = served(act)?;
            events.retain(|event| event.alias.0 == alias);
            let Some(event) = events.pop() else {
                return Ok(None);
            };
            let told = acts::today(act, &event)?;
            let mut names = BTreeMap::new();
            for station in told.by_station.keys() {
                names.insert(*station, acts::station_name(act, event.id, *station)?);
            }
            Ok(Some((event, told, names)))
        });
        let (event, told, names) = told.await?.ok_or(UiError::EventOver)?;
        Ok(overview_view::today(&event, &told, self.id(), &names))
    }

    /// What of the station is well and what needs somebody.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn lights(&self, tasks: &Tasks, data: &Path) -> Result<Vec<Light>, UiError> {
        let measuring = self.measuring(tasks, data);
        let measured = self.look_on_duty(StaffRole::Steward, measuring).await?;
        Ok(lights(&measured).to_vec())
    }

    /// The same for whoever sets the station up and has waited for the centre: that it is still
    /// silent is how the link is.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn look_over(&self, tasks: &Tasks, data: &Path) -> Result<Vec<Light>, UiError> {
        let mut measured = self.read(self.measuring(tasks, data)).await?;
        if measured.link == LinkWhy::Connecting {
            measured.link = LinkWhy::Offline;
        }
        Ok(lights(&measured).to_vec())
    }

    fn measuring(
        &self,
        tasks: &Tasks,
        data: &Path,
    ) -> impl FnOnce(&mut StationAct<'_, '_>) -> Result<Measured, StoreError> + Send + use<> {
        let now = tasks.link_now();
        let (link, link_for) = (link_why(now.link, now.obstacle), now.lasts());
        let leaves = match tasks.courier() {
            ChainState::None => Leaves::NoWay,
            ChainState::Down => Leaves::Down,
            ChainState::Working if tasks.is_on_another_way() => Leaves::AnotherWay,
            ChainState::Working => Leaves::FirstWay,
        };
        // Where it can't be told, nothing is said of it.
        let free_bytes = free_bytes(data).unwrap_or(u64::MAX);
        let write_failed = self.station.is_full();
        move |act| {
            let now = act.time();
            let ago = |at: Timestamp| now.since(at).or_zero();
            Ok(Measured {
                link,
                link_for,
                waiting: acts::count_waiting(act)?,
                waiting_for: acts::waiting_since(act)?.map(ago),
                loading: acts::loading(act)?.is_some(),
                not_taken: acts::is_roster_refused(act)?,
                listed: listed(act)?,
                roster_age: acts::roster_current_at(act)?.map(ago),
                passed_over: acts::passed_over(act)?,
                sms: acts::sms_lately(act)?,
                leaves,
                locked: acts::needs_unlocking(act)?,
                clock_off: act.wall_clock_off(),
                free_bytes,
                write_failed,
            })
        }
    }
}

/// How the link is, with what staff can do about it.
fn link_why(link: Link, obstacle: Option<Obstacle>) -> LinkWhy {
    match link {
        Link::Alone => LinkWhy::Alone,
        Link::Connecting => LinkWhy::Connecting,
        Link::Online => LinkWhy::Online,
        Link::Offline => match obstacle {
            Some(Obstacle::NoNetwork) | None => LinkWhy::Offline,
            Some(Obstacle::InTheWay) => LinkWhy::InTheWay,
            Some(Obstacle::CentreDown) => LinkWhy::CentreDown,
            Some(Obstacle::Certificate) => LinkWhy::Certificate,
            Some(Obstacle::Clock(_)) => LinkWhy::Clock,
        },
        Link::Revoked => LinkWhy::Revoked,
        Link::NotKnown => LinkWhy::NotKnown,
    }
}

/// Who is on the lists of the events that are served: of the one that has the fewest.
fn listed(act: &mut StationAct<'_, '_>) -> Result<Listed, StoreError> {
    let mut fewest = Listed::Brought;
    for event in served(act)? {
        // Whoever comes is let in.
        if event.walk_ins {
            continue;
        }
        let listed = if act.tx().has_imported(event.id)? {
            Listed::Brought
        } else if act.tx().count_tickets(event.id)?.is_empty() {
            Listed::Nobody
        } else {
            Listed::WrittenDown
        };
        fewest = fewest.max(listed);
    }
    Ok(fewest)
}
