//! `log correct`: a new entry that names the old one, which stays as it is.

use super::shop::{self, Shop};
use super::training::{sign_off, sign_on};
use super::{AppError, receipt};
use crate::cli::{CorrectArgs, Exit, Out, safe};
use crate::config::Paths;
use crate::effects::fresh_id;
use crate::imei::identify;
use crate::ledger::leaf::{Draft, Field, Leaf, LeafKind};
use crate::staff::Act;
use serde_json::json;

/// `log correct`
pub(super) fn run(paths: &Paths, args: &CorrectArgs) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let index = receipt::find(paths, &shop.recorder, &args.entry)?;
    let leaf = shop.recorder.store.read(index)?.and_then(|bytes| Leaf::parse(&bytes).ok());
    let Some(leaf) = leaf else {
        return Err(AppError::Failed {
            what: format!("entry {index} cannot be read"),
            advice: "see `countercheck verify`".to_owned(),
        });
    };
    if !leaf.c.contains_key(&args.label) {
        let labels = leaf.c.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let known = if labels.is_empty() { "no value that could be corrected".to_owned() } else { labels };
        return Err(AppError::Usage(format!("entry {index} has no value {:?}; it has {known}", safe(&args.label))));
    }
    let value = field(args)?;
    let staff = sign_on(&mut shop.recorder, args.staff.as_deref(), Act::Correct)?;
    let mut draft = Draft::new(fresh_id(), LeafKind::Corrected, shop::now())
        .with("corrects", leaf.entry_id.to_string())
        .with("staff", staff.to_string())
        .with("what", args.label.as_str());
    draft.fields = vec![value, Field::person("reason.1", &args.reason)];
    let committed = shop.recorder.record(&[draft])?;
    sign_off(&mut shop.recorder, staff)?;
    let place = committed.first().map(|place| place.index);
    let out = Out { json: args.json };
    out.object(&json!({ "index": place, "corrects": index, "entry_id": leaf.entry_id, "what": args.label }));
    out.line(&format!("entry {} corrects {} of entry {index}", place.unwrap_or_default(), args.label));
    Ok(Exit::Done)
}

/// The corrected value. A handset's number stays one that rechecks and searches can use.
fn field(args: &CorrectArgs) -> Result<Field, AppError> {
    if !args.label.starts_with("imei.") {
        return Ok(Field::person("value.1", &args.value));
    }
    let imei = identify(&args.value, None).ok().and_then(|found| found.imei());
    let imei = imei.ok_or_else(|| AppError::Number("the corrected value is not an IMEI".to_owned()))?;
    Ok(Field::imei("value.1", imei.digits()))
}
