//! `GET /handoff`: the page that the kiosk's QR opens on the attendee's phone. One static page
//! with one script; the hand-off stands behind `#` and never reaches a log.

use super::problem::Problem;
use axum::http::{HeaderName, header};

type Static = ([(HeaderName, &'static str); 3], &'static str);
type Font = ([(HeaderName, &'static str); 2], &'static [u8]);

/// The picture and the font come from the centre too; nothing comes from anywhere else.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                   font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                   frame-ancestors 'none'";

/// Empty where the font wasn't there when the centre was built; see `build.rs`.
const FONT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/vazirmatn.woff2"));

const fn serve(content_type: &'static str, body: &'static str) -> Static {
    (
        [
            (header::CONTENT_TYPE, content_type),
            (header::CONTENT_SECURITY_POLICY, CSP),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        body,
    )
}

pub async fn page() -> Static {
    serve(
        "text/html; charset=utf-8",
        include_str!("page/handoff.html"),
    )
}

/// One script, written as one file a subject.
pub async fn script() -> Static {
    serve(
        "text/javascript; charset=utf-8",
        concat!(
            include_str!("page/texts.js"),
            include_str!("page/dates.js"),
            include_str!("page/drawing.js"),
            include_str!("page/session.js"),
            include_str!("page/handoff.js"),
        ),
    )
}

/// In the colours of the kiosk's screens.
pub async fn style() -> Static {
    serve(
        "text/css; charset=utf-8",
        concat!(
            include_str!("../../../../../ui/src/styles/colours.css"),
            include_str!("page/handoff.css"),
        ),
    )
}

pub async fn icon() -> Static {
    serve("image/svg+xml", include_str!("page/handoff.svg"))
}

pub async fn font() -> Result<Font, Problem> {
    if FONT.is_empty() {
        return Err(Problem::new(404, "This centre was built without the font"));
    }
    let headers = [
        (header::CONTENT_TYPE, "font/woff2"),
        (header::CACHE_CONTROL, "public, max-age=604800"),
    ];
    Ok((headers, FONT))
}
