//! What the config says of a list.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[[list]]`: one list that the shop holds itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListConfig {
    /// Its name on the shelf and on the screen: 1 to 40 small letters, digits and '-'.
    pub name: String,
    /// Where it is fetched from: the folder above `metadata` and `targets`, by http, https or file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its root of trust, where set-up has not given one yet; relative to the shop's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<PathBuf>,
    /// Hours for which it counts as fresh after its issue.
    #[serde(default = "fresh_hours", skip_serializing_if = "is_fresh_hours")]
    pub fresh_hours: u32,
    /// Days for which it counts as ageing after its issue; then it is stale.
    #[serde(default = "ageing_days", skip_serializing_if = "is_ageing_days")]
    pub ageing_days: u32,
    /// Countries that it covers, as ISO 3166 codes such as `FR`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
}

impl ListConfig {
    /// A list with every setting at its default.
    pub fn new(name: impl Into<String>, url: Option<String>) -> Self {
        Self {
            name: name.into(),
            url,
            root: None,
            fresh_hours: fresh_hours(),
            ageing_days: ageing_days(),
            countries: Vec::new(),
        }
    }

    /// What is wrong with it, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=40).contains(&self.name.len()) || !self.name.bytes().all(plain) {
            return Some("its name has 1 to 40 small letters, digits and '-'");
        }
        if u64::from(self.ageing_days) * 24 < u64::from(self.fresh_hours) {
            return Some("fresh_hours is longer than ageing_days");
        }
        let country = |c: &String| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase());
        if !self.countries.iter().all(country) {
            return Some("countries are codes of two capital letters such as \"FR\"");
        }
        let schemes = ["https://", "http://", "file://"];
        if self.url.as_ref().is_some_and(|url| !schemes.iter().any(|scheme| url.starts_with(scheme))) {
            return Some("its url begins with https://, http:// or file://");
        }
        None
    }
}

fn fresh_hours() -> u32 {
    24
}

fn ageing_days() -> u32 {
    7
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_fresh_hours(hours: &u32) -> bool {
    *hours == fresh_hours()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_ageing_days(days: &u32) -> bool {
    *days == ageing_days()
}
