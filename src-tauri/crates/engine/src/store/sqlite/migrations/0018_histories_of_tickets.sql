-- What was done with a ticket whose holder was another before? (card)
create index history_by_ticket on history (ticket) where ticket is not null;
