-- When a token that was ended would have ended by itself: then nobody need remember it. Of those
-- that were ended before this was kept nobody knows.
alter table revoked_tokens add column expires_at integer not null default 9223372036854775807;
create index revoked_tokens_by_end on revoked_tokens (expires_at);
