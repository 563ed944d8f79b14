-- Several programs write the feed by turns: each turn of one has a row, not each program.
create table turns (
  from_seq integer primary key,
  id blob not null
) strict;
insert into turns (from_seq, id) select from_seq, id from generations;
drop table generations;
alter table turns rename to generations;

-- What takes a check-in back is of one ticket: under the name of another ticket's check-in it
-- takes nothing back, and stands in nobody's way.
create table undone_by_place (
  log blob not null,
  idx integer not null,
  ticket blob not null,
  load integer,
  primary key (log, idx, ticket)
) strict, without rowid;
insert into undone_by_place (log, idx, ticket, load) select log, idx, ticket, load from undone;
drop table undone;
alter table undone_by_place rename to undone;
create index undone_by_ticket on undone (ticket);

-- Numbers of those who were removed, as keyed hashes, until somebody has them again: what is heard
-- of them alone is not kept.
create table removed_numbers (
  mobile_hash blob primary key
) strict, without rowid;
