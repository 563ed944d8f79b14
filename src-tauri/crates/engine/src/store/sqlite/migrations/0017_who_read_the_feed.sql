-- Which program has read a load: another reads all of it again, for lines and for what stands in
-- them that the one before it didn't know.
alter table feeds rename column passed_by to read_by;
-- Nobody wrote down who has read what was taken whole.
update feeds set read_by = 0 where read_by is null and cursor <> '';
