//! Sockets and TLS for the kinds that speak no HTTP: a name that the guard has seen every address of, and a trust that is the usual one
//! or an administrator's own.

use crate::guard::Guard;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper_rustls::ConfigBuilderExt;
use rustls::{ClientConfig, RootCertStore};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;

/// Name and TCP; no deadline of its own. The error is the code of what is proven not sent.
pub(crate) async fn connect(host: &str, port: u16, guard: Guard) -> Result<TcpStream, &'static str> {
    let found = tokio::net::lookup_host((host, port))
        .await
        .map_err(|_| "dns_failed")?;
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.is_empty() {
        return Err("dns_failed");
    }
    if !addresses.iter().all(|address| guard.admits(address.ip())) {
        return Err("address_refused");
    }
    let mut refused = false;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(socket) => {
                // Commands are small and each waits for its answer.
                drop(socket.set_nodelay(true));
                return Ok(socket);
            }
            Err(error) => refused |= error.kind() == ErrorKind::ConnectionRefused,
        }
    }
    Err(if refused {
        "connect_refused"
    } else {
        "connect_failed"
    })
}

/// What TLS trusts: the usual authorities, or only the certificates of a PEM text. `None` for what holds none.
pub(crate) fn trust(pem: Option<&str>) -> Option<Arc<ClientConfig>> {
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?;
    let Some(pem) = pem else {
        return Some(Arc::new(builder.with_webpki_roots().with_no_client_auth()));
    };
    let mut roots = RootCertStore::empty();
    for part in pem.split("-----BEGIN CERTIFICATE-----").skip(1) {
        let (body, _) = part.split_once("-----END CERTIFICATE-----")?;
        let text: String = body.split_whitespace().collect();
        roots.add(STANDARD.decode(text).ok()?.into()).ok()?;
    }
    if roots.is_empty() {
        return None;
    }
    Some(Arc::new(
        builder.with_root_certificates(roots).with_no_client_auth(),
    ))
}
