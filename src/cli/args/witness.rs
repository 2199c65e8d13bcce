//! `witness …` (somebody outside the shop) and `log witness …` (the shop's side).

use clap::Subcommand;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where a witness keeps its key and what it has seen.
#[derive(Debug, clap::Args)]
pub struct StateDir {
    /// The witness's folder; never on a till [default: `$COUNTERCHECK_WITNESS`, or countercheck-witness in the user's data folder]
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
}

/// `witness …`
#[derive(Debug, Subcommand)]
pub enum WitnessCommand {
    /// Makes a witness: its key, and a folder for what it sees
    #[command(after_help = "Example: countercheck witness init --name police.example/counter-fraud-1")]
    Init {
        /// Name in its signatures: an address without https://, that nobody else uses
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Its folder
        #[command(flatten)]
        state: StateDir,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Shows the key, and every register with its newest checkpoint
    #[command(after_help = "Example: countercheck witness show --json")]
    Show {
        /// Its folder
        #[command(flatten)]
        state: StateDir,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Checks a shop's request against what was seen before, and signs; status 6 when it does not continue that
    #[command(
        after_help = "Example: countercheck witness sign /media/stick/request.json --output /media/stick/answer.json"
    )]
    Sign(SignArgs),
    /// Checks a proof that one register has two histories; status 6 when it has
    #[command(after_help = "Example: countercheck witness proof 3f0a…-120-77aa….json")]
    Proof {
        /// The file that a witness kept
        file: PathBuf,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Serves the witness over HTTP (C2SP tlog-witness): POST /add-checkpoint, GET /HASH/checkpoint
    #[command(after_help = "Example: countercheck witness serve --listen 127.0.0.1:8030 --log registers.txt")]
    Serve(WitnessServeArgs),
}

/// `witness sign`
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// The request file that `log witness request` wrote
    pub request: PathBuf,
    /// Where the answer goes; must not exist
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// The register's key as you have it on paper; without it the first key seen is believed
    #[arg(long, value_name = "KEY")]
    pub expect: Option<String>,
    /// The witness's folder
    #[command(flatten)]
    pub state: StateDir,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `witness serve`
#[derive(Debug, clap::Args)]
pub struct WitnessServeArgs {
    /// Address and port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8030")]
    pub listen: SocketAddr,
    /// Key of a register to watch, as text or as a file with one key a line; may be repeated
    #[arg(long = "log", value_name = "KEY|FILE")]
    pub logs: Vec<String>,
    /// The witness's folder
    #[command(flatten)]
    pub state: StateDir,
    /// Certificate chain (PEM) for HTTPS
    #[arg(long, value_name = "PEM", requires = "key")]
    pub cert: Option<PathBuf>,
    /// Private key (PEM) for HTTPS
    #[arg(long, value_name = "PEM", requires = "cert")]
    pub key: Option<PathBuf>,
}

/// `log witness …`
#[derive(Debug, Subcommand)]
pub enum LogWitnessCommand {
    /// Writes a request for a witness to a stick
    #[command(after_help = "Example: countercheck log witness request --output /media/stick/request.json")]
    Request {
        /// Where to; must not exist
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
        /// A size that the witness has seen, when it says so; may be repeated
        #[arg(long, value_name = "SIZE")]
        from: Vec<u64>,
        /// Also prints the newest checkpoint as a QR code, to be photographed
        #[arg(long)]
        qr: bool,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Takes a witness's answer in
    #[command(after_help = "Example: countercheck log witness accept /media/stick/answer.json")]
    Accept {
        /// The answer file
        answer: PathBuf,
        /// The witness's key as you have it; without it, and without one in the config, the answer's own is believed
        #[arg(long, value_name = "KEY")]
        expect: Option<String>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Hands the newest checkpoint to every witness of the config that has an address
    #[command(after_help = "Example: countercheck log witness push --json")]
    Push {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Lists the cosignatures that came back
    #[command(after_help = "Example: countercheck log witness list --json")]
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}
