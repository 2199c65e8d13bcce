//! Countercheck: the terminal on the second-hand counter.
//!
//! One pass at the counter (scan the phone) says within a second whether the handset is listed as
//! stolen, with or without a network, and fills a register that the police can trust: faster than
//! the pen it replaces. A handset is **listed**, **not listed (by whom, as of when)**, or **not
//! checked**; the program never says "clean".
//!
//! This page is the map: the words, the rooms, and where a change belongs.
//!
//! # The words
//!
//! One word per thing, in code, screens, documents and logs. They form a chain:
//!
//! **Scan → Identifier → Answer → Finding → Decision → Entry → Receipt**
//!
//! - **Scan** ([`scan::Scan`]): what one trigger pull or keystroke burst delivered, as raw bytes, with source
//!   and time.
//! - **Identifier** ([`imei::Identified`]): what it turned out to hold: IMEI, IMEISV, MEID, EID, ICCID, GTIN,
//!   serial number. An [`imei::Imei`] is made by validation only; stores are keyed by its first 14
//!   digits, [`imei::Imei14`].
//! - **Answer** ([`finding::Answer`]): one source's reply about one IMEI, and as of when. There is no `bool`:
//!   [`finding::Outcome`] keeps "does not list it", "cannot know it" and "said nothing" apart.
//! - **Finding** ([`finding::Finding`]): all answers merged over all numbers of a handset
//!   ([`finding::merge`], the only place where this is done). Stop > Caution > Not checked > Not listed.
//! - **Decision**: what law and house rules make of a finding ([`policy`]).
//! - **Entry** ([`ledger::leaf`]): one leaf of the ledger. Everything that can point to a person is committed to
//!   in it, and sealed in the [`vault`].
//! - **Receipt** ([`ledger::receipt`]): what a seller takes away, a commitment to the ledger up to his own entry.
//!
//! # The rooms
//!
//! A room is `room.rs` beside `room/`. Its door says what it is, what it refuses, and its
//! invariant. Imports only point downward; `tests/rooms.rs` proves it, and its table
//! (`tests/rooms/levels.rs`) knows each file's level.
//!
//! | level | room | what it is |
//! | --- | --- | --- |
//! | 0 pure | [`imei`] | numbers: check digits, kinds, placeholders, names of device types |
//! | | [`finding`] | answers, and the merge |
//! | | [`clock`] | moments by two clocks, steps (only [`clock::system`] reads the machine's) |
//! | | [`staff`] | roles, the table of rights, PINs and what wrong ones cost |
//! | | [`words`] | every sentence a clerk reads, in English and French |
//! | | [`codes`] | what the shop prints and reads again: labels of items, signed declarations |
//! | | [`policy`] | jurisdictions as data: what is asked, holds, what is kept |
//! | | [`document`] | identity documents: zones, licences, driver numbers, with evidence for each field |
//! | 1 formats | [`scan`] `::{decoder, frame, layout}` | bursts out of bytes, identifiers out of bursts |
//! | | [`registry`] `::{n5g_eir, camara, checkmend, hotlist, manual}` | one pure codec a protocol |
//! | | [`blocklist`] | lists of millions of handsets as pages: encoder, look-up, overlays, CSV lines |
//! | | [`ledger`] `::{leaf, tree, note, checkpoint, closures, receipt, verify}` | the log as bytes, and its verifier |
//! | | [`goods`] | what lines of deals became: holds, sales, pledges, money; what may be done with them |
//! | | [`report`] | files for the accountant and the police |
//! | | [`page`] | the verifier page, for an officer's browser |
//! | | [`photo`] `::{parse, wire, settings}` | numbers out of lines of text; what till and reader say to each other |
//! | | [`mod@print`] | papers: receipts as pictures, text and printers' bytes |
//! | 2 edges | [`scan`] `::{terminal, serial, ports, replay}` | where bytes come from |
//! | | [`registry`] `::{client, cache}` | asks all sources at once; keeps what terms allow |
//! | | [`blocklist::files`] | lists as maps; from CSV files of any size, in bounded memory |
//! | | [`blocklist`] `::{shelf, sync}` | the lists that a shop holds; signed ones from servers and sticks |
//! | | [`ledger`] `::{store, export}` | `ledger.db`; extracts |
//! | | [`vault`] | everything personal, sealed |
//! | | [`stock`] | what the entries amount to; may be thrown away |
//! | | [`photo`] `::{gate, engine, worker, child, inbox}` | pictures judged, read in a limited process, taken from a folder |
//! | | [`print::port`] | printers: a device, a socket, a folder |
//! | | [`server`] | the one HTTP server: `registry serve`, the page for a telephone |
//! | | [`sqlite`] | opens databases, and never makes one by accident |
//! | 3 use case | [`till`] | the counter as a pure state machine: an event in, effects out |
//! | 4 effects | [`effects`] | carries each effect out, and turns what happened into events |
//! | 5 faces | [`tui`], [`cli`], `doctor` | the screen; the command line; what is wrong with a set-up (later) |
//! | 6 root | [`app`], [`config`], `main` | wiring; `config.toml`; thirty lines |
//!
//! # One loop
//!
//! Keys, scans, answers, ledger and clock all arrive as events in one bounded channel, each with its
//! [`clock::Moment`]. The main thread owns the terminal and the only state; it never blocks, and
//! drawing reads no clock, lock or file. The order of every act is: vault, ledger, head, and only then the
//! screen. What was confirmed is on disk.
//!
//! # Where a change belongs
//!
//! | you want to | go to |
//! | --- | --- |
//! | read another kind of number, or refuse one | [`imei`] |
//! | support a scanner, or its bad habits | [`scan`], `hw/` |
//! | read another document, or more of one | [`document`], `docs/documents.md`, `tests/document_laws.rs` |
//! | ask another registry | a codec in [`registry`], its terms, and [`server`] for the test |
//! | change how lists are stored | [`blocklist`], `docs/blocklist-format.md`, `benches/blocklist.rs` |
//! | believe, fetch or publish lists otherwise | [`blocklist::sync`], `docs/lists.md`, `tests/lists` |
//! | change what answers amount to | [`finding`], and every table test there |
//! | record something new | a kind in [`ledger::leaf`], `docs/leaf-format.md`, then [`till`] |
//! | change what happens on a key or a scan | [`till`]; a scene first |
//! | let a role do something, or not | the table in [`staff`]; `State::may` and a second person in [`till`] |
//! | change how it looks | [`tui`]; change what it says: [`words`] |
//! | add a command, a flag, an exit status | [`cli`] parses, [`app`] runs |
//! | add a setting | the room that uses it owns the struct; [`config`] reads the file |
//!
//! CONTRIBUTING.md says how, SECURITY.md against whom.

pub mod app;
pub mod blocklist;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod config;
pub mod document;
pub mod effects;
pub mod finding;
pub mod goods;
pub mod imei;
pub mod ledger;
pub mod page;
pub mod photo;
pub mod policy;
pub mod print;
pub mod registry;
pub mod report;
pub mod scan;
pub mod server;
pub mod sqlite;
pub mod staff;
pub mod stock;
pub mod till;
pub mod tui;
pub mod vault;
pub mod words;
