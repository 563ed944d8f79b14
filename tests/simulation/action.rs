//! What people, machines and the network do: drawn from the seed, and turned into something
//! concrete when it happens. What finds nothing to do is counted.

use crate::network::Arrival;
use crate::node::Lost;
use crate::world::{GUESTS, Happening, STATIONS, Trouble, Who, World, csv, mobile};
use connect_engine::acts::{
    self, AskCode, Envelope, LogIn, LoginRefusal, Removal, Removed, Revocation,
};
use connect_engine::checkin::EntryRule;
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::ids::{AttendeeId, TokenId};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::refusal::Refusal;
use connect_engine::roster::{Event, Ticket};
use connect_engine::store::{EventRows, RosterRows, Setting, SettingRows};
use connect_engine::time::Millis;
use rand::RngExt;
use rand_chacha::ChaCha20Rng;

/// Policy: wrong answers that a station compares for a number.
const MOST_COMPARED: u32 = 5;

macro_rules! actions {
    ($($name:ident $weight:literal $label:literal,)*) => {
        /// Something that may happen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action { $($name,)* }

        impl Action {
            const ALL: &[(Self, u32)] = &[$((Self::$name, $weight),)*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

actions! {
    Visit 40 "visit",
    WalkIn 8 "walk-in",
    WrongCodes 6 "wrong codes",
    DeadCode 5 "dead code",
    Undo 8 "undo",
    Unlock 2 "unlock",
    Import 6 "import",
    Remove 3 "remove an attendee",
    BringBack 2 "restore an attendee",
    Cancel 3 "cancel a ticket",
    TicketType 2 "ticket type",
    KillStation 5 "kill a station",
    KillCentre 3 "kill the centre",
    CutStation 4 "cut a station's power",
    CutCentre 2 "cut the centre's power",
    Reboot 3 "reboot a station",
    Jump 5 "clock jump",
    Drift 2 "clock drift",
    Ancient 2 "clock at 1970",
    Future 2 "clock at 2036",
    FillStation 3 "fill a station's disk",
    FillCentre 2 "fill the centre's disk",
    Partition 8 "partition",
    BackUpStation 4 "back a station up",
    RestoreStation 2 "restore a station",
    BackUpCentre 3 "back the centre up",
    RestoreCentre 2 "restore the centre",
    Revoke 1 "revoke a station",
    Release 2 "release records",
    Carry 4 "carry records",
}

impl Action {
    pub fn draw(random: &mut ChaCha20Rng) -> Self {
        let all: u32 = Self::ALL.iter().map(|(_, weight)| weight).sum();
        let mut left = random.random_range(0..all);
        for (action, weight) in Self::ALL {
            if left < *weight {
                return *action;
            }
            left -= weight;
        }
        Self::Visit
    }
}

impl World {
    /// Does it; false if there was nothing to do it to.
    pub fn perform(&mut self, action: Action) -> bool {
        let place = self.random.random_range(0..STATIONS);
        let station = Who::Station(place);
        let up = self.stations[place].node.is_up();
        let done = match action {
            Action::Visit => up && self.visit(place, 0),
            Action::WalkIn => up && place != 1 && self.visit(place, 1),
            Action::WrongCodes => up && self.guess(place),
            Action::DeadCode => up && self.try_dead_code(place),
            Action::Undo => up && self.undo(place),
            Action::Unlock => self.unlock(),
            Action::Import => self.import(),
            Action::Remove => self.remove(),
            Action::BringBack => self.bring_back(),
            Action::Cancel => self.cancel(),
            Action::TicketType => self.ticket_type(),
            Action::KillStation => self.kill_if_up(station),
            Action::KillCentre => self.kill_if_up(Who::Centre),
            Action::CutStation => self.cut(station),
            Action::CutCentre => self.cut(Who::Centre),
            Action::Reboot => self.reboot(place),
            Action::Jump | Action::Drift | Action::Ancient | Action::Future => {
                self.turn_clock(place, action)
            }
            Action::FillStation => self.fill(station),
            Action::FillCentre => self.fill(Who::Centre),
            Action::Partition => self.partition(place),
            Action::BackUpStation => self.back_up(station),
            Action::BackUpCentre => self.back_up(Who::Centre),
            Action::RestoreStation => self.restore(station),
            Action::RestoreCentre => self.restore(Who::Centre),
            Action::Revoke => self.revoke(place),
            Action::Release => self.release(place),
            Action::Carry => self.carry(place),
        };
        self.note(format_args!("{} at {place}: {done}", action.name()));
        done
    }

    fn is_revoked(&mut self, place: usize) -> bool {
        let time = self.time;
        let node = &mut self.stations[place].node;
        node.read(time, |act| act.tx().setting(Setting::Revoked))
            .is_some()
    }

    /// Asks for a code as the screen does, and reads it from the SMS.
    fn ask(&mut self, place: usize, number: &Mobile) -> Option<Result<Option<Code>, Refusal>> {
        let events = self.stations[place].events.clone();
        let verifier = Verifier::Station(self.stations[place].node.home.id);
        let ask = AskCode {
            mobile: number.clone(),
            verifier,
            purpose: Purpose::Login,
            language: Language::Fa,
            events,
        };
        let asked = self.serve(place, |act| {
            let status = acts::send_code(act, &ask)?;
            let mut sent = None;
            for id in acts::waiting(act.tx())? {
                if let Envelope::Carry(message) = acts::envelope(act, id)? {
                    if message.to == *number {
                        sent = Some(message.code);
                    }
                    acts::finish_message(act.tx(), id)?;
                }
            }
            Ok(status.map(|_| sent))
        });
        let answer = asked.ok()?;
        if let Ok(Some(code)) = &answer {
            let station = &mut self.stations[place];
            let before = station.live_codes.insert(number.clone(), code.clone());
            if let Some(before) = before.filter(|before| !before.matches(code)) {
                station
                    .dead_codes
                    .entry(number.clone())
                    .or_default()
                    .push(before);
            }
        }
        Some(answer)
    }

    fn answer(
        &mut self,
        place: usize,
        event: &Event,
        number: &Mobile,
        code: &Code,
    ) -> Result<Result<LogIn, LoginRefusal>, Lost> {
        let answered = self.serve(place, |act| acts::log_in(act, event.alias, number, code));
        if let Ok(answered) = &answered {
            let station = &mut self.stations[place];
            match answered {
                Ok(_) => {
                    station.compared.remove(number);
                    station.live_codes.remove(number);
                }
                Err(LoginRefusal::Code(Refusal::Wrong { .. })) => {
                    let compared = station.compared.entry(number.clone()).or_default();
                    *compared += 1;
                    let most = MOST_COMPARED * (1 + station.forgiven);
                    assert!(
                        *compared <= most,
                        "{compared} comparisons at station {place}"
                    );
                }
                Err(_) => {}
            }
        }
        answered
    }

    fn visit(&mut self, place: usize, of_event: usize) -> bool {
        let listed = self.random.random_range(1..=GUESTS);
        let walk_in = self.random.random_range(500..520);
        let number = mobile(if of_event == 0 { listed } else { walk_in });
        let event = self.events[of_event].clone();
        if !self.knows_event(place, event.id) {
            return false;
        }
        let Some(Ok(Some(code))) = self.ask(place, &number) else {
            return false;
        };
        if self.chance(8) {
            // They were slow, and the clock went on.
            self.stations[place].node.clocks.jump(90_000);
        }
        let Ok(Ok(LogIn::Welcome { view, .. })) = self.answer(place, &event, &number, &code) else {
            return false;
        };
        let open: Vec<Ticket> = view
            .tickets
            .iter()
            .filter(|ticket| ticket.is_open())
            .map(|ticket| ticket.ticket.clone())
            .collect();
        if let Some(ticket) = open.first().filter(|_| open.len() > 1) {
            let (ticket, attendee) = (ticket.id, ticket.attendee);
            let login = TokenId::from_bytes([1; 16]);
            drop(self.serve(place, |act| {
                acts::check_in(act, &event, attendee, login, &[ticket])
            }));
        }
        true
    }

    fn guess(&mut self, place: usize) -> bool {
        let number = mobile(self.random.random_range(1..=GUESTS));
        let event = self.events[0].clone();
        let Some(Ok(Some(code))) = self.ask(place, &number) else {
            return false;
        };
        let wrong = (code.digits().parse::<u64>().unwrap() + 1) % 100_000;
        let wrong = Code::from_number(wrong).unwrap();
        let tries = self.random.random_range(1..=7);
        for _ in 0..tries {
            match self.answer(place, &event, &number, &wrong) {
                Ok(answer) => assert!(answer.is_err(), "a wrong code logs in"),
                Err(_) => return true,
            }
        }
        true
    }

    /// A code that was replaced by another logs nobody in.
    fn try_dead_code(&mut self, place: usize) -> bool {
        let station = &mut self.stations[place];
        let Some((number, dead)) = station.dead_codes.pop_first() else {
            return false;
        };
        let live = station.live_codes.get(&number).cloned();
        let event = self.events[0].clone();
        for code in dead {
            if live.as_ref().is_some_and(|live| live.matches(&code)) {
                continue;
            }
            if let Ok(answer) = self.answer(place, &event, &number, &code) {
                assert!(answer.is_err(), "two codes of one number are live");
            }
        }
        true
    }

    fn undo(&mut self, place: usize) -> bool {
        let event = self.events[0].clone();
        let number = mobile(self.random.random_range(1..=GUESTS));
        let undone = self.serve(place, |act| {
            let Some(found) = act.tx().attendee_by_mobile(event.id, &number)? else {
                return Ok(false);
            };
            for ticket in act.tx().tickets_of(found.id)? {
                if acts::undo_check_in(act, &event, ticket.id)? {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        undone.unwrap_or(false)
    }

    fn organise<R>(
        &mut self,
        act: impl FnOnce(
            &mut acts::Act<'_, connect_engine::store::sqlite::SqliteTx<'_>>,
        ) -> Result<R, connect_engine::store::StoreError>,
    ) -> Option<R> {
        if !self.centre.is_up() {
            return None;
        }
        let time = self.time;
        match self.centre.write(time, act) {
            Ok(done) => {
                self.wake_held_lines();
                Some(done)
            }
            Err(Lost::Down) => {
                self.went_down(Who::Centre);
                None
            }
            Err(Lost::Full) => None,
        }
    }

    fn unlock(&mut self) -> bool {
        let number = mobile(self.random.random_range(1..=GUESTS));
        for station in &mut self.stations {
            station.forgiven += 1;
        }
        self.organise(|act| acts::unlock_number(act, &number))
            .is_some()
    }

    /// New guests, new names, tickets that go to another number.
    fn import(&mut self) -> bool {
        let event = self.events[0].clone();
        let lines: Vec<_> = (0..self.random.random_range(1..5))
            .map(|_| {
                let ticket = self.random.random_range(1..=GUESTS + 10);
                let number = self.random.random_range(1..=GUESTS + 4);
                (self.random.random_range(1..1000), number, ticket)
            })
            .collect();
        let roster = csv(lines);
        let report = self
            .organise(|act| acts::import_roster(act, &event, roster.as_bytes(), Removed::Refuse));
        report.is_some()
    }

    fn any_attendee(&mut self) -> Option<AttendeeId> {
        let event = self.events[0].clone();
        let number = mobile(self.random.random_range(1..=GUESTS));
        if !self.centre.is_up() {
            return None;
        }
        let time = self.time;
        let found = self
            .centre
            .read(time, |act| act.tx().attendee_by_mobile(event.id, &number));
        found.map(|attendee| attendee.id)
    }

    fn remove(&mut self) -> bool {
        let Some(id) = self.any_attendee() else {
            return false;
        };
        let removed = self.organise(|act| acts::remove_attendee(act, id));
        removed == Some(Removal::Done)
    }

    fn bring_back(&mut self) -> bool {
        let event = self.events[0].clone();
        let n = self.random.random_range(1..=GUESTS);
        let roster = csv([(n, n, n)]);
        let report = self
            .organise(|act| acts::import_roster(act, &event, roster.as_bytes(), Removed::Restore));
        report.is_some_and(|report| report.unwrap().added > 0)
    }

    fn cancel(&mut self) -> bool {
        let event = self.events[0].clone();
        let code = format!("T-{}", self.random.random_range(1..=GUESTS));
        self.organise(|act| acts::cancel_ticket(act, &event, &code)) == Some(true)
    }

    fn ticket_type(&mut self) -> bool {
        let id = self.events[0].id;
        let entries = self.random.random_range(1..4);
        let now = self.best_guess_of_now();
        let until = self.random.random_range(0..3) == 0;
        let rule = EntryRule {
            entries: Some(entries),
            from: None,
            until: until.then(|| now.plus(Millis::from_secs(300))),
        };
        let set = self.organise(|act| {
            let event = act.tx().event(id)?.unwrap();
            acts::set_ticket_type(act, &event, "Pass", rule)
        });
        set.is_some()
    }

    fn kill_if_up(&mut self, who: Who) -> bool {
        if !self.node(who).is_up() {
            return false;
        }
        self.kill(who);
        true
    }

    fn cut(&mut self, who: Who) -> bool {
        let node = self.node(who);
        if !node.is_up() {
            return false;
        }
        node.cut_next_write = true;
        true
    }

    fn reboot(&mut self, place: usize) -> bool {
        let time = self.time;
        if !self.kill_if_up(Who::Station(place)) {
            return false;
        }
        self.stations[place].node.new_boot(time);
        true
    }

    fn turn_clock(&mut self, place: usize, action: Action) -> bool {
        const YEAR_2036: i64 = 2_082_758_400_000;
        let time = self.time;
        let magnitude = 10i64.pow(self.random.random_range(3..=11));
        let jump = self.random.random_range(-magnitude..=magnitude);
        let ppm = self.random.random_range(-20_000..20_000);
        let station = &mut self.stations[place];
        // A clock that isn't confirmed is believed, and counters age by it.
        station.forgiven += 1;
        let clocks = &mut station.node.clocks;
        match action {
            Action::Drift => clocks.drift(ppm),
            Action::Ancient => clocks.set_wall(time, 1000),
            Action::Future => clocks.set_wall(time, YEAR_2036),
            _ => clocks.jump(jump),
        }
        true
    }

    fn fill(&mut self, who: Who) -> bool {
        let node = self.node(who);
        if node.disk_full {
            return false;
        }
        node.disk_full = true;
        let span = self.random.random_range(1_000..60_000);
        self.in_ms(span, Happening::Over(Trouble::DiskFull(who)));
        true
    }

    fn partition(&mut self, place: usize) -> bool {
        if self.stations[place].partitioned {
            return false;
        }
        self.stations[place].partitioned = true;
        let span = self.random.random_range(5_000..300_000);
        self.in_ms(span, Happening::Over(Trouble::Partition(place)));
        true
    }

    fn back_up(&mut self, who: Who) -> bool {
        if !self.node(who).is_up() {
            return false;
        }
        let backup = Some(self.node(who).backup());
        match who {
            Who::Station(place) => self.stations[place].backup = backup,
            Who::Centre => self.centre_backup = backup,
        }
        true
    }

    fn restore(&mut self, who: Who) -> bool {
        let backup = match who {
            Who::Station(place) => self.stations[place].backup.take(),
            Who::Centre => self.centre_backup.take(),
        };
        let Some(backup) = backup else {
            return false;
        };
        self.node(who).restore(&backup);
        if let Who::Station(place) = who {
            let time = self.time;
            // Nobody puts files under a running program: it starts on them.
            self.stations[place].node.new_boot(time);
            let station = &mut self.stations[place];
            station.cursors.clear();
            station.dead_codes.clear();
            station.live_codes.clear();
            station.forgiven += 1;
        }
        self.forget_what_is_nowhere();
        self.went_down(who);
        true
    }

    fn revoke(&mut self, place: usize) -> bool {
        let id = self.stations[place].node.home.id;
        // One at most, so that there is somebody to agree with.
        let revoked =
            (0..STATIONS).any(|other| self.centre.is_up() && self.row(other).revoked_at.is_some());
        if revoked {
            return false;
        }
        self.organise(|act| acts::revoke_station(act, id, None)) == Some(Revocation::Done)
    }

    fn release(&mut self, place: usize) -> bool {
        if !self.centre.is_up() {
            return false;
        }
        let id = self.stations[place].node.home.id;
        let to = self.random.random_range(0..200);
        let done = self.organise(|act| acts::release_records(act, id, None, to));
        done.flatten().is_some_and(|done| done.released > 0)
    }

    /// A neighbour takes a station's records to the centre.
    fn carry(&mut self, place: usize) -> bool {
        let neighbour = (place + 1) % STATIONS;
        let up = |world: &Self, place: usize| world.stations[place].node.is_up();
        if !up(self, place) || !up(self, neighbour) || self.stations[neighbour].partitioned {
            return false;
        }
        let time = self.time;
        let waiting = self.stations[place].node.write(time, acts_batch);
        let Ok(Some(mut batch)) = waiting else {
            if waiting == Err(Lost::Down) {
                self.went_down(Who::Station(place));
            }
            return false;
        };
        let caller = self.stations[neighbour]
            .node
            .read(time, |act| acts::caller_state(act));
        batch.caller = caller;
        let arrival = Arrival::Call {
            from: neighbour,
            // Nobody waits for the answer.
            start: 0,
            number: 0,
            call: acts::Call::Send(batch),
        };
        self.in_ms(200, Happening::Arrives(arrival));
        true
    }

    /// Whether a station folds with the others.
    pub fn folds(&mut self, place: usize) -> bool {
        !self.is_revoked(place)
    }
}

fn acts_batch(
    act: &mut acts::Act<'_, connect_engine::store::sqlite::SqliteTx<'_>>,
) -> Result<Option<acts::RecordBatch>, connect_engine::store::StoreError> {
    let Some((log, from)) = acts::next_waiting(act)? else {
        return Ok(None);
    };
    acts::batch_from(act, log, from, 100).map(Some)
}
