//! What a failure of the verification means, in one word.
//!
//! `tough` says what it noticed first; what a clerk and the register need is what was done to
//! the files. So the bytes that came are looked at once more.

use super::state::State;
use super::transport::{Broke, Carrier};
use super::{Source, SyncError, What, roots};
use serde_json::Value;
use std::error::Error as _;
use tough::TransportErrorKind;
use tough::error::Error;
use tough::schema;

/// What is wrong with a repository's metadata.
pub(super) async fn of_metadata(error: &Error, state: &State, source: &Source, carrier: &Carrier) -> SyncError {
    let refusal = match error {
        Error::OlderMetadata { role, current_version, new_version, .. } => {
            What::Rollback.with(format!("its {role} is number {new_version}, this shop has seen {current_version}"))
        }
        Error::OlderSnapshotInTimestamp { snapshot_new, snapshot_old, .. } => {
            What::Rollback.with(format!("its snapshot is number {snapshot_new}, this shop has seen {snapshot_old}"))
        }
        Error::SnapshotRoleRollback { role, old_role_version, new_role_version, .. } => {
            let role = role.trim_end_matches(".json");
            What::Rollback
                .with(format!("its {role} is number {new_role_version}, this shop has seen {old_role_version}"))
        }
        Error::SnapshotRoleMissing { role, .. } => What::Rollback.with(format!("{role} was taken away")),
        Error::VersionMismatch { role, fetched, expected, .. } => {
            What::MixAndMatch.with(format!("its {role} is number {fetched}, signed was {expected}"))
        }
        Error::VerifyMetadata { role, source: why, .. } => {
            if let Some(foreign) = foreign(state, source, carrier).await {
                return foreign.into();
            }
            What::Unsigned.with(format!("{role}: {}", signatures(why)))
        }
        Error::ParseMetadata { role, source: why, .. } => unreadable(&role.to_string(), why),
        Error::Transport { url, source: why, .. } => {
            let name = url.path().rsplit('/').next().unwrap_or_default().to_owned();
            match transport(why, &name, source, carrier) {
                Ok(refusal) => refusal,
                Err(gone) => return gone,
            }
        }
        other => What::Damaged.with(other.to_string()),
    };
    refusal.into()
}

/// Signatures in words.
fn signatures(error: &schema::Error) -> String {
    match error {
        schema::Error::SignatureThreshold { threshold, valid, .. } => {
            format!("{valid} of the {threshold} signatures that it needs")
        }
        other => other.to_string(),
    }
}

fn unreadable(role: &str, error: &serde_json::Error) -> super::Refusal {
    if error.is_eof() {
        What::Truncated.with(format!("the {role} ends too early"))
    } else if error.to_string().contains("missing field `signatures`") {
        What::Unsigned.with(format!("the {role} bears no signature"))
    } else {
        What::Damaged.with(format!("the {role}: {error}"))
    }
}

/// Whether the repository begins with another root than this shop trusts.
async fn foreign(state: &State, source: &Source, carrier: &Carrier) -> Option<super::Refusal> {
    let number = roots::version(state.root())?;
    let url = source.metadata().ok()?.join(&format!("{number}.root.json")).ok()?;
    let offered: Value = serde_json::from_slice(&carrier.get(&url).await.ok()??).ok()?;
    let held: Value = serde_json::from_str(state.root()).ok()?;
    let other = offered["signed"] != held["signed"];
    other.then(|| What::ForeignRoot.with(format!("its root number {number} is another one")))
}

/// What is wrong with a file that did not come as it should.
fn transport(
    error: &tough::TransportError,
    name: &str,
    source: &Source,
    carrier: &Carrier,
) -> Result<super::Refusal, SyncError> {
    if error.kind() == TransportErrorKind::FileNotFound {
        return if name == "timestamp.json" {
            Err(SyncError::NothingThere(source.base.to_string()))
        } else {
            Ok(What::Truncated.with(format!("{name} is missing")))
        };
    }
    let cause = error.source();
    if let Some(broke) = cause.and_then(|e| e.downcast_ref::<Broke>()) {
        return match broke {
            Broke::Short(bytes) => Ok(What::Truncated.with(format!("{name} ended after {bytes} bytes"))),
            Broke::Endless => Ok(What::WrongLength.with(format!("{name} does not end"))),
            Broke::Gone(why) => Err(SyncError::Unreachable { url: source.base.to_string(), why: why.clone() }),
        };
    }
    Ok(match cause.and_then(|e| e.downcast_ref::<Error>()) {
        Some(Error::MaxSizeExceeded { max_size, .. }) => {
            What::WrongLength.with(format!("{name} is longer than {max_size} bytes"))
        }
        Some(Error::HashMismatch { .. }) => other_bytes(name, carrier),
        _ => What::Damaged.with(format!("{name}: {error}")),
    })
}

/// Metadata that is not what was signed: cut short, of another version, or changed.
fn other_bytes(name: &str, carrier: &Carrier) -> super::Refusal {
    let bytes = carrier.metadata(name).unwrap_or_default();
    let value: Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(e) if e.is_eof() => return What::Truncated.with(format!("{name} ends after {} bytes", bytes.len())),
        Err(_) => return What::WrongHash.with(name),
    };
    let wanted = name.split_once('.').and_then(|(number, _)| number.parse::<u64>().ok());
    match (wanted, value["signed"]["version"].as_u64()) {
        (Some(wanted), Some(is)) if wanted != is => {
            What::MixAndMatch.with(format!("{name} holds number {is} instead of {wanted}"))
        }
        _ => What::WrongHash.with(name),
    }
}

/// What is wrong with a target.
pub(super) fn of_target(error: &Error, name: &str, expected: u64, carrier: &Carrier) -> SyncError {
    let Error::Transport { url, source: why, .. } = error else {
        return What::Damaged.with(format!("{name}: {error}")).into();
    };
    let file = url.path().rsplit('/').next().unwrap_or_default();
    if why.kind() == TransportErrorKind::FileNotFound {
        return What::Truncated.with(format!("{name} is missing")).into();
    }
    let cause = why.source();
    if let Some(broke) = cause.and_then(|e| e.downcast_ref::<Broke>()) {
        return match broke {
            Broke::Short(bytes) => {
                What::Truncated.with(format!("{name} ended after {bytes} of {expected} bytes")).into()
            }
            Broke::Endless => What::WrongLength.with(format!("{name} does not end")).into(),
            Broke::Gone(why) => SyncError::Unreachable { url: url.to_string(), why: why.clone() },
        };
    }
    let came = carrier.length(file).unwrap_or(0);
    match cause.and_then(|e| e.downcast_ref::<Error>()) {
        Some(Error::MaxSizeExceeded { .. }) => {
            What::WrongLength.with(format!("{name} has {came} bytes, signed were {expected}")).into()
        }
        Some(Error::HashMismatch { .. }) if came < expected => {
            What::Truncated.with(format!("{name} has {came} of {expected} bytes")).into()
        }
        Some(Error::HashMismatch { .. }) => What::WrongHash.with(name).into(),
        _ => What::Damaged.with(format!("{name}: {why}")).into(),
    }
}
