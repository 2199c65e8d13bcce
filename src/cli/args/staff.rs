//! `staff …`: named staff.

use super::KeyArgs;
use chrono::NaiveDate;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Words of `--role`.
fn roles() -> PossibleValuesParser {
    PossibleValuesParser::new(crate::staff::Role::ALL.map(crate::staff::Role::word))
}

/// Whom it is about, and who does it.
#[derive(Debug, Args)]
pub struct PersonArgs {
    /// The person: number, name, or its first letters
    #[arg(value_name = "WHO", value_parser = NonEmptyStringValueParser::new())]
    pub who: String,
    /// By whom
    #[command(flatten)]
    pub by: ByArgs,
}

/// Who changes the list.
#[derive(Debug, Default, Args)]
pub struct ByArgs {
    /// The manager who does it; the PIN is asked for
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
    /// Instead of a manager's PIN: the shop's passphrase, key file or recovery key; recorded as such
    #[arg(long)]
    pub with_shop_key: bool,
    /// What opens the shop's key
    #[command(flatten)]
    pub key: KeyArgs,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `staff …`
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Lists who works here
    #[command(after_help = "Example: countercheck staff list --json")]
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Adds somebody; the first one has to be a manager
    #[command(
        after_help = "The new person types the PIN (4 to 12 digits) twice; nobody else needs to know it.\n\nExamples:\n  \
                      countercheck staff add \"J. Mason\" --role manager\n  \
                      countercheck staff add \"Summer help\" --role clerk --until 2026-08-31 --staff \"J. Mason\"\n  \
                      countercheck --pin-file manager.pin staff add \"K. Lee\" --role clerk --new-pin-file lee.pin --staff Mason"
    )]
    Add {
        /// Name or initials, as the sign-in shows it
        #[arg(value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        name: String,
        /// What the person may do
        #[arg(long, value_parser = roles())]
        role: String,
        /// Last day on which the person may sign in
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<NaiveDate>,
        /// File with the new person's PIN (its first line) [default: asked for]
        #[arg(long, value_name = "FILE")]
        new_pin_file: Option<PathBuf>,
        /// By whom
        #[command(flatten)]
        by: ByArgs,
    },
    /// Changes somebody's name, role or last day
    #[command(after_help = "Examples:\n  countercheck staff change Lee --role manager --staff Mason\n  \
                      countercheck staff change 4 --until 2026-09-30 --staff Mason")]
    Change {
        /// Whom, and by whom
        #[command(flatten)]
        person: PersonArgs,
        /// New name or initials
        #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        name: Option<String>,
        /// New role
        #[arg(long, value_parser = roles())]
        role: Option<String>,
        /// New last day
        #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "no_end")]
        until: Option<NaiveDate>,
        /// The person stays
        #[arg(long)]
        no_end: bool,
    },
    /// Takes somebody off the list, name and PIN with it; earlier entries stay theirs
    #[command(after_help = "Example: countercheck staff remove Lee --staff Mason")]
    Remove(PersonArgs),
    /// Sets a new PIN: one's own with the old one, anybody's by a manager
    #[command(after_help = "Examples:\n  countercheck staff pin Lee\n  countercheck staff pin Lee --staff Mason")]
    Pin {
        /// Whom, and by whom
        #[command(flatten)]
        person: PersonArgs,
        /// File with the new PIN (its first line) [default: asked for]
        #[arg(long, value_name = "FILE")]
        new_pin_file: Option<PathBuf>,
    },
    /// Lets somebody try again who was locked out after too many wrong PINs
    #[command(after_help = "Examples:\n  countercheck staff reset Lee --staff Mason\n  \
                      countercheck staff reset Mason --with-shop-key")]
    Reset(PersonArgs),
    /// Prints somebody's badge: a code for the sign-in, which the PIN follows
    #[command(after_help = "Example: countercheck staff badge Lee")]
    Badge {
        /// The person: number, name, or its first letters
        #[arg(value_name = "WHO", value_parser = NonEmptyStringValueParser::new())]
        who: String,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}
