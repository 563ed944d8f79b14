//! The change feed, on both sides.

use super::logs::{index, signed};
use super::statements::SqliteTx;
use crate::ids::{EventId, Generation};
use crate::store::{Change, Feed, FeedRows, StoreError};
use rusqlite::params;

impl FeedRows for SqliteTx<'_> {
    fn note_change(&mut self, event: EventId, kind: &str, entity: &[u8]) -> Result<(), StoreError> {
        let sql = "insert or replace into changes (event, kind, entity) values (?1, ?2, ?3)";
        self.run("note a change", sql, params![event, kind, entity])
            .map(drop)
    }

    fn changes_after(
        &mut self,
        event: EventId,
        after: i64,
        most: u32,
    ) -> Result<Vec<Change>, StoreError> {
        let sql = "select seq, kind, entity from changes where event = ?1 and seq > ?2
            order by seq limit ?3";
        self.all("read the feed", sql, params![event, after, most], |row| {
            Ok(Change {
                seq: row.get(0)?,
                kind: row.get(1)?,
                entity: row.get(2)?,
            })
        })
    }

    fn count_changes_after(&mut self, event: EventId, after: i64) -> Result<u64, StoreError> {
        let sql = "select count(*) from changes where event = ?1 and seq > ?2";
        self.count("count the feed", sql, params![event, after])
    }

    fn last_change(&mut self) -> Result<i64, StoreError> {
        let sql = "select seq from sqlite_sequence where name = 'changes'";
        let last = self.one("read the feed's end", sql, [], |row| row.get(0))?;
        Ok(last.unwrap_or(0))
    }

    fn generations(&mut self) -> Result<Vec<(i64, Generation)>, StoreError> {
        let sql = "select from_seq, id from generations order by from_seq";
        self.all("list the generations", sql, [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    fn last_generation(&mut self) -> Result<Option<Generation>, StoreError> {
        let sql = "select id from generations order by from_seq desc limit 1";
        self.one("read the generation", sql, [], |row| row.get(0))
    }

    fn begin_generation(&mut self, from: i64, id: Generation) -> Result<(), StoreError> {
        // A run that changed nothing has no place of its own.
        let sql = "insert or replace into generations (from_seq, id) values (?1, ?2)";
        self.run("begin a generation", sql, params![from, id])
            .map(drop)
    }

    fn feed(&mut self, event: EventId) -> Result<Option<Feed>, StoreError> {
        let sql = "select cursor, complete, load, loaded, expected, current_at, swept,
              passed_over, read_by
            from feeds where event = ?1";
        self.one("read the cursor", sql, [event], |row| {
            Ok(Feed {
                event,
                cursor: row.get(0)?,
                complete: row.get(1)?,
                load: row.get(2)?,
                loaded: index(row, 3)?,
                expected: index(row, 4)?,
                current_at: row.get(5)?,
                swept: row.get(6)?,
                passed_over: index(row, 7)?,
                read_by: row.get(8)?,
            })
        })
    }

    fn put_feed(&mut self, feed: &Feed) -> Result<(), StoreError> {
        let sql = "insert into feeds (event, cursor, complete, load, loaded, expected,
                current_at, swept, passed_over, read_by)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            on conflict (event) do update set cursor = excluded.cursor,
              complete = excluded.complete, load = excluded.load, loaded = excluded.loaded,
              expected = excluded.expected, current_at = excluded.current_at,
              swept = excluded.swept, passed_over = excluded.passed_over,
              read_by = excluded.read_by";
        let values = params![
            feed.event,
            feed.cursor,
            feed.complete,
            feed.load,
            signed(feed.loaded),
            signed(feed.expected),
            feed.current_at,
            feed.swept,
            signed(feed.passed_over),
            feed.read_by,
        ];
        self.run("keep the cursor", sql, values).map(drop)
    }
}
