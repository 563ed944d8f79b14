//! Setting the kiosk up at its own screen: by staff, before the first attendee.

use crate::args::centre_address;
use crate::enrol;
use crate::kiosk::Kiosk;
use crate::reply::Language;
use crate::settings;
use crate::setup_reply::{SetupDone, SmsChain};
use crate::ui_error::UiError;
use crate::view;
use connect_engine::join_text::JoinText;
use connect_engine::store::EventRows as _;

impl Kiosk {
    /// Joins the centre that a text from `connect-central station code` names.
    ///
    /// # Errors
    /// [`UiError`]; trying again is harmless.
    pub async fn join(&self, typed: &str, name: &str) -> Result<SetupDone, UiError> {
        let _one = self.setting_up().await;
        if self.parts().is_ok() {
            return Err(UiError::NotAllowed);
        }
        let join = JoinText::parse(typed)?;
        // Codes and keys go there: what names no safe address was mistyped.
        centre_address(&join.centre).map_err(|_| UiError::JoinCodeUnreadable)?;
        let name = name.trim();
        if name.is_empty() {
            return Err(UiError::NameNeeded);
        }
        enrol::enrol(self.data(), &join.centre, &join.code, name).await?;
        self.begin_set_up()?;
        self.set_up().await
    }

    /// What there is to choose from.
    async fn set_up(&self) -> Result<SetupDone, UiError> {
        let parts = self.parts()?;
        let events = parts.desk.read(|act| act.tx().events()).await?;
        Ok(SetupDone {
            name: parts.desk.name().to_owned(),
            events: events.iter().map(view::event).collect(),
        })
    }

    /// Chooses which of its events the station serves.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn serve(&self, chosen: Vec<u64>) -> Result<(), UiError> {
        let parts = self.parts_to_set_up()?;
        let known = parts.desk.write(move |act| {
            let mut events = act.tx().events()?;
            events.retain(|event| {
                u64::try_from(event.alias.0).is_ok_and(|alias| chosen.contains(&alias))
            });
            let serves: Vec<_> = events.iter().map(|event| event.id).collect();
            if serves.is_empty() {
                return Ok(false);
            }
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
    pub async fn speak(&self, language: Language) -> Result<(), UiError> {
        let parts = self.parts_to_set_up()?;
        let set = parts
            .desk
            .write(move |act| settings::set(act, |settings| settings.language = Some(language)));
        set.await?;
        Ok(())
    }

    /// Sets how SMS leave, from now on.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn send_by(&self, chain: SmsChain) -> Result<(), UiError> {
        let parts = self.parts_to_set_up()?;
        let set = parts
            .desk
            .write(move |act| settings::set(act, |settings| settings.sms = Some(chain)));
        set.await?;
        self.restart()
    }
}
