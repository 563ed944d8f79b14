-- A station that served an event of its own joins a centre.

-- Events that a station brought along, and how much of each one's roster it has handed up.
create table founded_events (
  event blob primary key references events,
  station blob not null references stations,
  -- Lines that are kept of it.
  lines integer not null default 0,
  -- All of it is here: nothing more is taken.
  complete integer not null default 0
) strict, without rowid;
-- Which events did the station bring? (records up)
create index founded_events_by_station on founded_events (station);

-- The key under which such a station hashed numbers before: its records from then name them so.
create table former_keys (
  station blob primary key references stations,
  hash_key blob not null
) strict, without rowid;

-- What a station called a number before it joined, and what it is called here.
create table renewed_hashes (
  station blob not null,
  former blob not null,
  mobile_hash blob not null,
  primary key (station, former)
) strict, without rowid;
