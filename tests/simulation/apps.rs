//! Apps that ask the centre for codes, by turns and for the same numbers.

use crate::guests::{VICTIMS, other_than};
use crate::world::{World, mobile};
use connect_engine::acts::{self, AskCode, Caller, Envelope, Granted};
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::oauth::{GrantError, GrantRequest, Parameter};
use connect_engine::policy::Policy;
use connect_engine::refusal::Refusal;
use connect_engine::store::{CounterRows, LogRows};
use connect_engine::time::Timestamp;
use rand::RngExt;

pub const APPS: usize = 2;

impl World {
    pub fn ask_by_app(&mut self) -> bool {
        let number = mobile(self.random.random_range(1..=VICTIMS));
        let app = self.random.random_range(0..APPS);
        let ask = AskCode {
            mobile: number.clone(),
            verifier: Verifier::Client(self.apps[app].id.clone()),
            purpose: Purpose::Login,
            language: Language::En,
            events: vec![self.events[0].id],
        };
        let asked = self.at_the_centre(|act| {
            let asked = acts::send_code(act, &ask)?;
            let mut sent = None;
            for id in acts::waiting(act.tx())? {
                if let Envelope::Carry(message) = acts::envelope(act, id)? {
                    if message.to == number {
                        sent = Some(message.code);
                    }
                    acts::finish_message(act.tx(), id)?;
                }
            }
            Ok(asked.ok().and(sent))
        });
        let Some(Some(code)) = asked else {
            return false;
        };
        let before = self.app_codes.insert(number.clone(), (app, code.clone()));
        if let Some((other, before)) = before.filter(|(other, _)| *other != app) {
            let answer = self.redeem(other, &number, &before);
            let dead = answer.is_none_or(|answer| answer.is_err());
            assert!(dead, "two codes of one number are live at the centre");
        }
        match self.random.random_range(0..4) {
            0 => drop(self.redeem(app, &number, &code)),
            1 | 2 => {
                let wrong = other_than(&code);
                for _ in 0..self.random.random_range(1..=7) {
                    let answer = self.redeem(app, &number, &wrong);
                    assert!(!matches!(answer, Some(Ok(_))), "a wrong code logs in");
                }
            }
            _ => {}
        }
        true
    }

    /// An app redeems a code; nothing, where nobody answers.
    fn redeem(
        &mut self,
        app: usize,
        number: &Mobile,
        code: &Code,
    ) -> Option<Result<Granted, GrantError>> {
        if !self.centre.is_up() {
            return None;
        }
        let known = self.failures_known(number).len();
        let hash = self.centre.home.mobile_hash(number);
        let time = self.time;
        let forgiven = self.centre.read(time, |act| act.tx().clearance(&hash));
        self.app_compared.forgive(number, forgiven);
        let caller = Caller::Client(self.apps[app].clone());
        let request = GrantRequest::EventMobileVerification {
            event: self.events[0].alias,
            mobile: number.e164().to_owned(),
            code: Parameter::Text(code.digits().to_owned()),
        };
        let answer = self.at_the_centre(|act| acts::grant(act, &caller, &request));
        if let Some(Err(GrantError::Code(Refusal::Wrong { .. }))) = answer {
            let window = Policy::default().failures_at_centre;
            let now = self.best_guess_of_now();
            let compared = self.app_compared.count(number, now, window).max(known + 1);
            assert!(
                compared <= window.most as usize,
                "{compared} comparisons of a number at the centre and all stations"
            );
        }
        answer
    }

    /// The failures of a number of which the centre has a record, its own or a station's, and
    /// which nothing has forgiven.
    pub fn failures_known(&mut self, number: &Mobile) -> Vec<Timestamp> {
        let hash = self.centre.home.mobile_hash(number);
        let stations = self.stations.iter().map(|station| station.node.home.id);
        let authors: Vec<_> = stations.chain([self.centre.home.id]).collect();
        let time = self.time;
        self.centre.read(time, |act| {
            let forgiven = act.tx().clearance(&hash)?;
            let since = forgiven.unwrap_or(Timestamp::from_millis(0));
            let mut failures = Vec::new();
            for author in authors {
                let rows = act
                    .tx()
                    .records_of_kind_since(author, "attempt-failed", since)?;
                let counts = rows.iter().filter(|row| {
                    row.quarantined.is_none()
                        && row.about.mobile == Some(hash)
                        && Some(row.placed_at) > forgiven
                });
                failures.extend(counts.map(|row| row.placed_at));
            }
            Ok(failures)
        })
    }
}
