//! Logging in at a station: the code proves the number, the number finds the attendee, and
//! where one ticket is open the check-in is in the same transaction.

use super::Act;
use super::check_in::WelcomeView;
use super::issue::{Issued, by_sms};
use crate::code::{Code, Purpose, Verifier};
use crate::fact::{Fact, Login, NumberAtVerifier, WalkIn};
use crate::ids::{AttendeeId, EventAlias, EventId, TicketId};
use crate::mobile::Mobile;
use crate::refusal::Refusal;
use crate::roster::Event;
use crate::store::{StoreError, Tx};
use crate::time::Millis;

/// What a right code leads to.
#[derive(Debug, Clone)]
pub enum LogIn {
    /// Logged in.
    Welcome {
        /// The session: for the backend alone.
        token: String,
        /// What the screen shows.
        view: WelcomeView,
    },
    /// The number is proven but has no ticket to the chosen event.
    NoTicket(NoTicketView),
}

/// See [`LogIn::NoTicket`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoTicketView {
    /// The event that was chosen.
    pub event: Event,
    /// Others at this station that the number may go in to, by a ticket or as a walk-in.
    pub others: Vec<Event>,
}

/// Why nobody was logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginRefusal {
    /// About the code or the number.
    Code(Refusal),
    /// The event isn't served here (any more).
    EventOver,
    /// The proof has been used or is too old.
    NoProof,
}

/// Redeems a code at the station's screen.
///
/// # Errors
/// What the database could not do; nothing was counted or written then.
pub fn log_in<T: Tx>(
    act: &mut Act<'_, T>,
    chosen: EventAlias,
    mobile: &Mobile,
    answer: &Code,
) -> Result<Result<LogIn, LoginRefusal>, StoreError> {
    let Some(event) = served(act, chosen)? else {
        return Ok(Err(LoginRefusal::EventOver));
    };
    let verifier = Verifier::Station(act.home.id);
    if let Err(refusal) = act.attempt(mobile, &verifier, &Purpose::Login, answer)? {
        return Ok(Err(LoginRefusal::Code(refusal)));
    }
    if let Some(attendee) = act.attendee_for(&event, mobile)? {
        return act.welcome(&event, attendee, mobile).map(Ok);
    }
    let mobile_hash = act.home.mobile_hash(mobile);
    let proven = NumberAtVerifier {
        mobile_hash,
        verifier: verifier.label(),
    };
    act.append(Some(event.id), &Fact::NumberProven(proven))?;
    act.tx.put_proof(mobile, &act.now)?;
    let mut others = Vec::new();
    for other in act.tx.events()? {
        let elsewhere = other.id != event.id && act.is_current(&other);
        if elsewhere && act.admits(&other, mobile)? {
            others.push(other);
        }
    }
    Ok(Ok(LogIn::NoTicket(NoTicketView { event, others })))
}

/// Logs a proven number in to another event that it may go in to; consumes the proof.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn choose_event<T: Tx>(
    act: &mut Act<'_, T>,
    chosen: EventAlias,
    mobile: &Mobile,
) -> Result<Result<LogIn, LoginRefusal>, StoreError> {
    let Some(event) = served(act, chosen)? else {
        return Ok(Err(LoginRefusal::EventOver));
    };
    let life = Millis::from_secs(act.policy.proof_s);
    let age = act.tx.proof(mobile)?.and_then(|made| act.now.age_of(&made));
    let fresh = age.is_some_and(|age| age < life);
    if !(act.tx.take_proof(mobile)? && fresh) {
        return Ok(Err(LoginRefusal::NoProof));
    }
    match act.attendee_for(&event, mobile)? {
        Some(attendee) => act.welcome(&event, attendee, mobile).map(Ok),
        None => Ok(Err(LoginRefusal::NoProof)),
    }
}

fn served<T: Tx>(act: &mut Act<'_, T>, chosen: EventAlias) -> Result<Option<Event>, StoreError> {
    let event = act.tx.event_by_alias(chosen)?;
    Ok(event.filter(|event| act.is_current(event)))
}

impl<T: Tx> Act<'_, T> {
    /// The attendee with this number, or a walk-in made for it where the event admits them.
    fn attendee_for(
        &mut self,
        event: &Event,
        mobile: &Mobile,
    ) -> Result<Option<AttendeeId>, StoreError> {
        if let Some(attendee) = self.tx.listed_attendee(event.id, mobile)? {
            return Ok(Some(attendee));
        }
        if !self.may_walk_in(event, mobile)? {
            return Ok(None);
        }
        self.walk_in(event.id, mobile).map(Some)
    }

    /// Whether a number may go in: on the list, or as a walk-in. Asks for both, so that a listed number
    /// isn't faster.
    pub(super) fn admits(&mut self, event: &Event, mobile: &Mobile) -> Result<bool, StoreError> {
        let is_listed = self.tx.listed_attendee(event.id, mobile)?.is_some();
        let walks_in = self.may_walk_in(event, mobile)?;
        Ok(is_listed || walks_in)
    }

    /// Whether the event admits a number that isn't on its list.
    fn may_walk_in(&mut self, event: &Event, mobile: &Mobile) -> Result<bool, StoreError> {
        if !event.walk_ins || !mobile.is_of_country(&self.policy.walk_in_countries) {
            return Ok(false);
        }
        // A number whose tickets are all cancelled is known, and doesn't walk in.
        Ok(self.tx.attendee_by_mobile(event.id, mobile)?.is_none())
    }

    fn walk_in(&mut self, event: EventId, mobile: &Mobile) -> Result<AttendeeId, StoreError> {
        let attendee = AttendeeId::new(self.time, self.random);
        let ticket = TicketId::new(self.time, self.random);
        let ticket_code = format!("WALK-IN-{ticket}");
        let fact = Fact::WalkIn(WalkIn {
            attendee,
            ticket,
            ticket_code,
            mobile: Some(mobile.clone()),
            name: None,
            ticket_type: None,
            by: None,
        });
        self.append(Some(event), &fact)?;
        Ok(attendee)
    }

    fn welcome(
        &mut self,
        event: &Event,
        attendee: AttendeeId,
        mobile: &Mobile,
    ) -> Result<LogIn, StoreError> {
        let client_id = self.home.client_id();
        let Issued { token, claims } =
            self.issue_user_token(event, attendee, client_id.clone(), by_sms())?;
        let login = Login {
            mobile_hash: self.home.mobile_hash(mobile),
            attendee,
            client_id,
            jti: claims.jti,
            amr: claims.amr,
            handed_off_by: None,
        };
        self.append(Some(event.id), &Fact::Login(login))?;
        let view = self.enter_with_only_ticket(event, attendee, (claims.jti, None))?;
        Ok(LogIn::Welcome { token, view })
    }
}
