//! TLS whose certificates are judged by the station's best time, not by a wall clock that anybody
//! may set: a station whose clock stands in 1970 still gets through.

use crate::ambient;
use crate::station::Station;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::sync::Arc;
use std::time::Duration;

/// The configuration of every connection to the centre.
///
/// # Errors
/// If the machine has no authorities that it trusts.
pub fn config(station: Arc<Station>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = JudgedByBestTime {
        platform: Verifier::new(Arc::clone(&provider))?,
        provider: Arc::clone(&provider),
    };
    let mut config = ClientConfig::builder_with_details(provider, Arc::new(BestTime(station)))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
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

/// The platform's judgement at the best time. In a boot that hasn't met the centre this is a lower
/// bound: a certificate that was renewed meanwhile isn't valid yet then, and may still be by the
/// wall clock.
#[derive(Debug)]
struct JudgedByBestTime {
    platform: Verifier,
    provider: Arc<CryptoProvider>,
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
        match judge(now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            )) => judge(unix(ambient::now().wall.secs()).max(now)),
            judged => judged,
        }
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
