//! A static web server on loopback that notes what is asked for and can break off.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

#[derive(Clone)]
pub struct Server {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
    /// Files whose name holds this text end after so many bytes.
    cut: Arc<Mutex<Option<(String, usize)>>>,
}

impl Server {
    pub fn start(dir: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { url, asked: Arc::default(), cut: Arc::default() };
        let shared = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (server, dir) = (shared.clone(), dir.clone());
                // A client that was killed closes its end.
                std::thread::spawn(move || drop(server.answer(&stream, &dir)));
            }
        });
        server
    }

    fn answer(&self, stream: &TcpStream, dir: &std::path::Path) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream).lines();
        let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
        while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
        let asked = first.split(' ').nth(1).unwrap_or_default();
        // As a proxy it is asked for whole addresses.
        let asked = asked.strip_prefix("http://lists.invalid").unwrap_or(asked);
        let path = asked.trim_start_matches('/').to_owned();
        self.asked.lock().unwrap().push(path.clone());
        let mut out = stream;
        let Ok(bytes) = std::fs::read(dir.join(&path)) else {
            return out.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        };
        let cut = self.cut.lock().unwrap().clone().filter(|(name, _)| path.contains(name)).map(|(_, at)| at);
        write!(out, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len())?;
        out.write_all(&bytes[..cut.unwrap_or(bytes.len()).min(bytes.len())])
    }

    pub fn cut(&self, at: Option<(&str, usize)>) {
        *self.cut.lock().unwrap() = at.map(|(name, at)| (name.to_owned(), at));
    }

    /// What was asked for since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}
