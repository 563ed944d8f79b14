//! An attendee who moves to another number at the kiosk.

use crate::tongue::Tongue;
use crate::{JOHN, SARA, ask, door};

/// On no list.
const NEW: &str = "+989140000077";

mod in_persian {
    use crate::tongue::{ENGLISH, PERSIAN};
    use crate::turn;

    #[tokio::test]
    async fn who_has_another_number_moves_to_it_at_the_kiosk() {
        let _turn = turn().await;
        super::moves(&PERSIAN, &ENGLISH).await;
    }
}

mod in_english {
    use crate::tongue::{ENGLISH, PERSIAN};
    use crate::turn;

    #[tokio::test]
    async fn who_has_another_number_moves_to_it_at_the_kiosk() {
        let _turn = turn().await;
        super::moves(&ENGLISH, &PERSIAN).await;
    }
}

/// In one language; somebody helps in the other while the new number's code is awaited.
async fn moves(tongue: &Tongue, other: &Tongue) {
    let (centre, event, kiosk) = door("send_pause_s = 0").await;
    let mut kiosk = kiosk.in_language(tongue.language);
    let screen = kiosk.open().await;
    ask(&screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("change-mobile").await, tongue.change);
    screen.touch("change-mobile").await;
    screen.expect("change-mobile").await;
    screen.touch_keys("09140000077").await;
    screen.touch("send-code").await;
    let sent = centre.outbox().nth(NEW, 1).await;
    assert!(sent.text.contains(tongue.sms), "{}", sent.text);
    screen.text("countdown").await;
    screen.touch("language").await;
    screen.touch("resend").await;
    let sent = centre.outbox().nth(NEW, 2).await;
    assert!(sent.text.contains(other.sms), "{}", sent.text);
    screen.touch("language").await;
    screen.touch_keys(&sent.code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("mobile-changed").await, tongue.changed);
    // The centre hears of it a moment later, and then a phone may take the login over.
    screen.expect_attribute("handoff", "data-url").await;
    screen.touch("done").await;
    centre.wait_for_records(event, "mobile-changed", 1).await;
    // The new number logs in, and it is the same attendee.
    ask(&screen, "09140000077").await;
    let code = centre.outbox().nth(NEW, 3).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("attendee-name").await, "سارا محمدی");
    screen.touch("done").await;
    // The old one is nobody's.
    ask(&screen, "09140000001").await;
    screen.touch("other-number").await;
    ask(&screen, "09140000002").await;
    centre.outbox().nth(JOHN, 1).await;
    assert_eq!(centre.outbox().to(SARA).len(), 1);
    screen.close().await;
}
