//! Why a call to the centre came to nothing.

use crate::ambient;
use crate::station::StationError;
use crate::tls::is_of_time;
use connect_engine::acts::Answer;
use connect_engine::time::{Millis, certainly_off};
use reqwest::StatusCode;
use rustls::CertificateError;
use std::error::Error as _;

/// What became of a connection that brought no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// Nobody answered in time.
    #[error("it doesn't answer in time")]
    Silent,
    /// Nobody can vouch for who answers.
    #[error("its certificate doesn't hold; check the address, and this machine's clock")]
    Certificate,
    /// Its certificate has ended, or hasn't begun.
    #[error("its certificate is out of its time; check this machine's clock, and then the centre")]
    CertificateTime,
    /// Something between wants to be asked first.
    #[error("a proxy stands in the way")]
    Proxy,
    /// Nobody listens.
    #[error("nobody listens there")]
    Refused,
    /// No such name.
    #[error("there is no such name, or no network")]
    Name,
    /// Anything else.
    #[error("the connection failed")]
    Broken,
}

impl Unreached {
    /// From the library's chain of causes, of which some stand inside others. Its first word names
    /// the address, which may be called like any of them.
    pub fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Silent;
        }
        let mut cause = error.source();
        while let Some(error) = cause {
            if let Some(rustls::Error::InvalidCertificate(wrong)) = tls_error(error) {
                return certificate_is(wrong);
            }
            let text = error.to_string().to_ascii_lowercase();
            if text.contains("certificate") || text.contains("unknownissuer") {
                return Self::Certificate;
            }
            // Of one that can't even be reached the cause below says more.
            let through = text.contains("tunnel") && !text.contains("underlying connection");
            if text.contains("proxy") || through {
                return Self::Proxy;
            }
            if text.contains("refused") {
                return Self::Refused;
            }
            if text.contains("dns") || text.contains("lookup") {
                return Self::Name;
            }
            cause = error.source();
        }
        Self::Broken
    }
}

/// Why the centre didn't do what it was asked. No text here repeats what a stranger answered.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nobody answered.
    #[error("{centre} can't be reached: {why}")]
    NotReached {
        /// Its address.
        centre: String,
        /// What became of the connection.
        why: Unreached,
    },
    /// What answers isn't a centre.
    #[error("what answers at {centre} is no Connect centre (HTTP {status})")]
    NoCentre {
        /// Its address.
        centre: String,
        /// The status of its answer.
        status: u16,
    },
    /// It refused.
    #[error("{title} (HTTP {status})")]
    Refused {
        /// The status of its answer.
        status: u16,
        /// The problem's type.
        kind: String,
        /// What it says.
        title: String,
        /// More of it, for programs.
        detail: String,
    },
    /// It tells a time at which its own certificate doesn't hold.
    #[error(
        "the clock of {centre} is wrong: its certificate doesn't hold at the time that it tells"
    )]
    WrongTime {
        /// Its address.
        centre: String,
    },
    /// It knows no station with this key.
    #[error("the centre doesn't know this station")]
    NotKnown,
    /// This station's own side failed.
    #[error(transparent)]
    Station(#[from] StationError),
    /// The key can't sign.
    #[error("an assertion can't be signed")]
    Sign,
}

/// What stands between this station and its centre, for whoever can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Nobody answers at its address.
    NoNetwork,
    /// Something else answers: a proxy, or a network that wants to be logged in to.
    InTheWay,
    /// What stands before it answers, and the centre can't.
    CentreDown,
    /// Nobody vouches for who answers.
    Certificate,
    /// Its certificate is out of its time for a clock that is certainly wrong by so much.
    Clock(Millis),
}

impl CallError {
    /// What keeps the centre from answering; none if it does.
    pub fn obstacle(&self) -> Option<Obstacle> {
        match self {
            Self::NotReached { why, .. } => Some(match why {
                Unreached::Certificate => Obstacle::Certificate,
                Unreached::CertificateTime => {
                    let off = certainly_off(ambient::now().wall, ambient::built());
                    off.map_or(Obstacle::Certificate, Obstacle::Clock)
                }
                Unreached::Proxy => Obstacle::InTheWay,
                Unreached::Silent | Unreached::Refused | Unreached::Name | Unreached::Broken => {
                    Obstacle::NoNetwork
                }
            }),
            Self::NoCentre { status, .. } => Some(match status {
                502..=504 => Obstacle::CentreDown,
                _ => Obstacle::InTheWay,
            }),
            // It, or what counts the calls before it, can't just now.
            Self::WrongTime { .. }
            | Self::Refused {
                status: 429 | 500..,
                ..
            } => Some(Obstacle::CentreDown),
            Self::Refused { .. } | Self::NotKnown | Self::Station(_) | Self::Sign => None,
        }
    }

    /// What the centre says of records and cursors is an answer that the protocol knows.
    pub fn as_answer(&self) -> Option<Answer> {
        let Self::Refused {
            status,
            kind,
            detail,
            ..
        } = self
        else {
            return None;
        };
        match (kind.as_str(), status) {
            ("urn:connect-kiosk:problem:revoked", _) => Some(Answer::Revoked),
            ("urn:connect-kiosk:problem:gap", _) => Some(Answer::Gap),
            ("urn:connect-kiosk:problem:roster-refused", _) => Some(Answer::NotTaken),
            ("urn:connect-kiosk:problem:fork", _) => {
                let index = detail.parse().ok()?;
                Some(Answer::Fork { index })
            }
            (_, 410) => Some(Answer::Restored),
            _ => None,
        }
    }

    /// The status of an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } | Self::NoCentre { status, .. } => Some(*status),
            Self::NotKnown => Some(StatusCode::UNAUTHORIZED.as_u16()),
            Self::NotReached { .. } | Self::WrongTime { .. } | Self::Station(_) | Self::Sign => {
                None
            }
        }
    }
}

/// What TLS says, out of however many layers of the system's errors lie around it.
fn tls_error<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    match error.downcast_ref::<std::io::Error>() {
        Some(outer) => tls_error(outer.get_ref()?),
        None => error.downcast_ref(),
    }
}

fn certificate_is(wrong: &CertificateError) -> Unreached {
    match wrong {
        wrong if is_of_time(wrong) => Unreached::CertificateTime,
        _ => Unreached::Certificate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::{Client, Proxy};
    use std::time::Duration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    /// An address whose every word means another failure.
    const NAMED: &str = "proxy-tunnel-certificate-refused-dns-lookup";

    /// Answers every call with these words; where.
    async fn answering(words: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                drop(stream.read(&mut request).await);
                drop(stream.write_all(words.as_bytes()).await);
            }
        });
        format!("http://{address}")
    }

    async fn nobody() -> String {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", free.local_addr().unwrap())
    }

    async fn failure(proxy: Option<&str>, address: &str) -> Unreached {
        let client = Client::builder().timeout(Duration::from_secs(10));
        let client = match proxy {
            Some(proxy) => client.proxy(Proxy::all(proxy).unwrap()),
            None => client.no_proxy(),
        };
        let called = client.build().unwrap().get(address).send().await;
        Unreached::of(&called.unwrap_err())
    }

    #[tokio::test]
    async fn a_proxy_that_lets_nobody_through_is_told_from_a_cable() {
        let centre = "https://centre.example.org";
        for words in [
            "HTTP/1.1 403 Forbidden\r\n\r\n",
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            "HTTP/1.1 502 Bad Gateway\r\n\r\n",
            "HTTP/1.1 503 Service Unavailable\r\n\r\n",
            "",
        ] {
            let proxy = answering(words).await;
            let told = failure(Some(&proxy), centre).await;
            assert_eq!(told, Unreached::Proxy, "{words:?}");
        }
        let told = failure(Some(&nobody().await), centre).await;
        assert_eq!(told, Unreached::Refused, "no proxy runs there");
    }

    #[tokio::test]
    async fn what_the_centre_is_called_says_nothing_of_the_failure() {
        let refused = format!("{}/{NAMED}", nobody().await);
        assert_eq!(failure(None, &refused).await, Unreached::Refused);
        let broken = format!("{}/{NAMED}", answering("").await);
        assert_eq!(failure(None, &broken).await, Unreached::Broken);
        // The one that answers speaks no TLS.
        let plain = answering("HTTP/1.1 200 OK\r\n\r\n").await;
        let plain = format!("{}/{NAMED}", plain.replace("http://", "https://"));
        assert_eq!(failure(None, &plain).await, Unreached::Broken);
    }

    #[test]
    fn whoever_is_asked_for_help_can_help() {
        let refused = |status| CallError::Refused {
            status,
            kind: "about:blank".to_owned(),
            title: "No".to_owned(),
            detail: String::new(),
        };
        let other = |status| CallError::NoCentre {
            centre: "https://centre.example.org".to_owned(),
            status,
        };
        let unreached = |why| CallError::NotReached {
            centre: "https://centre.example.org".to_owned(),
            why,
        };
        for (error, obstacle) in [
            (refused(429), Some(Obstacle::CentreDown)),
            (refused(500), Some(Obstacle::CentreDown)),
            (refused(503), Some(Obstacle::CentreDown)),
            (refused(403), None),
            (other(502), Some(Obstacle::CentreDown)),
            (other(504), Some(Obstacle::CentreDown)),
            (other(200), Some(Obstacle::InTheWay)),
            (other(511), Some(Obstacle::InTheWay)),
            (unreached(Unreached::Proxy), Some(Obstacle::InTheWay)),
            (
                unreached(Unreached::Certificate),
                Some(Obstacle::Certificate),
            ),
            // This machine's clock is right enough for a build.
            (
                unreached(Unreached::CertificateTime),
                Some(Obstacle::Certificate),
            ),
            (unreached(Unreached::Silent), Some(Obstacle::NoNetwork)),
            (unreached(Unreached::Refused), Some(Obstacle::NoNetwork)),
            (CallError::NotKnown, None),
        ] {
            assert_eq!(error.obstacle(), obstacle, "{error}");
        }
    }
}
