//! Wires the house: opens stores, starts workers, runs commands. It decides nothing about handsets.

mod boot;
mod checks;
mod demo;
mod error;
mod files;
mod headless;
mod housekeeping;
mod init;
mod lists;
mod log;
mod rescreen;
mod serve;
mod shop;
#[cfg(unix)]
mod signals;
#[cfg(not(unix))]
mod signals_windows;
mod small;
mod stock;
mod till_loop;

pub use error::AppError;
#[cfg(not(unix))]
use signals_windows as signals;

use crate::cli::{Args, Command, Exit, LogCommand, Out, RegistryCommand};
use crate::config::Paths;
use std::process::ExitCode;

/// Runs what the command line asks for.
pub fn run(args: Args) -> ExitCode {
    let paths = Paths::new(args.data.unwrap_or_else(Paths::default_root));
    match dispatch(&paths, args.command) {
        Ok(exit) => exit.into(),
        Err(error) => {
            Out::problem(&crate::words::chain(&error), &error.advice());
            error.exit().into()
        }
    }
}

fn dispatch(paths: &Paths, command: Option<Command>) -> Result<Exit, AppError> {
    match command {
        None => till_loop::open(paths),
        Some(Command::Demo(demo)) => demo::run(&demo),
        Some(Command::Init(init)) => init::run(paths, &init),
        Some(Command::Check(check)) => checks::run(paths, &check),
        Some(Command::Identify { text, json }) => small::identify(&text, json),
        Some(Command::Log(LogCommand::Show { last, reveal, json })) => log::show(paths, last, &reveal, json),
        Some(Command::Log(LogCommand::Find { number, reveal, json })) => log::find(paths, &number, &reveal, json),
        Some(Command::Log(LogCommand::Export(export))) => log::export(paths, &export),
        Some(Command::Log(LogCommand::Epoch { reason, no_alarm })) => log::epoch(paths, &reason, no_alarm),
        Some(Command::Verify(verify)) => log::verify(&verify),
        Some(Command::List(list)) => lists::run(paths, &list),
        Some(Command::Stock(stock)) => stock::run(paths, &stock),
        Some(Command::Registry(RegistryCommand::Serve(serve))) => serve::run(&serve),
        Some(Command::Ports { json }) => small::ports(json),
        Some(Command::Completions { shell }) => {
            Out::bytes(&crate::cli::completions(shell));
            Ok(Exit::Done)
        }
        Some(Command::Man { dir }) => small::man(&dir),
    }
}
