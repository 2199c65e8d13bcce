//! Wires the house: opens stores, starts workers, runs commands. It decides nothing about handsets.

mod actor;
mod backup;
mod boot;
mod checks;
mod close;
mod correct;
mod cosign;
mod day;
mod deal_jobs;
mod demo;
mod erasure;
mod error;
mod evidence;
mod files;
mod headless;
#[cfg(unix)]
mod hidden;
#[cfg(not(unix))]
mod hidden_windows;
mod housekeeping;
mod init;
mod inspect;
mod keys;
mod lists;
mod log;
mod nag;
mod page;
mod paper_jobs;
mod photos;
mod policy;
mod print;
mod read;
mod receipt;
mod reports;
mod rescreen;
mod restore;
mod serve;
mod shop;
#[cfg(unix)]
mod signals;
#[cfg(not(unix))]
mod signals_windows;
mod small;
mod staff;
mod staff_jobs;
mod stock;
mod stock_acts;
mod stock_jobs;
mod till_loop;
mod training;
mod unlock;
mod verify;
mod witness;

pub use error::AppError;
#[cfg(not(unix))]
use hidden_windows as hidden;
#[cfg(not(unix))]
use signals_windows as signals;

use crate::cli::{Args, Command, Exit, LogCommand, Out, RegistryCommand};
use crate::config::Paths;
use std::process::ExitCode;

/// Runs what the command line asks for.
pub fn run(args: Args) -> ExitCode {
    let paths = Paths::new(args.data.unwrap_or_else(Paths::default_root));
    actor::remember(args.pin_file.as_deref());
    let daily = matches!(args.command, Some(Command::Check(_) | Command::Log(_)));
    match dispatch(&paths, args.command) {
        Ok(exit) => {
            if daily {
                nag::say(&paths);
            }
            exit.into()
        }
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
        Some(Command::Log(LogCommand::Erase(erase))) => log::erase(paths, &erase),
        Some(Command::Log(LogCommand::Epoch { reason, no_alarm })) => log::epoch(paths, &reason, no_alarm),
        Some(Command::Log(LogCommand::Prove(prove))) => log::prove(paths, &prove),
        Some(Command::Verify(args)) => verify::run(&args),
        Some(Command::Log(LogCommand::Backup(args))) => backup::run(paths, &args),
        Some(Command::Log(LogCommand::Restore(args))) => restore::restore(paths, &args),
        Some(Command::Log(LogCommand::Move(args))) => restore::relocate(paths, &args),
        Some(Command::Log(LogCommand::Witness(command))) => cosign::run(paths, command),
        Some(Command::Witness(command)) => witness::run(command),
        Some(Command::Keys(keys)) => keys::run(paths, &keys),
        Some(Command::Log(LogCommand::Receipt(wanted))) => receipt::run(paths, &wanted),
        Some(Command::Log(LogCommand::Close(close))) => close::run(paths, &close),
        Some(Command::Log(LogCommand::Correct(correct))) => correct::run(paths, &correct),
        Some(Command::Training(training)) => training::run(paths, &training),
        Some(Command::Print(wanted)) => print::run(paths, &wanted),
        Some(Command::Read(wanted)) => Ok(read::run(paths, &wanted)),
        Some(Command::PhotoWorker(worker)) => read::worker(&worker),
        Some(Command::Page(page)) => page::run(&page),
        Some(Command::List(list)) => lists::run(paths, &list),
        Some(Command::Policy(policy)) => policy::run(paths, &policy),
        Some(Command::Stock(stock)) => stock::run(paths, &stock),
        Some(Command::Day(day)) => day::run(paths, &day),
        Some(Command::Report(report)) => reports::run(paths, &report),
        Some(Command::Inspect { json }) => inspect::run(paths, json),
        Some(Command::Staff(command)) => staff::run(paths, &command),
        Some(Command::Registry(RegistryCommand::Serve(serve))) => serve::run(&serve),
        Some(Command::Ports { json }) => small::ports(json),
        Some(Command::Completions { shell }) => {
            Out::bytes(&crate::cli::completions(shell));
            Ok(Exit::Done)
        }
        Some(Command::Man { dir }) => small::man(&dir),
    }
}
