-- Staff of events and what their PINs are compared with.
create table staff (
  id blob not null,
  event blob not null,
  name text not null,
  role text not null check (role in ('steward', 'supervisor')),
  -- Argon2id, as a PHC string.
  pin_hash text not null,
  load integer,
  primary key (id, event)
) strict, without rowid;
