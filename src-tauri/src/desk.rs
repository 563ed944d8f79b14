//! The desk: what the one attendee who stands here may ask for, in order.

use crate::duty::Duty;
use crate::reply::{CodeSent, HandOff, Link, Login, OwnTicket, TicketCodeSent, Welcome};
use crate::session::{Asked, LoggedIn, Session, left_of, life, proof_life};
use crate::station::{Station, StationError, read, write, write_at_need};
use crate::station_now::{StationNow, served, station_now};
use crate::tasks::{Nudges, StationAct};
use crate::tries_aside::TriesAside;
use crate::ui_error::UiError;
use crate::view;
use connect_engine::acts::{self, AskByTicket, AskCode, LogIn, TicketFound, verify_session};
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::ids::{AttendeeId, EventAlias, StationId};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::refusal::{CodeStatus, Refusal};
use connect_engine::roster::Event;
use connect_engine::staff::StaffRole;
use connect_engine::store::{EventRows as _, StoreError};
use connect_engine::time::Millis;
use connect_engine::token::AccessClaims;
use std::sync::Arc;
use tokio::sync::Mutex;

/// A code that still lives is as good as a new one: on to its screen.
pub(crate) fn sent_or_live(sent: Result<CodeStatus, Refusal>) -> Result<CodeStatus, Refusal> {
    match sent {
        Err(Refusal::TooManySends {
            live: Some(live), ..
        }) => Ok(live),
        other => other,
    }
}

/// The desk. One question is answered at a time.
pub struct Desk {
    pub(crate) station: Arc<Station>,
    pub(crate) nudges: Arc<Nudges>,
    pub(crate) session: Mutex<Session>,
    pub(crate) duty: Duty,
    /// Tries of PINs that the database has no room for.
    pub(crate) tries_aside: Mutex<TriesAside>,
}

impl Desk {
    /// A desk with nobody at it.
    pub fn new(station: Arc<Station>, nudges: Arc<Nudges>) -> Self {
        let unkept = TriesAside::of(&station.data);
        Self {
            station,
            nudges,
            session: Mutex::default(),
            duty: Duty::default(),
            tries_aside: Mutex::new(unkept),
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
        };
        let sent = sent_or_live(self.ask(&asked, language).await?)?;
        let sent = view::code_sent(sent, asked.shown());
        *session = Session::Asked(asked);
        Ok(sent)
    }

    /// Sends a code to the mobile of a ticket, of the event that was chosen before any other's;
    /// whoever was here before is gone, unless it is nobody's ticket: what is held there by mistake
    /// takes no one from their code.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn send_code_to_ticket(
        &self,
        ticket_code: String,
        chosen: Option<u64>,
        language: Language,
    ) -> Result<TicketCodeSent, UiError> {
        let mut session = self.session.lock().await;
        let found = write(&self.station, move |act| {
            let served = served(act)?;
            let chosen = served
                .iter()
                .find(|event| u64::try_from(event.alias.0).ok() == chosen);
            let ask = AskByTicket {
                ticket_code,
                language,
                chosen: chosen.map(|event| event.id),
                events: served.iter().map(|event| event.id).collect(),
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
        *session = Session::Nobody;
        let asked = Asked {
            event: event.alias,
            mobile,
            typed: false,
        };
        let sent = view::code_sent(sent_or_live(sent)?, asked.shown());
        *session = Session::Asked(asked);
        Ok(TicketCodeSent {
            event: view::event(&event),
            sent,
        })
    }

    /// A ticket of who is logged in, by its code, among theirs as they are now; none if it isn't theirs.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn own_ticket(&self, ticket_code: String) -> Result<Option<OwnTicket>, UiError> {
        let mut session = self.session.lock().await;
        let mut login = session.logged_in().ok_or(UiError::SessionOver)?;
        let at = login.at;
        let found = self.in_session(&login, move |act, event, attendee, claims| {
            let Some(own) = acts::own_ticket(act, event.id, attendee, &ticket_code)? else {
                return Ok(None);
            };
            let view = acts::view_attendee(act, event, attendee, Some(claims.jti))?;
            Ok(Some((own, view, left_of(claims, &at, act))))
        });
        let Some((own, view, left)) = found.await? else {
            return Ok(None);
        };
        let n = login.tickets.number(own);
        Ok(Some(OwnTicket {
            n,
            welcome: session.welcome(login, &view, left),
        }))
    }

    /// Sends the code, or a new one, again, in the language that is spoken here now.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn resend_code(&self, language: Language) -> Result<CodeSent, UiError> {
        let (asked, login) = {
            let session = self.session.lock().await;
            (session.asked(), session.logged_in())
        };
        if let Some(login) = login {
            let moving = login.moving.clone().ok_or(UiError::SessionOver)?;
            let sent = self.ask_to_move(&login, &moving, language).await??;
            return Ok(view::code_sent(sent, moving.national()));
        }
        let asked = asked.ok_or(UiError::SessionOver)?;
        let sent = self.ask(&asked, language).await??;
        Ok(view::code_sent(sent, asked.shown()))
    }

    async fn ask(
        &self,
        asked: &Asked,
        language: Language,
    ) -> Result<Result<CodeStatus, Refusal>, UiError> {
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
                language,
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
        let (outcome, at, (login, proof)) = write(&self.station, move |act| {
            let mut outcome = acts::log_in(act, event, &mobile, &answer)?;
            if let Ok(LogIn::NoTicket(found)) = &mut outcome {
                let served = served(act)?;
                found.others.retain(|other| served.contains(other));
            }
            Ok((outcome, act.moment(), (life(act), proof_life(act))))
        })
        .await?;
        self.nudges.record();
        match outcome? {
            LogIn::Welcome { token, view } => {
                let welcome = session.welcome(LoggedIn::new(token, at), &view, login);
                Ok(Login::Welcome(welcome))
            }
            LogIn::NoTicket(found) => {
                *session = Session::Proven(asked.mobile);
                Ok(Login::NoTicket(view::no_ticket(&found, proof)))
            }
        }
    }

    /// Logs a proven number in to another event that it may go in to.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn choose_event(&self, event: u64) -> Result<Welcome, UiError> {
        let mut session = self.session.lock().await;
        let mobile = session.proven().ok_or(UiError::SessionOver)?;
        let event = EventAlias(i64::try_from(event).map_err(|_| UiError::EventOver)?);
        let (outcome, at, life) = write(&self.station, move |act| {
            let outcome = acts::choose_event(act, event, &mobile)?;
            Ok((outcome, act.moment(), life(act)))
        })
        .await?;
        self.nudges.record();
        match outcome? {
            LogIn::Welcome { token, view } => {
                Ok(session.welcome(LoggedIn::new(token, at), &view, life))
            }
            LogIn::NoTicket(_) => Err(UiError::SessionOver),
        }
    }

    async fn login(&self) -> Result<LoggedIn, UiError> {
        let session = self.session.lock().await;
        session.logged_in().ok_or(UiError::SessionOver)
    }

    /// Runs an act for who is logged in: the session is verified anew in its transaction.
    pub(crate) async fn in_session<R: Send + 'static>(
        &self,
        login: &LoggedIn,
        work: impl FnOnce(
            &mut StationAct<'_, '_>,
            &Event,
            AttendeeId,
            &AccessClaims,
        ) -> Result<R, StoreError>
        + Send
        + 'static,
    ) -> Result<R, UiError> {
        let (token, at) = (login.token.clone(), login.at);
        let done = write(&self.station, move |act| {
            let Ok((event, attendee, claims)) = verify_session(act, &token, &at)? else {
                return Ok(None);
            };
            work(act, &event, attendee, &claims).map(Some)
        });
        done.await?.ok_or(UiError::SessionOver)
    }

    /// Uses tickets, as they are numbered on the screen: those of them that are open.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn check_in(&self, chosen: &[u32]) -> Result<Welcome, UiError> {
        let mut session = self.session.lock().await;
        let login = session.logged_in().ok_or(UiError::SessionOver)?;
        let tickets: Option<Vec<_>> = (chosen.iter()).map(|n| login.tickets.ticket(*n)).collect();
        // A number that was never shown.
        let tickets = tickets.ok_or(UiError::TicketClosed)?;
        let at = login.at;
        let done = self.in_session(&login, move |act, event, attendee, claims| {
            let view = acts::check_in(act, event, attendee, claims.jti, &tickets)?;
            Ok((view, left_of(claims, &at, act)))
        });
        let (view, left) = done.await?;
        self.nudges.record();
        Ok(session.welcome(login, &view, left))
    }

    /// Calls staff to this station, for an event if one was chosen.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn call_staff(&self, event: Option<u64>) -> Result<(), UiError> {
        let alias = event.and_then(|event| i64::try_from(event).ok());
        // Whoever stands here calls: one of staff, if one is on duty.
        let by = self.duty.require(StaffRole::Steward).ok();
        let call = move |act: &mut StationAct<'_, '_>| {
            let events = served(act)?;
            let chosen = events.iter().find(|e| Some(e.alias.0) == alias);
            acts::call_staff(act, chosen.map(|event| event.id), by)
        };
        if by.is_some() {
            write_at_need(&self.station, call).await?;
        } else {
            write(&self.station, call).await?;
        }
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
        self.on_duty(StaffRole::Steward, move |act, by| {
            acts::answer_call(act, station, Some(by))
        })
        .await?;
        self.nudges.record();
        Ok(())
    }

    /// Staff put the station out of service, or back; whoever was here is gone.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn set_out_of_order(&self, on: bool) -> Result<(), UiError> {
        let mut session = self.session.lock().await;
        self.on_duty(StaffRole::Steward, move |act, by| {
            acts::set_out_of_order(act, on, Some(by))
        })
        .await?;
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

    /// The address that the attendee's phone opens; none where the centre takes no word of this
    /// station's.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn hand_off(&self, link: Link) -> Result<HandOff, UiError> {
        let login = self.login().await?;
        let is_known = link != Link::NotKnown;
        let made = self.in_session(&login, move |act, event, attendee, claims| {
            let url = if is_known {
                acts::hand_off(act, event, attendee, claims)?
            } else {
                None
            };
            Ok((url, Millis::from_secs(act.policy().hand_off_s)))
        });
        let (url, life) = made.await?;
        Ok(HandOff {
            url,
            expires_in_ms: view::millis(life),
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
        read(&self.station, station_now).await
    }

    /// Runs an act that only reads, for whoever sets the station up.
    ///
    /// # Errors
    /// What the database could not do.
    pub async fn read<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut StationAct<'_, '_>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StationError> {
        read(&self.station, act).await
    }

    /// The same for one that writes.
    ///
    /// # Errors
    /// What the database could not do.
    pub async fn write<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut StationAct<'_, '_>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StationError> {
        write(&self.station, act).await
    }

    /// The same on a full disk too, as long as room is kept for staff.
    ///
    /// # Errors
    /// What the database could not do.
    pub async fn write_at_need<R: Send + 'static>(
        &self,
        act: impl Fn(&mut StationAct<'_, '_>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StationError> {
        write_at_need(&self.station, act).await
    }

    /// Whether the station serves without any centre.
    pub fn is_alone(&self) -> bool {
        self.station.home.is_alone()
    }

    /// Whether what was to be kept last couldn't be for want of room.
    pub fn is_full(&self) -> bool {
        self.station.is_full()
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
