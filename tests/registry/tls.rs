//! HTTPS: own authority, wrong authority, wrong name, client certificates, a proxy's tunnel.

use super::support::*;
use countercheck::finding::{Outcome, Silence};
use countercheck::registry::{Protocol, Secret, SourceConfig};
use countercheck::server::{Running, ServeConfig, ServeTls, serve};
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: PathBuf,
    file: PathBuf,
}

fn write(path: &Path, text: &str) -> PathBuf {
    File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
    path.to_owned()
}

impl Authority {
    fn new(folder: &Path, name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        let file = write(&folder.join(format!("{name}.pem")), &params.self_signed(&key).unwrap().pem());
        Self { issuer: Issuer::new(params, key), folder: folder.to_owned(), file }
    }

    /// Certificate and key files for a host or a client.
    fn leaf(&self, name: &str, usage: ExtendedKeyUsagePurpose) -> (PathBuf, PathBuf) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &self.issuer).unwrap().pem();
        let stem = format!("{name}-{}", params.extended_key_usages.len());
        (
            write(&self.folder.join(format!("{stem}.cert.pem")), &cert),
            write(&self.folder.join(format!("{stem}.key.pem")), &key.serialize_pem()),
        )
    }

    fn serve(&self, host: &str, client_ca: Option<PathBuf>) -> Running {
        let (cert, key) = self.leaf(host, ExtendedKeyUsagePurpose::ServerAuth);
        let mut config = ServeConfig::new(list());
        config.tls = Some(ServeTls { cert, key, client_ca });
        serve(config).unwrap()
    }
}

fn source(running: &Running, host: &str) -> SourceConfig {
    let mut config = SourceConfig::new("eir", Protocol::N5gEir, format!("https://{host}:{}", running.addr().port()));
    config.timeout_ms = Some(3_000);
    config
}

#[test]
fn an_own_authority_is_trusted_when_named() {
    let folder = tempfile::tempdir().unwrap();
    let (own, other) = (Authority::new(folder.path(), "own"), Authority::new(folder.path(), "other"));
    let running = own.serve("127.0.0.1", None);
    let mut config = source(&running, "127.0.0.1");
    config.link.ca_file = Some(own.file.clone());
    assert_eq!(outcome(&start(vec![config.clone()]), CLEAR), Outcome::NotListed);
    config.link.ca_file = Some(other.file);
    let wrong = outcome(&start(vec![config.clone()]), CLEAR);
    assert!(matches!(silence(&wrong), Silence::Unreachable(why) if why.contains("TLS")), "{wrong:?}");
    config.link.ca_file = None;
    let unnamed = outcome(&start(vec![config.clone()]), CLEAR);
    assert!(matches!(silence(&unnamed), Silence::Unreachable(_) | Silence::Misconfigured(_)), "{unnamed:?}");
    config.link.ca_file = Some(folder.path().join("missing.pem"));
    let missing = outcome(&start(vec![config.clone()]), CLEAR);
    assert!(matches!(silence(&missing), Silence::Misconfigured(why) if why.contains("missing.pem")), "{missing:?}");
    let named = own.serve("localhost", None);
    let mut config = source(&named, "127.0.0.1");
    config.link.ca_file = Some(own.file);
    let name = outcome(&start(vec![config]), CLEAR);
    assert!(matches!(silence(&name), Silence::Unreachable(why) if why.contains("TLS")), "{name:?}");
}

#[test]
fn a_client_certificate_is_shown_where_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let own = Authority::new(folder.path(), "own");
    let running = own.serve("127.0.0.1", Some(own.file.clone()));
    let mut config = source(&running, "127.0.0.1");
    config.link.ca_file = Some(own.file.clone());
    let without = outcome(&start(vec![config.clone()]), CLEAR);
    assert!(matches!(silence(&without), Silence::Refused(why) if why.contains("TLS")), "{without:?}");
    let (cert, key) = own.leaf("shop", ExtendedKeyUsagePurpose::ClientAuth);
    (config.link.client_cert, config.link.client_key) = (Some(cert.clone()), Some(key.clone()));
    assert_eq!(outcome(&start(vec![config.clone()]), CLEAR), Outcome::NotListed);
    let mut both = std::fs::read_to_string(&cert).unwrap();
    both.push_str(&std::fs::read_to_string(&key).unwrap());
    (config.link.client_cert, config.link.client_key) = (Some(write(&folder.path().join("both.pem"), &both)), None);
    assert_eq!(outcome(&start(vec![config.clone()]), CLEAR), Outcome::NotListed, "one file may hold both");
    (config.link.client_cert, config.link.client_key) = (Some(cert), Some(own.file));
    let no_key = outcome(&start(vec![config]), CLEAR);
    assert!(matches!(silence(&no_key), Silence::Misconfigured(why) if why.contains("key file")), "{no_key:?}");
}

#[test]
fn plain_http_behind_an_https_address() {
    let server = raw(|mut stream, _| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&whitelisted());
    });
    let mut config = SourceConfig::new("eir", Protocol::N5gEir, format!("https://{}", server.addr));
    let folder = tempfile::tempdir().unwrap();
    config.link.ca_file = Some(Authority::new(folder.path(), "own").file);
    config.timeout_ms = Some(1_000);
    let outcome = outcome(&start(vec![config]), CLEAR);
    assert!(matches!(silence(&outcome), Silence::Unreachable(_)), "{outcome:?}");
}

#[test]
fn a_proxy_tunnels_without_seeing_the_number() {
    let folder = tempfile::tempdir().unwrap();
    let own = Authority::new(folder.path(), "own");
    let running = own.serve("registry.invalid", None);
    let to = running.addr();
    let proxy = raw(move |mut stream, _| {
        let asked = request(&mut stream);
        assert!(asked.starts_with("CONNECT registry.invalid:443") && !asked.contains(&CLEAR[..14]), "{asked}");
        let mut there = TcpStream::connect(to).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let (mut from, mut back) = (stream.try_clone().unwrap(), there.try_clone().unwrap());
        std::thread::spawn(move || std::io::copy(&mut from, &mut back));
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = there.read(&mut buffer) {
            if stream.write_all(&buffer[..n]).is_err() {
                return;
            }
        }
    });
    let mut config = SourceConfig::new("eir", Protocol::N5gEir, "https://registry.invalid");
    config.link.ca_file = Some(own.file);
    config.link.proxy = Some(Secret::new(format!("http://{}", proxy.addr)));
    assert!(matches!(outcome(&start(vec![config]), LISTED), Outcome::Listed(_)));
    assert_eq!(proxy.connections.load(Ordering::SeqCst), 1);
}

#[test]
fn a_server_without_its_key_is_told() {
    let mut config = ServeConfig::new(list());
    let nowhere = PathBuf::from("nowhere.pem");
    config.tls = Some(ServeTls { cert: nowhere.clone(), key: nowhere, client_ca: None });
    let e = serve(config).unwrap_err();
    assert!(e.to_string().contains("nowhere.pem") && e.advice().contains("PEM"), "{e}");
}
