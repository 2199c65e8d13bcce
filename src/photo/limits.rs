//! What the process that decodes pictures may still do: compute, and answer on its pipe.
//!
//! The limits are the process's own and are set before the first byte of a picture is read. No new
//! file, socket or pipe can be opened, no file written, no core left behind; memory and processor
//! time end. A decoder that breaks out of its limits is ended by the system, not by the till.

use rustix::process::{Resource, Rlimit, nice, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use std::io;

/// Bytes of private memory: what reading takes at its peak, and a little more.
const DATA: u64 = 440 << 20;
/// Bytes of address space: maps, stacks and the program itself besides.
const SPACE: u64 = 4 << 30;
/// Processor seconds that one picture may cost, over all threads; a build for tests is slower.
const SECONDS: u64 = if cfg!(debug_assertions) { 400 } else { 40 };

fn fixed(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

/// What threads take over from the one that starts them: to be called before there are others.
pub(crate) fn begin() -> io::Result<()> {
    // The till's own threads come first on a small machine.
    let _politely = nice(5);
    linux::begin()
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::process::{Signal, set_parent_process_death_signal};
    use rustix::thread::set_no_new_privs;

    /// It ends with the till, and can never become more than it is.
    pub(super) fn begin() -> std::io::Result<()> {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        Ok(set_no_new_privs(true)?)
    }
}

#[cfg(not(target_os = "linux"))]
mod linux {
    /// Other systems have neither; the pipe's end ends it there. Untested.
    #[expect(clippy::unnecessary_wraps, reason = "its counterpart can fail")]
    pub(super) fn begin() -> std::io::Result<()> {
        Ok(())
    }
}

/// Gives up what reading pictures does not need; what was opened before stays open.
pub(crate) fn enter() -> io::Result<()> {
    fixed(Resource::Core, 0)?;
    fixed(Resource::Fsize, 0)?;
    fixed(Resource::Data, DATA)?;
    fixed(Resource::As, SPACE)?;
    fixed(Resource::Nofile, 0)
}

/// The next picture's processor time begins.
pub(crate) fn next_picture() -> io::Result<()> {
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(used + SECONDS), maximum: None })?)
}
