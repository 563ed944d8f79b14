//! The desk, for staff: what they do for an attendee. Each act answers with the attendee's card as
//! it is afterwards.

use crate::desk::Desk;
use crate::reply::Welcome;
use crate::session::{LoggedIn, life};
use crate::staff_desk::may;
use crate::staff_reply::AttendeeCard;
use crate::staff_view;
use crate::station::write_at_need;
use crate::tasks::StationAct;
use crate::ui_error::UiError;
use connect_engine::acts::{self, CardView, DoorRefusal, NewWalkIn, Seen};
use connect_engine::checkin::Place;
use connect_engine::ids::{AttendeeId, EventAlias, StaffId};
use connect_engine::mobile::Mobile;
use connect_engine::staff::StaffRole;
use connect_engine::store::StoreError;

/// What an act did: whose card is shown, or why nothing was done.
type Done = Result<Result<AttendeeId, DoorRefusal>, StoreError>;

impl Desk {
    /// What is known of an attendee.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn attendee_card(&self, attendee: &str) -> Result<AttendeeCard, UiError> {
        let attendee: AttendeeId = id(attendee)?;
        let card = self.look_on_duty(StaffRole::Steward, move |act| {
            acts::view_card(act, attendee)
        });
        shown(card.await?)
    }

    /// Checks a ticket in, of which its card shows this passage as the last.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn staff_check_in(
        &self,
        attendee: &str,
        ticket: &str,
        passage: Option<&str>,
    ) -> Result<AttendeeCard, UiError> {
        let seen = seen(attendee, ticket, passage)?;
        self.for_attendee(move |act, by| acts::check_in_by_staff(act, by, seen))
            .await
    }

    /// Checks a ticket out, of which its card shows this passage as the last.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn staff_check_out(
        &self,
        attendee: &str,
        ticket: &str,
        passage: Option<&str>,
    ) -> Result<AttendeeCard, UiError> {
        let seen = seen(attendee, ticket, passage)?;
        self.for_attendee(move |act, by| acts::check_out_by_staff(act, by, seen))
            .await
    }

    /// Takes back what was last done with a ticket, as its card shows it.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn staff_undo(
        &self,
        attendee: &str,
        ticket: &str,
        passage: &str,
        reason: String,
    ) -> Result<AttendeeCard, UiError> {
        let seen = seen(attendee, ticket, Some(passage))?;
        self.for_attendee(move |act, by| acts::undo_by_staff(act, by, seen, &reason))
            .await
    }

    /// Forgives an attendee's number its failures.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn unlock_attendee(&self, attendee: &str) -> Result<AttendeeCard, UiError> {
        let attendee: AttendeeId = id(attendee)?;
        self.for_attendee(move |act, by| acts::unlock_by_staff(act, by, attendee))
            .await
    }

    /// The same for a number that is typed, on the list or not.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn unlock_mobile(&self, typed: &str) -> Result<(), UiError> {
        let mobile = Mobile::parse(typed)?;
        self.on_duty(StaffRole::Steward, move |act, by| {
            acts::unlock_number(act, &mobile, Some(by))
        })
        .await?;
        self.nudges.record();
        Ok(())
    }

    /// Forgives what was guessed at this station, which asks nobody's code any more.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn unlock_station(&self) -> Result<(), UiError> {
        self.on_duty(StaffRole::Steward, |act, by| {
            acts::unlock_own_station(act, by)
        })
        .await?;
        self.nudges.record();
        Ok(())
    }

    /// Puts somebody on the list who wasn't.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn register_walk_in(
        &self,
        event: u64,
        name: String,
        mobile: Option<&str>,
        ticket_type: Option<String>,
    ) -> Result<AttendeeCard, UiError> {
        let typed = mobile.map(str::trim).filter(|typed| !typed.is_empty());
        let new = NewWalkIn {
            event: EventAlias(i64::try_from(event).map_err(|_| UiError::EventOver)?),
            name,
            mobile: typed.map(Mobile::parse).transpose()?,
            ticket_type,
        };
        self.for_attendee(move |act, by| acts::register_walk_in(act, by, &new))
            .await
    }

    /// Corrects the name on a ticket.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn correct_name(
        &self,
        attendee: &str,
        ticket: &str,
        name: String,
    ) -> Result<AttendeeCard, UiError> {
        let of = (id(ticket)?, id(attendee)?);
        self.for_attendee(move |act, by| acts::correct_name(act, by, of, &name))
            .await
    }

    /// Logs an attendee in whom who is on duty recognised; they confirm it with their PIN and are
    /// off duty, and the screen is the attendee's.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn vouch(
        &self,
        attendee: &str,
        reason: String,
        pin: &str,
    ) -> Result<Welcome, UiError> {
        let attendee: AttendeeId = id(attendee)?;
        let by = self.duty.require(StaffRole::Steward)?;
        let right = self.compare_pin(by, pin).await?;
        let mut session = self.session.lock().await;
        let mut unkept = self.tries_aside.lock().await;
        let before = unkept.tries().clone();
        let done = write_at_need(&self.station, move |act| {
            before.keep(act)?;
            acts::accept_pin(act, &right)?;
            if !may(act, by, StaffRole::Steward)? {
                return Ok(None);
            }
            let vouched = acts::vouch(act, by, attendee, &reason)?;
            Ok(Some((vouched, act.moment(), life(act))))
        });
        let done = done.await?;
        // With the right PIN what could not be written is on disk, too.
        unkept.clear();
        drop(unkept);
        let (done, at, life) = done.ok_or_else(|| self.no_longer_on_duty())?;
        let (token, view) = done?;
        self.nudges.record();
        self.duty.leave();
        Ok(session.welcome(LoggedIn::new(token, at), &view, life))
    }

    /// Whether who is on duty may end the program, which is written down if there is room.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn may_close(&self) -> Result<(), UiError> {
        let noted = self.on_duty(StaffRole::Supervisor, |act, by| {
            acts::note_staff_act(act, "close", "", by)
        });
        match noted.await {
            // A full disk is a reason to close it.
            Err(UiError::StationFault { .. }) => {
                self.look_on_duty(StaffRole::Supervisor, |_| Ok(())).await
            }
            noted => noted,
        }
    }

    async fn for_attendee(
        &self,
        work: impl Fn(&mut StationAct<'_, '_>, StaffId) -> Done + Send + 'static,
    ) -> Result<AttendeeCard, UiError> {
        let done = self.on_duty(StaffRole::Steward, move |act, by| match work(act, by)? {
            Ok(attendee) => acts::view_card(act, attendee).map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        });
        let card = done.await??;
        self.nudges.record();
        shown(card)
    }
}

fn shown(card: Option<CardView>) -> Result<AttendeeCard, UiError> {
    let card = card.ok_or(UiError::NobodyFound)?;
    Ok(staff_view::card(&card))
}

/// A ticket as an attendee's card shows it.
fn seen(attendee: &str, ticket: &str, passage: Option<&str>) -> Result<Seen, UiError> {
    Ok(Seen {
        ticket: id(ticket)?,
        attendee: id(attendee)?,
        last: passage.map(place).transpose()?,
    })
}

/// A passage that is none is no ticket's last.
fn place(passage: &str) -> Result<Place, UiError> {
    staff_view::passage(passage).ok_or(UiError::ChangedSince)
}

/// An id that is none is nobody's.
fn id<I: std::str::FromStr>(text: &str) -> Result<I, UiError> {
    text.parse().map_err(|_| UiError::NobodyFound)
}

impl From<DoorRefusal> for UiError {
    fn from(refusal: DoorRefusal) -> Self {
        match refusal {
            DoorRefusal::NobodyFound => Self::NobodyFound,
            DoorRefusal::TicketClosed => Self::TicketClosed,
            DoorRefusal::NotInside => Self::NotInside,
            DoorRefusal::ChangedSince => Self::ChangedSince,
            DoorRefusal::ReasonNeeded => Self::ReasonNeeded,
            DoorRefusal::NameNeeded => Self::NameNeeded,
            DoorRefusal::NumberTaken => Self::NumberTaken,
            DoorRefusal::EventOver => Self::EventOver,
        }
    }
}
