-- What the centre told of numbers, apart from what happened here.

-- The last unlock that the centre told: a success here, dated by a fast clock, may stand after it.
alter table clearances add column told integer;

-- Which feed told of a lock last, and in which load: one that a new load doesn't tell again is
-- gone at the centre.
alter table locks add column event blob;
alter table locks add column load integer;
