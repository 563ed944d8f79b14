//! The event's own colours, picture and texts, from the centre.

use crate::door::{Door, JOHN, PERSIAN, holds};
use connect_tests::phone::Phone;
use serde_json::json;
use std::path::Path;

#[tokio::test]
async fn the_page_wears_the_colours_and_the_picture_of_the_event() {
    let door = Door::open().await;
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/icons/icon.png");
    let event = door.event.alias.to_string();
    // Too pale to be read on paper as it is.
    door.centre.run(&[
        "event",
        "look",
        &event,
        "--colour",
        "#ff8fb5",
        "--picture",
        picture.to_str().unwrap(),
        "--next-fa",
        "به سالن اصلی در طبقه دوم بروید.",
        "--next-en",
        "Go to the main hall on the second floor.",
        "--name-en",
        "Tech Days",
    ]);
    let mut phone = door.enter(PERSIAN, JOHN);
    phone.expect("#next", "به سالن اصلی");
    let accent = "getComputedStyle(document.querySelector('.event > div')).borderTopColor";
    let light = phone.evaluate(accent);
    phone.scheme("dark");
    let dark = phone.evaluate(accent);
    let ours = [json!("rgb(11, 92, 86)"), json!("rgb(98, 201, 187)")];
    assert!(!ours.contains(&light) && !ours.contains(&dark) && light != dark);
    let seen = "document.getElementById('picture').decode().then(() => \
                document.getElementById('picture').naturalWidth)";
    assert!(phone.evaluate(seen).as_i64().unwrap() > 0, "it is loaded");
    // Nobody's contrast may suffer: axe-core looks at both themes.
    holds(&mut phone, "fa-look");
    let named = "document.getElementById('event-name').textContent";
    assert_ne!(phone.evaluate(named), json!("Tech Days"));
    phone.touch("#language");
    phone.expect("#next", "Go to the main hall");
    phone.expect("#event-name", "Tech Days");
    holds(&mut phone, "en-look");

    // An English text alone is shown to all, in its own direction.
    door.centre.run(&[
        "event",
        "look",
        &event,
        "--picture",
        "none",
        "--next-fa",
        "",
    ]);
    phone.reload();
    phone.expect("#next", "Go to the main hall");
    phone.touch("#language");
    phone.expect("#next p[lang=en][dir=ltr]", "Go to the main hall");
    assert_eq!(
        phone.evaluate("document.getElementById('picture').hidden"),
        json!(true)
    );
}

#[tokio::test]
async fn a_text_is_read_in_the_language_that_it_is_written_in() {
    let door = Door::open().await;
    let event = door.event.alias.to_string();
    // Its first letters are of the other language, and a hall is called as its sign has it.
    let text = "Rust در سالن B2، ردیف 2، ساعت 9:30";
    door.centre
        .run(&["event", "look", &event, "--next-fa", text]);
    let mut phone = door.enter(PERSIAN, JOHN);
    let persian = "#next p[lang=fa][dir=rtl]";
    phone.expect(persian, "Rust در سالن B2، ردیف ۲، ساعت ۹:۳۰");
    holds(&mut phone, "fa-next-latin");
    phone.touch("#language");
    phone.expect("#hello", "Welcome");
    phone.expect(persian, "Rust در سالن B2، ردیف ۲، ساعت ۹:۳۰");
    holds(&mut phone, "en-next-persian");
}

#[tokio::test]
async fn a_phone_is_met_in_the_first_of_its_languages_that_we_speak() {
    let door = Door::open().await;
    let page = format!("{}/handoff", door.centre.url());
    let mut phone = Phone::new(PERSIAN);
    for (languages, title) in [
        ("de-DE,fa,en-US", "این صفحه را از کیوسک باز کنید"),
        ("de-DE,en-GB,fa", "Open this page from the kiosk"),
        ("de-DE,fr", "Open this page from the kiosk"),
    ] {
        phone.speak(languages);
        phone.go(&page);
        phone.expect("#notice-title", title);
    }
}
