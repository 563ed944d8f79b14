//! A station-signed token, taken from the hand-off's address.

use crate::tongue::Tongue;
use crate::{SARA, ask, door, turn};
use connect_tests::centre::Centre;
use connect_tests::foreign;
use connect_tests::phone::{Phone, Setup};
use connect_tests::screen::Screen;
use serde_json::{Value, json};

/// Sara logs in: the address of the QR on her welcome.
async fn log_in(screen: &Screen, centre: &Centre) -> String {
    ask(screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    screen.expect_attribute("handoff", "data-url").await
}

#[tokio::test]
async fn a_hand_off_holds_for_any_library_until_its_station_is_revoked() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let screen = kiosk.open().await;
    let address = log_in(&screen, &centre).await;
    // Chance may have put digits of the mobile into the token.
    let shown = screen.source().await.replace(&address, "");
    for digits in ["9140000001", "۹۱۴۰۰۰۰۰۰۱", "••01", "••۰۱"] {
        assert!(!shown.contains(digits), "no digits of the mobile: {digits}");
    }
    let (page, token) = address.split_once('#').unwrap();
    assert_eq!(page, format!("{}/handoff", centre.url()));

    let issuer = format!("{}/events/{event}", centre.url());
    let claims = foreign::verify(&issuer, &centre.url(), "handoff+jwt", token).unwrap();
    assert_eq!(claims["amr"], json!(["otp", "sms"]));
    foreign::verify(&issuer, &issuer, "at+jwt", token).expect_err("a hand-off is no access token");

    let exchange = |last4: &str| {
        json!({
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "client_id": "connect-web", "assertion": token, "mobile_last4": last4,
        })
    };
    let granted = centre.token(&exchange("0001")).await;
    assert_eq!(granted.status(), 200);
    let granted: Value = granted.json().await.unwrap();
    let user = granted["access_token"].as_str().unwrap();
    let user_claims = foreign::verify(&issuer, &issuer, "at+jwt", user).unwrap();
    assert_eq!(user_claims["sub"], claims["sub"]);
    assert_eq!(
        centre.token(&exchange("0001")).await.status(),
        400,
        "single use"
    );
    let me = centre
        .http
        .get(format!("{}/api/me", centre.url()))
        .bearer_auth(user);
    let me: Value = me.send().await.unwrap().json().await.unwrap();
    assert_eq!(me["name"], "سارا محمدی");

    let station = claims["station"].as_str().unwrap();
    centre.run(&["station", "revoke", station]);
    foreign::verify(&issuer, &centre.url(), "handoff+jwt", token)
        .expect_err("the key of a revoked station has left the set");
    foreign::verify(&issuer, &issuer, "at+jwt", user).expect("the centre's own token stands");
    screen.close().await;
}

mod in_persian {
    use crate::tongue::PERSIAN;
    use crate::turn;

    #[tokio::test]
    async fn an_attendee_takes_their_login_along_on_their_phone() {
        let _turn = turn().await;
        super::taken_along(&PERSIAN).await;
    }
}

mod in_english {
    use crate::tongue::ENGLISH;
    use crate::turn;

    #[tokio::test]
    async fn an_attendee_takes_their_login_along_on_their_phone() {
        let _turn = turn().await;
        super::taken_along(&ENGLISH).await;
    }
}

async fn taken_along(tongue: &Tongue) {
    let (centre, _, kiosk) = door("").await;
    let mut kiosk = kiosk.in_language(tongue.language);
    let screen = kiosk.open().await;
    let address = log_in(&screen, &centre).await;
    assert_eq!(screen.title().await, tongue.welcome);
    let picture = centre.file("welcome.png");
    screen.picture(&picture).await;
    screen.touch("done").await;
    let mut phone = Phone::new(Setup {
        locale: tongue.locale,
        width: 360,
        scheme: "light",
    });
    // What it reads is the screen as the window has drawn it.
    assert_eq!(phone.read_picture(&picture), json!([address]));
    phone.go(&address);
    phone.expect("#proof h1", tongue.phone_asks);
    phone.touch("#last4");
    phone.type_text("0001");
    phone.press("Enter");
    phone.expect("#name", "سارا محمدی");
    assert_eq!(phone.complaints(), json!([]));
    screen.close().await;
}
