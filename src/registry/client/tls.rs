//! TLS: rustls with the aws-lc-rs provider, named explicitly, so that nothing depends on which
//! provider some crate installed for the process.

use crate::registry::source::Link;
use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;

/// The one provider, for client and server.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// The client side. The machine's authorities are loaded only where some address needs them,
/// so that a loopback source works on a machine that has none.
pub(crate) fn config(link: &Link, needs_tls: bool) -> Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("TLS: {e}"))?;
    let builder = if needs_tls {
        let extra = link.ca_file.as_deref().map(certificates).transpose()?.unwrap_or_default();
        let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider())
            .map_err(|e| format!("no trusted authorities: {e}"))?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    } else {
        builder.with_root_certificates(rustls::RootCertStore::empty())
    };
    let mut config = match &link.client_cert {
        None => builder.with_no_client_auth(),
        Some(chain) => {
            let key = link.client_key.as_deref().unwrap_or(chain);
            builder
                .with_client_auth_cert(certificates(chain)?, private_key(key)?)
                .map_err(|e| format!("client certificate {}: {e}", chain.display()))?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// All certificates of a PEM file; none is an error.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let fault = |why: String| format!("certificate file {}: {why}", path.display());
    let found = CertificateDer::pem_file_iter(path).map_err(|e| fault(e.to_string()))?;
    let found = found.collect::<Result<Vec<_>, _>>().map_err(|e| fault(e.to_string()))?;
    if found.is_empty() { Err(fault("it holds no certificate".to_owned())) } else { Ok(found) }
}

/// The private key of a PEM file.
pub(crate) fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(path).map_err(|e| format!("key file {}: {e}", path.display()))
}
