//! Why a call to the centre came to nothing.

use crate::station::StationError;
use connect_engine::acts::Answer;
use reqwest::StatusCode;
use rustls::CertificateError;

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
    /// From the library's chain of causes, of which some stand inside others.
    pub fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Silent;
        }
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(error) = cause {
            if let Some(rustls::Error::InvalidCertificate(wrong)) = tls_error(error) {
                return certificate_is(wrong);
            }
            let text = error.to_string().to_ascii_lowercase();
            if text.contains("certificate") || text.contains("unknownissuer") {
                return Self::Certificate;
            }
            if text.contains("proxy") {
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

impl CallError {
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
            Self::NotReached { .. } | Self::Station(_) | Self::Sign => None,
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
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Unreached::CertificateTime,
        _ => Unreached::Certificate,
    }
}
