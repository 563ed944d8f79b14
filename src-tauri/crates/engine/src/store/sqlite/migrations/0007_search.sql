-- How staff find people at a station.

-- The folded text of each attendee: see search_text.rs.
create table search_texts (
  doc integer primary key,
  attendee blob not null unique,
  event blob not null,
  text text not null
) strict;
-- Whose texts are of nobody any more? (sweep, purge)
create index search_texts_by_event on search_texts (event);

-- In which texts does a phrase stand? Folded already, so case counts.
create virtual table search_index using fts5 (
  text,
  content = 'search_texts',
  content_rowid = 'doc',
  columnsize = 0,
  tokenize = 'trigram case_sensitive 1'
);
-- What is deleted leaves no trace in the index.
insert into search_index (search_index, rank) values ('secure-delete', 1);

-- Each word of a text, under what is left of it without some of its letters. (typing errors)
create table search_words (
  variant text not null,
  word text not null,
  primary key (variant, word)
) strict, without rowid;

-- Whose text is old.
create table search_marks (
  attendee blob primary key
) strict, without rowid;

-- Events whose texts are old, and up to whom they have been looked through since.
create table search_events (
  event blob primary key,
  after blob
) strict, without rowid;

-- What a station has loaded before there was a search.
insert into search_events (event) select event from feeds;
