//! A station that staff have put out of service.

use crate::support::World;
use connect_engine::acts;
use connect_engine::store::LogRows;
use connect_engine::store::sqlite::SqliteStore;

#[test]
fn it_is_so_until_it_is_said_otherwise_and_each_change_is_a_record() {
    let mut world = World::of(1).with_station();
    let station = &mut world.stations[0];
    assert!(!station.act(|act| acts::is_out_of_order(act)));
    for (on, records) in [(true, 1), (true, 1), (false, 2), (false, 2)] {
        station.act(|act| acts::set_out_of_order(act, on, None));
        let key = station.root.derive(connect_engine::key::Label::Database);
        // As after a restart.
        station.store = SqliteStore::open(&station.file, &key.unwrap()).unwrap();
        assert_eq!(station.act(|act| acts::is_out_of_order(act)), on);
        let log = station.act(|act| act.log_id());
        let rows = station.act(|act| act.tx().records_from(log, 0, 100));
        let acts = rows.iter().filter(|row| row.kind == "staff-act").count();
        assert_eq!(acts, records, "{on}");
    }
}
