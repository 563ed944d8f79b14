//! TLS in front of a centre, as an operator puts it there.

use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A port of this machine at which TLS will end.
pub struct Front {
    listener: TcpListener,
    /// Its address, `https://localhost:PORT`.
    pub address: String,
}

#[expect(
    clippy::unwrap_used,
    reason = "a test can't go on without what these make"
)]
impl Front {
    /// Takes a port. Who connects waits until somebody is [behind](Self::before) it.
    ///
    /// # Panics
    /// If there is none.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Self {
            listener,
            address: format!("https://localhost:{port}"),
        }
    }

    /// Shows a certificate, and hands on to whoever listens at the address behind
    /// (`http://HOST:PORT`) what is said, both ways.
    ///
    /// # Panics
    /// If the key can't be that certificate's.
    pub fn before(self, behind: &str, certificate: CertificateDer<'static>, key: &rcgen::KeyPair) {
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let behind = behind.replace("http://", "");
        tokio::spawn(async move {
            while let Ok((outer, _)) = self.listener.accept().await {
                let (acceptor, behind) = (acceptor.clone(), behind.clone());
                tokio::spawn(async move {
                    let mut outer = acceptor.accept(outer).await?;
                    let mut inner = TcpStream::connect(behind).await?;
                    tokio::io::copy_bidirectional(&mut outer, &mut inner).await
                });
            }
        });
    }
}
