//! The desk, for an attendee who moves to another number.

use crate::desk::{Desk, sent_or_live};
use crate::reply::{CodeSent, Welcome};
use crate::session::{LoggedIn, Session, left_of};
use crate::ui_error::UiError;
use crate::view;
use connect_engine::acts::{self, ChangeRefusal, NewNumber};
use connect_engine::code::{Code, Verifier};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::refusal::CodeStatus;

impl Desk {
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
        let moving = Mobile::parse(typed)?;
        let sent = match self.ask_to_move(&login, &moving, language).await? {
            Err(ChangeRefusal::Code(refusal)) => sent_or_live(Err(refusal))?,
            other => other?,
        };
        let shown = moving.national();
        login.moving = Some(moving);
        *session = Session::LoggedIn(login);
        Ok(view::code_sent(sent, shown))
    }

    pub(crate) async fn ask_to_move(
        &self,
        login: &LoggedIn,
        moving: &Mobile,
        language: Language,
    ) -> Result<Result<CodeStatus, ChangeRefusal>, UiError> {
        let mobile = moving.clone();
        let verifier = Verifier::Station(self.station.home.id);
        let status = self.in_session(login, move |act, event, attendee, _| {
            let new = NewNumber {
                event: event.clone(),
                attendee,
                mobile,
                verifier,
            };
            acts::ask_new_number(act, &new, language)
        });
        let status = status.await?;
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
        let mobile = login.moving.take().ok_or(UiError::SessionOver)?;
        let answer = Code::parse(typed).map_err(|_| UiError::NotACode)?;
        let verifier = Verifier::Station(self.station.home.id);
        let at = login.at;
        let outcome = self.in_session(&login, move |act, event, attendee, claims| {
            let new = NewNumber {
                event: event.clone(),
                attendee,
                mobile,
                verifier,
            };
            if let Err(refusal) = acts::change_mobile(act, &new, &answer)? {
                return Ok(Err(refusal));
            }
            let view = acts::view_attendee(act, event, attendee, Some(claims.jti))?;
            Ok(Ok((view, left_of(claims, &at, act))))
        });
        let outcome = outcome.await?;
        self.nudges.record();
        let (view, left) = outcome?;
        Ok(session.welcome(login, &view, left))
    }
}
