//! The trait that a database implements, by tables.

use super::StoreError;
use super::rows::{
    BootRow, CallRow, Change, EnrolmentCode, EntryOfType, Feed, FoundedEvent, HistoryRow, LogRow,
    MessageRow, Named, RecordRow, SentRow, Setting, StationRow,
};
use crate::checkin::{Entry, Place};
use crate::client::Client;
use crate::code::{CodeRow, Verifier};
use crate::ids::{
    AttendeeId, ClientId, EventAlias, EventId, Generation, LogId, MessageId, StaffId, StationId,
    TicketId, TokenId,
};
use crate::key::MobileHash;
use crate::look::Picture;
use crate::mobile::Mobile;
use crate::moves::Move;
use crate::names::{Correction, RosterName};
use crate::placing::Placed;
use crate::roster::{Attendee, Event, Ticket};
use crate::secret::Secret;
use crate::staff::StaffMember;
use crate::time::{BootId, Millis, Now, Timestamp};
use std::collections::BTreeSet;

type Rows<T> = Result<Vec<T>, StoreError>;
type Row<T> = Result<Option<T>, StoreError>;
type Done = Result<(), StoreError>;

/// Single values.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait SettingRows {
    fn setting(&mut self, name: Setting) -> Row<String>;
    fn set_setting(&mut self, name: Setting, value: &str) -> Done;
    fn forget_setting(&mut self, name: Setting) -> Done;
}

/// Events.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait EventRows {
    fn events(&mut self) -> Rows<Event>;
    fn event(&mut self, id: EventId) -> Row<Event>;
    fn event_by_alias(&mut self, alias: EventAlias) -> Row<Event>;
    fn put_event(&mut self, event: &Event) -> Done;
    fn next_event_alias(&mut self) -> Result<EventAlias, StoreError>;
    /// Gives events that are here other aliases; two may change theirs.
    fn renumber_events(&mut self, aliases: &[(EventId, EventAlias)]) -> Done;
    fn picture(&mut self, event: EventId) -> Row<Picture>;
    /// Its picture from now on; without one, none.
    fn put_picture(&mut self, event: EventId, picture: Option<&Picture>) -> Done;
}

/// Attendees and tickets.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait RosterRows {
    fn attendee(&mut self, id: AttendeeId) -> Row<Attendee>;
    /// The active attendee of the event with this number and a ticket that isn't cancelled.
    fn listed_attendee(&mut self, event: EventId, mobile: &Mobile) -> Row<AttendeeId>;
    /// The active attendee of the event with this number.
    fn attendee_by_mobile(&mut self, event: EventId, mobile: &Mobile) -> Row<Attendee>;
    fn put_attendee(&mut self, attendee: &Attendee) -> Done;
    /// The same for one that the feed brought; false if another active attendee has the number.
    fn load_attendee(&mut self, attendee: &Attendee, load: i64) -> Result<bool, StoreError>;
    fn attendees_of_event(
        &mut self,
        event: EventId,
        after: Option<AttendeeId>,
        most: u32,
    ) -> Rows<Attendee>;
    /// Imported tickets of attendees of whom a walk-in is recorded here.
    fn imported_tickets_of_walk_ins(
        &mut self,
        event: EventId,
        after: Option<TicketId>,
        most: u32,
    ) -> Rows<Ticket>;
    fn tickets_of_event(
        &mut self,
        event: EventId,
        after: Option<TicketId>,
        most: u32,
    ) -> Rows<Ticket>;
    fn ticket(&mut self, id: TicketId) -> Row<Ticket>;
    fn ticket_by_code(&mut self, event: EventId, code: &str) -> Row<Ticket>;
    fn tickets_of(&mut self, attendee: AttendeeId) -> Rows<Ticket>;
    fn put_ticket(&mut self, ticket: &Ticket) -> Done;
    /// The same for one that the feed brought; false if another ticket has the code.
    fn load_ticket(&mut self, ticket: &Ticket, load: i64) -> Result<bool, StoreError>;
    /// Whoever has the number has it no more.
    fn free_number(&mut self, event: EventId, mobile: &Mobile) -> Done;
    /// The ticket with the code is known by its id.
    fn free_code(&mut self, event: EventId, code: &str) -> Done;
    /// Forgets what earlier loads of the event brought and this one didn't.
    fn sweep(&mut self, event: EventId, load: i64) -> Done;
    /// Forgets attendees, tickets, codes and what others told: a revoked station keeps its logs.
    fn erase_roster(&mut self) -> Done;
}

/// Verification codes.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait CodeRows {
    fn lock_code(&mut self, mobile: &Mobile, verifier: &Verifier) -> Row<CodeRow>;
    /// Replaces whatever code the number had.
    fn put_code(&mut self, code: &CodeRow) -> Done;
    /// Counts one attempt and tells how many there are now.
    fn count_attempt(&mut self, code: &CodeRow) -> Result<u32, StoreError>;
    /// Forgets codes and proofs of other boots, which nobody can use any more, and those of this one
    /// that are older.
    fn forget_codes(&mut self, now: &Now, older: Millis) -> Done;
    /// Consumes the code unless it was consumed before; false if it was.
    fn consume_code(&mut self, code: &CodeRow) -> Result<bool, StoreError>;
}

/// Failures, successes and locks of numbers.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait CounterRows {
    fn lock_failures(&mut self, mobile: &MobileHash) -> Rows<Timestamp>;
    /// Rewrites to now what is dated in the future: all failures, the number's sends and its last
    /// success. A lock that ends after `latest` ends then.
    fn redate_counters(&mut self, mobile: &MobileHash, now: Timestamp, latest: Timestamp) -> Done;
    /// Dates all failures after the first and up to the second time anew.
    fn redate_failures(&mut self, between: (Timestamp, Timestamp), to: Timestamp) -> Done;
    /// Whosever they are but one's.
    fn failures_since(&mut self, since: Timestamp, but: &MobileHash) -> Rows<Timestamp>;
    fn add_failure(&mut self, mobile: &MobileHash, at: Timestamp) -> Done;
    fn clear_failures(&mut self, mobile: &MobileHash, until: Timestamp) -> Done;
    fn clear_failures_after(&mut self, mobile: &MobileHash, since: Timestamp) -> Done;
    /// Of the first one's after the first and up to the second time, so many, the latest, are the
    /// second one's from now on.
    fn give_latest_failures(
        &mut self,
        from_to: (&MobileHash, &MobileHash),
        between: (Timestamp, Timestamp),
        most: u32,
    ) -> Done;
    fn clearance(&mut self, mobile: &MobileHash) -> Row<Timestamp>;
    fn set_clearance(&mut self, mobile: &MobileHash, at: Timestamp) -> Done;
    /// The last unlock that was told; a success may stand after it.
    fn last_unlock(&mut self, mobile: &MobileHash) -> Row<Timestamp>;
    fn set_last_unlock(&mut self, mobile: &MobileHash, at: Timestamp) -> Done;
    fn lock(&mut self, mobile: &MobileHash) -> Row<Timestamp>;
    /// The numbers that are locked beyond a time.
    fn locked_after(&mut self, time: Timestamp) -> Rows<MobileHash>;
    fn set_lock(&mut self, mobile: &MobileHash, until: Option<Timestamp>) -> Done;
    /// The same as a load of an event's feed tells it.
    fn load_lock(
        &mut self,
        mobile: &MobileHash,
        until: Option<Timestamp>,
        told_by: (EventId, i64),
    ) -> Done;
}

/// What was sent to whom.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait SendRows {
    /// What was asked for here; what was relayed doesn't count.
    fn sends_to(&mut self, mobile: &MobileHash, since: Timestamp) -> Rows<Timestamp>;
    fn sends_by(&mut self, verifier: &Verifier, since: Timestamp) -> Rows<Timestamp>;
    /// Rewrites to now the asker's sends that are dated in the future.
    fn redate_sends_by(&mut self, verifier: &Verifier, now: Timestamp) -> Done;
    fn sends_for(&mut self, attendee: AttendeeId, since: Timestamp) -> Rows<Timestamp>;
    fn add_send(
        &mut self,
        mobile: &MobileHash,
        verifier: &Verifier,
        on_behalf_of: Option<AttendeeId>,
        at: Timestamp,
    ) -> Done;
    /// What was carried for stations: of listed numbers alone, so only the relay may read it.
    fn relayed_to(&mut self, mobile: &MobileHash, since: Timestamp) -> Rows<Timestamp>;
    fn add_relayed(
        &mut self,
        mobile: &MobileHash,
        on_behalf_of: Option<AttendeeId>,
        at: Timestamp,
    ) -> Done;
    /// Forgets failures, sends and wrong secrets from before a time.
    fn forget_counters(&mut self, before: Timestamp) -> Done;
    fn send_budget(&mut self, verifier: &Verifier) -> Row<Timestamp>;
    fn set_send_budget(&mut self, verifier: &Verifier, full_at: Timestamp) -> Done;
}

/// The SMS queue.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait MessageRows {
    fn put_message(&mut self, message: &MessageRow) -> Done;
    fn message(&mut self, id: MessageId) -> Row<MessageRow>;
    fn waiting_messages(&mut self, most: u32) -> Rows<MessageRow>;
    fn finish_message(&mut self, id: MessageId) -> Done;
    fn forget_finished_messages(&mut self, before: Timestamp) -> Done;
    /// False if the courier was tried with it before.
    fn begin_attempt(
        &mut self,
        id: MessageId,
        courier: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
    fn end_attempt(&mut self, id: MessageId, courier: &str, outcome: &str, at: Timestamp) -> Done;
    /// Says of attempts that are dated after a time that they began at another.
    fn redate_attempts(&mut self, after: Timestamp, to: Timestamp) -> Done;
    /// Messages that couriers were tried with after a time and up to another, where all have
    /// answered and its number hasn't had enough; the one that was tried last comes first.
    fn tried_messages(&mut self, after: Timestamp, until: Timestamp) -> Rows<SentRow>;
}

/// Proven numbers.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait ProofRows {
    fn proof(&mut self, mobile: &Mobile) -> Row<Now>;
    fn put_proof(&mut self, mobile: &Mobile, made: &Now) -> Done;
    fn take_proof(&mut self, mobile: &Mobile) -> Result<bool, StoreError>;
}

/// Connect apps.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait ClientRows {
    fn client(&mut self, id: &ClientId) -> Row<Client>;
    fn put_client(&mut self, client: &Client) -> Done;
    fn client_failures(&mut self, id: &ClientId, address: &str) -> Rows<Timestamp>;
    fn add_client_failure(&mut self, id: &ClientId, address: &str, at: Timestamp) -> Done;
    fn clear_client_failures(&mut self, id: &ClientId, address: &str) -> Done;
}

/// Stations and their enrolment.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait StationRows {
    fn stations(&mut self) -> Rows<StationRow>;
    fn station(&mut self, id: StationId) -> Row<StationRow>;
    fn station_by_thumbprint(&mut self, thumbprint: &str) -> Row<StationRow>;
    fn stations_of_event(&mut self, event: EventId) -> Rows<StationRow>;
    fn put_station(&mut self, station: &StationRow) -> Done;
    fn see_station(&mut self, id: StationId, at: Timestamp, unsent: u64) -> Done;
    fn boot(&mut self, station: StationId, boot: BootId) -> Row<BootRow>;
    fn boots_of(&mut self, station: StationId) -> Rows<BootRow>;
    fn put_boot(&mut self, station: StationId, boot: &BootRow) -> Done;
    fn lock_enrolment_code(&mut self, hash: &[u8; 32]) -> Row<EnrolmentCode>;
    fn put_enrolment_code(&mut self, code: &EnrolmentCode) -> Done;
}

/// What stations bring along that served alone before they joined.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait JoiningRows {
    fn founded_event(&mut self, event: EventId) -> Row<FoundedEvent>;
    fn put_founded_event(&mut self, founded: &FoundedEvent) -> Done;
    /// The key under which a station hashed numbers before it joined.
    fn former_key(&mut self, station: StationId) -> Row<Secret<[u8; 32]>>;
    fn put_former_key(&mut self, station: StationId, key: &Secret<[u8; 32]>) -> Done;
    /// What a number is called here that a station called otherwise before.
    fn renewed_hash(&mut self, station: StationId, former: &MobileHash) -> Row<MobileHash>;
    /// False if it was known.
    fn put_renewed_hash(
        &mut self,
        station: StationId,
        former: &MobileHash,
        new: &MobileHash,
    ) -> Result<bool, StoreError>;
    /// What is counted and said of a number goes by another hash from now on.
    fn rehash(&mut self, former: &MobileHash, new: &MobileHash) -> Done;
    /// All that something is counted or said of.
    fn hashes_in_use(&mut self) -> Result<BTreeSet<MobileHash>, StoreError>;
    /// All that stand in rosters or asked for a code; one may come more than once.
    fn known_numbers(&mut self) -> Rows<Mobile>;
}

/// Tokens for single use.
#[expect(clippy::missing_errors_doc, reason = "what fails is a `StoreError`")]
pub trait UsedTokenRows {
    /// Whether it was used and is still remembered.
    fn was_used(&mut self, jti: TokenId, now: Timestamp) -> Result<bool, StoreError>;
    /// False if it was used before; forgets those whose time is over.
    fn use_token(
        &mut self,
        jti: TokenId,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Ends a token before its time, at which it may be forgotten.
    fn revoke_token(&mut self, jti: TokenId, expires_at: Timestamp) -> Done;
    /// Forgets tokens that would have ended by themselves before a time.
    fn forget_revoked_tokens(&mut self, before: Timestamp) -> Done;
    /// Whether a token was ended before its time.
    fn is_token_revoked(&mut self, jti: TokenId) -> Result<bool, StoreError>;
}

/// Logs and records.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait LogRows {
    fn lock_log(&mut self, log: LogId) -> Row<LogRow>;
    fn logs(&mut self) -> Rows<LogRow>;
    fn put_log(&mut self, log: &LogRow) -> Done;
    fn put_record(&mut self, record: &RecordRow) -> Done;
    fn records_from(&mut self, log: LogId, from: u64, most: u32) -> Rows<RecordRow>;
    fn record(&mut self, place: Place) -> Row<RecordRow>;
    /// In order of time; `after` is the last one seen.
    fn records_of_event(
        &mut self,
        event: EventId,
        after: Option<(Timestamp, Place)>,
        most: u32,
    ) -> Rows<RecordRow>;
    /// What staff did at the stations of an event that is about no event, in order of time.
    fn records_of_staff(&mut self, event: EventId) -> Rows<RecordRow>;
    /// Stamps a record and the check-in or the move that it made.
    fn place_record(&mut self, place: Place, placed: &Placed) -> Done;
    /// Moves the records from an index on, and what refers to them, to another log.
    fn move_tail(&mut self, log: LogId, from: u64, to: LogId) -> Done;
    /// The first record of a kind about an attendee.
    fn record_about(&mut self, attendee: AttendeeId, kind: &str) -> Row<RecordRow>;
    fn records_in_quarantine(&mut self, log: LogId, to: u64) -> Rows<RecordRow>;
    /// A record in quarantine waits for a ticket or an attendee of this id.
    fn let_wait(&mut self, place: Place, awaited: [u8; 16]) -> Done;
    /// Records in quarantine for one of these reasons, in the order in which they happened.
    fn records_set_aside(&mut self, why: &[&str]) -> Rows<RecordRow>;
    /// Records in quarantine that wait for a ticket or its attendee, in order.
    fn records_that_wait(&mut self, ticket: TicketId, attendee: AttendeeId) -> Rows<RecordRow>;
    fn release_record(&mut self, row: &RecordRow) -> Done;
    fn count_in_quarantine(&mut self, station: StationId) -> Result<u64, StoreError>;
    /// Of each log that has any: how many, and the index of the last.
    fn quarantine_of(&mut self, station: StationId) -> Rows<(LogId, u64, u64)>;
    /// In order of the log; those of a station that were placed since a time.
    fn records_of_kind_since(
        &mut self,
        station: StationId,
        kind: &str,
        since: Timestamp,
    ) -> Rows<RecordRow>;
}

/// What is forgotten of people while the chain of records stays whole.
#[expect(clippy::missing_errors_doc, reason = "what fails is a `StoreError`")]
pub trait ErasureRows {
    /// What is known of a number only becomes known of this attendee.
    fn ascribe(&mut self, mobile: &MobileHash, attendee: AttendeeId) -> Done;
    /// What is heard of a number alone from now on is of somebody who was removed.
    fn remember_removed(&mut self, mobile: &MobileHash) -> Done;
    /// Whether a number was that of somebody who was removed, and is nobody's since.
    fn is_removed(&mut self, mobile: &MobileHash) -> Result<bool, StoreError>;
    /// Somebody has the number.
    fn forget_that_removed(&mut self, mobile: &MobileHash) -> Done;
    /// Whether another active attendee, of any event, has the number.
    fn is_held_by_another(&mut self, mobile: &Mobile, than: AttendeeId)
    -> Result<bool, StoreError>;
    /// Forgets the number's code, proof and messages.
    fn forget_number(&mut self, mobile: &Mobile) -> Done;
    /// Erases the bodies about an attendee, with their salts; of a station's own logs only what
    /// is acknowledged.
    fn erase_bodies_of(&mut self, attendee: AttendeeId, own: Option<StationId>) -> Done;
    /// The same for all that an event's records say.
    fn erase_bodies_of_event(&mut self, event: EventId, own: Option<StationId>) -> Done;
    /// The same for what is said of a number alone, before a time.
    fn erase_bodies_of_numbers(&mut self, before: Timestamp, own: Option<StationId>) -> Done;
    /// The same for all who were removed, in a part of a log.
    fn erase_bodies_of_removed(&mut self, log: LogId, from: u64, to: u64) -> Done;
    /// Forgets an event's attendees and tickets, their check-ins and moves, and that they stood in
    /// its feed. Tells how many attendees there were.
    fn purge_roster(&mut self, event: EventId) -> Result<usize, StoreError>;
    /// Forgets an event whose roster is purged.
    fn forget_event(&mut self, event: EventId) -> Done;
}

/// Check-ins by ticket.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait EntryRows {
    /// `load` is that of the feed which brought it.
    fn put_entry(&mut self, of: (TicketId, AttendeeId), entry: &Entry, load: Option<i64>) -> Done;
    fn put_undone(&mut self, ticket: TicketId, place: Place, load: Option<i64>) -> Done;
    /// Whose check-in or check-out a record is.
    fn passed_at(&mut self, place: Place) -> Row<AttendeeId>;
    /// What is taken back of a log, by its index.
    fn undone_in(&mut self, log: LogId) -> Rows<(TicketId, u64)>;
    /// Forgets the check-ins of an attendee who was removed.
    fn forget_entries_of(&mut self, attendee: AttendeeId) -> Done;
    /// Without those of attendees who were removed.
    fn entries_of(&mut self, ticket: TicketId)
    -> Result<(Vec<Entry>, BTreeSet<Place>), StoreError>;
}

/// All of an event at once.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait SumRows {
    /// How many tickets of each type may come in.
    fn count_tickets(&mut self, event: EventId) -> Rows<(Option<String>, u64)>;
    /// Whether any ticket of the event came with a list.
    fn has_imported(&mut self, event: EventId) -> Result<bool, StoreError>;
    /// Ticket after ticket, without those of attendees who were removed.
    fn entries_of_event(&mut self, event: EventId) -> Rows<EntryOfType>;
    fn undone_of_event(&mut self, event: EventId) -> Rows<(TicketId, Place)>;
}

/// Moves to other numbers.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait MoveRows {
    /// Keeps a move, and what its attendee held before the first of theirs.
    fn put_move(&mut self, event: EventId, moved: &Move, before: Option<&Mobile>) -> Done;
    fn moves_of(&mut self, attendee: AttendeeId) -> Rows<Move>;
    /// Who moved to a number, and who left it with the first of their moves.
    fn movers(&mut self, event: EventId, mobile: &Mobile) -> Rows<AttendeeId>;
    /// What somebody held before the first of their moves; none of who never moved.
    fn number_before(&mut self, attendee: AttendeeId) -> Row<Option<Mobile>>;
    fn set_void(&mut self, place: Place, void: bool) -> Done;
    fn is_void(&mut self, place: Place) -> Result<bool, StoreError>;
    /// Numbers that somebody held here once, whatever took them away.
    fn former_numbers(&mut self, attendee: AttendeeId) -> Result<Vec<Mobile>, StoreError>;
    /// Their moves and their former numbers.
    fn forget_moves_of(&mut self, attendee: AttendeeId) -> Done;
}

/// Calls for staff.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait CallRows {
    fn put_call(&mut self, call: &CallRow) -> Done;
    fn call(&mut self, place: Place) -> Row<CallRow>;
    /// Whether or not the call is known here yet.
    fn answer_call(&mut self, place: Place) -> Done;
    /// Those that were placed after a time, the first before the others.
    fn unanswered_calls(&mut self, since: Timestamp) -> Rows<CallRow>;
}

/// What staff look for people by: the texts, and whose texts are old.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait SearchRows {
    /// The attendee's text is old.
    fn mark_person(&mut self, attendee: AttendeeId) -> Done;
    fn unmark_person(&mut self, attendee: AttendeeId) -> Done;
    fn marked_people(&mut self, most: u32) -> Rows<AttendeeId>;
    /// The texts of an event are old after this attendee; after none, all of them.
    fn mark_people_of(&mut self, event: EventId, after: Option<AttendeeId>) -> Done;
    fn unmark_people_of(&mut self, event: EventId) -> Done;
    fn marked_event(&mut self) -> Row<(EventId, Option<AttendeeId>)>;
    fn search_text(&mut self, attendee: AttendeeId) -> Row<String>;
    fn put_search_text(&mut self, attendee: &Attendee, text: &str) -> Done;
    /// Leaves no trace of it.
    fn drop_search_text(&mut self, attendee: AttendeeId) -> Done;
    /// Who has a text and is no attendee of the event any more.
    fn people_gone(&mut self, event: EventId) -> Rows<AttendeeId>;
    /// Leaves no trace of any text.
    fn forget_search_texts(&mut self) -> Done;
    fn put_search_word(&mut self, word: &str, variants: &BTreeSet<String>) -> Done;
    fn drop_search_word(&mut self, word: &str, variants: &BTreeSet<String>) -> Done;
    fn has_search_word(&mut self, word: &str) -> Result<bool, StoreError>;
    /// The words that have one of the variants.
    fn words_with_variants(&mut self, variants: &BTreeSet<String>) -> Rows<String>;
    /// Attendees of these events in whose text, told with them, there is of each of the lists one
    /// phrase.
    fn people_with(
        &mut self,
        phrases: &[Vec<String>],
        events: &[EventId],
        most: usize,
    ) -> Rows<(AttendeeId, String)>;
}

/// What was done for attendees, and by which stations.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait HistoryRows {
    /// `load` is that of the feed which brought it.
    fn put_history(&mut self, row: &HistoryRow, load: Option<i64>) -> Done;
    /// The newest first.
    fn history_of(&mut self, attendee: AttendeeId) -> Rows<HistoryRow>;
    fn forget_history_of(&mut self, attendee: AttendeeId) -> Done;
    fn put_peer(&mut self, event: EventId, peer: (StationId, &str), load: i64) -> Done;
    fn peer(&mut self, event: EventId, station: StationId) -> Row<String>;
}

/// Corrections of names.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait NameRows {
    fn put_correction(&mut self, event: EventId, correction: &Correction) -> Done;
    fn corrections_of_ticket(&mut self, ticket: TicketId) -> Rows<Correction>;
    fn corrections_of(&mut self, attendee: AttendeeId) -> Rows<Correction>;
    /// Only where it was ever corrected.
    fn roster_name(&mut self, of: Named) -> Row<RosterName>;
    fn put_roster_name(&mut self, event: EventId, of: Named, name: &RosterName) -> Done;
    fn forget_names_of(&mut self, attendee: AttendeeId) -> Done;
}

/// Staff.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait StaffRows {
    /// `load` is that of the feed which brought it.
    fn put_staff(&mut self, event: EventId, member: &StaffMember, load: Option<i64>) -> Done;
    fn remove_staff(&mut self, event: EventId, id: StaffId) -> Done;
    fn staff_of_event(&mut self, event: EventId, id: StaffId) -> Row<StaffMember>;
    /// Of whichever event.
    fn staff_member(&mut self, id: StaffId) -> Row<StaffMember>;
    /// Also of somebody who was staff once.
    fn staff_name(&mut self, id: StaffId) -> Row<String>;
    fn put_staff_name(&mut self, id: StaffId, name: &str) -> Done;
    /// Each once, by name.
    fn staff(&mut self) -> Rows<StaffMember>;
    fn events_of_staff(&mut self, id: StaffId) -> Rows<EventId>;
}

/// The change feed, on both sides.
#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each method's name is its statement; what fails is a `StoreError`"
)]
pub trait FeedRows {
    /// Moves the thing to the end of the event's feed.
    fn note_change(&mut self, event: EventId, kind: &str, entity: &[u8]) -> Done;
    fn changes_after(&mut self, event: EventId, after: i64, most: u32) -> Rows<Change>;
    fn count_changes_after(&mut self, event: EventId, after: i64) -> Result<u64, StoreError>;
    /// The last place that was ever given out.
    fn last_change(&mut self) -> Result<i64, StoreError>;
    /// The runs that changed the feed, by their first places.
    fn generations(&mut self) -> Rows<(i64, Generation)>;
    fn last_generation(&mut self) -> Row<Generation>;
    fn begin_generation(&mut self, from: i64, id: Generation) -> Done;
    fn feed(&mut self, event: EventId) -> Row<Feed>;
    fn put_feed(&mut self, feed: &Feed) -> Done;
}

/// One transaction. Every method is a statement or two; the rules are in the acts.
pub trait Tx:
    SettingRows
    + EventRows
    + RosterRows
    + CodeRows
    + CounterRows
    + SendRows
    + MessageRows
    + ProofRows
    + ClientRows
    + StationRows
    + JoiningRows
    + UsedTokenRows
    + LogRows
    + ErasureRows
    + EntryRows
    + SumRows
    + MoveRows
    + CallRows
    + SearchRows
    + HistoryRows
    + NameRows
    + StaffRows
    + FeedRows
{
}

impl<T> Tx for T where
    T: SettingRows
        + EventRows
        + RosterRows
        + CodeRows
        + CounterRows
        + SendRows
        + MessageRows
        + ProofRows
        + ClientRows
        + StationRows
        + JoiningRows
        + UsedTokenRows
        + LogRows
        + ErasureRows
        + EntryRows
        + SumRows
        + MoveRows
        + CallRows
        + SearchRows
        + HistoryRows
        + NameRows
        + StaffRows
        + FeedRows
{
}
