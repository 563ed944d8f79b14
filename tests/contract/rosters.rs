//! Rosters as organisers bring them.

use connect_tests::centre::Centre;
use serde_json::{Value, json};

fn imported(csv: impl AsRef<[u8]>) -> Value {
    let centre = Centre::new();
    let event = centre.event("One", &[], "");
    let file = centre.file("roster.csv");
    std::fs::write(&file, csv).unwrap();
    let answer = centre.try_run(&[
        "event",
        "import",
        &event.to_string(),
        file.to_str().unwrap(),
    ]);
    if answer.success {
        serde_json::from_str(&answer.stdout).unwrap()
    } else {
        json!({ "refused": answer.stderr })
    }
}

#[test]
fn every_shape_that_spreadsheet_programs_write_goes_in() {
    for csv in [
        "name,mobile,ticket_code,ticket_type\nSara,09140000001,T-1,VIP\n",
        "\u{feff}name,mobile,ticket_code,ticket_type\r\nSara,09140000001,T-1,VIP\r\n",
        "ticket_code;mobile;name\nT-1;۰۹۱۴۰۰۰۰۰۰۱;سارا\n",
        "name\tmobile\tticket_code\tcity\nSara\t+98 914 000 0001\tT-1\tتهران\n",
        "name,mobile,ticket_code\n\"Rezaei, Sara\",\"0914-000-0001\",T-1",
        "نام,موبایل,کد بلیت,نوع بلیت\nسارا,۰۹۱۴۰۰۰۰۰۰۱,T-1,ویژه\n",
        "\u{feff}نام و نام خانوادگي;شماره همراه;كد بليت;نوع\u{200c}بلیط\r\nسارا;0914 000 0001;T-1;\r\n",
        "کدبلیط\tتلفن‌همراه\tنام کامل\tشهر\nT-1\t09140000001\tسارا\tتهران\n",
    ] {
        let report = imported(csv);
        assert_eq!(
            report,
            json!({ "added": 1, "changed": 0, "rejected": [] }),
            "{csv:?}"
        );
    }
}

#[test]
fn a_bad_line_is_reported_with_its_number_and_the_rest_goes_in() {
    let report = imported(
        "name,mobile,ticket_code\n\
         Sara,09140000001,T-1\n\
         Nobody,hello,T-2\n\
         ,09140000003,T-3\n\
         Ali,09140000004,T-1\n\
         Reza,09140000005,\n\
         Omid,09140000006,T-6\n",
    );
    assert_eq!(report["added"], 2);
    let lines: Vec<i64> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rejected| rejected["line"].as_i64().unwrap())
        .collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    assert!(
        report["rejected"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["reason"].is_string())
    );
}

#[test]
fn a_name_in_two_columns_is_one_and_of_two_numbers_the_mobile_is_meant() {
    for header in [
        "نام,نام خانوادگی,موبایل,تلفن,کد بلیت",
        "First name,Last name,Mobile,تلفن,Ticket code",
    ] {
        let centre = Centre::new();
        let line = "سارا,محمدی,09140000001,021 8800 0000,T-1";
        let event = centre.event("One", &[], &format!("{header}\n{line}\n"));
        let listed = centre.run(&["attendee", "list", "--event", &event.to_string()]);
        let attendee = &listed["attendees"][0];
        assert_eq!(attendee["name"], "سارا محمدی", "{listed}");
        assert_eq!(attendee["mobile"], "+989140000001");
    }
}

#[test]
fn the_number_of_a_line_is_the_files_however_lines_end() {
    for end in ["\n", "\r\n"] {
        let lines = ["name,mobile,ticket_code", "Sara,1,T-1", "Omid,2,T-2", ""];
        let report = imported(lines.join(end));
        let line = |n: usize| report["rejected"][n]["line"].as_i64();
        assert_eq!((line(0), line(1)), (Some(2), Some(3)), "{end:?}");
    }
}

#[test]
fn a_file_without_the_columns_or_with_nothing_in_it_is_refused_in_words() {
    for (csv, word) in [
        ("", "empty"),
        ("\u{feff}", "empty"),
        ("name,mobile\nSara,09140000001\n", "ticket_code"),
        ("Sara,09140000001,T-1\n", "name"),
    ] {
        let report = imported(csv);
        let refused = report["refused"].as_str().unwrap_or_default();
        assert!(refused.contains(word), "{csv:?}: {report}");
    }
    // What a spreadsheet program calls Unicode text.
    let utf_16: Vec<u8> = "\u{feff}name\tmobile\tticket_code\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let report = imported(utf_16);
    let refused = report["refused"].as_str().unwrap_or_default();
    assert!(refused.contains("UTF-8"), "{report}");
}

#[test]
fn a_line_of_ten_megabytes_is_a_bad_line_among_good_ones() {
    let long = "x".repeat(10 * 1024 * 1024);
    let report = imported(format!(
        "name,mobile,ticket_code\n{long},09140000001,T-1\nSara,09140000002,T-2\n"
    ));
    assert_eq!(report["added"], 1);
    assert_eq!(report["rejected"][0]["line"], 2);
}

#[test]
fn importing_again_changes_what_changed_and_removes_nothing() {
    let centre = Centre::new();
    let event = centre.event("One", &[], crate::ROSTER);
    let again = centre.import(event, crate::ROSTER);
    assert_eq!(again, json!({ "added": 0, "changed": 0, "rejected": [] }));
    let renamed = "name,mobile,ticket_code\nSara M.,09140000001,T-1\n";
    let report = centre.import(event, renamed);
    assert_eq!(report, json!({ "added": 0, "changed": 1, "rejected": [] }));
}
