//! `page`: hands out the verifier page.

use super::{AppError, files};
use crate::cli::{Exit, Out, PageArgs};
use crate::page;
use serde_json::json;
use std::io;
use std::path::Path;

/// Writes the page, and says its digest in the form that `sha256sum --check` reads.
pub(super) fn run(args: &PageArgs) -> Result<Exit, AppError> {
    let (out, html, sha256) = (Out { json: args.json }, page::html(), page::sha256());
    let path = args.output.as_deref();
    if let Some(path) = path {
        files::replace(path, html.as_bytes()).and_then(|()| readable_by_all(path)).map_err(AppError::file(path))?;
    }
    let output = path.map(|path| path.display().to_string());
    out.object(
        &json!({ "output": output, "bytes": html.len(), "sha256": sha256, "version": env!("CARGO_PKG_VERSION") }),
    );
    out.line(&format!("{sha256}  {}", output.as_deref().unwrap_or(page::FILE_NAME)));
    Ok(Exit::Done)
}

/// The page is there to be handed out, unlike everything else that this program writes.
#[cfg(unix)]
fn readable_by_all(path: &Path) -> io::Result<()> {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> io::Result<()> {
    Ok(())
}
