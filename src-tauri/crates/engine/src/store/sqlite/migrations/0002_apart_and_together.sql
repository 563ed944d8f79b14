-- What stations and the centre need to part and come together again.

-- A branch: the end of a log that a restored database wrote once more. It is kept as a log of its
-- own, whose records name the log `branch_of` and go on from the index `branch_from`.
alter table logs add column branch_of blob;
alter table logs add column branch_from integer;
alter table logs add column branch_previous blob;

-- Whom the body is about, so that it can be found and erased with them.
alter table records add column attendee blob;
alter table records add column mobile_hash blob;
-- Whether the centre could tell when it was made.
alter table records add column time_known integer not null default 1;
-- Whose bodies go with them? (attendee remove)
create index records_by_attendee on records (attendee) where attendee is not null;
create index records_by_mobile on records (mobile_hash) where mobile_hash is not null;
-- What waits for an organiser's word? (records release)
create index records_in_quarantine on records (station, log, idx) where quarantined is not null;

-- What the centre measured of each boot of a station, at its last contact.
create table boots (
  station blob not null,
  boot_id blob not null,
  centre_at integer not null,
  boot_at integer not null,
  wall_at integer not null,
  primary key (station, boot_id)
) strict, without rowid;

-- Each run of a program that changed the feed, and its first place: a cursor that doesn't fit in
-- is from a time before the data was restored.
create table generations (
  from_seq integer primary key,
  id blob not null unique
) strict;

-- Whose check-in it is: the fold skips those who were removed, whoever has the ticket now.
alter table entries add column attendee blob;

-- Which load brought a row: what a new load doesn't bring again is gone at the centre. Null: made
-- here, or at the centre.
alter table attendees add column load integer;
alter table tickets add column load integer;
alter table entries add column load integer;
alter table undone add column load integer;

alter table feeds add column load integer not null default 0;
-- Up to which load what is gone at the centre was forgotten.
alter table feeds add column swept integer not null default 0;
-- How far the first load has come, for its bar.
alter table feeds add column loaded integer not null default 0;
alter table feeds add column expected integer not null default 0;
-- When the feed was last known to be at its end.
alter table feeds add column current_at integer;

-- Settings of the event's ticket types, as JSON.
alter table events add column ticket_types text not null default '{}';

-- What a station last said that waits there.
alter table stations add column unsent integer not null default 0;

-- Moves to other numbers, and what those who moved held first: what the fold reads.
create table moves (
  log blob not null,
  idx integer not null,
  event blob not null,
  attendee blob not null,
  mobile text not null,
  station blob not null,
  placed_at integer not null,
  -- Somebody else held the number by then.
  void integer not null default 0,
  primary key (log, idx)
) strict, without rowid;
create index moves_by_event on moves (event);

create table numbers_before (
  attendee blob primary key,
  event blob not null,
  mobile text
) strict, without rowid;

-- Tokens that end before their time.
create table revoked_tokens (
  jti blob primary key
) strict, without rowid;
