//! A recorder in front of the C library: every change to files below `POWERLOSS_ROOT`, every sync
//! and every byte told to standard output goes to the file `POWERLOSS_TRACE`, in the order in which
//! it happened (`tests/powerloss/trace.rs` reads it).
//!
//! One lock is held around each call and its record, so the order in the trace is the order on the
//! disk. Copies inside the kernel are refused, so that programs fall back to read and write.

#![cfg(target_os = "linux")]

use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::os::fd::RawFd;
use std::sync::{Mutex, MutexGuard, OnceLock};

const AT_FDCWD: c_int = -100;
const AT_REMOVEDIR: c_int = 0x200;
const O_CREAT: c_int = 0o100;
const O_TRUNC: c_int = 0o1000;
const O_APPEND: c_int = 0o2000;
const F_GETFL: c_int = 3;
const SEEK_CUR: c_int = 1;
const SEEK_END: c_int = 2;
const ENOSYS: c_int = 38;
const EINVAL: c_int = 22;
const RTLD_NEXT: *mut c_void = -1isize as *mut c_void;

#[repr(C)]
pub struct Slice {
    base: *const u8,
    len: usize,
}

unsafe extern "C" {
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    fn readlink(path: *const c_char, buffer: *mut c_char, len: usize) -> isize;
    fn access(path: *const c_char, mode: c_int) -> c_int;
    fn lseek64(fd: c_int, offset: i64, whence: c_int) -> i64;
    fn fcntl(fd: c_int, command: c_int, ...) -> c_int;
    fn __errno_location() -> *mut c_int;
    fn getcwd(buffer: *mut c_char, len: usize) -> *mut c_char;
}

/// The C library's own function of this name.
macro_rules! next {
    ($name:literal, $type:ty) => {{
        static FOUND: OnceLock<usize> = OnceLock::new();
        // SAFETY: the name ends in NUL, and the type is that of the C library's declaration.
        let found = *FOUND.get_or_init(|| unsafe { dlsym(RTLD_NEXT, concat!($name, "\0").as_ptr().cast()) as usize });
        // SAFETY: as above; a C library without the function cannot have been called for it.
        unsafe { std::mem::transmute::<usize, $type>(found) }
    }};
}

type Write = unsafe extern "C" fn(c_int, *const u8, usize) -> isize;
type Open = unsafe extern "C" fn(*const c_char, c_int, c_int) -> c_int;
type OpenAt = unsafe extern "C" fn(c_int, *const c_char, c_int, c_int) -> c_int;

struct Recorder {
    root: Vec<u8>,
    trace: RawFd,
}

static RECORDER: OnceLock<Option<Mutex<Recorder>>> = OnceLock::new();

thread_local! {
    /// Calls of the recorder itself are not recorded.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

fn recorder() -> Option<MutexGuard<'static, Recorder>> {
    let made = RECORDER.get_or_init(|| {
        let root = std::env::var("POWERLOSS_ROOT").ok()?.into_bytes();
        let trace = CString::new(std::env::var("POWERLOSS_TRACE").ok()?).ok()?;
        let open = next!("open64", Open);
        // SAFETY: a path that ends in NUL.
        let trace = unsafe { open(trace.as_ptr(), 0o1 | O_CREAT | O_APPEND | 0o2_000_000, 0o600) };
        (trace >= 0).then_some(Mutex::new(Recorder { root, trace }))
    });
    Some(made.as_ref()?.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Runs `call` and, with the lock still held, lets `record` write down what it did.
fn watched<R: Copy>(call: impl FnOnce() -> R, record: impl FnOnce(&Recorder, R)) -> R {
    if INSIDE.replace(true) {
        return call();
    }
    let guard = recorder();
    let result = call();
    // SAFETY: the location belongs to this thread.
    let errno = unsafe { *__errno_location() };
    if let Some(recorder) = &guard {
        record(recorder, result);
    }
    drop(guard);
    // SAFETY: as above.
    unsafe { *__errno_location() = errno };
    INSIDE.set(false);
    result
}

impl Recorder {
    /// One record: operation, two paths, offset, data.
    fn put(&self, op: u8, paths: [&[u8]; 2], offset: u64, data: &[u8]) {
        let mut bytes = vec![op];
        for path in paths {
            bytes.extend((path.len() as u32).to_le_bytes());
            bytes.extend(path);
        }
        bytes.extend(offset.to_le_bytes());
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
        let write = next!("write", Write);
        let mut rest: &[u8] = &bytes;
        while !rest.is_empty() {
            // SAFETY: the slice lives through the call.
            let done = unsafe { write(self.trace, rest.as_ptr(), rest.len()) };
            if done <= 0 {
                std::process::abort();
            }
            rest = &rest[done as usize..];
        }
    }

    /// The path inside the root, if it lies there.
    fn inside<'p>(&self, path: &'p [u8]) -> Option<&'p [u8]> {
        let rest = path.strip_prefix(self.root.as_slice())?;
        match rest {
            [] => Some(rest),
            [b'/', rest @ ..] => Some(rest),
            _ => None,
        }
    }

    fn note(&self, op: u8, path: &[u8], offset: u64, data: &[u8]) {
        if let Some(path) = self.inside(path) {
            self.put(op, [path, b""], offset, data);
        }
    }

    fn wrote(&self, fd: RawFd, offset: u64, data: &[u8]) {
        if fd == 1 {
            return self.put(b'!', [b"", b""], 0, data);
        }
        if let Some(path) = of_fd(fd) {
            self.note(b'W', &path, offset, data);
        }
    }
}

fn of_fd(fd: RawFd) -> Option<Vec<u8>> {
    let link = CString::new(format!("/proc/self/fd/{fd}")).ok()?;
    let mut buffer = [0u8; 4096];
    // SAFETY: a path that ends in NUL, and a buffer of that length.
    let len = unsafe { readlink(link.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) };
    let path = buffer.get(..usize::try_from(len).ok()?)?;
    (!path.ends_with(b" (deleted)")).then(|| path.to_vec())
}

/// A path as the program gave it, made absolute.
///
/// # Safety
/// `path` ends in NUL.
unsafe fn absolute(at: c_int, path: *const c_char) -> Vec<u8> {
    // SAFETY: the caller's promise.
    let path = unsafe { CStr::from_ptr(path) }.to_bytes();
    if path.starts_with(b"/") {
        return path.to_vec();
    }
    let mut base = if at == AT_FDCWD {
        let mut buffer = [0u8; 4096];
        // SAFETY: a buffer of that length.
        if unsafe { getcwd(buffer.as_mut_ptr().cast(), buffer.len()) }.is_null() {
            return path.to_vec();
        }
        CStr::from_bytes_until_nul(&buffer).map(|c| c.to_bytes().to_vec()).unwrap_or_default()
    } else {
        of_fd(at).unwrap_or_default()
    };
    base.push(b'/');
    base.extend(path);
    base
}

fn offset_of_write(fd: c_int) -> u64 {
    // SAFETY: only reads the state of a descriptor.
    let appends = unsafe { fcntl(fd, F_GETFL) } & O_APPEND != 0;
    // SAFETY: an appending descriptor writes at the end wherever it stands.
    let at = unsafe { lseek64(fd, 0, if appends { SEEK_END } else { SEEK_CUR }) };
    u64::try_from(at).unwrap_or(0)
}

fn opened(path: &[u8], flags: c_int, existed: bool, fd: c_int) -> impl FnOnce(&Recorder, c_int) {
    let path = path.to_vec();
    move |recorder, _| {
        if fd >= 0 && !existed && flags & O_CREAT != 0 {
            recorder.note(b'C', &path, 0, b"");
        } else if fd >= 0 && flags & O_TRUNC != 0 {
            recorder.note(b'T', &path, 0, b"");
        }
    }
}

fn open_at(at: c_int, path: *const c_char, flags: c_int, mode: c_int) -> c_int {
    let next = next!("openat64", OpenAt);
    if flags & (O_CREAT | O_TRUNC) == 0 {
        // SAFETY: the caller's arguments.
        return unsafe { next(at, path, flags, mode) };
    }
    // SAFETY: the caller's path ends in NUL.
    let name = unsafe { absolute(at, path) };
    let known = CString::new(name.clone()).unwrap_or_default();
    let existed = Cell::new(false);
    watched(
        || {
            // SAFETY: a path that ends in NUL.
            existed.set(unsafe { access(known.as_ptr(), 0) } == 0);
            // SAFETY: the caller's arguments.
            unsafe { next(at, path, flags, mode) }
        },
        |recorder, fd| opened(&name, flags, existed.get(), fd)(recorder, fd),
    )
}

// From here on the functions of the C library, with its own names and arguments.

/// # Safety
/// As `open(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(path: *const c_char, flags: c_int, mode: c_int) -> c_int {
    open_at(AT_FDCWD, path, flags, mode)
}

/// # Safety
/// As `open(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(path: *const c_char, flags: c_int, mode: c_int) -> c_int {
    open_at(AT_FDCWD, path, flags, mode)
}

/// # Safety
/// As `openat(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn openat(at: c_int, path: *const c_char, flags: c_int, mode: c_int) -> c_int {
    open_at(at, path, flags, mode)
}

/// # Safety
/// As `openat(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn openat64(at: c_int, path: *const c_char, flags: c_int, mode: c_int) -> c_int {
    open_at(at, path, flags, mode)
}

/// # Safety
/// As `write(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(fd: c_int, data: *const u8, len: usize) -> isize {
    let next = next!("write", Write);
    let offset = Cell::new(0);
    watched(
        || {
            offset.set(offset_of_write(fd));
            // SAFETY: the caller's arguments.
            unsafe { next(fd, data, len) }
        },
        |recorder, done| {
            if let Ok(done) = usize::try_from(done) {
                // SAFETY: so many bytes were just read from there.
                recorder.wrote(fd, offset.get(), unsafe { std::slice::from_raw_parts(data, done) });
            }
        },
    )
}

/// # Safety
/// As `writev(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn writev(fd: c_int, slices: *const Slice, count: c_int) -> isize {
    let next = next!("writev", unsafe extern "C" fn(c_int, *const Slice, c_int) -> isize);
    let offset = Cell::new(0);
    watched(
        || {
            offset.set(offset_of_write(fd));
            // SAFETY: the caller's arguments.
            unsafe { next(fd, slices, count) }
        },
        |recorder, done| {
            let Ok(done) = usize::try_from(done) else { return };
            // SAFETY: the call has just read these slices.
            let slices = unsafe { std::slice::from_raw_parts(slices, usize::try_from(count).unwrap_or(0)) };
            // SAFETY: as above.
            let mut data: Vec<u8> =
                slices.iter().flat_map(|s| unsafe { std::slice::from_raw_parts(s.base, s.len) }.to_vec()).collect();
            data.truncate(done);
            recorder.wrote(fd, offset.get(), &data);
        },
    )
}

fn pwritten(fd: c_int, data: *const u8, len: usize, offset: i64) -> isize {
    let next = next!("pwrite64", unsafe extern "C" fn(c_int, *const u8, usize, i64) -> isize);
    watched(
        // SAFETY: the caller's arguments.
        || unsafe { next(fd, data, len, offset) },
        |recorder, done| {
            if let Ok(done) = usize::try_from(done) {
                // SAFETY: so many bytes were just read from there.
                let data = unsafe { std::slice::from_raw_parts(data, done) };
                recorder.wrote(fd, u64::try_from(offset).unwrap_or(0), data);
            }
        },
    )
}

/// # Safety
/// As `pwrite(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite(fd: c_int, data: *const u8, len: usize, offset: i64) -> isize {
    pwritten(fd, data, len, offset)
}

/// # Safety
/// As `pwrite(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(fd: c_int, data: *const u8, len: usize, offset: i64) -> isize {
    pwritten(fd, data, len, offset)
}

fn truncated(fd: c_int, len: i64) -> c_int {
    let next = next!("ftruncate64", unsafe extern "C" fn(c_int, i64) -> c_int);
    watched(
        // SAFETY: plain numbers.
        || unsafe { next(fd, len) },
        |recorder, done| {
            if let (0, Some(path)) = (done, of_fd(fd)) {
                recorder.note(b'T', &path, u64::try_from(len).unwrap_or(0), b"");
            }
        },
    )
}

/// # Safety
/// As `ftruncate(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate(fd: c_int, len: i64) -> c_int {
    truncated(fd, len)
}

/// # Safety
/// As `ftruncate(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate64(fd: c_int, len: i64) -> c_int {
    truncated(fd, len)
}

fn synced(call: impl FnOnce() -> c_int, fd: c_int) -> c_int {
    watched(call, |recorder, done| {
        if let (0, Some(path)) = (done, of_fd(fd)) {
            recorder.note(b'S', &path, 0, b"");
        }
    })
}

/// # Safety
/// As `fsync(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fsync(fd: c_int) -> c_int {
    let next = next!("fsync", unsafe extern "C" fn(c_int) -> c_int);
    // SAFETY: a plain number.
    synced(|| unsafe { next(fd) }, fd)
}

/// # Safety
/// As `fdatasync(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fdatasync(fd: c_int) -> c_int {
    let next = next!("fdatasync", unsafe extern "C" fn(c_int) -> c_int);
    // SAFETY: a plain number.
    synced(|| unsafe { next(fd) }, fd)
}

/// What one or two names were changed by.
fn named(op: u8, from: Vec<u8>, to: Vec<u8>, call: impl FnOnce() -> c_int) -> c_int {
    watched(call, |recorder, done| {
        if done == 0 {
            match (recorder.inside(&from), recorder.inside(&to)) {
                (Some(from), Some(to)) => recorder.put(op, [from, to], 0, b""),
                (Some(from), None) if to.is_empty() => recorder.put(op, [from, b""], 0, b""),
                (None, None) => (),
                // A move across the border of the root would have to carry its bytes along.
                _ => std::process::abort(),
            }
        }
    })
}

/// # Safety
/// As `rename(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    // SAFETY: the caller's arguments.
    unsafe { renameat(AT_FDCWD, from, AT_FDCWD, to) }
}

/// # Safety
/// As `renameat(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn renameat(from_at: c_int, from: *const c_char, to_at: c_int, to: *const c_char) -> c_int {
    let next = next!("renameat", unsafe extern "C" fn(c_int, *const c_char, c_int, *const c_char) -> c_int);
    // SAFETY: the caller's paths end in NUL.
    let (a, b) = unsafe { (absolute(from_at, from), absolute(to_at, to)) };
    // SAFETY: the caller's arguments.
    named(b'R', a, b, || unsafe { next(from_at, from, to_at, to) })
}

/// # Safety
/// As `link(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn link(from: *const c_char, to: *const c_char) -> c_int {
    // SAFETY: the caller's arguments.
    unsafe { linkat(AT_FDCWD, from, AT_FDCWD, to, 0) }
}

/// # Safety
/// As `linkat(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linkat(
    from_at: c_int,
    from: *const c_char,
    to_at: c_int,
    to: *const c_char,
    flags: c_int,
) -> c_int {
    let next = next!("linkat", unsafe extern "C" fn(c_int, *const c_char, c_int, *const c_char, c_int) -> c_int);
    // SAFETY: the caller's paths end in NUL.
    let (a, b) = unsafe { (absolute(from_at, from), absolute(to_at, to)) };
    // SAFETY: the caller's arguments.
    named(b'L', a, b, || unsafe { next(from_at, from, to_at, to, flags) })
}

/// # Safety
/// As `unlink(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    // SAFETY: the caller's arguments.
    unsafe { unlinkat(AT_FDCWD, path, 0) }
}

/// # Safety
/// As `rmdir(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rmdir(path: *const c_char) -> c_int {
    // SAFETY: the caller's arguments.
    unsafe { unlinkat(AT_FDCWD, path, AT_REMOVEDIR) }
}

/// # Safety
/// As `unlinkat(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlinkat(at: c_int, path: *const c_char, flags: c_int) -> c_int {
    let next = next!("unlinkat", unsafe extern "C" fn(c_int, *const c_char, c_int) -> c_int);
    // SAFETY: the caller's path ends in NUL.
    let name = unsafe { absolute(at, path) };
    // SAFETY: the caller's arguments.
    named(b'U', name, Vec::new(), || unsafe { next(at, path, flags) })
}

/// # Safety
/// As `mkdir(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mkdir(path: *const c_char, mode: c_int) -> c_int {
    let next = next!("mkdir", unsafe extern "C" fn(*const c_char, c_int) -> c_int);
    // SAFETY: the caller's path ends in NUL.
    let name = unsafe { absolute(AT_FDCWD, path) };
    // SAFETY: the caller's arguments.
    named(b'M', name, Vec::new(), || unsafe { next(path, mode) })
}

/// # Safety
/// Refuses always.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn copy_file_range(_: c_int, _: *mut i64, _: c_int, _: *mut i64, _: usize, _: u32) -> isize {
    refused(ENOSYS)
}

/// # Safety
/// Refuses always.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sendfile(_: c_int, _: c_int, _: *mut i64, _: usize) -> isize {
    refused(EINVAL)
}

/// # Safety
/// Refuses always.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sendfile64(_: c_int, _: c_int, _: *mut i64, _: usize) -> isize {
    refused(EINVAL)
}

fn refused(why: c_int) -> isize {
    // SAFETY: the location belongs to this thread.
    unsafe { *__errno_location() = why };
    -1
}

