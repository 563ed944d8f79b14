-- What hangs on a number is found by it, and not among all moves of the event.
drop index moves_by_event;
create index moves_by_number on moves (event, mobile);
create index moves_by_attendee on moves (attendee);
create index numbers_before_by_number on numbers_before (event, mobile);
