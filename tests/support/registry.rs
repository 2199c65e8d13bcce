//! `registry serve` as a process of its own, on a port that it keeps when it is started again.

use super::program::command;
use super::{eventually, numbers};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use tempfile::TempDir;

/// A registry that can be stopped and started.
pub struct Registry {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Registry {
    /// Serves the tests' hot list.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::File::create(folder.path().join("list.csv"))
            .and_then(|mut file| std::io::Write::write_all(&mut file, numbers::hotlist().as_bytes()))
            .expect("a list");
        let mut registry = Self { folder, port: free_port(), child: None };
        registry.start_again();
        registry
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The word for `init --source`.
    pub fn source(&self) -> String {
        format!("n5g-eir={}", self.url())
    }

    /// Kills it.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("a child of ours");
            child.wait().expect("a child of ours");
        }
    }

    /// Starts it on the same port, and waits until it says that it serves.
    pub fn start_again(&mut self) {
        let listen = format!("127.0.0.1:{}", self.port);
        let list = self.folder.path().join("list.csv");
        let list = list.to_str().expect("a path in UTF-8");
        self.child = Some(eventually("the registry serves", || {
            let mut serve = command(&["registry", "serve", "--listen", &listen, "--hotlist", list]);
            let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
            let mut said = String::new();
            BufReader::new(child.stdout.take().expect("piped")).read_line(&mut said).expect("a pipe");
            if said.contains(&listen) {
                return Some(child);
            }
            child.wait().expect("a child of ours");
            None
        }));
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A free port below those that the system gives to outgoing connections, so that it stays free
/// while the registry is stopped.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let base = 20_000 + u16::try_from(std::process::id() % 11_000).expect("below 11,000");
    eventually("a free port", || {
        let port = base + NEXT.fetch_add(1, Ordering::Relaxed) % 1_000;
        TcpListener::bind(("127.0.0.1", port)).ok().map(|_| port)
    })
}
