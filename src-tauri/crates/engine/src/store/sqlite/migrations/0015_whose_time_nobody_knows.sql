-- Of a check-in whose time nobody knows nobody can say that it lay outside of its ticket's window.
alter table entries add column time_known integer not null default 1;
update entries set time_known = 0 where exists
  (select 1 from records r where r.log = entries.log and r.idx = entries.idx and not r.time_known);
