//! A log that was taken out of its database: whoever has the file checks it with the station's
//! program, from nothing but the public key.

use connect_engine::mobile::Mobile;
use connect_tests::centre::Centre;
use connect_tests::program::command;
use connect_tests::station::Station;
use std::path::Path;
use tempfile::TempDir;

const ROSTER: &str = "name,mobile,ticket_code\n\
    سارا محمدی,09140000001,T-1\n\
    John Smith,09140000002,T-2\n";

/// Runs the station's program: whether it succeeded, and what it said.
fn kiosk(arguments: &[&Path]) -> (bool, String) {
    let ran = command("connect-kiosk").args(arguments).output().unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8(said).unwrap())
}

fn verify(file: &Path) -> (bool, String) {
    kiosk(&[Path::new("verify-log"), file])
}

struct Site {
    centre: Centre,
    folder: TempDir,
    thumbprint: String,
    id: String,
}

/// A station that has admitted two guests, of whom one was removed afterwards.
async fn site() -> Site {
    let mut centre = Centre::new();
    let event = centre.event("Logs", &[], ROSTER);
    centre.serve().await;
    let folder = tempfile::tempdir().unwrap();
    let station = Station::join(&folder.path().join("door"), &centre, &[event], "Door").await;
    station.exchange().await;
    let served = station.events().remove(0);
    for mobile in ["09140000001", "09140000002"] {
        station.admit(&served, &Mobile::parse(mobile).unwrap());
    }
    station.exchange().await;
    let alias = event.to_string();
    let listed = centre.run(&["attendee", "list", "--event", &alias]);
    let gone = listed["attendees"][0]["id"].as_str().unwrap().to_owned();
    centre.run(&["attendee", "remove", &gone]);
    station.exchange().await;
    Site {
        thumbprint: station.home.key.public().thumbprint(),
        id: station.home.id.to_string(),
        centre,
        folder,
    }
}

#[tokio::test]
async fn an_exported_log_is_checked_without_its_station_and_says_where_it_breaks() {
    let site = site().await;
    let (data, file) = (
        site.folder.path().join("door"),
        site.folder.path().join("log"),
    );
    let [option, export] = ["--data", "export-log"].map(Path::new);
    let (exported, said) = kiosk(&[option, &data, export, &file]);
    assert!(exported, "{said}");

    let (holds, said) = verify(&file);
    assert!(holds, "{said}");
    assert!(
        said.contains(&site.thumbprint),
        "whose it claims to be: {said}"
    );
    assert!(said.contains("holds: "), "{said}");

    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let erased = lines
        .iter()
        .skip(1)
        .filter(|l| !l.contains("\"body\""))
        .count();
    assert!(
        erased > 0,
        "bodies about a removed guest are gone, and the chain holds"
    );
    let without = |gone: usize| {
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != gone);
        let kept: Vec<&str> = kept.map(|(_, line)| *line).collect();
        kept.join("\n")
    };
    for gone in 1..lines.len() {
        std::fs::write(&file, without(gone)).unwrap();
        let (holds, said) = verify(&file);
        assert!(!holds, "record {} is missing: {said}", gone - 1);
        let place = format!("breaks at record {}:", gone - 1);
        assert!(said.contains(&place), "{said} doesn't say `{place}`");
    }
    std::fs::write(&file, without(0)).unwrap();
    let (holds, said) = verify(&file);
    assert!(
        !holds && said.contains("line 1 is no title of an exported log"),
        "{said}"
    );
}

#[tokio::test]
async fn the_centres_copy_of_a_log_is_the_stations_own() {
    let site = site().await;
    let (data, own) = (
        site.folder.path().join("door"),
        site.folder.path().join("own"),
    );
    let [option, export] = ["--data", "export-log"].map(Path::new);
    assert!(kiosk(&[option, &data, export, &own]).0);
    let answer = site.centre.try_run(&["records", "export-log", &site.id]);
    assert!(answer.success, "{}", answer.stderr);
    let theirs = site.folder.path().join("theirs");
    std::fs::write(&theirs, &answer.stdout).unwrap();
    let (holds, said) = verify(&theirs);
    assert!(holds, "{said}");
    assert_eq!(answer.stdout, std::fs::read_to_string(&own).unwrap());

    let nobody = "00000000-0000-7000-8000-000000000000";
    let answer = site.centre.try_run(&["records", "export-log", nobody]);
    assert!(
        !answer.success && answer.stderr.contains("no station"),
        "{}",
        answer.stderr
    );
}
