//! The SMS queue and tokens for single use.

use super::statements::SqliteTx;
use crate::ids::{MessageId, TokenId, first_bytes_of};
use crate::store::{MessageRow, MessageRows, SentRow, StoreError, UsedTokenRows};
use crate::time::Timestamp;
use rusqlite::{Row, params};

const MESSAGE: &str = "select id, mobile, verifier, nonce, language, listed from messages";

fn message(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        id: row.get(0)?,
        mobile: row.get(1)?,
        verifier: row.get(2)?,
        nonce: row.get(3)?,
        language: row.get(4)?,
        listed: row.get(5)?,
    })
}

/// The least id of a message that was made at a time.
fn made_at(time: Timestamp) -> MessageId {
    MessageId::from_bytes(first_bytes_of(time))
}

impl MessageRows for SqliteTx<'_> {
    fn put_message(&mut self, message: &MessageRow) -> Result<(), StoreError> {
        let sql = "insert into messages (id, mobile, verifier, nonce, language, listed, done)
            values (?1, ?2, ?3, ?4, ?5, ?6, 0)";
        let MessageRow {
            id,
            mobile,
            verifier,
            nonce,
            language,
            listed,
        } = message;
        let values = params![id, mobile, verifier, nonce, language, listed];
        self.run("queue a message", sql, values).map(drop)
    }

    fn message(&mut self, id: MessageId) -> Result<Option<MessageRow>, StoreError> {
        let sql = format!("{MESSAGE} where id = ?1 and done = 0");
        self.one("read a message", &sql, [id], message)
    }

    fn waiting_messages(&mut self, most: u32) -> Result<Vec<MessageRow>, StoreError> {
        let sql = format!("{MESSAGE} where done = 0 order by id limit ?1");
        self.all("list the messages", &sql, [most], message)
    }

    fn finish_message(&mut self, id: MessageId) -> Result<(), StoreError> {
        // None, where its number was erased while a courier had it.
        let sql = "update messages set done = 1 where id = ?1";
        self.run("finish a message", sql, [id]).map(drop)
    }

    fn forget_finished_messages(&mut self, before: Timestamp) -> Result<(), StoreError> {
        // A message's id has its time in front.
        let before = made_at(before);
        // With those of messages that were erased meanwhile.
        let sql = "delete from message_attempts where message < ?1 and message not in
            (select id from messages where done = 0)";
        self.run("forget attempts", sql, [before])?;
        let sql = "delete from messages where done = 1 and id < ?1";
        self.run("forget messages", sql, [before]).map(drop)
    }

    fn begin_attempt(
        &mut self,
        id: MessageId,
        courier: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "insert or ignore into message_attempts (message, courier, begun_at)
            values (?1, ?2, ?3)";
        let inserted = self.run("begin an attempt", sql, params![id, courier, at])?;
        Ok(inserted == 1)
    }

    fn end_attempt(
        &mut self,
        id: MessageId,
        courier: &str,
        outcome: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "update message_attempts set outcome = ?3, ended_at = ?4
            where message = ?1 and courier = ?2";
        let values = params![id, courier, outcome, at];
        self.run("end an attempt", sql, values).map(drop)
    }

    fn redate_attempts(&mut self, after: Timestamp, to: Timestamp) -> Result<(), StoreError> {
        // By the key first: nobody tries a message long after it was made.
        let sql = "update message_attempts set begun_at = ?3 where message >= ?1 and begun_at > ?2";
        let values = params![made_at(after), after, to];
        self.run("redate attempts", sql, values).map(drop)
    }

    fn tried_messages(
        &mut self,
        after: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<SentRow>, StoreError> {
        let sql = "select message, max(outcome = 'sent'), max(outcome = 'refused: not listed'),
              max(ended_at) from message_attempts
            where message >= ?1 group by message
            having count(*) = count(outcome) and not max(outcome = 'refused: limit')
              and max(begun_at) > ?2 and max(begun_at) <= ?3
            order by max(begun_at) desc, message desc";
        let values = params![made_at(after), after, until];
        self.all("list what was sent", sql, values, |row| {
            Ok(SentRow {
                id: row.get(0)?,
                sent: row.get(1)?,
                not_listed: row.get(2)?,
                ended_at: row.get(3)?,
            })
        })
    }
}

impl UsedTokenRows for SqliteTx<'_> {
    fn was_used(&mut self, jti: TokenId, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "select 1 from used_tokens where jti = ?1 and expires_at >= ?2";
        let found = self.one("look for a used token", sql, params![jti, now], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn use_token(
        &mut self,
        jti: TokenId,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.run(
            "forget used tokens",
            "delete from used_tokens where expires_at < ?1",
            [now],
        )?;
        let sql = "insert or ignore into used_tokens (jti, expires_at) values (?1, ?2)";
        let inserted = self.run("use a token", sql, params![jti, expires_at])?;
        Ok(inserted == 1)
    }

    fn revoke_token(&mut self, jti: TokenId, expires_at: Timestamp) -> Result<(), StoreError> {
        let sql = "insert into revoked_tokens (jti, expires_at) values (?1, ?2)
            on conflict (jti) do update set expires_at = max(expires_at, excluded.expires_at)";
        let values = params![jti, expires_at];
        self.run("revoke a token", sql, values).map(drop)
    }

    fn forget_revoked_tokens(&mut self, before: Timestamp) -> Result<(), StoreError> {
        let sql = "delete from revoked_tokens where expires_at < ?1";
        self.run("forget revoked tokens", sql, [before]).map(drop)
    }

    fn is_token_revoked(&mut self, jti: TokenId) -> Result<bool, StoreError> {
        let sql = "select 1 from revoked_tokens where jti = ?1";
        let found: Option<i64> =
            self.one("look for a revoked token", sql, [jti], |row| row.get(0))?;
        Ok(found.is_some())
    }
}
