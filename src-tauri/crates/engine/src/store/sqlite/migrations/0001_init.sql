-- Everything that a station or the centre knows. Ids are 16 bytes, times are milliseconds since
-- the Unix epoch, keys and hashes are 32 bytes.

-- Single values: policy, anchor of time, log, generation.
create table settings (
  name text primary key,
  value text not null
) strict, without rowid;

create table events (
  id blob primary key,
  alias integer not null unique,
  slug text unique,
  name text not null,
  starts_at integer,
  ends_at integer,
  timezone text not null,
  walk_ins integer not null
) strict, without rowid;

create table attendees (
  id blob primary key,
  event blob not null,
  mobile text,
  name text not null,
  state text not null check (state in ('active', 'retired', 'removed'))
) strict, without rowid;
-- Is this number on the list of the event? (send code, login)
create unique index attendees_by_mobile on attendees (event, mobile) where state = 'active';

create table tickets (
  id blob primary key,
  event blob not null,
  attendee blob not null,
  code text not null,
  holder text not null,
  ticket_type text,
  attributes text not null,
  imported_mobile text,
  cancelled integer not null
) strict, without rowid;
-- Which ticket is this line of the roster? (import)
create unique index tickets_by_code on tickets (event, code);
-- Which tickets has the attendee? (login, welcome)
create index tickets_by_attendee on tickets (attendee);

-- One live code for each mobile. The digits are not here: they are derived from the nonce.
create table codes (
  mobile text primary key,
  verifier text not null,
  purpose text not null,
  nonce blob not null,
  made_wall integer not null,
  made_boot integer not null,
  boot_id blob not null,
  attempts integer not null,
  used integer not null,
  listed integer not null
) strict, without rowid;

-- Failures since the last success or unlock, of each number.
create table failures (
  id integer primary key,
  mobile_hash blob not null,
  at integer not null
) strict;
create index failures_by_mobile on failures (mobile_hash, at);
-- How many unresolved failures has the station? (its budget)
create index failures_by_time on failures (at);

-- The last success or unlock of each number: a failure placed before it doesn't count, in
-- whatever order they arrive.
create table clearances (
  mobile_hash blob primary key,
  at integer not null
) strict, without rowid;

-- Numbers that the centre has locked.
create table locks (
  mobile_hash blob primary key,
  until integer not null
) strict, without rowid;

create table sends (
  id integer primary key,
  mobile_hash blob not null,
  verifier text not null,
  -- The attendee whose token asked, for sends to a new number.
  on_behalf_of blob,
  at integer not null
) strict;
create index sends_by_mobile on sends (mobile_hash, at);
create index sends_by_verifier on sends (verifier, at);
create index sends_by_attendee on sends (on_behalf_of, at) where on_behalf_of is not null;

-- When a station's send budget is full again.
create table send_budgets (
  verifier text primary key,
  full_at integer not null
) strict, without rowid;

-- SMS to be carried. The code is not here: it is derived at the moment of sending.
create table messages (
  id blob primary key,
  mobile text not null,
  verifier text not null,
  nonce blob not null,
  language text not null,
  -- Unlisted numbers have rows too, so that both do the same work; they are dropped unsent.
  listed integer not null,
  done integer not null
) strict, without rowid;
create index messages_waiting on messages (id) where done = 0;

-- An attempt is durable before the courier is called and is never repeated on that courier.
create table message_attempts (
  message blob not null,
  courier text not null,
  begun_at integer not null,
  outcome text,
  primary key (message, courier)
) strict, without rowid;

-- Numbers that proved themselves at a station and have no ticket to the chosen event.
create table proofs (
  mobile text primary key,
  made_wall integer not null,
  made_boot integer not null,
  boot_id blob not null
) strict, without rowid;

create table clients (
  id text primary key,
  name text not null,
  secret_mac blob not null,
  created_at integer not null
) strict, without rowid;

create table client_events (
  client text not null references clients,
  event blob not null references events,
  primary key (client, event)
) strict, without rowid;

create table client_failures (
  id integer primary key,
  client text not null,
  address text not null,
  at integer not null
) strict;
create index client_failures_by_client on client_failures (client, address, at);

create table stations (
  id blob primary key,
  name text not null,
  public_key blob not null unique,
  thumbprint text not null unique,
  log blob not null,
  enrolled_at integer not null,
  last_seen integer,
  revoked_at integer,
  revoked_since integer
) strict, without rowid;

create table station_events (
  station blob not null references stations,
  event blob not null references events,
  primary key (station, event)
) strict, without rowid;
-- Whose keys may speak for the event? (JWKS, verification)
create index station_events_by_event on station_events (event);

create table enrolment_codes (
  hash blob primary key,
  events text not null,
  expires_at integer not null,
  used_by text
) strict, without rowid;

-- Tokens that may be used once: hand-offs and assertions.
create table used_tokens (
  jti blob primary key,
  expires_at integer not null
) strict, without rowid;
create index used_tokens_by_end on used_tokens (expires_at);

-- Where each log ends.
create table logs (
  log blob primary key,
  station blob not null,
  next integer not null,
  hash blob not null,
  -- Of our own log: how many the centre has stored.
  acknowledged integer not null
) strict, without rowid;

create table records (
  log blob not null,
  idx integer not null,
  station blob not null,
  kind text not null,
  event blob,
  header blob not null,
  signature blob not null,
  salt blob,
  body blob,
  placed_at integer not null,
  received_at integer,
  -- null: accepted; else why it is in quarantine.
  quarantined text,
  primary key (log, idx)
) strict, without rowid;
-- What happened at the event? (export)
create index records_by_event on records (event, placed_at) where event is not null;

-- Check-ins by ticket: what the fold reads.
create table entries (
  log blob not null,
  idx integer not null,
  ticket blob not null,
  station blob not null,
  placed_at integer not null,
  primary key (log, idx)
) strict, without rowid;
create index entries_by_ticket on entries (ticket);

create table undone (
  log blob not null,
  idx integer not null,
  ticket blob not null,
  primary key (log, idx)
) strict, without rowid;
create index undone_by_ticket on undone (ticket);

-- The feed of an event: one row for each thing that changed, at its latest place. A thing that
-- changes again moves to the end, so that a cursor never skips it and a first load is no longer
-- than the roster.
create table changes (
  seq integer primary key autoincrement,
  event blob not null,
  kind text not null,
  entity blob not null,
  unique (event, kind, entity)
) strict;
create index changes_by_event on changes (event, seq);

-- How far a station has read each event's feed.
create table feeds (
  event blob primary key,
  cursor text not null,
  complete integer not null
) strict, without rowid;
