-- Numbers that somebody held before, for these to be forgotten with them. (forget)
create table former_numbers (
  attendee blob not null references attendees on delete cascade,
  mobile text not null,
  primary key (attendee, mobile)
) strict, without rowid;

-- By whatever act they lose it; at their removal it is forgotten instead.
create trigger attendee_lets_go_of_number before update of mobile on attendees
  when old.mobile is not null and old.mobile is not new.mobile and new.state <> 'removed'
begin
  insert or ignore into former_numbers (attendee, mobile) values (old.id, old.mobile);
end;
