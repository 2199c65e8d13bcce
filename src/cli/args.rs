//! What can be asked on the command line.

mod backup;
mod erase;
mod evidence;
mod keys;
mod page;
mod papers;
mod policy;
mod print;
mod read;
mod staff;
mod stock;
mod stock_acts;
mod witness;

pub use backup::{BackupArgs, MoveArgs, Outside, RestoreArgs};
pub use erase::EraseArgs;
pub use evidence::{ExportArgs, ProveArgs, VerifyArgs};
pub use keys::{KeyArgs, KeysCommand, NewKeyArgs, RecipientsCommand, StaffArgs};
pub use page::PageArgs;
pub use papers::{CloseArgs, CorrectArgs, PaperWidth, ReceiptArgs, ReceiptFormat, TrainingCommand};
pub use policy::PolicyCommand;
pub use print::PrintArgs;
pub use read::{PhotoWorkerArgs, ReadArgs};
pub use staff::{ByArgs, PersonArgs, StaffCommand};
pub use stock::{StockArgs, StockCommand};
pub use stock_acts::{
    CountArgs, DayArgs, Doer, HandOverArgs, MoneyArgs, OneItem, PaidArgs, PoliceArgs, RefundArgs, RenewArgs,
    ReportArgs, ReverseArgs, SellArgs, ShowArgs,
};
pub use witness::{LogWitnessCommand, SignArgs, StateDir, WitnessCommand, WitnessServeArgs};

use super::list::ListCommand;
use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand};
use clap_complete::Shell;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Checks second-hand handsets against stolen-phone registries and keeps a register that can be verified.
#[derive(Debug, Parser)]
#[command(
    name = "countercheck",
    version,
    after_help = "Exit status: 0 done, nothing listed; 1 failed; 2 usage; 3 listed; 4 caution; 5 not checked; 6 does not verify.\n\n\
                  Examples:\n  countercheck demo\n  countercheck check 35-209900-176148-1\n  countercheck verify /media/stick/export.zip"
)]
pub struct Args {
    /// The shop's folder [default: `$COUNTERCHECK_DATA`, or countercheck in the user's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// File with the PIN of --staff (its first line), in a shop with named staff [default: `$COUNTERCHECK_PIN_FILE`, or asked for]
    #[arg(long, global = true, value_name = "FILE")]
    pub pin_file: Option<PathBuf>,
    /// What to do; without a command the till opens
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Opens a till on a throw-away shop, with a registry and a scanner simulated on this machine
    #[command(after_help = "Example: countercheck demo --smoke")]
    Demo(DemoArgs),
    /// Sets a shop up without questions, for scripts
    #[command(
        after_help = "Example:\n  countercheck init --data /srv/shop --shop \"Corner Phones\" --terminal till-1 --jurisdiction generic \\\n    \
                      --timezone Europe/London --source n5g-eir=https://eir.example --source hotlist=/srv/police.csv"
    )]
    Init(InitArgs),
    /// Checks handsets; recorded like any other check
    #[command(after_help = "Example: countercheck check 35-209900-176148-1 35-209900-176149-9 --json")]
    Check(CheckArgs),
    /// Classifies numbers and documents' codes without checking them ("-" reads lines from standard input)
    ///
    /// Of a document (the lines of < of a passport or card, a North American licence's PDF417, a UK
    /// driver number) the value is its number; docs/documents.md says what is read and what it proves.
    #[command(after_help = "Example: countercheck identify 35-209900-176148-1 A0000000002329 MORGA753116SM9IJ --json")]
    Identify {
        /// Numbers or texts
        #[arg(required = true)]
        text: Vec<String>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Reads the numbers in pictures of a phone's *#06# screen, a box or a label; nothing is recorded
    #[command(
        after_help = "Exit status: 0 every number was read well; 1 a picture cannot be read; 5 a person has to look:\n\
                      a number is to be compared, a line could not be read, or no number was found.\n\n\
                      Examples:\n  countercheck read phone.jpg --json\n  countercheck read *.jpg\n  cat phone.heic | countercheck read -"
    )]
    Read(ReadArgs),
    /// Reads pictures on its standard input, for the till
    #[command(hide = true, after_help = "Example: it is started by the till and by `countercheck read`, not by hand")]
    PhotoWorker(PhotoWorkerArgs),
    /// The register: look into it, take extracts
    #[command(subcommand, after_help = "Example: countercheck log show --last 20")]
    Log(LogCommand),
    /// The shop's key: its passphrase, its recovery key, and the police's keys
    #[command(subcommand, after_help = "Example: countercheck keys status")]
    Keys(KeysCommand),
    /// Checks an export, a proof, a receipt or a shop's data folder; needs no shop and no network
    #[command(after_help = "Examples:\n  countercheck verify export.zip --trust officer-checkpoint.txt --json\n  \
                      countercheck verify export.zip.age --identity officer-key.txt\n  \
                      countercheck verify export.zip --receipt photo-of-the-receipt.jpg\n  \
                      countercheck verify export.zip --receipt \"#17 7ZK3D-2M9QX-04RTB-W6H1P-5C\"")]
    Verify(VerifyArgs),
    /// Writes the verifier page: one HTML file in which an officer opens a shop's export
    #[command(after_help = "Examples:\n  countercheck page --output verifier.html\n  countercheck page --sha256\n\n\
                      An officer uses his own copy, fetched by himself, and compares its SHA-256: docs/officer.md.")]
    Page(PageArgs),
    /// The printer: a test paper, and the papers that wait for it
    #[command(
        after_help = "Examples:\n  countercheck print --test\n  countercheck print --list --json\n  countercheck print --retry\n\n\
                      The printer is named in the section [printer] of config.toml: docs/papers.md."
    )]
    Print(PrintArgs),
    /// Block lists: fetching them, making them, looking into them
    #[command(
        subcommand,
        after_help = "Examples:\n  countercheck list sync\n  countercheck list build national.csv --output national.list"
    )]
    List(ListCommand),
    /// The rules of places: what is asked, holds, what is kept, and where each of them stands written
    #[command(subcommand, after_help = "Example: countercheck policy show england")]
    Policy(PolicyCommand),
    /// What the shop bought, and what is on hold
    #[command(subcommand, after_help = "Example: countercheck stock list --held")]
    Stock(StockCommand),
    /// The day's money by clerk and method, and the cash that the drawer should hold
    #[command(after_help = "Examples:\n  countercheck day\n  countercheck day --counted 412.50 --left 100")]
    Day(DayArgs),
    /// Writes the stock book, the margin scheme, a day, a month or a police file for a time
    #[command(
        after_help = "Examples:\n  countercheck report stock-book --from 2026-05-01 --to 2026-05-31 --output may.csv\n  \
                      countercheck report month --from 2026-05-01 --output may\n  \
                      countercheck report police --format capss --from 2026-05-02 --to 2026-05-02 --output 2026-05-02.xml"
    )]
    Report(ReportArgs),
    /// An officer's first page: how long the register is, whether it verifies, what is in stock
    #[command(
        after_help = "Nothing personal stands on it. At the till: F2, then F6.\n\nExample: countercheck inspect --json"
    )]
    Inspect {
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Named staff: who works here, as what, and their PINs
    #[command(subcommand, after_help = "Example: countercheck staff add \"J. Mason\" --role manager")]
    Staff(StaffCommand),
    /// A small registry for demonstrations, tests and small operators
    #[command(subcommand, after_help = "Example: countercheck registry serve --hotlist police.csv")]
    Registry(RegistryCommand),
    /// A witness outside the shop: remembers how far registers have come, and signs for them
    #[command(subcommand, after_help = "Example: countercheck witness show")]
    Witness(WitnessCommand),
    /// Training: everything works, nothing counts
    #[command(subcommand, after_help = "Example: countercheck training on")]
    Training(TrainingCommand),
    /// Lists serial ports, and which of them is a known scanner
    #[command(after_help = "Example: countercheck ports --json")]
    Ports {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Prints shell completions
    #[command(after_help = "Example: countercheck completions bash > /etc/bash_completion.d/countercheck")]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Writes the manual pages into a folder
    #[command(after_help = "Example: countercheck man ./man1")]
    Man {
        /// The folder; it must exist
        dir: PathBuf,
    },
}

/// `demo`
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Runs the demo handsets without a terminal and ends
    #[arg(long)]
    pub smoke: bool,
    /// Language of the screen (en, fr)
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
}

/// `init`
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Name of the shop, as on its papers
    #[arg(long, value_name = "NAME")]
    pub shop: String,
    /// Name of this terminal: letters, digits, '-', '_' and '.'
    #[arg(long, value_name = "NAME")]
    pub terminal: String,
    /// Whose rules apply (`countercheck policy list`); "generic" demands nothing special
    #[arg(long, value_name = "ID", default_value = "generic")]
    pub jurisdiction: String,
    /// IANA name of the time zone
    #[arg(long, value_name = "TZ", default_value = "UTC")]
    pub timezone: String,
    /// A source that must answer, as PROTOCOL=URL (n5g-eir, camara, checkmend, hotlist, manual); may be repeated
    #[arg(long = "source", value_name = "PROTOCOL=URL")]
    pub sources: Vec<String>,
    /// CSV with names of device types (TAC)
    #[arg(long, value_name = "CSV")]
    pub tac_names: Option<PathBuf>,
    /// A block list that the shop holds itself, as NAME=URL; may be repeated
    #[arg(long = "list", value_name = "NAME=URL")]
    pub lists: Vec<String>,
    /// The root.json of the list's publisher; one for each --list, in the same order
    #[arg(long = "list-root", value_name = "FILE", requires = "lists")]
    pub list_roots: Vec<PathBuf>,
    /// The lock of the shop's key; none leaves it open in keys/shop
    #[command(flatten)]
    pub key: NewKeyArgs,
}

/// `check`
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// IMEIs; each is one handset unless --one-handset is given
    #[arg(required = true)]
    pub numbers: Vec<String>,
    /// All numbers belong to one handset
    #[arg(long)]
    pub one_handset: bool,
    /// Asks only what the shop holds itself
    #[arg(long)]
    pub offline: bool,
    /// Why it is asked
    #[arg(long, value_name = "WHY", default_value = "purchase", value_parser = ["purchase", "enquiry"])]
    pub purpose: String,
    /// Who asks; stands in the entries [default: the user's name on this machine]
    #[arg(long, value_name = "NAME")]
    pub staff: Option<String>,
    /// Writes the receipt of the check to a new file: .png, .svg, .txt or .bin (receipt printer)
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `log …`
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Shows entries; numbers and names stay masked unless a reason is given, which is recorded
    #[command(after_help = "Example: countercheck log show --last 20")]
    Show {
        /// Only the newest N entries
        #[arg(long, value_name = "N", default_value_t = 50)]
        last: u64,
        /// Who looks, and why
        #[command(flatten)]
        reveal: Reveal,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Finds the entries of an IMEI
    #[command(after_help = "Example: countercheck log find 35-209900-176148-1 --reveal \"inspection 14/2026\"")]
    Find {
        /// The number
        number: String,
        /// Who looks, and why
        #[command(flatten)]
        reveal: Reveal,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Writes an extract that anyone can verify: a folder, or one file when the path ends in .zip
    #[command(after_help = "The whole register is always in it; without --disclose nothing personal is.\n\n\
                      Examples:\n  countercheck log export --output /media/stick/export.zip --disclose imei --reveal \"inspection 14/2026\"\n  \
                      countercheck log export --output may.zip.age --to-officer officer.pub --disclose all \\\n    \
                      --from 2026-05-01 --to 2026-05-31 --reveal \"case 2026/114\"")]
    Export(ExportArgs),
    /// Writes the proof of one entry: it is in the register under a signed checkpoint
    #[command(after_help = "Example: countercheck log prove 17 --output 17.tlog-proof")]
    Prove(ProveArgs),
    /// Erases what people told the shop: names, numbers, pictures; the register still verifies
    #[command(
        after_help = "Shows what would go unless --yes is given. A second person, or --sole-trader, has to stand for it.\n\n\
                      Examples:\n  countercheck log erase --older-than 365\n  \
                      countercheck log erase --older-than 365 --second \"Ann Example\" --yes\n  \
                      countercheck log erase --entry 1042 --basis request --reason \"letter of 3 May\" --sole-trader --yes"
    )]
    Erase(EraseArgs),
    /// Makes the receipt of an entry: what a seller takes home
    #[command(
        after_help = "Examples:\n  countercheck log receipt 1104 --output receipt.png\n  countercheck log receipt 1104 --format escpos --paper 58 --output /dev/usb/lp0\n  \
                      countercheck log receipt 1104 --format code"
    )]
    Receipt(ReceiptArgs),
    /// Closes the days that are over, and with --day the present one; a till does so by itself
    #[command(after_help = "Examples:\n  countercheck log close\n  countercheck log close --day --staff \"J. Mason\"")]
    Close(CloseArgs),
    /// Corrects a value of an entry by a new entry; the old one stays as it is
    #[command(
        after_help = "Example: countercheck log correct 1104 --label imei.1 --value 490154203237518 --reason \"scanned the box of another phone\""
    )]
    Correct(CorrectArgs),
    /// Begins a new epoch after an alarm of the register
    #[command(
        after_help = "Example: countercheck log epoch --reason \"disk replaced, register restored from an older copy\""
    )]
    Epoch {
        /// Why; sealed, and committed to in the new register
        #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
        reason: String,
        /// Also where the register raises no alarm (a move to another folder, say)
        #[arg(long)]
        no_alarm: bool,
    },
    /// Copies register, vault, keys and config to a dated folder, verified; beside a running till
    #[command(after_help = "Example: countercheck log backup --to /media/stick")]
    Backup(BackupArgs),
    /// Puts a backup into a new folder, as a new epoch that says so
    #[command(
        after_help = "Example: countercheck log restore /media/stick/countercheck-till-1-1a2b3c4d-20260502-183000 --data /srv/shop"
    )]
    Restore(RestoreArgs),
    /// Moves the register to another computer: --to on the old one, --from on the new one
    #[command(
        after_help = "Example:\n  countercheck log move --to /media/stick\n  countercheck log move --from /media/stick/countercheck-till-1-1a2b3c4d-20260502-183000 --data /srv/shop"
    )]
    Move(MoveArgs),
    /// Witnesses: requests and answers on a stick, or over the network
    #[command(subcommand, after_help = "Example: countercheck log witness request --output /media/stick/request.json")]
    Witness(LogWitnessCommand),
}

/// Who looks at personal data, and why: an entry of its own.
#[derive(Debug, clap::Args)]
pub struct Reveal {
    /// Unmask, for this reason; recorded as an entry
    #[arg(id = "reveal", long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
    pub reason: Option<String>,
    /// Who looks [default: the user's name on this machine]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
    /// What opens the shop's key
    #[command(flatten)]
    pub key: KeyArgs,
}

/// `registry …`
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// Serves a hot list as TS 29.511, CAMARA and CheckMEND
    #[command(after_help = "Example: countercheck registry serve --listen 127.0.0.1:8029 --hotlist police.csv")]
    Serve(ServeArgs),
}

/// `registry serve`
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Address and port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8029")]
    pub listen: SocketAddr,
    /// CSV: `imei,reporting_date,status` (blacklist or pending)
    #[arg(long, value_name = "CSV")]
    pub hotlist: PathBuf,
    /// Device types (TAC, 8 digits) that this registry does not know
    #[arg(long = "not-covered", value_name = "TAC", value_delimiter = ',')]
    pub not_covered: Vec<String>,
    /// Certificate chain (PEM) for HTTPS
    #[arg(long, value_name = "PEM", requires = "key")]
    pub cert: Option<PathBuf>,
    /// Private key (PEM) for HTTPS
    #[arg(long, value_name = "PEM", requires = "cert")]
    pub key: Option<PathBuf>,
}
