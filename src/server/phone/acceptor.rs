//! Who may be connected, and for how long: a phone sends one picture, nobody keeps a door open.

use axum_server::accept::Accept;
use std::future::{Future, Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};

/// Connections at a time; a browser opens up to six.
const CONNECTIONS: usize = 16;
/// How long a connection may last, whatever it does; a build for tests is slower.
const LASTS: Duration = Duration::from_secs(if cfg!(debug_assertions) { 300 } else { 45 });

/// Takes so many connections and no more.
#[derive(Clone, Debug)]
pub(super) struct Patient {
    room: Arc<Semaphore>,
}

impl Patient {
    pub(super) fn new() -> Self {
        Self { room: Arc::new(Semaphore::new(CONNECTIONS)) }
    }
}

impl<S> Accept<TcpStream, S> for Patient {
    type Stream = Bounded;
    type Service = S;
    type Future = Ready<io::Result<(Bounded, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let full = |_| io::Error::from(io::ErrorKind::WouldBlock);
        let taken = Arc::clone(&self.room).try_acquire_owned().map_err(full);
        ready(taken.map(|place| {
            let bounded = Bounded { stream, end: Box::pin(sleep(LASTS)), ended: false, _place: place };
            (bounded, service)
        }))
    }
}

/// A connection with an end.
#[derive(Debug)]
pub(super) struct Bounded {
    stream: TcpStream,
    end: Pin<Box<Sleep>>,
    ended: bool,
    _place: OwnedSemaphorePermit,
}

impl Bounded {
    fn is_over(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        self.ended = self.ended || self.end.as_mut().poll(cx).is_ready();
        if self.ended { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Bounded {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.is_over(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Bounded {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.is_over(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
