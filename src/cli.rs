//! The command line: what can be asked ([`Args`]), and how answers are printed.
//!
//! This room parses and prints; `app` runs. `--json` and the exit statuses are interfaces:
//! one object a line, stable names, `null` rather than a missing key.

mod args;
mod exit;
mod print;
mod wizard;

pub use args::{Args, CheckArgs, Command, DemoArgs, ExportArgs, InitArgs, LogCommand, RegistryCommand, ServeArgs, VerifyArgs};
pub use exit::Exit;
pub use print::{CheckLine, EntryLine, Out, PortLine, safe};
pub use wizard::{Prompts, Wish, wizard};

use clap::CommandFactory;

/// The shell completions for `shell`.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "countercheck", &mut out);
    out
}

/// Manual pages: file name and text.
pub fn man_pages() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut pages = Vec::new();
    page(&Args::command(), "countercheck", &mut pages)?;
    Ok(pages)
}

fn page(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let mut text = Vec::new();
    let named = command.clone().name(name.to_owned()).bin_name(name.replace('-', " "));
    clap_mangen::Man::new(named).render(&mut text)?;
    pages.push((format!("{name}.1"), text));
    for sub in command.get_subcommands().filter(|s| !s.is_hide_set() && s.get_name() != "help") {
        page(sub, &format!("{name}-{}", sub.get_name()), pages)?;
    }
    Ok(())
}
