-- What staff do at the door, and the history that they see of an attendee.

-- Check-outs stand among the check-ins, in one order.
alter table entries add column out integer not null default 0;

-- Corrections of the names on tickets, and the names that the roster gave first: what the fold
-- reads. `entity` is a ticket or an attendee.
create table corrections (
  log blob not null,
  idx integer not null,
  event blob not null,
  ticket blob not null,
  attendee blob not null,
  name text not null,
  station blob not null,
  placed_at integer not null,
  primary key (log, idx)
) strict, without rowid;
create index corrections_by_ticket on corrections (ticket);
create index corrections_by_attendee on corrections (attendee);

create table roster_names (
  entity blob primary key,
  event blob not null,
  name text not null,
  -- Since when the roster has it; null: from the beginning.
  since integer
) strict, without rowid;

-- What was done for an attendee, here and at other stations.
create table history (
  log blob not null,
  idx integer not null,
  event blob not null,
  attendee blob not null,
  ticket blob,
  station blob not null,
  act text not null,
  by_staff blob,
  reason text,
  placed_at integer not null,
  load integer,
  primary key (log, idx)
) strict, without rowid;
create index history_by_attendee on history (attendee);

-- The names of the other stations of each event.
create table peers (
  event blob not null,
  station blob not null,
  name text not null,
  load integer,
  primary key (event, station)
) strict, without rowid;

-- The names of all who ever were staff here: what they did says who they were.
create table staff_names (
  id blob primary key,
  name text not null
) strict, without rowid;
insert into staff_names (id, name) select id, name from staff group by id;
