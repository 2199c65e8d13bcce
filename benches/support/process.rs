//! A running process looked at from outside: its threads, its memory.

/// A thread of a process and how often it went to sleep and was put aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Thread {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) slept: u64,
    pub(crate) set_aside: u64,
}

/// All threads of a process.
pub(crate) fn threads(process: u32) -> Vec<Thread> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).expect("a running program");
    let mut all: Vec<_> = tasks
        .filter_map(|task| {
            let task = task.ok()?;
            let status = std::fs::read_to_string(task.path().join("status")).ok()?;
            let number = |name| field(&status, name)?.parse().ok();
            Some(Thread {
                name: field(&status, "Name:")?.to_owned(),
                id: task.file_name().to_string_lossy().into_owned(),
                slept: number("voluntary_ctxt_switches:")?,
                set_aside: number("nonvoluntary_ctxt_switches:")?,
            })
        })
        .collect();
    all.sort();
    all
}

/// Anonymous memory that is resident, in kibibytes: heap, stacks, and what was written of the program's data.
pub(crate) fn anonymous(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a running program");
    kibibytes(&status, "RssAnon:")
}

/// Memory that is this process's alone and was written to, in kibibytes.
#[allow(dead_code, reason = "a second witness, for the bench")]
pub(crate) fn private_dirty(process: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    kibibytes(&rollup, "Private_Dirty:")
}

fn kibibytes(text: &str, name: &str) -> u64 {
    field(text, name).and_then(|value| value.split(' ').next()?.parse().ok()).unwrap_or(0)
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}
