//! A station without a window: a real data folder with the engine on it, and the calls to a real
//! centre. Small on purpose; how a kiosk does it, with TLS and all its patience, is in `src-tauri`.

use crate::centre::Centre;
use connect_engine::acts::{
    self, Act, Answer, AskCode, Call, ChangeLine, Downlink, Enrolment, EnrolmentRequest, Envelope,
    Founder, LogIn, NewEvent, Next, Uplink,
};
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::data_folder::DataFolder;
use connect_engine::home::{Home, Role};
use connect_engine::ids::{Generation, TokenId};
use connect_engine::key::{Label, MacKey, base64url, from_base64url};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::oauth::{CLIENT_CREDENTIALS, JWT_BEARER_CLIENT};
use connect_engine::roster::Event;
use connect_engine::secret::Secret;
use connect_engine::staff::PinHash;
use connect_engine::store::sqlite::{SqliteStore, SqliteTx};
use connect_engine::store::{EventRows as _, LogRows as _, Setting, SettingRows as _, StoreError};
use connect_engine::time::{BootId, Millis, Now, Timestamp};
use connect_engine::token::{AssertionClaims, EnrolmentClaims, Kind, sign};
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What the PIN of who founds an event is compared with; nobody types it here.
const PIN: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA\
    $c29tZWhhc2hzb21laGFzaHNvbWVoYXNoc29tZWhhc2g";

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lines of a feed that are taken in one transaction.
const AT_ONCE: usize = 500;

/// The system's random generator.
pub const fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// One look at this machine's clocks.
///
/// # Panics
/// If it has none.
#[expect(clippy::unwrap_used, reason = "a test can't go on without a clock")]
pub fn now() -> Now {
    let time = |clock| {
        let read = rustix::time::clock_gettime(clock);
        read.tv_sec * 1000 + read.tv_nsec / 1_000_000
    };
    let boot_id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let boot_id = u128::from_str_radix(&boot_id.trim().replace('-', ""), 16).unwrap();
    Now {
        wall: Timestamp::from_millis(time(rustix::time::ClockId::Realtime)),
        boot: Millis::new(time(rustix::time::ClockId::Boottime)),
        boot_id: BootId(boot_id.to_be_bytes()),
    }
}

/// A station that has joined a centre.
pub struct Station {
    /// Its identity and keys.
    pub home: Home,
    /// The key under which it hashes numbers while it serves alone.
    own_hash_key: Secret<[u8; 32]>,
    http: Client,
    store: SqliteStore,
    token: Mutex<Option<String>>,
}

/// What a step of the exchange came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The centre was asked; there may be more to do.
    Asked,
    /// The protocol wants to wait so long.
    Wait(Duration),
    /// Nothing is left to send.
    Idle,
}

#[expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that can't go on says where"
)]
impl Station {
    /// Makes the folder and joins a centre that serves, for these events.
    pub async fn join(data: &Path, centre: &Centre, events: &[i64], name: &str) -> Self {
        let code = centre.enrolment_code(events);
        let mut station = Self::on(data);
        station.join_with(centre, &code, name).await;
        station
    }

    /// Makes the folder of a station that serves an event of its own, with this roster.
    pub fn found(data: &Path, event: &NewEvent, roster: &str) -> Self {
        let station = Self::on(data);
        station
            .write(|act| {
                let founder = Founder {
                    name: "Nika".to_owned(),
                    pin: PinHash::from_phc(PIN.to_owned()),
                };
                let event = acts::found_alone(act, "Door", event, founder)?;
                acts::import_roster(act, &event, roster.as_bytes(), acts::Removed::Refuse)
            })
            .unwrap();
        station
    }

    /// Joins a centre with a code; whoever has served alone brings its events along.
    pub async fn join_with(&mut self, centre: &Centre, code: &str, name: &str) {
        let answer = self.ask_to_join(centre, code, name).await;
        assert_eq!(answer.status(), StatusCode::OK, "{name} joins");
        let enrolment: Enrolment = answer.json().await.unwrap();
        self.write(|act| acts::adopt_enrolment(act, &enrolment));
        self.adopt(&enrolment);
        self.write(|act| acts::settle_numbers(act, &self.own_hash_key));
    }

    /// Asks a centre to let it join, and takes nothing of the answer.
    pub async fn ask_to_join(&self, centre: &Centre, code: &str, name: &str) -> Response {
        let (log, founding) = self.write(|act| {
            let founding = acts::founding(act, &self.own_hash_key)?;
            Ok((act.log_id()?, founding))
        });
        let home = &self.home;
        let claims = EnrolmentClaims {
            aud: centre.url(),
            sub: home.id,
            code_hash: acts::enrolment_code_hash(code),
        };
        let request = EnrolmentRequest {
            joined: None,
            enrolment_code: code.to_owned(),
            station_id: home.id,
            name: name.to_owned(),
            jwk: home.key.public().jwk(),
            proof: sign(Kind::Enrolment, &claims, &home.key).unwrap(),
            log,
            founding,
        };
        let url = format!("{}/api/stations", centre.url());
        self.http.post(url).json(&request).send().await.unwrap()
    }

    /// Opens the folder of a station that has joined.
    pub fn open(data: &Path) -> Self {
        let mut station = Self::on(data);
        let told = station.read(|act| act.tx().setting(Setting::Enrolment));
        let enrolment = serde_json::from_str(&told.unwrap()).unwrap();
        station.adopt(&enrolment);
        station
    }

    /// A station that serves nothing yet.
    pub fn on(data: &Path) -> Self {
        let folder = DataFolder::open(data, None, now().wall, &mut random()).unwrap();
        let mac_key = |label| MacKey::new(&folder.root.derive(label).unwrap());
        Self {
            own_hash_key: folder.root.derive(Label::MobileHash).unwrap(),
            home: Home {
                role: Role::Station,
                id: folder.id,
                code_key: mac_key(Label::Code),
                mobile_key: mac_key(Label::MobileHash),
                client_key: mac_key(Label::ClientSecret),
                key: folder.key,
                centre: String::new(),
                run: Generation::new(now().wall, &mut random()),
                built: Timestamp::from_millis(0),
            },
            http: Client::builder().timeout(PATIENCE).build().unwrap(),
            store: folder.store,
            token: Mutex::new(None),
        }
    }

    fn adopt(&mut self, enrolment: &Enrolment) {
        let key = from_base64url(&enrolment.mobile_hash_key).unwrap();
        self.home.mobile_key = MacKey::new(&Secret::new(key.try_into().unwrap()));
        self.home.centre.clone_from(&enrolment.issuer);
    }

    /// Runs an act and commits it.
    pub fn write<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> R {
        let done = self.store.write(|tx| self.run(tx, act));
        done.unwrap()
    }

    /// Runs an act that only reads.
    pub fn read<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> R {
        let done = self.store.read(|tx| self.run(tx, act));
        done.unwrap()
    }

    fn run<R>(
        &self,
        tx: &mut SqliteTx<'_>,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        act(&mut Act::begin(tx, &self.home, &now(), &mut random())?)
    }

    /// Runs an act, and returns the hashes (base64url) of the records that it wrote once it is
    /// committed.
    pub fn record<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> (R, Vec<String>) {
        self.write(|tx| {
            let log = tx.log_id()?;
            let from = tx.tx().lock_log(log)?.map_or(0, |log| log.head.next);
            let done = act(tx)?;
            let written = tx.tx().records_from(log, from, 100)?;
            let hashes = written.iter().map(|row| base64url(&row.record.hash()));
            Ok((done, hashes.collect()))
        })
    }

    /// The events that it serves.
    pub fn events(&self) -> Vec<Event> {
        self.read(|act| act.tx().events())
    }

    /// Asks for a code at the screen.
    pub fn ask_code(&self, event: &Event, mobile: &Mobile) -> Vec<String> {
        let ask = AskCode {
            mobile: mobile.clone(),
            verifier: Verifier::Station(self.home.id),
            purpose: Purpose::Login,
            language: Language::Fa,
            events: vec![event.id],
        };
        let (sent, hashes) = self.record(|act| acts::send_code(act, &ask));
        assert!(sent.is_ok(), "{sent:?}");
        hashes
    }

    /// Does the couriers' work for a number: its newest code, if an SMS to it waits. Messages to
    /// others are finished too.
    pub fn carry(&self, mobile: &Mobile) -> Option<Code> {
        self.write(|act| {
            let mut found = None;
            for id in acts::waiting(act.tx())? {
                if let Envelope::Carry(message) = acts::envelope(act, id)? {
                    acts::finish_message(act.tx(), id)?;
                    if message.to == *mobile {
                        found = Some(message.code);
                    }
                }
            }
            Ok(found)
        })
    }

    /// Types a code at the screen: a login, and the check-in of the only open ticket.
    pub fn log_in(&self, event: &Event, mobile: &Mobile, code: &Code) -> Vec<String> {
        let (entered, hashes) = self.record(|act| acts::log_in(act, event.alias, mobile, code));
        assert!(
            matches!(entered, Ok(LogIn::Welcome { .. })),
            "{mobile} logs in: {entered:?}"
        );
        hashes
    }

    /// Somebody comes, logs in and leaves; the hashes of the records that were written.
    pub fn admit(&self, event: &Event, mobile: &Mobile) -> Vec<String> {
        let mut hashes = self.ask_code(event, mobile);
        let code = self.carry(mobile).unwrap();
        hashes.extend(self.log_in(event, mobile, &code));
        hashes
    }

    /// Its idea of the centre's time falls back by so much.
    pub fn fall_behind(&self, by: Millis) {
        self.write(|act| {
            let behind = Timestamp::from_millis(act.time().millis() - by.get());
            acts::confirm_time(act.tx(), behind, &now())
        });
    }

    /// Somebody logs in and takes a hand-off to their phone: its address.
    pub fn hand_off(&self, event: &Event, mobile: &Mobile) -> String {
        self.hand_off_in(&self.session(event, mobile))
    }

    /// Somebody logs in: their session.
    pub fn session(&self, event: &Event, mobile: &Mobile) -> String {
        self.ask_code(event, mobile);
        let code = self.carry(mobile).unwrap();
        let entered = self.write(|act| acts::log_in(act, event.alias, mobile, &code));
        let session = match entered {
            Ok(LogIn::Welcome { token, .. }) => Some(token),
            _ => None,
        };
        session.unwrap()
    }

    /// The address of a hand-off that is taken in this session.
    pub fn hand_off_in(&self, session: &str) -> String {
        let address = self.write(|act| {
            let now = act.moment();
            let verified = acts::verify_session(act, session, &now)?;
            let (event, attendee, claims) = verified.unwrap();
            acts::hand_off(act, &event, attendee, &claims)
        });
        address.unwrap()
    }

    /// `client_credentials` with `private_key_jwt`; none if it can't be had just now.
    pub async fn token(&self) -> Option<String> {
        let known = held(&self.token).clone();
        if known.is_some() {
            return known;
        }
        let time = self.read(|act| Ok(act.time()));
        let claims = AssertionClaims {
            iss: self.home.client_id(),
            sub: self.home.client_id(),
            aud: self.home.centre.clone(),
            iat: time.secs(),
            exp: time.secs() + 60,
            jti: TokenId::new(time, &mut random()),
        };
        let form = [
            ("grant_type", CLIENT_CREDENTIALS.to_owned()),
            ("client_assertion_type", JWT_BEARER_CLIENT.to_owned()),
            (
                "client_assertion",
                sign(Kind::ClientAuthentication, &claims, &self.home.key).unwrap(),
            ),
        ];
        let url = format!("{}/api/oauth2/token", self.home.centre);
        let answer = self.http.post(url).form(&form).send().await.ok()?;
        let answer: Value = answer.error_for_status().ok()?.json().await.ok()?;
        let token = answer["access_token"].as_str()?.to_owned();
        *held(&self.token) = Some(token.clone());
        Some(token)
    }

    /// A call to the centre with this station's token; none if nobody answers.
    pub async fn call(&self, request: impl Fn(&Client) -> RequestBuilder) -> Option<Response> {
        let token = self.token().await?;
        let answer = request(&self.http).bearer_auth(token).send().await.ok()?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            *held(&self.token) = None;
            let token = self.token().await?;
            return request(&self.http).bearer_auth(token).send().await.ok();
        }
        Some(answer)
    }

    /// The address of the calls about records.
    pub fn records_url(&self) -> String {
        format!("{}/api/stations/records", self.home.centre)
    }

    /// The address of the call that hands a roster up.
    pub fn roster_url(&self) -> String {
        format!("{}/api/stations/roster", self.home.centre)
    }

    /// Performs a call of the protocol; a held feed isn't held here.
    pub async fn ask(&self, call: &Call) -> Vec<Answer> {
        let answer = self.call(|http| match call {
            Call::Status { log, caller } => http.get(self.records_url()).query(&[
                ("log", log.to_string()),
                ("wall", caller.now.wall.millis().to_string()),
                ("boot", caller.now.boot.get().to_string()),
                ("boot_id", base64url(&caller.now.boot_id.0)),
                ("waiting", caller.waiting.to_string()),
            ]),
            Call::Send(batch) => http.post(self.records_url()).json(batch),
            Call::HandUp { page, .. } => http.post(self.roster_url()).json(page),
            Call::Changes { event, after } | Call::Listen { event, after } => http
                .get(format!("{}/api/events/{event}/changes", self.home.centre))
                .query(&[("after", after)]),
        });
        let failed = vec![Answer::Failed];
        let Some(answer) = answer.await else {
            return failed;
        };
        if !answer.status().is_success() {
            let problem: Value = answer.json().await.unwrap_or_default();
            return vec![refusal(&problem)];
        }
        match call {
            Call::Status { .. } | Call::Send(_) => match answer.json().await {
                Ok(status) => vec![Answer::Status(status)],
                Err(_) => failed,
            },
            Call::HandUp { .. } => match answer.json().await {
                Ok(taken) => vec![Answer::HandedUp(taken)],
                Err(_) => failed,
            },
            Call::Changes { .. } | Call::Listen { .. } => match answer.text().await {
                Ok(text) => feed(&text),
                // Cut off: nothing of it is taken.
                Err(_) => failed,
            },
        }
    }

    /// One step of records up.
    pub async fn send_up(&self, up: &mut Uplink) -> Step {
        match self.write(|act| up.next(act)) {
            Next::Idle => Step::Idle,
            Next::Wait(span) => Step::Wait(duration(span)),
            Next::Call(call) => {
                for answer in self.ask(&call).await {
                    self.write(|act| up.take(act, &call, &answer));
                }
                Step::Asked
            }
        }
    }

    /// One step of changes down; idle at the end of the feed.
    pub async fn take_down(&self, down: &mut Downlink) -> Step {
        match self.write(|act| down.next(act)) {
            Next::Idle | Next::Call(Call::Listen { .. }) => Step::Idle,
            Next::Wait(span) => Step::Wait(duration(span)),
            Next::Call(call) => {
                for answer in self.ask(&call).await {
                    self.write(|act| down.take(act, &answer));
                }
                Step::Asked
            }
        }
    }

    /// Exchanges everything with a centre that is there: records up, then the feeds to their end.
    pub async fn exchange(&self) {
        let mut up = Uplink::default();
        let mut patience = Patience::default();
        loop {
            match self.send_up(&mut up).await {
                Step::Asked => {}
                Step::Idle => break,
                Step::Wait(span) => patience.wait(span).await,
            }
        }
        for event in self.events() {
            let mut down = Downlink::of(event.id);
            loop {
                match self.take_down(&mut down).await {
                    Step::Asked => {}
                    Step::Idle => break,
                    Step::Wait(span) => patience.wait(span).await,
                }
            }
        }
    }
}

/// With a centre that is there a call may fail once, on a line that it has closed meanwhile.
#[derive(Default)]
struct Patience {
    waits: u32,
}

impl Patience {
    async fn wait(&mut self, span: Duration) {
        self.waits += 1;
        assert!(self.waits < 3, "the centre answers");
        tokio::time::sleep(span).await;
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn duration(span: Millis) -> Duration {
    Duration::from_millis(u64::try_from(span.get()).unwrap_or(0))
}

/// What the centre says of records and cursors is an answer that the protocol knows.
fn refusal(problem: &Value) -> Answer {
    let kind = problem["type"].as_str().unwrap_or_default();
    let index = problem["detail"].as_str().and_then(|d| d.parse().ok());
    match (kind, index) {
        ("urn:connect-kiosk:problem:revoked", _) => Answer::Revoked,
        ("urn:connect-kiosk:problem:roster-refused", _) => Answer::NotTaken,
        ("urn:connect-kiosk:problem:gap", _) => Answer::Gap,
        ("urn:connect-kiosk:problem:fork", Some(index)) => Answer::Fork { index },
        _ if problem["status"] == json!(410) => Answer::Restored,
        _ => Answer::Failed,
    }
}

/// A feed to its end.
fn feed(text: &str) -> Vec<Answer> {
    let lines: Result<Vec<ChangeLine>, _> = text.lines().map(serde_json::from_str).collect();
    let Ok(lines) = lines else {
        return vec![Answer::Failed];
    };
    let pages = lines.chunks(AT_ONCE).map(<[_]>::to_vec);
    pages.map(Answer::Lines).chain([Answer::Current]).collect()
}
