//! The desk: what the one attendee who stands here may ask for, in order.

use crate::reply::{CodeSent, HandOff, Language, Login, TicketCodeSent, Welcome};
use crate::session::{Asked, LoggedIn, Moving, Session};
use crate::station::{Station, StationError, read, write};
use crate::tasks::Nudges;
use crate::ui_error::UiError;
use crate::view;
use connect_engine::acts::{
    self, AskByTicket, AskCode, ChangeRefusal, LogIn, NewNumber, TicketFound, WelcomeView,
    verify_session,
};
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::ids::{EventAlias, StationId};
use connect_engine::mobile::Mobile;
use connect_engine::refusal::{CodeStatus, Refusal};
use connect_engine::store::{EventRows as _, Setting, StoreError, Tx};
use connect_engine::time::Millis;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The events that this station serves now.
///
/// # Errors
/// What the database could not do.
pub fn served<T: Tx>(
    act: &mut acts::Act<'_, T>,
) -> Result<Vec<connect_engine::roster::Event>, StoreError> {
    if act.tx().setting(Setting::Revoked)?.is_some() {
        return Ok(Vec::new());
    }
    let mut events = act.tx().events()?;
    events.retain(|event| act.is_current(event));
    // Those without a time come last: the attendee looks for one that begins now.
    events.sort_by_key(|event| (event.starts_at.is_none(), event.starts_at, event.alias));
    Ok(events)
}

/// From so much on a wrong clock is told to staff.
const CLOCK_OFF_MS: i64 = 30_000;

const fn is_far(off: Millis) -> bool {
    off.get().abs() > CLOCK_OFF_MS
}

/// So long staff are told that the database was restored from a backup.
const TOLD_FOR: Millis = Millis::from_secs(24 * 3600);

/// What the staff line shows, and the events.
pub struct StationNow {
    /// The events that are served.
    pub events: Vec<connect_engine::roster::Event>,
    /// Records that the centre hasn't stored.
    pub waiting: u64,
    /// How far the first load has come, while it goes on.
    pub loading: Option<acts::Loading>,
    /// How long ago the roster was last known to be current.
    pub roster_age: Option<Millis>,
    /// How far the wall clock is off, where it is far off.
    pub clock_off: Option<Millis>,
    /// The centre found lately that the database had been restored.
    pub restored: bool,
    /// Staff have put the station out of service.
    pub out_of_order: bool,
    /// Who calls staff.
    pub calls: Vec<acts::OpenCall>,
}

/// A code that still lives is as good as a new one: on to its screen.
fn sent_or_live(sent: Result<CodeStatus, Refusal>) -> Result<CodeStatus, Refusal> {
    match sent {
        Err(Refusal::TooManySends {
            live: Some(live), ..
        }) => Ok(live),
        other => other,
    }
}

/// The desk. One question is answered at a time.
pub struct Desk {
    station: Arc<Station>,
    nudges: Arc<Nudges>,
    session: Mutex<Session>,
}

impl Desk {
    /// A desk with nobody at it.
    pub fn new(station: Arc<Station>, nudges: Arc<Nudges>) -> Self {
        Self {
            station,
            nudges,
            session: Mutex::default(),
        }
    }

    /// Sends a code; whoever was here before is gone.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn send_code(
        &self,
        event: u64,
        typed: &str,
        language: Language,
    ) -> Result<CodeSent, UiError> {
        let mut session = self.session.lock().await;
        *session = Session::Nobody;
        let mobile = Mobile::parse(typed)?;
        let event = EventAlias(i64::try_from(event).map_err(|_| UiError::EventOver)?);
        let asked = Asked {
            event,
            mobile,
            typed: true,
            language: language.into(),
        };
        let sent = sent_or_live(self.ask(&asked).await?)?;
        let sent = view::code_sent(sent, asked.shown());
        *session = Session::Asked(asked);
        Ok(sent)
    }

    /// Sends a code to the mobile of a ticket; whoever was here before is gone.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn send_code_to_ticket(
        &self,
        ticket_code: String,
        language: Language,
    ) -> Result<TicketCodeSent, UiError> {
        let mut session = self.session.lock().await;
        *session = Session::Nobody;
        let found = write(&self.station, move |act| {
            let events = served(act)?.iter().map(|event| event.id).collect();
            let ask = AskByTicket {
                ticket_code,
                language: language.into(),
                events,
            };
            acts::send_code_to_ticket(act, &ask)
        })
        .await?;
        // What was guessed wrong is a record too.
        self.nudges.message();
        let TicketFound {
            event,
            mobile,
            sent,
        } = found?;
        let asked = Asked {
            event: event.alias,
            mobile,
            typed: false,
            language: language.into(),
        };
        let sent = view::code_sent(sent_or_live(sent)?, asked.shown());
        *session = Session::Asked(asked);
        Ok(TicketCodeSent {
            event: view::event(&event),
            sent,
        })
    }

    /// Sends the code, or a new one, again.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn resend_code(&self) -> Result<CodeSent, UiError> {
        let (asked, login) = {
            let session = self.session.lock().await;
            (session.asked(), session.logged_in())
        };
        if let Some(login) = login {
            let moving = login.moving.clone().ok_or(UiError::SessionOver)?;
            let sent = self.ask_to_move(&login, &moving).await??;
            return Ok(view::code_sent(sent, moving.mobile.national()));
        }
        let asked = asked.ok_or(UiError::SessionOver)?;
        let sent = self.ask(&asked).await??;
        Ok(view::code_sent(sent, asked.shown()))
    }

    async fn ask(&self, asked: &Asked) -> Result<Result<CodeStatus, Refusal>, UiError> {
        let wanted = asked.clone();
        let station = self.station.home.id;
        let status = write(&self.station, move |act| {
            let events = served(act)?;
            if !events.iter().any(|event| event.alias == wanted.event) {
                return Ok(None);
            }
            let ask = AskCode {
                mobile: wanted.mobile,
                verifier: Verifier::Station(station),
                purpose: Purpose::Login,
                language: wanted.language,
                events: events.iter().map(|event| event.id).collect(),
            };
            acts::send_code(act, &ask).map(Some)
        })
        .await?
        .ok_or(UiError::EventOver)?;
        if status.is_ok() {
            self.nudges.message();
        }
        Ok(status)
    }

    /// Takes the code that the attendee typed.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn redeem_code(&self, typed: &str) -> Result<Login, UiError> {
        let mut session = self.session.lock().await;
        let asked = session.asked().ok_or(UiError::SessionOver)?;
        let answer = Code::parse(typed).map_err(|_| UiError::NotACode)?;
        let Asked { event, mobile, .. } = asked.clone();
        let outcome = write(&self.station, move |act| {
            acts::log_in(act, event, &mobile, &answer)
        })
        .await?;
        self.nudges.record();
        match outcome? {
            LogIn::Welcome { token, view } => {
                *session = Session::LoggedIn(logged_in(token, &view));
                Ok(Login::Welcome(view::welcome(&view)))
            }
            LogIn::NoTicket(found) => {
                *session = Session::Proven(asked.mobile);
                Ok(Login::NoTicket(view::no_ticket(&found)))
            }
        }
    }

    /// Logs a proven number in to another of its events.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn choose_event(&self, event: u64) -> Result<Welcome, UiError> {
        let mut session = self.session.lock().await;
        let mobile = session.proven().ok_or(UiError::SessionOver)?;
        let event = EventAlias(i64::try_from(event).map_err(|_| UiError::EventOver)?);
        let outcome = write(&self.station, move |act| {
            acts::choose_event(act, event, &mobile)
        })
        .await?;
        self.nudges.record();
        match outcome? {
            LogIn::Welcome { token, view } => {
                *session = Session::LoggedIn(logged_in(token, &view));
                Ok(view::welcome(&view))
            }
            LogIn::NoTicket(_) => Err(UiError::SessionOver),
        }
    }

    /// Uses tickets, as they are numbered on the screen: all that are named or none.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn check_in(&self, chosen: &[u32]) -> Result<Welcome, UiError> {
        let login = self
            .session
            .lock()
            .await
            .logged_in()
            .ok_or(UiError::SessionOver)?;
        let ticket = |n: &u32| {
            let place = usize::try_from(*n).ok()?.checked_sub(1)?;
            login.tickets.get(place).copied()
        };
        let tickets: Option<Vec<_>> = chosen.iter().map(ticket).collect();
        let tickets = tickets.ok_or(UiError::TicketClosed)?;
        let outcome = write(&self.station, move |act| {
            let Ok((event, attendee, claims)) = verify_session(act, &login.token)? else {
                return Ok(None);
            };
            acts::check_in(act, &event, attendee, claims.jti, &tickets).map(Some)
        })
        .await?;
        self.nudges.record();
        let view = outcome
            .ok_or(UiError::SessionOver)?
            .map_err(|_| UiError::TicketClosed)?;
        Ok(view::welcome(&view))
    }

    /// Sends a code to a new number of the attendee who is logged in.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn change_mobile(
        &self,
        typed: &str,
        language: Language,
    ) -> Result<CodeSent, UiError> {
        let mut session = self.session.lock().await;
        let mut login = session.logged_in().ok_or(UiError::SessionOver)?;
        let moving = Moving {
            mobile: Mobile::parse(typed)?,
            language: language.into(),
        };
        let sent = match self.ask_to_move(&login, &moving).await? {
            Err(ChangeRefusal::Code(refusal)) => sent_or_live(Err(refusal))?,
            other => other?,
        };
        let shown = moving.mobile.national();
        login.moving = Some(moving);
        *session = Session::LoggedIn(login);
        Ok(view::code_sent(sent, shown))
    }

    async fn ask_to_move(
        &self,
        login: &LoggedIn,
        moving: &Moving,
    ) -> Result<Result<CodeStatus, ChangeRefusal>, UiError> {
        let (token, moving) = (login.token.clone(), moving.clone());
        let verifier = Verifier::Station(self.station.home.id);
        let status = write(&self.station, move |act| {
            let Ok((event, attendee, _)) = verify_session(act, &token)? else {
                return Ok(None);
            };
            let new = NewNumber {
                event,
                attendee,
                mobile: moving.mobile,
                verifier,
            };
            acts::ask_new_number(act, &new, moving.language).map(Some)
        })
        .await?
        .ok_or(UiError::SessionOver)?;
        if status.is_ok() {
            self.nudges.message();
        }
        Ok(status)
    }

    /// Takes the code of the new number: from now on it is the attendee's.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn confirm_mobile(&self, typed: &str) -> Result<Welcome, UiError> {
        let mut session = self.session.lock().await;
        let mut login = session.logged_in().ok_or(UiError::SessionOver)?;
        let moving = login.moving.take().ok_or(UiError::SessionOver)?;
        let answer = Code::parse(typed).map_err(|_| UiError::NotACode)?;
        let token = login.token.clone();
        let verifier = Verifier::Station(self.station.home.id);
        let outcome = write(&self.station, move |act| {
            let Ok((event, attendee, claims)) = verify_session(act, &token)? else {
                return Ok(None);
            };
            let new = NewNumber {
                event,
                attendee,
                mobile: moving.mobile,
                verifier,
            };
            if let Err(refusal) = acts::change_mobile(act, &new, &answer)? {
                return Ok(Some(Err(refusal)));
            }
            let view = acts::view_attendee(act, &new.event, attendee, Some(claims.jti))?;
            Ok(Some(Ok(view)))
        })
        .await?;
        self.nudges.record();
        let view = outcome.ok_or(UiError::SessionOver)??;
        *session = Session::LoggedIn(login);
        Ok(view::welcome(&view))
    }

    /// Calls staff to this station, for an event if one was chosen.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn call_staff(&self, event: Option<u64>) -> Result<(), UiError> {
        let alias = event.and_then(|event| i64::try_from(event).ok());
        write(&self.station, move |act| {
            let events = served(act)?;
            let chosen = events.iter().find(|e| Some(e.alias.0) == alias);
            acts::call_staff(act, chosen.map(|event| event.id))
        })
        .await?;
        self.nudges.record();
        Ok(())
    }

    /// Somebody goes to a station that calls.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn answer_call(&self, station: &str) -> Result<(), UiError> {
        // An id that is none calls nobody.
        let Ok(station) = station.parse::<StationId>() else {
            return Ok(());
        };
        write(&self.station, move |act| acts::answer_call(act, station)).await?;
        self.nudges.record();
        Ok(())
    }

    /// Staff put the station out of service, or back; whoever was here is gone.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn set_out_of_order(&self, on: bool) -> Result<(), UiError> {
        let mut session = self.session.lock().await;
        write(&self.station, move |act| acts::set_out_of_order(act, on)).await?;
        *session = Session::Nobody;
        self.nudges.record();
        Ok(())
    }

    /// The picture of an event that is served, as an address that holds it.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn event_picture(&self, event: u64) -> Result<Option<String>, UiError> {
        let alias = i64::try_from(event).map_err(|_| UiError::EventOver)?;
        let picture = read(&self.station, move |act| {
            let events = served(act)?;
            match events.iter().find(|event| event.alias.0 == alias) {
                Some(event) => act.tx().picture(event.id),
                None => Ok(None),
            }
        })
        .await?;
        Ok(picture.as_ref().map(view::picture))
    }

    /// The address that the attendee's phone opens.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn hand_off(&self) -> Result<HandOff, UiError> {
        let login = self
            .session
            .lock()
            .await
            .logged_in()
            .ok_or(UiError::SessionOver)?;
        let url = write(&self.station, move |act| {
            let Ok((event, attendee, claims)) = verify_session(act, &login.token)? else {
                return Ok(None);
            };
            acts::hand_off(act, &event, attendee, &claims).map(Some)
        })
        .await?;
        Ok(HandOff {
            url: url.ok_or(UiError::SessionOver)?,
        })
    }

    /// The attendee has gone.
    pub async fn finish(&self) {
        *self.session.lock().await = Session::Nobody;
    }

    /// What every screen shows of the station.
    ///
    /// # Errors
    /// What the database could not do.
    pub async fn station(&self) -> Result<StationNow, StationError> {
        read(&self.station, |act| {
            let forked = acts::forked_at(act)?;
            let time = act.time();
            let lately = |at| time.since(at) < TOLD_FOR;
            Ok(StationNow {
                events: served(act)?,
                waiting: acts::count_waiting(act)?,
                loading: acts::loading(act)?,
                roster_age: acts::roster_current_at(act)?.map(|at| time.since(at).or_zero()),
                clock_off: act.wall_clock_off().filter(|off| is_far(*off)),
                restored: forked.is_some_and(lately),
                out_of_order: acts::is_out_of_order(act)?,
                calls: acts::open_calls(act)?,
            })
        })
        .await
    }

    /// The station's id.
    pub fn id(&self) -> StationId {
        self.station.home.id
    }

    /// The name under which the organiser knows the station.
    pub fn name(&self) -> &str {
        &self.station.name
    }
}

fn logged_in(token: String, view: &WelcomeView) -> LoggedIn {
    LoggedIn {
        token,
        tickets: view.tickets.iter().map(|ticket| ticket.ticket.id).collect(),
        moving: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_wrong_for_staff_from_half_a_minute_on() {
        for near in [0, 1, 29_999, 30_000, -30_000] {
            assert!(!is_far(Millis::new(near)), "{near} ms");
        }
        for far in [30_001, -30_001, 3_600_000, -1_795_507_200_000] {
            assert!(is_far(Millis::new(far)), "{far} ms");
        }
    }
}
