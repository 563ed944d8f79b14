//! Stations that call staff, as the organiser sees them.

use crate::served;
use connect_engine::acts;
use connect_tests::station::Station;
use serde_json::Value;

#[tokio::test]
async fn the_list_of_stations_shows_who_calls_staff_until_somebody_answers() {
    let (centre, event, _) = served().await;
    let folder = tempfile::tempdir().unwrap();
    let mut stations = Vec::new();
    for name in ["North", "South"] {
        let data = folder.path().join(name);
        stations.push(Station::join(&data, &centre, &[event], name).await);
    }
    let since = || {
        let listed = centre.run(&["station", "list"]);
        let listed = listed["stations"].as_array().unwrap().clone();
        let of = |name: &str| {
            let found = listed.iter().find(|station| station["name"] == name);
            found.unwrap()["calls_staff_since"].clone()
        };
        [of("North"), of("South")]
    };
    assert_eq!(since(), [Value::Null, Value::Null]);
    let [north, south] = &stations[..] else {
        panic!("two stations");
    };
    let called = north.events();
    let called = called.first().map(|event| event.id);
    assert!(north.write(|act| acts::call_staff(act, called, None)));
    north.exchange().await;
    let shown = since();
    assert!(shown[0].is_string() && shown[1].is_null(), "{shown:?}");

    south.exchange().await;
    let open = south.read(|act| {
        let open = acts::open_calls(act)?;
        Ok(open)
    });
    assert_eq!(open.len(), 1);
    assert_eq!(
        (open[0].name.as_str(), open[0].station),
        ("North", north.home.id)
    );
    assert!(south.write(|act| acts::answer_call(act, north.home.id, None)));
    south.exchange().await;
    assert_eq!(since(), [Value::Null, Value::Null]);
    north.exchange().await;
    let open = north.read(|act| {
        let open = acts::open_calls(act)?;
        Ok(open)
    });
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(centre.records(event, "help-called").len(), 1);
    assert_eq!(centre.records(event, "help-answered").len(), 1);
}
