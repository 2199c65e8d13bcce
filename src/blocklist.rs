//! Block lists: what a shop holds itself, so that it gets the same answer without a network.
//!
//! A list is a file of self-contained pages of 4096 bytes, each with its own checksum, and the
//! tables that all pages share (`docs/blocklist-format.md`). An *overlay* has the same form and
//! says what changed since a version; the newest list that names a number decides. A list is
//! made from CSV files of any size in bounded memory, and looked up in microseconds.
//!
//! The room refuses to guess: a page that is damaged is an error for every number it covers,
//! never "not listed", and a list that is cut short is not opened at all. It knows nothing of
//! signatures or of how old a list may be.
//!
//! Invariant: the encoder is a function of the content. The same entries under the same identity
//! give the same bytes, so a base folded with its overlays is the publisher's next base.
//!
//! ```
//! use countercheck::blocklist::{BuildError, Day, Entry, Identity, Interner, List, Said, Status, encode, key_of};
//! use countercheck::imei::Imei14;
//! let imei = Imei14::from_digits("35209900176148").unwrap();
//! let mut words = Interner::default();
//! let class = words.class(Status::Stolen, "0011").unwrap();
//! let reporter = words.reporter("Example Police", "GB").unwrap();
//! let identity = Identity { name: "national".into(), version: 1, changes: None, issued: 1_767_225_600 };
//! let entries = || [Entry { key: key_of(&imei), class, reporter, day: Day(9_500) }].into_iter().map(Ok::<_, BuildError>);
//!
//! let list = List::from_bytes(encode(identity, &words, entries).unwrap()).unwrap();
//! let Said::Listed(record) = list.find(&imei).unwrap() else { panic!("it is listed") };
//! assert_eq!((record.status, record.reason, record.organisation), (Status::Stolen, "0011", "Example Police"));
//! let next = Imei14::from_digits("35209900176149").unwrap();
//! assert_eq!(list.find(&next).unwrap(), Said::Nothing);
//! ```

mod bits;
mod build;
mod crew;
mod dictionary;
mod error;
pub mod files;
mod find;
mod freshness;
mod groups;
mod head;
pub mod held;
mod huffman;
mod merge;
mod model;
mod pack;
mod page;
mod record;
mod rows;
mod settings;
pub mod shelf;
mod stretch;
mod survey;
pub mod sync;
mod tally;

pub use bits::PAGE;
pub use build::{Encoder, Ends};
pub use dictionary::{Dictionary, Interner, MAX_CLASSES, MAX_REPORTERS, Translation};
pub use error::{BuildError, ListError};
pub use find::{Entries, Layout, List, Said, Trust};
pub use freshness::{Freshness, Policy, freshness};
pub use head::{Identity, MAX_NAME};
pub use merge::{Difference, Folded, MergeError, Stack, encode};
pub use record::{Day, Entry, MAX_COUNTRY, MAX_ORGANISATION, MAX_REASON, Record, Status, imei_of, key_of};
pub use rows::{Columns, Line, Memo, Order, Plain, Remark, RowError, Scratch, csv_header, csv_line};
pub use settings::ListConfig;
pub use survey::{Plan, Survey};

/// Entries of a mini-block, as this encoder makes them; the format allows 1 to 255.
const BLOCK: u8 = 32;
/// Entries after which this encoder begins a new page: what lies between is packed by itself. A
/// multiple of [`BLOCK`].
const STRETCH: usize = 1 << 17;
/// Bits that a block's distance from its page's first key may have.
const MAX_OFFSET_BITS: u32 = 37;
