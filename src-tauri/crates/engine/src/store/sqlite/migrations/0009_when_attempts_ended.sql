-- When a courier answered: how long messages take shows to staff.
alter table message_attempts add column ended_at integer;
