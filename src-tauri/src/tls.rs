//! TLS whose certificates are judged by the station's best time, not by a wall clock that anybody
//! may set: a station whose clock stands in 1970 still gets through.

use crate::station::Station;
use connect_engine::time::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The configuration of every connection to the centre, and who judges it.
///
/// # Errors
/// If the machine has no authorities that it trusts.
pub fn config(station: Arc<Station>) -> Result<(ClientConfig, Arc<JudgedByBestTime>), Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let time = Arc::new(BestTime(station));
    let verifier = Arc::new(JudgedByBestTime {
        platform: Verifier::new(Arc::clone(&provider))?,
        provider: Arc::clone(&provider),
        time: Arc::clone(&time),
        taken: Mutex::default(),
    });
    let mut config = ClientConfig::builder_with_details(provider, time)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::<JudgedByBestTime>::clone(&verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((config, verifier))
}

struct BestTime(Arc<Station>);

impl std::fmt::Debug for BestTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BestTime")
    }
}

impl TimeProvider for BestTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(unix(self.0.best_time().secs()))
    }
}

fn unix(secs: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(secs).unwrap_or(0)))
}

/// The platform's judgement at the best time.
#[derive(Debug)]
pub struct JudgedByBestTime {
    platform: Verifier,
    provider: Arc<CryptoProvider>,
    time: Arc<BestTime>,
    /// The chain that was last taken from each name.
    taken: Mutex<HashMap<ServerName<'static>, Chain>>,
}

/// A certificate and those between it and its authority.
#[derive(Debug)]
struct Chain {
    end_entity: CertificateDer<'static>,
    intermediates: Vec<CertificateDer<'static>>,
}

impl JudgedByBestTime {
    /// Whether the certificate that was last taken from a host, good by the best time, is out of its
    /// time at that one: whoever shows it and tells that time tells a wrong one, by which their next
    /// handshake would fail, and each after it. One that has ended since on a line that was held says
    /// nothing.
    pub fn belies(&self, host: &str, at: Timestamp) -> bool {
        let Ok(name) = ServerName::try_from(host.to_owned()) else {
            return false;
        };
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Chain {
            end_entity,
            intermediates,
        }) = taken.get(&name)
        else {
            return false;
        };
        let is_over = |judged: Result<_, Error>| matches!(judged, Err(Error::InvalidCertificate(wrong)) if is_of_time(&wrong));
        let judge =
            |at| (self.platform).verify_server_cert(end_entity, intermediates, &name, &[], at);
        let best = unix(self.time.0.best_time().secs());
        is_over(judge(unix(at.secs())))
            && !is_over(self.judge_now(best, intermediates.len(), judge))
    }

    /// The judgement by which a chain is taken now, with so many certificates between.
    fn judge_now<V>(
        &self,
        best: UnixTime,
        between: usize,
        judge: impl Fn(UnixTime) -> Result<V, Error>,
    ) -> Result<V, Error> {
        if self.time.0.time_is_confirmed() {
            judge(best)
        } else {
            judge_from(best, 1 + between, judge)
        }
    }

    fn take(
        &self,
        name: &ServerName<'_>,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
    ) {
        let intermediates = between.iter().map(|it| it.clone().into_owned());
        let chain = Chain {
            end_entity: end.clone().into_owned(),
            intermediates: intermediates.collect(),
        };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.insert(name.to_owned(), chain);
    }
}

/// Whether a certificate is wrong only in that it has ended, or hasn't begun.
pub const fn is_of_time(wrong: &CertificateError) -> bool {
    matches!(
        wrong,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    )
}

/// In a boot that hasn't met the centre the best time is a lower bound: a certificate that begins
/// later was renewed meanwhile, and shows that it is at least as late as that. What has ended by
/// the time at which the youngest of a chain begins has ended.
fn judge_from<V>(
    least: UnixTime,
    certificates: usize,
    judge: impl Fn(UnixTime) -> Result<V, Error>,
) -> Result<V, Error> {
    let mut now = least;
    // Each round is for one certificate that begins later than those before.
    for _ in 0..certificates {
        match judge(now) {
            Err(Error::InvalidCertificate(CertificateError::NotValidYetContext {
                not_before,
                ..
            })) if not_before > now => now = not_before,
            judged => return judged,
        }
    }
    judge(now)
}

impl ServerCertVerifier for JudgedByBestTime {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judge = |now| {
            self.platform.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            )
        };
        let judged = self.judge_now(now, intermediates.len(), judge)?;
        self.take(server_name, end_entity, intermediates);
        Ok(judged)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let schemes = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, schemes)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let schemes = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, schemes)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
    };

    /// Years from whose first day to whose first day something is valid.
    type Years = (i32, i32);

    fn of_years(mut params: CertificateParams, (from, until): Years) -> CertificateParams {
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        params
    }

    fn authority(name: &str, years: Years) -> CertificateParams {
        let mut params = of_years(CertificateParams::default(), years);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        params
    }

    /// Whether a certificate of these years, by an authority between of those, is taken by a
    /// station that knows that it is at least the first day of that year.
    fn is_taken(shown: Years, between: Years, least: i32) -> bool {
        let (root_key, between_key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let root = authority("Root", (2000, 2090));
        let trusted = root.self_signed(&root_key).unwrap();
        let middle = authority("Between", between);
        let issuer = Issuer::new(root, root_key);
        let intermediate = middle.signed_by(&between_key, &issuer).unwrap();
        let issuer = Issuer::new(middle, between_key);
        let key = KeyPair::generate().unwrap();
        let shown = of_years(
            CertificateParams::new(["localhost".to_owned()]).unwrap(),
            shown,
        );
        let shown = shown.signed_by(&key, &issuer).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let platform = Verifier::new_with_extra_roots([trusted.der().clone()], provider).unwrap();
        let least = date_time_ymd(least, 1, 1).unix_timestamp();
        let judged = judge_from(unix(least), 2, |now| {
            platform.verify_server_cert(
                shown.der(),
                &[intermediate.der().clone()],
                &ServerName::try_from("localhost").unwrap(),
                &[],
                now,
            )
        });
        judged.is_ok()
    }

    #[test]
    fn a_certificate_that_is_younger_than_the_best_time_gets_through() {
        assert!(is_taken((2025, 2040), (2025, 2040), 2026), "as it is");
        assert!(is_taken((2030, 2031), (2025, 2040), 2026), "renewed");
        assert!(is_taken((2031, 2032), (2029, 2040), 2026), "both renewed");
        assert!(is_taken((2029, 2032), (2031, 2040), 2026), "crossed over");
    }

    #[test]
    fn what_has_ended_never_gets_through() {
        assert!(!is_taken((2020, 2025), (2020, 2040), 2026), "ended");
        assert!(!is_taken((2030, 2031), (2020, 2025), 2026), "its authority");
        assert!(
            !is_taken((2030, 2031), (2025, 2029), 2026),
            "its authority had ended when it began"
        );
        assert!(
            !is_taken((2027, 2029), (2030, 2040), 2026),
            "it had ended when its authority began"
        );
    }
}
