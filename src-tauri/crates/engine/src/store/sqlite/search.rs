//! What staff look for people by: a full-text index of trigrams, and words by their variants.

use super::statements::SqliteTx;
use crate::ids::{AttendeeId, EventId};
use crate::roster::Attendee;
use crate::store::{SearchRows, StoreError};
use rusqlite::params;
use rusqlite::types::ToSql;
use std::collections::BTreeSet;

/// Shorter phrases aren't in the index.
const TRIGRAM: usize = 3;

impl SearchRows for SqliteTx<'_> {
    fn mark_person(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        let sql = "insert or ignore into search_marks (attendee) values (?1)";
        self.run("mark a text as old", sql, [attendee]).map(drop)
    }

    fn unmark_person(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        let sql = "delete from search_marks where attendee = ?1";
        self.run("forget a mark", sql, [attendee]).map(drop)
    }

    fn marked_people(&mut self, most: u32) -> Result<Vec<AttendeeId>, StoreError> {
        let sql = "select attendee from search_marks limit ?1";
        self.all("read the marks", sql, [most], |row| row.get(0))
    }

    fn mark_people_of(
        &mut self,
        event: EventId,
        after: Option<AttendeeId>,
    ) -> Result<(), StoreError> {
        let sql = "insert into search_events (event, after) values (?1, ?2)
            on conflict (event) do update set after = excluded.after";
        self.run("mark an event's texts as old", sql, params![event, after])
            .map(drop)
    }

    fn unmark_people_of(&mut self, event: EventId) -> Result<(), StoreError> {
        let sql = "delete from search_events where event = ?1";
        self.run("forget a mark", sql, [event]).map(drop)
    }

    fn marked_event(&mut self) -> Result<Option<(EventId, Option<AttendeeId>)>, StoreError> {
        let sql = "select event, after from search_events limit 1";
        self.one("read the marks", sql, [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    fn search_text(&mut self, attendee: AttendeeId) -> Result<Option<String>, StoreError> {
        let sql = "select text from search_texts where attendee = ?1";
        self.one("read a text", sql, [attendee], |row| row.get(0))
    }

    fn put_search_text(&mut self, attendee: &Attendee, text: &str) -> Result<(), StoreError> {
        self.take_from_index(attendee.id)?;
        let sql = "insert into search_texts (attendee, event, text) values (?1, ?2, ?3)
            on conflict (attendee) do update set event = excluded.event, text = excluded.text";
        let values = params![attendee.id, attendee.event, text];
        self.run("keep a text", sql, values)?;
        let sql = "insert into search_index (rowid, text)
            select doc, text from search_texts where attendee = ?1";
        self.run("index a text", sql, [attendee.id]).map(drop)
    }

    fn drop_search_text(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        self.take_from_index(attendee)?;
        let sql = "delete from search_texts where attendee = ?1";
        self.run("drop a text", sql, [attendee]).map(drop)
    }

    fn people_gone(&mut self, event: EventId) -> Result<Vec<AttendeeId>, StoreError> {
        let sql = "select attendee from search_texts t where event = ?1 and not exists
            (select 1 from attendees a where a.id = t.attendee and a.state = 'active')";
        self.all("list who is gone", sql, [event], |row| row.get(0))
    }

    fn forget_search_texts(&mut self) -> Result<(), StoreError> {
        for sql in [
            "insert into search_index (search_index) values ('delete-all')",
            "delete from search_texts",
            "delete from search_words",
            "delete from search_marks",
            "delete from search_events",
        ] {
            self.run("forget the texts", sql, [])?;
        }
        Ok(())
    }

    fn put_search_word(
        &mut self,
        word: &str,
        variants: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let sql = "insert or ignore into search_words (variant, word) values (?1, ?2)";
        for variant in variants {
            if self.run("keep a word", sql, [variant.as_str(), word])? == 0 {
                // All of them are there.
                break;
            }
        }
        Ok(())
    }

    fn drop_search_word(
        &mut self,
        word: &str,
        variants: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let sql = "delete from search_words where variant = ?1 and word = ?2";
        for variant in variants {
            self.run("drop a word", sql, [variant.as_str(), word])?;
        }
        Ok(())
    }

    fn has_search_word(&mut self, word: &str) -> Result<bool, StoreError> {
        let sql = "select 1 from search_index where search_index match ?1 limit 1";
        let found = self.one(
            "look for a word",
            sql,
            [quoted(&format!(" {word} "))],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn words_with_variants(
        &mut self,
        variants: &BTreeSet<String>,
    ) -> Result<Vec<String>, StoreError> {
        let sql = "select word from search_words where variant = ?1";
        let mut words = Vec::new();
        for variant in variants {
            let found: Vec<String> =
                self.all("look for a word", sql, [variant], |row| row.get(0))?;
            words.extend(found);
        }
        Ok(words)
    }

    fn people_with(
        &mut self,
        phrases: &[Vec<String>],
        events: &[EventId],
        most: usize,
    ) -> Result<Vec<(AttendeeId, String)>, StoreError> {
        let is_indexed = |any: &&Vec<String>| any.iter().all(|p| p.chars().count() >= TRIGRAM);
        let (indexed, short): (Vec<_>, Vec<_>) = phrases.iter().partition(is_indexed);
        let query = indexed.iter().map(|any| {
            let any: Vec<String> = any.iter().map(|phrase| quoted(phrase)).collect();
            format!("({})", any.join(" OR "))
        });
        let query = query.collect::<Vec<_>>().join(" AND ");
        let events: Vec<u8> = events.iter().flat_map(|id| *id.as_bytes()).collect();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut values: Vec<&dyn ToSql> = vec![&events, &most];
        let mut sql = String::from("select t.attendee, t.text from search_texts t");
        if !indexed.is_empty() {
            values.push(&query);
            sql.push_str(" join search_index i on i.rowid = t.doc and i.text match ?3");
        }
        // An event is one of the blobs of 16 bytes that are strung together.
        sql.push_str(" where instr(?1, t.event) % 16 = 1");
        for any in &short {
            let places = any.iter().map(|phrase| {
                values.push(phrase);
                format!("instr(t.text, ?{})", values.len())
            });
            let places = places.collect::<Vec<_>>().join(" or ");
            sql.extend([" and (", &places, ")"]);
        }
        sql.push_str(" limit ?2");
        self.all("look for people", &sql, values.as_slice(), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }
}

impl SqliteTx<'_> {
    /// The index must be told what stands in it.
    fn take_from_index(&self, attendee: AttendeeId) -> Result<(), StoreError> {
        let sql = "insert into search_index (search_index, rowid, text)
            select 'delete', doc, text from search_texts where attendee = ?1";
        self.run("take a text from the index", sql, [attendee])
            .map(drop)
    }
}

/// A phrase in the language of the index.
fn quoted(phrase: &str) -> String {
    format!("\"{}\"", phrase.replace('"', "\"\""))
}
