//! The `countercheck` program.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    countercheck::app::run(countercheck::cli::Args::parse())
}
