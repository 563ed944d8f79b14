-- By how much the last measure of a boot was late against the one that holds: a second one that says
-- the same is no delay.
alter table boots add column late integer;
