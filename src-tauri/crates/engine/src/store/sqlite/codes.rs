//! Verification codes, counters, sends and proofs.

use super::statements::SqliteTx;
use crate::code::{CodeRow, Seed, Verifier};
use crate::ids::{AttendeeId, EventId};
use crate::key::MobileHash;
use crate::mobile::Mobile;
use crate::store::{CodeRows, CounterRows, ProofRows, SendRows, StoreError};
use crate::time::{Millis, Now, Timestamp};
use rusqlite::{Row, params};

/// The key of a code's row: the number, so that a number has one live code.
fn row_key(mobile: &Mobile, verifier: &Verifier) -> String {
    if crate::fault::planted("code-per-verifier") {
        return format!("{} {}", mobile.e164(), verifier.label());
    }
    mobile.e164().to_owned()
}

fn key_of(code: &CodeRow) -> String {
    row_key(&code.seed.mobile, &code.seed.verifier)
}

fn clocks(row: &Row<'_>, from: usize) -> rusqlite::Result<Now> {
    Ok(Now {
        wall: row.get(from)?,
        boot: row.get(from + 1)?,
        boot_id: row.get(from + 2)?,
    })
}

impl CodeRows for SqliteTx<'_> {
    fn lock_code(
        &mut self,
        mobile: &Mobile,
        verifier: &Verifier,
    ) -> Result<Option<CodeRow>, StoreError> {
        let sql = "select verifier, purpose, nonce, made_wall, made_boot, boot_id, attempts, used,
            listed from codes where mobile = ?1";
        self.one("read a code", sql, [row_key(mobile, verifier)], |row| {
            Ok(CodeRow {
                seed: Seed {
                    mobile: mobile.clone(),
                    verifier: row.get(0)?,
                    purpose: row.get(1)?,
                    nonce: row.get(2)?,
                },
                made: clocks(row, 3)?,
                attempts: row.get(6)?,
                used: row.get(7)?,
                listed: row.get(8)?,
            })
        })
    }

    fn put_code(&mut self, code: &CodeRow) -> Result<(), StoreError> {
        let sql = "insert or replace into codes (mobile, verifier, purpose, nonce, made_wall,
              made_boot, boot_id, attempts, used, listed)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let CodeRow {
            seed,
            made,
            attempts,
            used,
            listed,
        } = code;
        let values = params![
            key_of(code),
            seed.verifier,
            seed.purpose,
            seed.nonce,
            made.wall,
            made.boot,
            made.boot_id,
            attempts,
            used,
            listed,
        ];
        self.run("keep a code", sql, values).map(drop)
    }

    fn count_attempt(&mut self, code: &CodeRow) -> Result<u32, StoreError> {
        if crate::fault::planted("attempt-not-counted") {
            return Ok(code.attempts + 1);
        }
        let sql = "update codes set attempts = attempts + 1 where mobile = ?1 and nonce = ?2
            returning attempts";
        self.one(
            "count an attempt",
            sql,
            params![key_of(code), code.seed.nonce],
            |row| row.get(0),
        )?
        .ok_or(StoreError::Inconsistent {
            table: "codes",
            what: "the locked row is gone",
        })
    }

    fn forget_codes(&mut self, now: &Now, older: Millis) -> Result<(), StoreError> {
        let before = now.boot.get().saturating_sub(older.get());
        for sql in [
            "delete from codes where boot_id <> ?1 or made_boot < ?2",
            "delete from proofs where boot_id <> ?1 or made_boot < ?2",
        ] {
            self.run("forget old codes", sql, params![now.boot_id, before])?;
        }
        Ok(())
    }

    fn consume_code(&mut self, code: &CodeRow) -> Result<bool, StoreError> {
        let sql = if crate::fault::planted("used-code-lives") {
            "update codes set used = 1 where mobile = ?1 and nonce = ?2"
        } else {
            "update codes set used = 1 where mobile = ?1 and nonce = ?2 and used = 0"
        };
        let changed = self.run(
            "consume a code",
            sql,
            params![key_of(code), code.seed.nonce],
        )?;
        Ok(changed == 1)
    }
}

impl CounterRows for SqliteTx<'_> {
    fn lock_failures(&mut self, mobile: &MobileHash) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "select at from failures where mobile_hash = ?1";
        self.all("count a number's failures", sql, [mobile], |row| row.get(0))
    }

    fn redate_counters(
        &mut self,
        mobile: &MobileHash,
        now: Timestamp,
        latest: Timestamp,
    ) -> Result<(), StoreError> {
        let failures = "update failures set at = ?1 where at > ?1";
        self.run("redate failures", failures, [now])?;
        let sends = "update sends set at = ?2 where mobile_hash = ?1 and at > ?2";
        self.run("redate sends", sends, params![mobile, now])?;
        let clearance = "update clearances set at = ?2 where mobile_hash = ?1 and at > ?2";
        self.run("redate a success", clearance, params![mobile, now])?;
        let lock = "update locks set until = ?2 where mobile_hash = ?1 and until > ?2";
        self.run("redate a lock", lock, params![mobile, latest])
            .map(drop)
    }

    fn redate_failures(
        &mut self,
        (after, until): (Timestamp, Timestamp),
        to: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "update failures set at = ?3 where at > ?1 and at <= ?2";
        self.run("redate failures", sql, params![after, until, to])
            .map(drop)
    }

    fn failures_since(
        &mut self,
        since: Timestamp,
        but: &MobileHash,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "select at from failures where at > ?1 and mobile_hash <> ?2";
        let values = params![since, but];
        self.all("count the station's failures", sql, values, |row| {
            row.get(0)
        })
    }

    fn add_failure(&mut self, mobile: &MobileHash, at: Timestamp) -> Result<(), StoreError> {
        let sql = "insert into failures (mobile_hash, at) values (?1, ?2)";
        self.run("count a failure", sql, params![mobile, at])
            .map(drop)
    }

    fn clear_failures(&mut self, mobile: &MobileHash, until: Timestamp) -> Result<(), StoreError> {
        let sql = "delete from failures where mobile_hash = ?1 and at <= ?2";
        self.run("forgive failures", sql, params![mobile, until])
            .map(drop)
    }

    fn clear_failures_after(
        &mut self,
        mobile: &MobileHash,
        since: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "delete from failures where mobile_hash = ?1 and at > ?2";
        self.run(
            "forgive failures of a fast clock",
            sql,
            params![mobile, since],
        )
        .map(drop)
    }

    fn give_latest_failures(
        &mut self,
        (from, to): (&MobileHash, &MobileHash),
        (after, until): (Timestamp, Timestamp),
        most: u32,
    ) -> Result<(), StoreError> {
        let sql = "update failures set mobile_hash = ?5 where id in (select id from failures
            where mobile_hash = ?1 and at > ?2 and at <= ?3 order by at desc, id desc limit ?4)";
        let values = params![from, after, until, most, to];
        self.run("forgive the latest failures", sql, values)
            .map(drop)
    }

    fn clearance(&mut self, mobile: &MobileHash) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select at from clearances where mobile_hash = ?1";
        self.one("read the last success", sql, [mobile], |row| row.get(0))
    }

    fn set_clearance(&mut self, mobile: &MobileHash, at: Timestamp) -> Result<(), StoreError> {
        let sql = "insert into clearances (mobile_hash, at) values (?1, ?2)
            on conflict (mobile_hash) do update set at = max(at, excluded.at)";
        self.run("keep a success", sql, params![mobile, at])
            .map(drop)
    }

    fn last_unlock(&mut self, mobile: &MobileHash) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select told from clearances where mobile_hash = ?1 and told is not null";
        self.one("read the last unlock", sql, [mobile], |row| row.get(0))
    }

    fn set_last_unlock(&mut self, mobile: &MobileHash, at: Timestamp) -> Result<(), StoreError> {
        let sql = "insert into clearances (mobile_hash, at, told) values (?1, ?2, ?2)
            on conflict (mobile_hash) do update set at = max(at, excluded.at),
              told = max(coalesce(told, excluded.told), excluded.told)";
        self.run("keep an unlock", sql, params![mobile, at])
            .map(drop)
    }

    fn lock(&mut self, mobile: &MobileHash) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select until from locks where mobile_hash = ?1";
        self.one("read a lock", sql, [mobile], |row| row.get(0))
    }

    fn locked_after(&mut self, time: Timestamp) -> Result<Vec<MobileHash>, StoreError> {
        let sql = "select mobile_hash from locks where until > ?1 order by mobile_hash";
        self.all("read locks", sql, [time], |row| row.get(0))
    }

    fn set_lock(
        &mut self,
        mobile: &MobileHash,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let Some(until) = until else {
            let sql = "delete from locks where mobile_hash = ?1";
            return self.run("lift a lock", sql, [mobile]).map(drop);
        };
        let sql = "insert into locks (mobile_hash, until) values (?1, ?2)
            on conflict (mobile_hash) do update set until = excluded.until";
        self.run("keep a lock", sql, params![mobile, until])
            .map(drop)
    }

    fn load_lock(
        &mut self,
        mobile: &MobileHash,
        until: Option<Timestamp>,
        (event, load): (EventId, i64),
    ) -> Result<(), StoreError> {
        self.set_lock(mobile, until)?;
        let sql = "update locks set event = ?2, load = ?3 where mobile_hash = ?1";
        self.run("keep who told of a lock", sql, params![mobile, event, load])
            .map(drop)
    }
}

impl SendRows for SqliteTx<'_> {
    fn sends_to(
        &mut self,
        mobile: &MobileHash,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "select at from sends where mobile_hash = ?1 and at > ?2 and verifier <> 'relay'";
        self.all(
            "count sends to a number",
            sql,
            params![mobile, since],
            |row| row.get(0),
        )
    }

    fn sends_by(
        &mut self,
        verifier: &Verifier,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "select at from sends where verifier = ?1 and at > ?2";
        self.all(
            "count a client's sends",
            sql,
            params![verifier, since],
            |row| row.get(0),
        )
    }

    fn redate_sends_by(&mut self, verifier: &Verifier, now: Timestamp) -> Result<(), StoreError> {
        let sql = "update sends set at = ?2 where verifier = ?1 and at > ?2";
        self.run("redate an asker's sends", sql, params![verifier, now])
            .map(drop)
    }

    fn sends_for(
        &mut self,
        attendee: AttendeeId,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "select at from sends where on_behalf_of = ?1 and at > ?2";
        self.all(
            "count a user's sends",
            sql,
            params![attendee, since],
            |row| row.get(0),
        )
    }

    fn add_send(
        &mut self,
        mobile: &MobileHash,
        verifier: &Verifier,
        on_behalf_of: Option<AttendeeId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "insert into sends (mobile_hash, verifier, on_behalf_of, at)
            values (?1, ?2, ?3, ?4)";
        self.run(
            "count a send",
            sql,
            params![mobile, verifier, on_behalf_of, at],
        )
        .map(drop)
    }

    fn relayed_to(
        &mut self,
        mobile: &MobileHash,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "select at from sends where mobile_hash = ?1 and at > ?2 and verifier = 'relay'";
        self.all(
            "count messages relayed to a number",
            sql,
            params![mobile, since],
            |row| row.get(0),
        )
    }

    fn add_relayed(
        &mut self,
        mobile: &MobileHash,
        on_behalf_of: Option<AttendeeId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "insert into sends (mobile_hash, verifier, on_behalf_of, at)
            values (?1, 'relay', ?2, ?3)";
        let values = params![mobile, on_behalf_of, at];
        self.run("count a relayed message", sql, values).map(drop)
    }

    fn forget_counters(&mut self, before: Timestamp) -> Result<(), StoreError> {
        for sql in [
            "delete from failures where at < ?1",
            "delete from sends where at < ?1",
            "delete from client_failures where at < ?1",
            // A success forgives what was before it: of that nothing is left by then.
            "delete from clearances where at < ?1",
            "delete from locks where until < ?1",
        ] {
            self.run("forget counters", sql, [before])?;
        }
        Ok(())
    }

    fn send_budget(&mut self, verifier: &Verifier) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select full_at from send_budgets where verifier = ?1";
        self.one("read the send budget", sql, [verifier], |row| row.get(0))
    }

    fn set_send_budget(
        &mut self,
        verifier: &Verifier,
        full_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "insert into send_budgets (verifier, full_at) values (?1, ?2)
            on conflict (verifier) do update set full_at = excluded.full_at";
        self.run("keep the send budget", sql, params![verifier, full_at])
            .map(drop)
    }
}

impl ProofRows for SqliteTx<'_> {
    fn proof(&mut self, mobile: &Mobile) -> Result<Option<Now>, StoreError> {
        let sql = "select made_wall, made_boot, boot_id from proofs where mobile = ?1";
        self.one("read a proof", sql, [mobile], |row| clocks(row, 0))
    }

    fn put_proof(&mut self, mobile: &Mobile, made: &Now) -> Result<(), StoreError> {
        let sql = "insert or replace into proofs (mobile, made_wall, made_boot, boot_id)
            values (?1, ?2, ?3, ?4)";
        let values = params![mobile, made.wall, made.boot, made.boot_id];
        self.run("keep a proof", sql, values).map(drop)
    }

    fn take_proof(&mut self, mobile: &Mobile) -> Result<bool, StoreError> {
        let taken = self.run(
            "take a proof",
            "delete from proofs where mobile = ?1",
            [mobile],
        )?;
        Ok(taken == 1)
    }
}
