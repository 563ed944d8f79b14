-- Lines of a load that the program didn't know, and which program that was: another reads them
-- again.
alter table feeds add column passed_over integer not null default 0;
alter table feeds add column passed_by integer;
