//! Whole business acts: lock, rule, write and record, each in one transaction that the caller
//! opens and commits. Written once, for every database that implements [`Tx`].

mod accept;
mod adopt;
mod alone;
mod ancestry;
mod apply;
mod ask;
mod ask_by_ticket;
mod attempt;
mod call_staff;
mod card;
mod change_mobile;
mod check_in;
mod clients;
mod correct_name;
mod downlink;
mod enrol;
mod events;
mod exchange;
mod export;
mod failures;
mod feed_in;
mod feed_out;
mod former_hashes;
mod founding;
mod grant;
mod hand_off;
mod hand_up;
mod history;
mod import;
mod index_people;
mod issue;
mod keys;
mod log_in;
mod logs;
mod look;
mod numbers;
mod out_of_order;
mod outbox;
mod pin;
mod record_lines;
mod rejoined;
mod relay;
mod release;
mod remove;
mod retention;
mod revoke_station;
mod revoked;
mod roster_page;
mod search;
mod shown_token;
mod sms_lately;
mod staff;
mod staff_acts;
mod take_roster;
mod test_message;
mod today;
mod unlock;
mod uplink;
mod verdict;
mod verify_log;
mod write_roster_page;

pub use accept::{UploadRefusal, accept_records, log_status};
pub use adopt::{adopt_enrolment, joined, set_joining_again};
pub use alone::{Alone, Founder, alone, found_alone};
pub use ask::{AskCode, send_code};
pub use ask_by_ticket::{AskByTicket, TicketFound, TicketRefusal, own_ticket, send_code_to_ticket};
pub use call_staff::{OpenCall, answer_call, call_staff, open_calls};
pub use card::{CardTicket, CardView, HistoryEntry, station_name, view_card};
pub use change_mobile::{ChangeRefusal, NewNumber, ask_new_number, change_mobile};
pub use check_in::{TicketView, WelcomeView, check_in, view_attendee, view_ticket};
pub use clients::{NewClient, create_client};
pub use correct_name::correct_name;
pub use downlink::Downlink;
pub use enrol::{
    CodeRefusal, ENROLMENT_MAX, EnrolRefusal, EnrolledEvent, Enrolment, EnrolmentRequest,
    STATION_EVENTS_MAX, enrol, enrolment_code_hash, make_enrolment_code,
};
pub use events::{NewEvent, create_event, set_event_times, set_policy, set_ticket_type};
pub use exchange::{Answer, Call, Next};
pub use export::{Export, ExportFormat, ExportPage, export_logs};
pub use feed_in::{
    AppliedPage, Loading, apply_changes, confirm_time, is_settled, load_again, loading,
    passed_over, reach_end, roster_current_at,
};
pub use feed_out::{ChangeLine, FEED_LINE_MAX, FeedPage, FeedRefusal, changes_after, extent_after};
pub use former_hashes::settle_numbers;
pub use founding::{ENROLMENT_REQUEST_MAX, Founding, founding};
pub use grant::{Caller, Granted, authenticate_client, grant};
pub use hand_off::{hand_off, redeem_hand_off};
pub use hand_up::{HandUpStage, is_roster_refused};
pub use import::{BadLine, ImportReport, Rejected, Removed, RosterImport, import_roster};
pub use index_people::{has_people_to_index, index_people};
pub use keys::{Bearer, event_keys, verify_bearer, verify_session};
pub use log_in::{LogIn, LoginRefusal, NoTicketView, choose_event, log_in};
pub use logs::{
    CallerState, LogStatus, Reconciled, RecordBatch, acknowledge, batch_from, caller_state,
    count_waiting, fork, forked_at, next_waiting, reconcile, waiting_since,
};
pub use look::{NewLook, set_look};
pub use out_of_order::{is_out_of_order, set_out_of_order};
pub use outbox::{Envelope, begin_attempt, end_attempt, envelope, finish_message, waiting};
pub use pin::{PinRefusal, PinTry, RightPin, UnkeptTries, accept_pin, count_pin_try};
pub use record_lines::{RecordLine, explain_record};
pub use relay::{RelayRefusal, accept_relay};
pub use release::{ReleaseRefusal, Released, SetAside, let_in_what_is_known_now, release_records};
pub use remove::{Removal, cancel_ticket, remove_attendee};
pub use retention::forget_what_has_aged;
pub use revoke_station::{Revocation, revoke_station};
pub use revoked::be_revoked;
pub use roster_page::{
    AttendeeUp, PageTaken, ROSTER_PAGE_MAX, RosterLines, RosterPage, StaffUp, TicketUp,
};
pub use search::{Found, Hit, search_people};
pub use shown_token::{introspect_token, revoke_token};
pub use sms_lately::{SmsLately, sms_lately};
pub use staff::{NewStaff, StaffRefusal, add_staff, list_staff, remove_staff, set_pin};
pub use staff_acts::{
    DoorRefusal, NewWalkIn, Seen, check_in_by_staff, check_out_by_staff, note_staff_act,
    register_walk_in, undo_by_staff, unlock_by_staff, vouch,
};
pub use take_roster::{FOUNDED_LINES_MAX, PageRefusal, take_roster_page};
pub use test_message::{accept_test_message, make_test_message};
pub use today::{PIECE, Today, today};
pub use unlock::{needs_unlocking, unlock_number, unlock_own_station, unlock_station};
pub use uplink::Uplink;
pub use verify_log::{verify_log, verify_stored};

use crate::checkin::Place;
use crate::fact::{Fact, LogBegun};
use crate::home::{Home, Role};
use crate::ids::{EventId, LogId};
use crate::policy::Policy;
use crate::record::{Author, LogHead, Record};
use crate::roster::Event;
use crate::store::{LogRow, RecordRow, Setting, StoreError, Tx};
use crate::time::{
    Anchor, Millis, Moment, Now, Timestamp, best_time, certainly_off, surely_behind,
    time_is_confirmed,
};
use rand::Rng;

/// One act in progress: the transaction, who acts, when, and with what randomness.
pub struct Act<'a, T: Tx> {
    tx: &'a mut T,
    home: &'a Home,
    now: Now,
    time: Timestamp,
    best_time: Timestamp,
    confirmed: bool,
    policy: Policy,
    random: &'a mut dyn Rng,
}

impl<'a, T: Tx> Act<'a, T> {
    /// Begins an act: reads the policy and the last time that the centre told.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn begin(
        tx: &'a mut T,
        home: &'a Home,
        now: &Now,
        random: &'a mut dyn Rng,
    ) -> Result<Self, StoreError> {
        let policy = read_json(tx, Setting::Policy)?.unwrap_or_default();
        let (time, best_time, confirmed) = match home.role {
            Role::Centre => {
                let time = now.wall.max(home.built);
                (time, time, true)
            }
            Role::Station => {
                let anchor: Option<Anchor> = read_json(tx, Setting::Anchor)?;
                let least = best_time(anchor.as_ref(), now, home.built);
                let (time, confirmed) = estimate(anchor.as_ref(), now, home.built, least);
                (time, least, confirmed)
            }
        };
        Ok(Self {
            tx,
            home,
            now: *now,
            time,
            best_time,
            confirmed,
            policy,
            random,
        })
    }

    /// The home's best estimate of the time.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// The last time that the centre told plus the boot clock, never before the build's date: in a
    /// boot that hasn't met the centre a lower bound.
    pub const fn best_time(&self) -> Timestamp {
        self.best_time
    }

    /// How far the wall clock is off, where the centre has told the time in this boot; else by how
    /// much at least it is behind, where it stands before what the centre told in an earlier one or,
    /// at a station that is alone, before the program's build.
    pub fn wall_clock_off(&self) -> Option<Millis> {
        if self.confirmed {
            Some(self.now.wall.since(self.time))
        } else if self.home.is_alone() {
            certainly_off(self.now.wall, self.home.built)
        } else {
            surely_behind(self.now.wall, self.best_time)
        }
    }

    /// This moment, for what lasts so long from now on.
    pub const fn moment(&self) -> Moment {
        Moment {
            time: self.time,
            at: self.now,
        }
    }

    /// The time as it was reckoned at a moment of this boot, and the boot clock since.
    pub fn time_since(&self, moment: &Moment) -> Option<Timestamp> {
        moment.until(&self.now)
    }

    /// The policy in force.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The id of our own log; made with the first question.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn log_id(&mut self) -> Result<LogId, StoreError> {
        self.own_log().map(|row| row.log)
    }

    /// The transaction, for reading beside the act.
    pub const fn tx(&mut self) -> &mut T {
        self.tx
    }

    /// Whether the event goes on. A station judges an end only by a time that the centre has
    /// confirmed in this boot.
    pub fn is_current(&self, event: &Event) -> bool {
        event.is_current(&self.policy, self.confirmed.then_some(self.time))
    }

    /// Writes a fact into our own log and lets it take effect.
    fn append(&mut self, event: Option<EventId>, fact: &Fact) -> Result<Place, StoreError> {
        let log = self.own_log()?;
        if log.head.next == 0 && !matches!(fact, Fact::LogBegun(_)) {
            self.append(None, &Fact::LogBegun(LogBegun { replaces: None }))?;
            return self.append(event, fact);
        }
        let (kind, json) = fact
            .to_parts()
            .map_err(StoreError::encode("write a record"))?;
        let author = Author {
            station: self.home.id,
            log: log.log,
            key: &self.home.key,
        };
        let record = Record::sign(
            &author,
            &log.head,
            (&kind, event, json),
            &self.now,
            self.random,
        );
        let place = (log.log, log.head.next);
        let placed_at = self.placed_after_the_last(&log)?;
        let head = LogHead {
            next: log.head.next + 1,
            hash: record.hash(),
        };
        let row = RecordRow {
            log: log.log,
            index: place.1,
            station: self.home.id,
            kind,
            event,
            record,
            placed_at,
            received_at: None,
            quarantined: None,
            time_known: self.confirmed && placed_at == self.time,
            about: fact.about(),
        };
        self.tx.put_record(&row)?;
        self.tx.put_log(&LogRow { head, ..log })?;
        self.apply(&apply::Origin::of(&row, None), fact)?;
        Ok(place)
    }

    /// Now; or just after what was done before, where that is dated by a clock that was set back since
    /// or stands ahead of the time which the centre has told meanwhile: what is done later counts as
    /// later.
    fn placed_after_the_last(&mut self, log: &LogRow) -> Result<Timestamp, StoreError> {
        if self.home.role == Role::Centre {
            return Ok(self.time);
        }
        let last = match log.head.next.checked_sub(1) {
            Some(last) => self.tx.record((log.log, last))?,
            None => None,
        };
        Ok(match last.map(|row| row.placed_at) {
            Some(last) if last > self.time || !self.confirmed => {
                last.plus(Millis::new(1)).max(self.time)
            }
            _ => self.time,
        })
    }

    /// Our own log; begun with the first record that needs it.
    fn own_log(&mut self) -> Result<LogRow, StoreError> {
        let known: Option<LogId> = read_json(self.tx, Setting::OwnLog)?;
        if let Some(log) = known
            && let Some(row) = self.tx.lock_log(log)?
        {
            return Ok(row);
        }
        let log = known.unwrap_or_else(|| LogId::new(self.time, self.random));
        write_json(self.tx, Setting::OwnLog, &log)?;
        let row = LogRow::empty(log, self.home.id);
        self.tx.put_log(&row)?;
        Ok(row)
    }
}

/// The station's estimate of the time, and whether the centre has confirmed it in this boot. In
/// a boot that hasn't met the centre the wall clock is believed unless it stands before what is
/// known to have passed: the best time, `least`.
fn estimate(
    anchor: Option<&Anchor>,
    now: &Now,
    built: Timestamp,
    least: Timestamp,
) -> (Timestamp, bool) {
    if time_is_confirmed(anchor, now) {
        (least, true)
    } else if anchor.is_none() && now.wall < built {
        // Nobody ever told the time here, and the wall clock is certainly wrong. Time passes all
        // the same, or every budget that fills with it would stay empty.
        (built.plus(now.boot), false)
    } else {
        (now.wall.max(least), false)
    }
}

/// Reads a setting that is kept as JSON.
fn read_json<V: serde::de::DeserializeOwned>(
    tx: &mut impl Tx,
    name: Setting,
) -> Result<Option<V>, StoreError> {
    tx.setting(name)?
        .map(|text| serde_json::from_str(&text).map_err(StoreError::encode("read a setting")))
        .transpose()
}

/// Keeps a setting as JSON.
fn write_json(
    tx: &mut impl Tx,
    name: Setting,
    value: &impl serde::Serialize,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(value).map_err(StoreError::encode("write a setting"))?;
    tx.set_setting(name, &text)
}
