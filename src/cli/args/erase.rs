//! `log erase`.

use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

/// Why personal data may or must go.
const BASES: [&str; 4] = ["retention", "request", "court", "error"];

/// `log erase`
#[derive(Debug, clap::Args)]
pub struct EraseArgs {
    /// Entries older than this many days are due [default: `days` of `[retention]` in config.toml]
    #[arg(long, value_name = "DAYS", conflicts_with = "entries")]
    pub older_than: Option<u32>,
    /// Erases this entry and those of the same check, due or not; may be repeated
    #[arg(long = "entry", value_name = "ID|INDEX", value_parser = NonEmptyStringValueParser::new(), requires = "basis")]
    pub entries: Vec<String>,
    /// Legal basis [default: retention, for what is due]
    #[arg(long, value_name = "WORD", value_parser = BASES)]
    pub basis: Option<String>,
    /// Why, in words: a case number, a letter's date; sealed
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub reason: Option<String>,
    /// Who erases [default: the user's name on this machine]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
    /// The second person who has seen what goes
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "sole_trader")]
    pub second: Option<String>,
    /// File with that person's PIN (its first line), in a shop with named staff [default: asked for]
    #[arg(long, value_name = "FILE", requires = "second")]
    pub second_pin_file: Option<PathBuf>,
    /// There is no second person in this shop; recorded as such
    #[arg(long)]
    pub sole_trader: bool,
    /// Erases; without it only what would go is shown
    #[arg(long)]
    pub yes: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
