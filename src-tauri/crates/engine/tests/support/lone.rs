//! Stations that serve an event of their own, and join a centre later.

use super::{CENTRE, Site, World, endless, enrolment_request};
use connect_engine::acts::{self, Enrolment, EnrolmentRequest, Founder};
use connect_engine::home::Role;
use connect_engine::key::{MacKey, sha256};
use connect_engine::roster::Event;
use connect_engine::secret::Secret;
use connect_engine::staff::PinHash;
use connect_engine::store::EventRows;

/// The key under which a station hashes mobiles that serves alone.
pub fn own_key() -> Secret<[u8; 32]> {
    Secret::new(sha256(&[b"the key of a kiosk that is alone"]))
}

/// What a PIN is compared with; nobody types it here.
pub const PIN: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA\
    $T2lM3wH0oyEVR6CIWnm1Uw3pSO1nVQ9VXQ9qJQm2bAo";

/// Who has founded it.
pub fn founder() -> Founder {
    Founder {
        name: "Nika".to_owned(),
        pin: PinHash::from_phc(PIN.to_owned()),
    }
}

/// A station without a centre that has made an event with this roster, and the event.
pub fn lone(world: &World, csv: &str) -> (Site, Event) {
    let seed = 200 + u8::try_from(world.stations.len()).unwrap();
    let mut site = Site::new(Role::Station, seed, &own_key());
    site.home.centre = String::new();
    site.now.wall = world.centre.now.wall;
    let event = site.act(|act| {
        let event = acts::found_alone(act, "Door", &endless("Poetry night"), founder())?;
        acts::import_roster(act, &event, csv.as_bytes(), acts::Removed::Refuse)?.unwrap();
        Ok(event)
    });
    (site, event)
}

/// What a station posts that joins with all that it has.
pub fn request_of(site: &mut Site, code: &str) -> EnrolmentRequest {
    let founding = site.act(|act| acts::founding(act, &own_key()));
    EnrolmentRequest {
        founding,
        ..enrolment_request(site, code)
    }
}

/// The station takes the centre's answer, and goes on as one of its stations.
pub fn adopt(world: &World, site: &mut Site, enrolment: &Enrolment) {
    site.act(|act| acts::adopt_enrolment(act, enrolment));
    start_joined(world, site);
}

/// What the program begins with once its station has joined.
pub fn start_joined(world: &World, site: &mut Site) {
    CENTRE.clone_into(&mut site.home.centre);
    site.home.mobile_key = MacKey::new(&world.mobile_key);
    site.act(|act| acts::settle_numbers(act, &own_key()));
}

impl World {
    /// Lets a station join that served alone, also for these events; its place in `stations`, and
    /// its own event as it is called from then on. Nothing was exchanged yet.
    pub fn take_in(&mut self, site: Site, own: &Event, events: &[&Event]) -> (usize, Event) {
        let code = self.enrolment_code(events);
        self.take_in_by(site, own, &code)
    }

    /// The same with this code.
    pub fn take_in_by(&mut self, mut site: Site, own: &Event, code: &str) -> (usize, Event) {
        let request = request_of(&mut site, code);
        let enrolment = self.enrol(&request).unwrap();
        adopt(self, &mut site, &enrolment);
        let own = site.act(|act| act.tx().event(own.id)).unwrap();
        self.stations.push(site);
        (self.stations.len() - 1, own)
    }
}
