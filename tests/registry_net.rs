//! The registry's client over loopback: against our own server, against servers that lie, and
//! over TLS.

#![cfg(test)]

#[path = "registry/hostile.rs"]
mod hostile;
#[path = "registry/protocols.rs"]
mod protocols;
#[path = "registry/resilience.rs"]
mod resilience;
#[path = "registry/support.rs"]
mod support;
#[path = "registry/tls.rs"]
mod tls;
