//! Pictures of a till: what the config says of them, made ready for the worker.

use crate::config::{Config, Paths};
use crate::effects::{Outbox, PhotoDesk, PhotoWork};
use crate::server::ServeTls;
use crate::server::phone::{PhoneError, PhoneServe};
use std::path::{Path, PathBuf};

/// Starts the worker over a shop's folder.
pub(super) fn desk(config: &Config, paths: &Paths, outbox: &Outbox) -> Option<PhotoDesk> {
    let photo = &config.photo;
    let resolve = |path: &Path| paths.resolve(path);
    let phone = photo.phone.as_ref().map(|phone| -> Result<PhoneServe, PhoneError> {
        let tls = match (&phone.cert, &phone.key) {
            (Some(cert), Some(key)) => Some(ServeTls { cert: resolve(cert), key: resolve(key), client_ca: None }),
            (None, None) => None,
            _ => return Err(PhoneError::HalfTls),
        };
        PhoneServe::parse(&phone.listen, phone.name.as_deref(), tls)
    });
    // Whole, because the screen names it.
    let whole = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let inbox = photo.inbox.as_deref().map(resolve).map(whole);
    if let Some(folder) = &inbox {
        // A folder that cannot be made is told by the worker, like one that is gone.
        let _told_later = super::files::folder(folder);
    }
    let work = PhotoWork {
        inbox,
        models: photo.models.as_deref().map(resolve),
        keep: photo.keep,
        graphics: photo.graphics,
        phone,
        vault: paths.root().to_owned(),
    };
    PhotoDesk::start(work, outbox.clone())
}
