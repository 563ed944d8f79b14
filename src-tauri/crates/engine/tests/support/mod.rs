//! What the tests of the acts share: a centre and its stations over the real, encrypted store,
//! under clocks and randomness of the test's own.

mod desk;
pub mod history;
pub mod lone;
mod site;

pub use desk::Desk;
pub use site::Site;

use connect_engine::acts::{
    self, Act, Enrolment, EnrolmentRequest, NewClient, NewEvent, enrolment_code_hash,
};
use connect_engine::acts::{Answer, Call, Next, Seen, Uplink, UploadRefusal};
use connect_engine::client::Client;
use connect_engine::code::{Code, Verifier};
use connect_engine::home::Role;
use connect_engine::ids::{AttendeeId, EventId, StaffId, StationId, TicketId};
use connect_engine::key::{from_base64url, sha256};
use connect_engine::mobile::Mobile;
use connect_engine::oauth::{GrantRequest, Parameter};
use connect_engine::roster::{Attendee, Event, Ticket};
use connect_engine::secret::Secret;
use connect_engine::store::{ClientRows, RosterRows, StationRow, StationRows, StoreError, Tx};
use connect_engine::time::{Millis, Timestamp};
use connect_engine::token::{AccessClaims, EnrolmentClaims, Kind, TokenError, sign};
use std::fmt::Write as _;
use std::path::Path;

/// When every world begins: 2026-11-24T08:00:00Z.
pub const START: Timestamp = Timestamp::from_secs(1_795_507_200);

/// The centre's issuer.
pub const CENTRE: &str = "https://connect.example";

/// An Iranian mobile for each number below ten million.
pub fn mobile(n: u32) -> Mobile {
    Mobile::parse(&format!("0912{n:07}")).unwrap()
}

/// A roster with one ticket for each of the mobiles.
pub fn roster(mobiles: impl IntoIterator<Item = u32>) -> String {
    let mut csv = String::from("name,mobile,ticket_code\n");
    for n in mobiles {
        writeln!(csv, "Guest {n},0912{n:07},T-{n}").unwrap();
    }
    csv
}

/// A ticket as its card shows it now.
pub fn seen<T: Tx>(act: &mut Act<'_, T>, id: TicketId) -> Result<Seen, StoreError> {
    let ticket = act.tx().ticket(id)?.unwrap();
    let event = act.tx().event(ticket.event)?.unwrap();
    let attendee = ticket.attendee;
    let last = acts::view_ticket(act, &event, ticket, None)?.last;
    Ok(Seen {
        ticket: id,
        attendee,
        last: last.map(|last| last.place),
    })
}

/// Somebody of the staff takes the last passage of a ticket back; false if there is none.
pub fn undo<T: Tx>(act: &mut Act<'_, T>, ticket: TicketId) -> Result<bool, StoreError> {
    let seen = seen(act, ticket)?;
    let undone = acts::undo_by_staff(act, StaffId::from_bytes([5; 16]), seen, "by mistake")?;
    Ok(undone.is_ok())
}

/// A code that isn't this one.
pub fn other_than(code: &Code) -> Code {
    let number: u64 = code.digits().parse().unwrap();
    Code::from_number((number + 1) % 100_000).unwrap()
}

/// The token request of an app that redeems a code.
pub fn redeem(event: &Event, mobile: &Mobile, code: &str) -> GrantRequest {
    GrantRequest::EventMobileVerification {
        event: event.alias,
        mobile: mobile.e164().to_owned(),
        code: Parameter::Text(code.to_owned()),
    }
}

/// An event that has neither beginning nor end.
pub fn endless(name: &str) -> NewEvent {
    NewEvent {
        name: name.to_owned(),
        slug: None,
        starts_at: None,
        ends_at: None,
        timezone: "Asia/Tehran".to_owned(),
        walk_ins: false,
    }
}

/// What the centre of every world is made from.
pub const CENTRE_SEED: u8 = 1;

/// The key under which every world hashes mobiles.
pub fn hash_key() -> Secret<[u8; 32]> {
    Secret::new(sha256(&[b"the key of every world's hashes"]))
}

/// A centre and the stations that have joined it.
pub struct World {
    pub centre: Site,
    pub stations: Vec<Site>,
    /// The event that every world begins with.
    pub event: Event,
    pub mobile_key: Secret<[u8; 32]>,
}

impl World {
    /// A centre that serves one event with this roster.
    pub fn with(csv: &str) -> Self {
        let mobile_key = hash_key();
        let mut centre = Site::new(Role::Centre, CENTRE_SEED, &mobile_key);
        let event = centre.act(|act| acts::create_event(act, &endless("Rust Meetup")));
        let mut world = Self {
            centre,
            stations: Vec::new(),
            event: event.clone(),
            mobile_key,
        };
        world.import(&event, csv);
        world
    }

    /// The same with tickets for mobiles 1 to `guests`.
    pub fn of(guests: u32) -> Self {
        Self::with(&roster(1..=guests))
    }

    /// With a station that has joined and loaded everything.
    pub fn with_station(mut self) -> Self {
        let event = self.event.clone();
        self.join(&[&event]);
        self
    }

    /// Imports a roster and tells what came of it.
    pub fn import(&mut self, event: &Event, csv: &str) -> acts::ImportReport {
        self.centre
            .act(|act| acts::import_roster(act, event, csv.as_bytes(), acts::Removed::Refuse))
            .unwrap()
    }

    /// Makes another event.
    pub fn add_event(&mut self, new: &NewEvent) -> Event {
        self.centre.act(|act| acts::create_event(act, new))
    }

    /// Registers an app for events.
    pub fn app(&mut self, events: &[&Event]) -> Client {
        let aliases: Vec<_> = events.iter().map(|event| event.alias).collect();
        self.centre.act(|act| {
            let NewClient { id, .. } = acts::create_client(act, "App", &aliases)?.unwrap();
            Ok(act.tx().client(&id)?.unwrap())
        })
    }

    /// A code with which a station may join for events.
    pub fn enrolment_code(&mut self, events: &[&Event]) -> String {
        let aliases: Vec<_> = events.iter().map(|event| event.alias).collect();
        self.centre.act(|act| {
            let (code, _) = acts::make_enrolment_code(act, &aliases)?.unwrap();
            Ok(code.reveal().clone())
        })
    }

    /// A station with a key of its own, not joined yet.
    pub fn new_station(&self) -> Site {
        let seed = 100 + u8::try_from(self.stations.len()).unwrap();
        let mut site = Site::new(Role::Station, seed, &self.mobile_key);
        site.now.wall = self.centre.now.wall;
        site
    }

    /// Asks the centre to let a station join.
    pub fn enrol(&mut self, request: &EnrolmentRequest) -> Result<Enrolment, acts::EnrolRefusal> {
        let key = self.mobile_key.clone();
        self.centre.act(|act| acts::enrol(act, request, &key))
    }

    /// Lets a new station join for the events, loads it, and returns its place in `stations`.
    pub fn join(&mut self, events: &[&Event]) -> usize {
        let code = self.enrolment_code(events);
        let mut station = self.new_station();
        let request = enrolment_request(&mut station, &code);
        let enrolment = self.enrol(&request).unwrap();
        let key: [u8; 32] = from_base64url(&enrolment.mobile_hash_key)
            .unwrap()
            .try_into()
            .unwrap();
        assert_eq!(&key, self.mobile_key.reveal(), "one key hashes for all");
        station.act(|act| acts::adopt_enrolment(act, &enrolment));
        self.stations.push(station);
        let place = self.stations.len() - 1;
        self.download(place);
        place
    }

    /// The centre's row of a station.
    pub fn row(&mut self, place: usize) -> StationRow {
        let id = self.stations[place].home.id;
        self.centre.act(|act| act.tx().station(id)).unwrap()
    }

    /// Sends a station's records up by the protocol, until nothing is left; what the centre said
    /// last of its log.
    pub fn upload(&mut self, place: usize) -> acts::LogStatus {
        let mut uplink = Uplink::default();
        let mut told = None;
        loop {
            let call = match self.stations[place].act(|act| uplink.next(act)) {
                Next::Call(call) => call,
                Next::Idle => return told.unwrap(),
                Next::Wait(span) => panic!("it waits {span:?} after {told:?}"),
            };
            let answer = self.answer(place, &call);
            self.stations[place].act(|act| uplink.take(act, &call, &answer));
            if let Answer::Status(status) = answer {
                told = Some(status);
            }
        }
    }

    /// What the centre answers to a station.
    pub fn answer(&mut self, place: usize, call: &Call) -> Answer {
        let row = self.row(place);
        self.centre.act(|act| match call {
            Call::Status { log, caller } => {
                acts::log_status(act, &row, caller, *log).map(Answer::Status)
            }
            Call::Send(batch) => Ok(match acts::accept_records(act, &row, batch)? {
                Ok(status) => Answer::Status(status),
                Err(UploadRefusal::Fork { index }) => Answer::Fork { index },
                Err(UploadRefusal::Gap { .. }) => Answer::Gap,
                Err(UploadRefusal::BadRecord { .. }) => Answer::Failed,
            }),
            Call::HandUp { page, .. } => Ok(match acts::take_roster_page(act, &row, page)? {
                Ok(taken) => Answer::HandedUp(taken),
                Err(_) => Answer::NotTaken,
            }),
            Call::Changes { .. } | Call::Listen { .. } => Ok(Answer::Failed),
        })
    }

    /// Brings a station everything that it hasn't heard.
    pub fn download(&mut self, place: usize) {
        for event in self.row(place).events {
            while self.download_page(place, event, 500) > 0 {}
        }
    }

    /// Brings a station one page of an event's feed, and tells how long it was.
    pub fn download_page(&mut self, place: usize, event: EventId, most: u32) -> usize {
        let cursor = self.stations[place].cursor(event);
        let page = self
            .centre
            .act(|act| acts::changes_after(act, event, &cursor, most));
        let Ok(page) = page else {
            let mut down = acts::Downlink::of(event);
            self.stations[place].act(|act| down.take(act, &Answer::Restored));
            return 1;
        };
        let lines = page.lines;
        self.stations[place].act(|act| {
            if lines.is_empty() {
                let settled = acts::is_settled(act)?;
                acts::reach_end(act, event, settled)
            } else {
                acts::apply_changes(act, event, &lines).map(drop)
            }
        });
        lines.len()
    }

    /// Up, then down.
    pub fn sync(&mut self, place: usize) {
        self.upload(place);
        self.download(place);
    }

    /// Lets time pass for everybody.
    pub fn pass(&mut self, span: Millis) {
        self.centre.pass(span);
        for station in &mut self.stations {
            station.pass(span);
        }
    }

    /// Lets whole seconds pass for everybody.
    pub fn pass_s(&mut self, secs: i64) {
        self.pass(Millis::from_secs(secs));
    }

    /// The attendee with the number, as the centre has them.
    pub fn attendee(&mut self, event: &Event, mobile: &Mobile) -> Option<Attendee> {
        self.centre
            .act(|act| act.tx().attendee_by_mobile(event.id, mobile))
    }

    /// The ticket with the code, as the centre has it.
    pub fn ticket(&mut self, event: &Event, code: &str) -> Ticket {
        self.centre
            .act(|act| act.tx().ticket_by_code(event.id, code))
            .unwrap()
    }
}

/// What a station posts to join.
pub fn enrolment_request(station: &mut Site, code: &str) -> EnrolmentRequest {
    let claims = EnrolmentClaims {
        aud: CENTRE.to_owned(),
        sub: station.home.id,
        code_hash: enrolment_code_hash(code),
    };
    let joined = station.act(|act| {
        let told = acts::joined(act)?;
        Ok(told)
    });
    EnrolmentRequest {
        joined,
        enrolment_code: code.to_owned(),
        station_id: station.home.id,
        name: "Door".to_owned(),
        jwk: station.home.key.public().jwk(),
        proof: sign(Kind::Enrolment, &claims, &station.home.key).unwrap(),
        log: station.act(|act| act.log_id()),
        founding: None,
    }
}

/// Who bears a session, with nothing learnt of the time since the login.
pub fn session_of<T: Tx>(
    act: &mut Act<'_, T>,
    token: &str,
) -> Result<Result<(Event, AttendeeId, AccessClaims), TokenError>, StoreError> {
    let now = act.moment();
    acts::verify_session(act, token, &now)
}

/// A station at its own screen.
pub fn at(station: StationId) -> Verifier {
    Verifier::Station(station)
}

/// An app at the centre.
pub fn by(client: &Client) -> Verifier {
    Verifier::Client(client.id.clone())
}

/// The file as another program would open it that has the key.
pub fn open_with_key(file: &Path, key: &Secret<[u8; 32]>) -> rusqlite::Connection {
    let digits = key.reveal().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    let connection = rusqlite::Connection::open(file).unwrap();
    connection
        .execute_batch(&format!("pragma key = \"x'{digits}'\""))
        .unwrap();
    connection
}
