//! `GET /handoff`: the page that the kiosk's QR opens on the attendee's phone. One static page
//! with one script; the hand-off stands behind `#` and never reaches a log.

use axum::http::{HeaderName, header};

type Static = ([(HeaderName, &'static str); 3], &'static str);

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                   base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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

pub async fn script() -> Static {
    serve(
        "text/javascript; charset=utf-8",
        include_str!("page/handoff.js"),
    )
}

pub async fn style() -> Static {
    serve("text/css; charset=utf-8", include_str!("page/handoff.css"))
}
