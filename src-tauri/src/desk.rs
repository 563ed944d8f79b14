//! The desk: what the one attendee who stands here may ask for, in order.

use crate::reply::{CodeSent, HandOff, Language, Login, Welcome};
use crate::session::{Asked, LoggedIn, Session};
use crate::station::{Station, StationError, read, write};
use crate::tasks::Nudges;
use crate::ui_error::UiError;
use crate::view;
use connect_engine::acts::{self, AskCode, LogIn, WelcomeView, verify_session};
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::ids::EventAlias;
use connect_engine::mobile::Mobile;
use connect_engine::refusal::Refusal;
use connect_engine::store::{Setting, StoreError, Tx};
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
            language: language.into(),
        };
        let sent = match self.ask(&asked).await? {
            Ok(sent) => sent,
            // A code that still lives is as good as a new one: on to its screen.
            Err(Refusal::TooManySends {
                live: Some(live), ..
            }) => view::code_sent(live, &asked.mobile),
            Err(refusal) => return Err(refusal.into()),
        };
        *session = Session::Asked(asked);
        Ok(sent)
    }

    /// Sends the code, or a new one, again.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn resend_code(&self) -> Result<CodeSent, UiError> {
        let asked = self
            .session
            .lock()
            .await
            .asked()
            .ok_or(UiError::SessionOver)?;
        Ok(self.ask(&asked).await??)
    }

    async fn ask(&self, asked: &Asked) -> Result<Result<CodeSent, Refusal>, UiError> {
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
        Ok(status.map(|status| view::code_sent(status, &asked.mobile)))
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

    /// Uses one of the tickets, as they are numbered on the screen.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn check_in(&self, n: u32) -> Result<Welcome, UiError> {
        let login = self
            .session
            .lock()
            .await
            .logged_in()
            .ok_or(UiError::SessionOver)?;
        let place = usize::try_from(n).ok().and_then(|n| n.checked_sub(1));
        let ticket = place.and_then(|place| login.tickets.get(place).copied());
        let ticket = ticket.ok_or(UiError::TicketClosed)?;
        let outcome = write(&self.station, move |act| {
            let Ok((event, attendee, claims)) = verify_session(act, &login.token)? else {
                return Ok(None);
            };
            acts::check_in(act, &event, attendee, claims.jti, ticket).map(Some)
        })
        .await?;
        self.nudges.record();
        let view = outcome
            .ok_or(UiError::SessionOver)?
            .map_err(|_| UiError::TicketClosed)?;
        Ok(view::welcome(&view))
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
                clock_off: act
                    .wall_clock_off()
                    .filter(|off| off.get().abs() > CLOCK_OFF_MS),
                restored: forked.is_some_and(lately),
            })
        })
        .await
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
    }
}
