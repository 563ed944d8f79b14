//! Starts that can't succeed say why, in words.

use crate::{ROSTER, turn};
use connect_tests::centre::Centre;
use connect_tests::display::{Cage, Display};
use connect_tests::kiosk::Kiosk;
use connect_tests::program::{free_port, tool};
use connect_tests::screen::Screen;
use connect_tests::tls::Front;
use connect_tests::wait::until;
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A kiosk that joins at an address with a code.
fn joining(address: &str, code: &str) -> Kiosk {
    let mut kiosk = Kiosk::new();
    kiosk
        .arguments
        .extend(["--central", address, "--enrol", code].map(ToOwned::to_owned));
    kiosk
}

async fn refusal(kiosk: &Kiosk) -> String {
    let (success, said) = kiosk.run_to_its_end().await;
    assert!(!success, "it must not start: {said}");
    said.to_lowercase()
}

/// The kiosk tells why it can't begin, and sends attendees elsewhere.
async fn not_started(screen: &Screen, why: &str) {
    screen.expect("out-of-order").await;
    let said = screen.text("not-started").await;
    assert!(said.contains(why), "{said}");
}

/// A kiosk that has joined its centre and was closed.
async fn joined() -> (Centre, Kiosk) {
    let mut centre = Centre::new();
    let event = centre.event("One", &[], "");
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]).in_language("en");
    let screen = kiosk.open().await;
    screen.begin().await;
    screen.close().await;
    kiosk.close();
    (centre, kiosk)
}

#[tokio::test]
async fn a_wrong_or_used_enrolment_code_is_refused_in_words() {
    let mut centre = Centre::new();
    let event = centre.event("One", &[], "");
    centre.serve().await;
    let wrong = refusal(&joining(&centre.url(), "AAAA-BBBB-CCCC-DDDD")).await;
    assert!(wrong.contains("code"), "{wrong}");
    let code = centre.enrolment_code(&[event]);
    let mut first = joining(&centre.url(), &code);
    let screen = first.open().await;
    screen.begin().await;
    screen.close().await;
    let used = refusal(&joining(&centre.url(), &code)).await;
    assert!(used.contains("used"), "{used}");
}

#[tokio::test]
async fn a_kiosk_that_was_never_set_up_opens_its_window_and_has_no_log() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new();
    let screen = kiosk.open().await;
    screen.expect("setup").await;
    screen.close().await;
    kiosk.close();
    kiosk.arguments = vec!["verify-log".to_owned()];
    let said = refusal(&kiosk).await;
    assert!(
        said.contains("--central") && said.contains("--enrol"),
        "{said}"
    );
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused() {
    let said = refusal(&joining(
        "http://connect.example.org",
        "AAAA-BBBB-CCCC-DDDD",
    ))
    .await;
    assert!(said.contains("https"), "{said}");
}

#[tokio::test]
async fn a_centre_that_isnt_there_is_named() {
    let address = format!("http://127.0.0.1:{}", free_port());
    let said = refusal(&joining(&address, "AAAA-BBBB-CCCC-DDDD")).await;
    assert!(said.contains(&address), "{said}");
}

#[tokio::test]
async fn a_centre_that_answers_html_is_no_centre() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            drop(stream.read(&mut request).await);
            let page = "<html>Welcome to the hotel's Wi-Fi</html>";
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\
                 connection: close\r\n\r\n{page}",
                page.len()
            );
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    let said = refusal(&joining(&address, "AAAA-BBBB-CCCC-DDDD")).await;
    assert!(said.contains("centre"), "{said}");
    assert!(
        !said.contains("hotel"),
        "what a stranger sends is not repeated: {said}"
    );
}

/// What a kiosk says of a server whose answer goes on for ever, and how many bytes of it were taken:
/// those that the kiosk read, and what lay between the two when it hung up.
async fn told_without_an_end(header: &'static str, chunk: Vec<u8>) -> (String, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            drop(stream.read(&mut request).await);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{header}\r\n");
            drop(stream.write_all(head.as_bytes()).await);
            let mut written = 0;
            while stream.write_all(&chunk).await.is_ok() {
                written += chunk.len();
            }
            let _nobody_listens_any_more = tell.send(written);
        }
    });
    let said = refusal(&joining(&address, "AAAA-BBBB-CCCC-DDDD")).await;
    (said, told.recv().await.unwrap())
}

#[tokio::test]
async fn an_answer_without_an_end_is_no_centres() {
    let (said, taken) = told_without_an_end("", vec![b' '; 64 * 1024]).await;
    assert!(said.contains("no connect centre"), "{said}");
    assert!(taken < 16 * 1024 * 1024, "{taken} bytes were taken");
}

#[tokio::test]
async fn a_compressed_bomb_is_no_centres() {
    // Some kilobytes that come to 16 MiB, again and again.
    let blanks = "head -c 16M /dev/zero | tr '\\0' ' ' | gzip -9";
    let bomb = tool("sh").args(["-c", blanks]).output().unwrap().stdout;
    assert!((1000..100_000).contains(&bomb.len()), "{}", bomb.len());
    let (said, taken) = told_without_an_end("content-encoding: gzip\r\n", bomb).await;
    assert!(said.contains("no connect centre"), "{said}");
    assert!(taken < 16 * 1024 * 1024, "{taken} bytes were taken");
}

#[tokio::test]
async fn a_certificate_that_doesnt_hold_is_refused() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let front = Front::new().await;
    let address = front.address.clone();
    let mut centre = Centre::new();
    let event = centre.event("One", &[], "");
    centre.serve_with(&["--issuer", &address]);
    centre.serve().await;
    front.before(&centre.url(), made.cert.der().clone(), &made.signing_key);
    // Who trusts the certificate is served: nothing else is wrong.
    let trusted = reqwest::Certificate::from_der(made.cert.der()).unwrap();
    let http = reqwest::Client::builder()
        .tls_certs_only([trusted])
        .build()
        .unwrap();
    let ready = http.get(format!("{address}/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    let said = refusal(&joining(&address, &centre.enrolment_code(&[event]))).await;
    assert!(said.contains("certificate"), "{said}");
    assert_eq!(
        centre.run(&["station", "list"])["stations"],
        serde_json::json!([])
    );
}

#[tokio::test]
async fn a_data_folder_that_cant_be_written_is_named_until_it_can() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new().in_language("en");
    // A file stands where the folder should be: nobody can write into it, root neither.
    std::fs::write(kiosk.data(), "in the way").unwrap();
    let screen = kiosk.open().await;
    not_started(&screen, "data folder").await;
    std::fs::remove_file(kiosk.data()).unwrap();
    screen.expect("setup").await;
    screen.close().await;
}

#[tokio::test]
async fn a_database_whose_root_secret_is_lost_or_open_to_others_waits_until_that_is_mended() {
    let _turn = turn().await;
    let (_centre, mut kiosk) = joined().await;
    let secret = kiosk.data().join("connect-root-secret");
    let mode = |mode| std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(mode));
    mode(0o640).unwrap();
    let screen = kiosk.open().await;
    not_started(&screen, "Others may read").await;
    assert!(!screen.has("staff-entry").await, "nobody can come on duty");
    mode(0o600).unwrap();
    screen.expect("attract").await;
    screen.close().await;
    kiosk.close();
    let aside = secret.with_extension("aside");
    std::fs::rename(&secret, &aside).unwrap();
    let screen = kiosk.open().await;
    not_started(&screen, "key").await;
    screen.close().await;
    kiosk.close();
    std::fs::rename(&aside, &secret).unwrap();
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    // Two windows over one another would serve with one folder.
    let second = refusal(&kiosk).await;
    assert!(second.contains("runs already"), "{second}");
    screen.close().await;
}

#[tokio::test]
async fn a_database_that_isnt_whole_is_said_to_be_damaged() {
    let _turn = turn().await;
    let (_centre, mut kiosk) = joined().await;
    let database = kiosk.data().join("connect.db");
    drop(std::fs::remove_file(kiosk.data().join("connect.db-wal")));
    let file = std::fs::File::options().write(true).open(database).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(length / 2).unwrap();
    let screen = kiosk.open().await;
    not_started(&screen, "damaged").await;
    screen.close().await;
}

#[tokio::test]
async fn who_has_no_home_has_a_window_all_the_same() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new();
    // Where no folder can be made, for root neither.
    kiosk.environment = [("HOME", "/dev/null"), ("XDG_DATA_HOME", "/dev/null/share")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let screen = kiosk.open().await;
    screen.expect("setup").await;
    screen.close().await;
}

#[tokio::test]
async fn a_way_of_sms_that_cant_be_used_is_said_before_anybody_sets_the_kiosk_up() {
    let mut kiosk = Kiosk::new();
    for (wrong, why) in [
        ("pigeon", "pigeon"),
        ("relay,kavenegar", "connect_kavenegar_key"),
    ] {
        kiosk.arguments = vec!["--sms".to_owned(), wrong.to_owned()];
        let said = refusal(&kiosk).await;
        assert!(said.contains(why), "{said}");
    }
}

#[tokio::test]
async fn the_window_fits_a_screen_that_is_higher_than_wide() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let event = centre.event("Tall", &[], ROSTER);
    centre.serve().await;
    let tall = Display::start(1080, 1920);
    let kiosk = Kiosk::of(&centre, &[event]).on_display(&tall.name);
    let mut kiosk = kiosk.full_screen();
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    fills(&screen, [1080, 1920]).await;
    screen.close().await;
}

#[tokio::test]
async fn the_window_fills_the_screen_of_cage() {
    let _turn = turn().await;
    let cage = Cage::start().await;
    let mut kiosk = Kiosk::new().full_screen();
    kiosk.environment = cage.environment();
    let screen = kiosk.open().await;
    screen.expect("setup").await;
    fills(&screen, [1280, 720]).await;
    screen.close().await;
}

async fn fills(screen: &Screen, size: [u32; 2]) {
    until("the window's size", Duration::from_secs(10), async || {
        let now = screen.run("return [innerWidth, innerHeight]").await;
        (now == json!(size)).then_some(())
    })
    .await;
}
