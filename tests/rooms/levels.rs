//! The tables: who stands where. A new file that no row covers fails the test.

/// What a row covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// `room.rs` and everything below `room/`, unless a longer prefix takes it.
    Room,
    /// `room.rs` and its tests only: each child has a row of its own.
    Door,
}

/// The level of a file or room.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Path below `src`, without `.rs`.
    pub prefix: &'static str,
    /// 0 pure, 1 formats, 2 edges, 3 use case, 4 effects, 5 faces, 6 root.
    pub level: u8,
    /// How far it reaches.
    pub span: Span,
}

/// A crate or module of the standard library that only some files may name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// Its path, `::` between segments.
    pub path: &'static str,
    /// Levels that may name it.
    pub levels: &'static [u8],
    /// Prefixes that may name it besides.
    pub rooms: &'static [&'static str],
}

/// A file that may name an edge against the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exception {
    /// Path below `src`, without `.rs`.
    pub file: &'static str,
    /// The edge's path, as its row spells it.
    pub what: &'static str,
    /// Why it cannot be otherwise.
    pub reason: &'static str,
}

/// All tables together, so that a planted house can bring its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Who stands where.
    pub rooms: &'static [Row],
    /// Edges that any other edge may use, though they share its level; each with its reason.
    pub shared: &'static [(&'static str, &'static str)],
    /// What only some may name.
    pub edges: &'static [Edge],
    /// Who may besides, and why.
    pub exceptions: &'static [Exception],
}

const fn room(level: u8, prefix: &'static str) -> Row {
    Row { prefix, level, span: Span::Room }
}

const fn door(level: u8, prefix: &'static str) -> Row {
    Row { prefix, level, span: Span::Door }
}

const ROOMS: &[Row] = &[
    // 0: pure
    room(0, "imei"),
    room(0, "finding"),
    room(0, "policy"),
    room(0, "clock"),
    room(0, "codes"),
    room(0, "words"),
    room(0, "document"),
    // 1: formats, pure; the doors of rooms whose edges have rows below
    door(1, "scan"),
    room(1, "scan/bytes"),
    room(1, "scan/decoder"),
    room(1, "scan/error"),
    room(1, "scan/frame"),
    room(1, "scan/input"),
    room(1, "scan/layout"),
    room(1, "scan/settings"),
    door(1, "registry"),
    room(1, "registry/n5g_eir"),
    room(1, "registry/camara"),
    room(1, "registry/checkmend"),
    room(1, "registry/hotlist"),
    room(1, "registry/manual"),
    room(1, "registry/enrol"),
    room(1, "registry/error"),
    room(1, "registry/source"),
    room(1, "registry/wire"),
    door(1, "blocklist"),
    room(1, "blocklist/bits"),
    room(1, "blocklist/build"),
    room(1, "blocklist/crew"),
    room(1, "blocklist/dictionary"),
    room(1, "blocklist/error"),
    room(1, "blocklist/find"),
    room(1, "blocklist/freshness"),
    room(1, "blocklist/groups"),
    room(1, "blocklist/head"),
    room(1, "blocklist/huffman"),
    room(1, "blocklist/merge"),
    room(1, "blocklist/model"),
    room(1, "blocklist/pack"),
    room(1, "blocklist/page"),
    room(1, "blocklist/record"),
    room(1, "blocklist/rows"),
    room(1, "blocklist/settings"),
    room(1, "blocklist/rows/quick"),
    room(1, "blocklist/stretch"),
    room(1, "blocklist/survey"),
    room(1, "blocklist/tally"),
    door(1, "ledger"),
    room(1, "ledger/leaf"),
    room(1, "ledger/tree"),
    room(1, "ledger/note"),
    room(1, "ledger/checkpoint"),
    room(1, "ledger/closures"),
    room(1, "ledger/tiles"),
    room(1, "ledger/receipt"),
    room(1, "ledger/verify"),
    room(1, "page"),
    room(1, "goods"),
    room(1, "report"),
    room(1, "ledger/fork"),
    door(1, "ledger/witness"),
    room(1, "ledger/witness/request"),
    room(1, "ledger/witness/judge"),
    room(1, "print"),
    room(1, "staff"),
    door(1, "photo"),
    room(1, "photo/settings"),
    room(1, "photo/wire"),
    room(1, "photo/parse"),
    // 2: edges
    // The one reader of the machine's clocks; its door stays pure.
    room(2, "clock/system"),
    room(2, "scan/terminal"),
    room(2, "scan/terminal_windows"),
    room(2, "scan/serial"),
    room(2, "scan/serial_windows"),
    room(2, "scan/plug"),
    room(2, "scan/pump"),
    room(2, "scan/ports"),
    room(2, "scan/replay"),
    room(2, "registry/client"),
    room(2, "registry/cache"),
    room(2, "blocklist/files"),
    room(2, "blocklist/held"),
    room(2, "blocklist/shelf"),
    room(2, "blocklist/sync"),
    room(2, "ledger/store"),
    room(2, "ledger/head"),
    room(2, "ledger/export"),
    room(2, "ledger/archive"),
    room(2, "ledger/backup"),
    room(2, "ledger/epoch"),
    room(2, "ledger/witness/state"),
    room(2, "ledger/witness/push"),
    room(2, "print/port"),
    room(2, "vault"),
    room(2, "stock"),
    room(2, "server"),
    room(2, "photo/engine"),
    room(2, "sqlite"),
    room(2, "photo/gate"),
    room(2, "photo/limits"),
    room(2, "photo/limits_windows"),
    room(2, "photo/worker"),
    room(2, "photo/child"),
    room(2, "photo/inbox"),
    // 3: the use case
    room(3, "till"),
    // 4: effects
    room(4, "effects"),
    // 5: faces
    room(5, "tui"),
    room(5, "cli"),
    room(5, "doctor"),
    // 6: root
    room(6, "app"),
    room(6, "config"),
    room(6, "main"),
    room(6, "lib"),
];

const fn at_the_edge(path: &'static str) -> Edge {
    Edge { path, levels: &[2], rooms: &[] }
}

const fn only_in(path: &'static str, rooms: &'static [&'static str]) -> Edge {
    Edge { path, levels: &[], rooms }
}

/// What the pure rooms (0, 1 and the till) may not reach for: hidden inputs.
const fn not_in_pure_rooms(path: &'static str) -> Edge {
    Edge { path, levels: &[2, 4, 5, 6], rooms: &[] }
}

const EDGES: &[Edge] = &[
    at_the_edge("serialport"),
    at_the_edge("notify"),
    at_the_edge("reqwest"),
    at_the_edge("rustls"),
    at_the_edge("axum"),
    at_the_edge("axum_server"),
    at_the_edge("tokio"),
    at_the_edge("tough"),
    at_the_edge("rusqlite"),
    at_the_edge("std::net"),
    at_the_edge("std::os::unix::net"),
    Edge { path: "std::fs", levels: &[2], rooms: &["app", "config"] },
    Edge { path: "std::os::unix::fs", levels: &[2], rooms: &["app", "config"] },
    Edge { path: "std::os::fd", levels: &[2], rooms: &["app"] },
    Edge { path: "rustix", levels: &[2], rooms: &["app"] },
    Edge { path: "getrandom", levels: &[2], rooms: &["app"] },
    only_in("memmap2", &["blocklist/files/map"]),
    only_in("indicatif", &["app"]),
    only_in("ratatui", &["tui", "scan/terminal_windows"]),
    only_in("crossterm", &[]),
    only_in("clap", &["cli", "main"]),
    only_in("clap_complete", &["cli"]),
    only_in("clap_mangen", &["cli"]),
    not_in_pure_rooms("std::time::Instant"),
    not_in_pure_rooms("std::time::SystemTime"),
    not_in_pure_rooms("std::thread"),
    not_in_pure_rooms("std::process"),
    not_in_pure_rooms("std::env"),
];

const SHARED: &[(&str, &str)] = &[
    ("sqlite", "opens every database, so that each gets the same durability"),
    ("clock/system", "the one reader of the machine's clocks"),
    ("ledger/store/files", "private files, synced whole: keys of ledger and vault are written alike"),
    ("ledger/leaf", "the entry: the form in which every room's records are written and read"),
    ("ledger/closures", "whether an entry belongs to training, said in one place"),
    ("goods", "what deals became: one reckoning for stock, reports and the day's sheet"),
    ("ledger/leaf", "entries as they stand: what reads or makes them says their words"),
    ("ledger/closures", "whether an entry is of training is said in one place"),
    ("goods", "what may be done with items is said once, for day sheets and reports too"),
    ("registry/client/tls", "one TLS provider and one reader of PEM files for client and server"),
];

const EXCEPTIONS: &[Exception] = &[
    Exception {
        file: "blocklist/crew",
        what: "std::thread",
        reason: "threads share the packing of a list; its bytes are the same whoever packs them",
    },
    Exception {
        file: "cli/args",
        what: "std::net",
        reason: "the type of `registry serve --listen ADDR`: an address is parsed here, nothing listens",
    },
    Exception {
        file: "cli/args/witness",
        what: "std::net",
        reason: "the type of `witness serve --listen ADDR`, likewise",
    },
    Exception {
        file: "app/demo",
        what: "std::net",
        reason: "the loopback address that the demo's registry is told to listen on",
    },
];

/// The house as it is meant to stand.
pub(crate) const RULES: Rules = Rules { rooms: ROOMS, shared: SHARED, edges: EDGES, exceptions: EXCEPTIONS };
