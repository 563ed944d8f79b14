//! Acts one after the other in one transaction.

use connect_engine::acts::{self, Act, AskCode, Envelope, Granted, LogIn, LoginRefusal};
use connect_engine::client::Client;
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::home::Home;
use connect_engine::message::{Language, Message};
use connect_engine::mobile::Mobile;
use connect_engine::oauth::GrantError;
use connect_engine::refusal::{CodeStatus, Refusal};
use connect_engine::roster::Event;
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::time::{Millis, Now};
use rand_chacha::ChaCha20Rng;

/// One open transaction of a site.
pub struct Desk<'a, 'tx> {
    pub tx: &'a mut SqliteTx<'tx>,
    pub home: &'a Home,
    pub now: Now,
    pub random: &'a mut ChaCha20Rng,
}

impl Desk<'_, '_> {
    /// Runs one act.
    pub fn act<R>(
        &mut self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> R {
        let mut begun = Act::begin(self.tx, self.home, &self.now, self.random).unwrap();
        act(&mut begun).unwrap()
    }

    /// Lets time pass on all clocks.
    pub fn pass(&mut self, span: Millis) {
        self.now.wall = self.now.wall.plus(span);
        self.now.boot = self.now.boot.plus(span);
    }

    /// Asks for a login code.
    pub fn ask(
        &mut self,
        event: &Event,
        asker: &Verifier,
        mobile: &Mobile,
    ) -> Result<CodeStatus, Refusal> {
        self.ask_for(event, asker, mobile, Purpose::Login)
    }

    /// Asks for a code for a purpose.
    pub fn ask_for(
        &mut self,
        event: &Event,
        asker: &Verifier,
        mobile: &Mobile,
        purpose: Purpose,
    ) -> Result<CodeStatus, Refusal> {
        let ask = AskCode {
            mobile: mobile.clone(),
            verifier: asker.clone(),
            purpose,
            language: Language::Fa,
            events: vec![event.id],
        };
        self.act(|act| acts::send_code(act, &ask))
    }

    /// Does a courier's work and returns what it would have carried.
    pub fn carry(&mut self) -> Vec<Message> {
        let mut carried = Vec::new();
        loop {
            let waiting = self.act(|act| acts::waiting(act.tx()));
            if waiting.is_empty() {
                return carried;
            }
            for id in waiting {
                let Envelope::Carry(message) = self.act(|act| acts::envelope(act, id)) else {
                    continue;
                };
                carried.push(message);
                self.act(|act| acts::finish_message(act.tx(), id));
            }
        }
    }

    /// Asks for a code and reads it from the SMS.
    pub fn code(&mut self, event: &Event, asker: &Verifier, mobile: &Mobile) -> Code {
        self.ask(event, asker, mobile).unwrap();
        let carried = self.carry();
        let newest = carried.into_iter().rfind(|sms| sms.to == *mobile);
        newest.expect("a listed number gets an SMS").code
    }

    /// Types a code at the station's screen.
    pub fn log_in(
        &mut self,
        event: &Event,
        mobile: &Mobile,
        code: &Code,
    ) -> Result<LogIn, LoginRefusal> {
        self.act(|act| acts::log_in(act, event.alias, mobile, code))
    }

    /// Redeems a code over HTTP.
    pub fn redeem(
        &mut self,
        app: &Client,
        event: &Event,
        mobile: &Mobile,
        code: &Code,
    ) -> Result<Granted, GrantError> {
        let request = super::redeem(event, mobile, code.digits());
        let caller = acts::Caller::Client(app.clone());
        self.act(|act| acts::grant(act, &caller, &request))
    }
}
