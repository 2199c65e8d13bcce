//! `registry serve`

use super::AppError;
use crate::cli::{Exit, Out, ServeArgs};
use crate::registry::hotlist::HotList;
use crate::server::{ServeConfig, ServeTls, serve};
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

/// Serves until the process is ended.
pub(super) fn run(args: &ServeArgs) -> Result<Exit, AppError> {
    let file = File::open(&args.hotlist).map_err(AppError::file(&args.hotlist))?;
    let (list, rejections) = HotList::read(BufReader::new(file)).map_err(|error| AppError::Failed {
        what: format!("{}: {}", args.hotlist.display(), crate::words::chain(&error)),
        advice: error.advice().to_owned(),
    })?;
    for line in &rejections.lines {
        Out::note(&format!("{}:{}: {}", args.hotlist.display(), line.line, line.why));
    }
    let entries = list.len();
    let mut config = ServeConfig::new(list);
    config.listen = args.listen;
    config.not_covered.clone_from(&args.not_covered);
    config.tls = match (&args.cert, &args.key) {
        (Some(cert), Some(key)) => Some(ServeTls { cert: cert.clone(), key: key.clone(), client_ca: None }),
        _ => None,
    };
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    config.log = Some(Arc::new(|served| {
        Out::note(&format!("{} {} {}", served.service, served.status, served.outcome.unwrap_or("-")));
    }));
    let running = serve(config)
        .map_err(|error| AppError::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() })?;
    Out::default().line(&format!("serving {entries} entries on {scheme}://{}", running.addr()));
    running.wait();
    Ok(Exit::Done)
}
