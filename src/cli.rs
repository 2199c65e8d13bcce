//! The command line: what can be asked ([`Args`]), and how answers are printed.
//!
//! This room parses and prints; `app` runs. `--json` and the exit statuses are interfaces:
//! one object a line, stable names, `null` rather than a missing key.

mod args;
mod exit;
mod key_wizard;
mod list;
mod print;
mod wizard;

pub use args::{
    Args, BackupArgs, ByArgs, CheckArgs, CloseArgs, Command, CorrectArgs, CountArgs, DayArgs, DemoArgs, Doer,
    EraseArgs, ExportArgs, HandOverArgs, InitArgs, KeyArgs, KeysCommand, LogCommand, LogWitnessCommand, MoneyArgs,
    MoveArgs, NewKeyArgs, OneItem, Outside, PageArgs, PaidArgs, PaperWidth, PersonArgs, PhotoWorkerArgs, PoliceArgs,
    PolicyCommand, PrintArgs, ProveArgs, ReadArgs, ReceiptArgs, ReceiptFormat, RecipientsCommand, RefundArgs,
    RegistryCommand, RenewArgs, ReportArgs, RestoreArgs, Reveal, ReverseArgs, SellArgs, ServeArgs, ShowArgs, SignArgs,
    StaffArgs, StaffCommand, StateDir, StockArgs, StockCommand, TrainingCommand, VerifyArgs, WitnessCommand,
    WitnessServeArgs,
};
pub use exit::Exit;
pub use key_wizard::{Lock, choose_lock, new_passphrase, recovery, typed_secret};
pub use list::{ListBuildArgs, ListCommand, ListPublishArgs, ListStickArgs, ListSyncArgs, ListTrustArgs};
pub use print::{CheckLine, EntryLine, Out, PortLine, safe};
pub use wizard::{Asked, Prompts, Wish, wizard};

use clap::CommandFactory;

/// The shell completions for `shell`.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "countercheck", &mut out);
    out
}

/// Writes the manual pages, one per command, into a folder.
pub fn man_pages(dir: &std::path::Path) -> std::io::Result<()> {
    clap_mangen::generate_to(Args::command(), dir)
}
