-- The ticket, or the attendee, that a record in quarantine is about and that isn't known yet.
alter table records add column waits_for blob;
update records
  set waits_for = unhex(coalesce(
    json_extract(cast(body as text), '$.ticket'),
    json_extract(cast(body as text), '$.attendee')), '-')
  where quarantined = 'about something that isn''t known here' and body is not null;
-- What waits for this walk-in? (records up)
create index records_by_awaited on records (waits_for) where waits_for is not null;
