//! What people, machines and the network do: drawn from the seed, and turned into something
//! concrete when it happens. What finds nothing to do is counted.

use crate::guests::WALK_INS;
use crate::world::{STATIONS, Who, World};
use connect_engine::store::{Setting, SettingRows};
use rand::RngExt;
use rand_chacha::ChaCha20Rng;

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
    WrongCodes 8 "wrong codes",
    DeadCode 5 "dead code",
    Undo 8 "undo",
    UndoWalkIn 5 "undo a walk-in",
    Move 8 "change of mobile",
    MoveApart 4 "change of mobile apart",
    App 10 "code for an app",
    Unlock 2 "unlock",
    Import 6 "import",
    Remove 3 "remove an attendee",
    BringBack 2 "restore an attendee",
    Cancel 3 "cancel a ticket",
    TicketType 2 "ticket type",
    MakeEvent 3 "make an event",
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
    Release 4 "release records",
    Carry 4 "carry records",
    ImportAlone 4 "import alone",
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
            Action::Visit => up && self.visit_somewhere(place),
            Action::WalkIn => up && place != 1 && self.visit(place, 1),
            Action::WrongCodes => up && self.guess(place),
            Action::DeadCode => up && self.try_dead_code(place),
            Action::Undo => up && self.undo_somewhere(place),
            Action::UndoWalkIn => up && self.undo(place, 1, WALK_INS),
            Action::Move => up && self.move_on(place),
            Action::MoveApart => self.move_apart(place),
            Action::App => self.ask_by_app(),
            Action::Unlock => self.unlock(),
            Action::Import => self.import(),
            Action::Remove => self.remove(),
            Action::BringBack => self.bring_back(),
            Action::Cancel => self.cancel(),
            Action::TicketType => self.ticket_type(),
            Action::MakeEvent => self.make_event(),
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
            Action::ImportAlone => self.import_alone(place),
        };
        self.note(format_args!("{} at {place}: {done}", action.name()));
        done
    }

    /// Counts something that was done, or that there was nothing to do it to.
    pub fn count(&mut self, name: &'static str, done: bool) {
        let count = self.counts.entry(name).or_default();
        if done {
            count.0 += 1;
        } else {
            count.1 += 1;
        }
    }

    fn is_revoked(&mut self, place: usize) -> bool {
        let time = self.time;
        let node = &mut self.stations[place].node;
        node.read(time, |act| act.tx().setting(Setting::Revoked))
            .is_some()
    }

    fn visit_somewhere(&mut self, place: usize) -> bool {
        let of_event = self.event_to_serve(place);
        self.visit(place, of_event)
    }

    fn undo_somewhere(&mut self, place: usize) -> bool {
        let of_event = self.event_to_serve(place);
        self.undo(place, of_event, Self::listed(of_event))
    }

    /// Whether a station folds with the others.
    pub fn folds(&mut self, place: usize) -> bool {
        !self.is_revoked(place)
    }
}
