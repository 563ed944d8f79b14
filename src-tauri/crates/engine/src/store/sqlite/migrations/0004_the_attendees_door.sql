-- What the attendee's side of a kiosk needs.

-- An event's colours, texts and the name of its picture, as JSON.
alter table events add column look text not null default '{}';

-- The picture of each event that has one.
create table pictures (
  event blob primary key,
  bytes blob not null
) strict, without rowid;

-- Stations that call staff.
create table calls (
  log blob not null,
  idx integer not null,
  station blob not null,
  name text not null,
  event blob,
  placed_at integer not null,
  primary key (log, idx)
) strict, without rowid;
-- Which are open? (station state, station list)
create index calls_by_time on calls (placed_at);

-- The calls that somebody went to, whether or not the call itself is known yet.
create table answered_calls (
  log blob not null,
  idx integer not null,
  primary key (log, idx)
) strict, without rowid;
