//! TLS to a database on another machine: by the certificates the system trusts, or those of the
//! file that `SSL_CERT_FILE` names.

use super::Result;
use crate::store::StoreError;
use std::sync::Arc;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How connections are guarded.
#[derive(Clone)]
pub(super) struct Tls(MakeRustlsConnect);

impl Tls {
    /// Reads the trusted certificates when the database may be asked for TLS: `sslmode=require`
    /// insists on it, `sslmode=disable` doesn't ask, and a socket on the same machine needs none.
    pub(super) fn for_database(config: &Config) -> Result<Tls> {
        let mut trusted = rustls::RootCertStore::empty();
        let remote = config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)));
        if remote && config.get_ssl_mode() != SslMode::Disable {
            trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| StoreError::Address(error.to_string()))?
            .with_root_certificates(trusted)
            .with_no_client_auth();
        Ok(Tls(MakeRustlsConnect::new(config)))
    }

    pub(super) fn connector(&self) -> MakeRustlsConnect {
        self.0.clone()
    }
}
