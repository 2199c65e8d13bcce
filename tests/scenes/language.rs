//! What may stand in a scene.

use crate::deals::DealStep;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scene {
    #[serde(default)]
    pub(crate) shop: Shop,
    #[serde(default)]
    pub(crate) step: Vec<Step>,
}

/// The shop in which it plays.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "switches of a scene")]
pub(crate) struct Shop {
    /// `"NAME machine|local|person"`.
    pub(crate) sources: Vec<String>,
    pub(crate) required: Vec<String>,
    /// `shop`, `offline` or `demo`.
    pub(crate) mode: String,
    /// A TAC table as CSV.
    pub(crate) models: String,
    /// What the shop's own lists say, in a word; `not_listed` where nothing stands.
    pub(crate) local: BTreeMap<String, String>,
    /// Events of disk and lists are steps of the scene; otherwise they follow by themselves.
    pub(crate) by_hand: bool,
    /// What came in before the scene begins (`tests/scenes/stock.rs`), and whether buyers are asked for.
    pub(crate) stock: Vec<String>,
    pub(crate) wants_buyer: bool,
    /// The scene begins before the stores are open, or before anybody signed in.
    pub(crate) begins: String,
    /// Whose rules apply: the id of a policy of the program, or a policy's text.
    pub(crate) policy: String,
    /// Named staff, `"NAME ROLE"` each; the first one signs in where the scene begins at the counter.
    pub(crate) people: Vec<String>,
    /// Minutes after which the till locks; 10 where nothing stands.
    pub(crate) lock_minutes: Option<u32>,
    /// One person runs the shop.
    pub(crate) sole_trader: bool,
    /// The shop's key is under a passphrase.
    pub(crate) sealed: bool,
}

/// Something happens (one of the first group), and something is expected (the second).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Step {
    pub(crate) scan: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) keys: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) wait_ms: Option<u64>,
    pub(crate) clock_moves_s: Option<i64>,
    pub(crate) consulted: Option<u32>,
    pub(crate) answer: Option<String>,
    pub(crate) recorded: Option<String>,
    pub(crate) not_recorded: Option<String>,
    pub(crate) restored: Option<String>,
    pub(crate) event: Option<String>,
    /// Named staff from here on.
    pub(crate) people: Option<Vec<String>>,
    /// Types the PIN of person N, and Enter.
    pub(crate) pin_of: Option<usize>,
    /// `"NUMBER right|wrong|left"`: the recorder's answer to a PIN.
    pub(crate) pin: Option<String>,
    /// `"NAME VERSION, …"`: the shop's lists as they were just looked at.
    pub(crate) lists: Option<String>,
    /// Our label of this item is scanned.
    pub(crate) label: Option<u64>,
    /// Another program writes this about the stock.
    pub(crate) stock: Option<String>,
    /// What the shop's own lists say from here on, in a word each.
    pub(crate) local: BTreeMap<String, String>,
    /// From here on the disk refuses (`full`) or takes (`works`) entries.
    pub(crate) disk: Option<String>,
    /// A command beside the till marks the handset of this check as bought.
    pub(crate) marked_elsewhere: Option<u32>,
    /// What happens to deals, and what is expected of them.
    pub(crate) deal: DealStep,

    pub(crate) effects: Option<Vec<String>>,
    pub(crate) does: Vec<String>,
    pub(crate) never: Vec<String>,
    pub(crate) finding: Option<String>,
    pub(crate) verdict: Option<String>,
    pub(crate) phase: Option<String>,
    pub(crate) numbers: Option<String>,
    pub(crate) codes: Option<usize>,
    pub(crate) notice: Option<String>,
    pub(crate) pane: Option<String>,
    pub(crate) screen: Option<String>,
    /// What the form of sign-in, lock and second person asks for: `"pin: wrong 9"`.
    pub(crate) form: Option<String>,
    /// Where an inspection stands.
    pub(crate) inspection: Option<String>,
    pub(crate) field: Option<String>,
    pub(crate) shown: Option<u32>,
    pub(crate) checks: Option<usize>,
    pub(crate) queue: Option<usize>,
    pub(crate) next_try_ms: Option<i64>,
    pub(crate) staff: Option<String>,
    pub(crate) masked: Option<String>,
    /// `"CHECK true|false"`: bought, and on hold.
    pub(crate) marked: Option<String>,
    pub(crate) held: Option<String>,
    pub(crate) answers_shown: Option<String>,
    /// `"ITEM for_sale|on_hold|sold|…"`, as the register says it.
    pub(crate) item: Option<String>,
    /// The question of the open form, or `none`.
    pub(crate) asks: Option<String>,
    /// All cash in less all cash out, minor units.
    pub(crate) cash: Option<i64>,
    pub(crate) entries: Option<Vec<String>>,
    pub(crate) entry: BTreeMap<String, toml::Value>,
    pub(crate) labels: Option<Vec<String>>,
}
