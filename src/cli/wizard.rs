//! The set-up wizard: plain questions on a terminal, so that a scanner can answer them too.

use crate::policy::{self, Policy};
use crate::registry::{Protocol, enrol, manual};
use crate::words::{Arg, Words};
use std::io::{BufRead, Write};

/// What the wizard found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Name of the shop.
    pub shop: String,
    /// Name of the terminal.
    pub terminal: String,
    /// ISO 3166 country.
    pub place: String,
    /// Id of the rules that apply.
    pub jurisdiction: String,
    /// IANA time zone.
    pub timezone: String,
    /// Sources as `PROTOCOL=URL`.
    pub sources: Vec<String>,
}

/// A terminal to ask on.
pub struct Prompts<'a> {
    /// Answers.
    pub input: &'a mut dyn BufRead,
    /// Questions.
    pub output: &'a mut dyn Write,
    /// Texts.
    pub words: &'a Words,
    /// Says why an answer cannot be used, by the same rules as the config's.
    pub refuse: &'a dyn Fn(Asked, &str) -> Option<String>,
    /// Switches the terminal's echo off and on; tells whether there is a terminal.
    pub hide: &'a dyn Fn(bool) -> bool,
}

/// An answer that has rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The terminal's name.
    Terminal,
    /// A source as `PROTOCOL=URL`.
    Source,
}

impl std::fmt::Debug for Prompts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prompts").finish_non_exhaustive()
    }
}

impl Prompts<'_> {
    pub(super) fn say(&mut self, text: &str) -> std::io::Result<()> {
        writeln!(self.output, "{text}")
    }

    /// Says the sentence of a key.
    pub fn tell(&mut self, key: &str) -> std::io::Result<()> {
        let text = self.words.say(key);
        self.say(&text)
    }

    /// Asks until there is an answer; an empty line takes `default`. The end of input ends the wizard.
    pub(super) fn ask(&mut self, key: &str, default: &str) -> std::io::Result<String> {
        loop {
            let question = self.words.say(key);
            if default.is_empty() {
                write!(self.output, "{question}: ")?;
            } else {
                write!(self.output, "{question} [{default}]: ")?;
            }
            self.output.flush()?;
            let mut line = String::new();
            if self.input.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line: String = line.trim().chars().filter(|c| !c.is_control()).take(200).collect();
            match (line.is_empty(), default.is_empty()) {
                (false, _) => return Ok(line),
                (true, false) => return Ok(default.to_owned()),
                (true, true) => self.say(&self.words.say("init-needs-value"))?,
            }
        }
    }
}

/// Asks for shop, place, sources and scanner.
pub fn wizard(prompts: &mut Prompts<'_>) -> std::io::Result<Wish> {
    let title = prompts.words.say("init-title");
    prompts.say(&format!("\n== {title} ==\n"))?;
    let shop = prompts.ask("init-shop", "")?;
    let terminal = terminal(prompts)?;
    let place = prompts.ask("init-place", "GB")?.to_uppercase();
    let jurisdiction = rules(prompts, &place)?;
    let timezone = zone(prompts)?;
    let sources = sources(prompts, &place)?;
    scanner(prompts)?;
    Ok(Wish { shop, terminal, place, jurisdiction, timezone, sources })
}

fn terminal(prompts: &mut Prompts<'_>) -> std::io::Result<String> {
    loop {
        let name = prompts.ask("init-terminal", "till-1")?;
        if (prompts.refuse)(Asked::Terminal, &name).is_none() {
            return Ok(name);
        }
        let text = prompts.words.say("init-terminal-wrong");
        prompts.say(&text)?;
    }
}

/// The rules of the place, where the program has any for it.
fn rules(prompts: &mut Prompts<'_>, place: &str) -> std::io::Result<String> {
    let near = policy::for_place(place);
    if near.is_empty() {
        return Ok(policy::GENERIC.to_owned());
    }
    for (n, one) in near.iter().enumerate() {
        let title = one.title(prompts.words);
        prompts.say(&format!("  {}  {title} ({})", n + 1, one.id()))?;
    }
    // What is for the whole place is likely; what is for a part of it only the owner knows.
    let whole = near.iter().position(|one| one.countries().iter().any(|country| country == place));
    let default = whole.map_or(0, |n| n + 1).to_string();
    loop {
        let answer = prompts.ask("policy-list-choose", &default)?;
        match answer.parse::<usize>() {
            Ok(0) => return Ok(policy::GENERIC.to_owned()),
            Ok(n) if n <= near.len() => return Ok(near[n - 1].id().to_owned()),
            _ => {}
        }
        match Policy::builtin(&answer.to_lowercase()) {
            Some(one) => return Ok(one.id().to_owned()),
            None => prompts.tell("policy-list-unknown")?,
        }
    }
}

fn zone(prompts: &mut Prompts<'_>) -> std::io::Result<String> {
    loop {
        let zone = prompts.ask("init-zone", "Europe/London")?;
        if zone.parse::<chrono_tz::Tz>().is_ok() {
            return Ok(zone);
        }
        let text = prompts.words.say_with("init-zone-unknown", &[("zone", Arg::from(&zone))]);
        prompts.say(&text)?;
    }
}

fn sources(prompts: &mut Prompts<'_>, place: &str) -> std::io::Result<Vec<String>> {
    let mut chosen = Vec::new();
    let title = prompts.words.say("init-sources");
    prompts.say(&format!("\n{title}"))?;
    for (n, protocol) in Protocol::ALL.iter().enumerate() {
        let how = prompts.words.say(enrol::hint(*protocol).how.0);
        prompts.say(&format!("  {}  {protocol}: {how}", n + 1))?;
    }
    if let Some(guide) = manual::Guide::for_place(place) {
        let enrol = prompts.words.say(guide.enrol.0);
        prompts.say(&format!("     manual={}: {}. {enrol}", guide.id, guide.name))?;
    }
    let none = prompts.words.say("init-sources-none-means");
    prompts.say(&format!("  0  {none}"))?;
    loop {
        let answer = prompts.ask("init-sources-choose", "0")?;
        let number = answer.parse::<usize>().ok();
        let Some(protocol) = number.and_then(|n| n.checked_sub(1)).and_then(|n| Protocol::ALL.get(n)) else {
            if number == Some(0) {
                return Ok(chosen);
            }
            continue;
        };
        let default = if *protocol == Protocol::Manual {
            manual::Guide::for_place(place).map(|g| g.id).unwrap_or_default()
        } else {
            ""
        };
        let key = if *protocol == Protocol::Hotlist { "init-source-file" } else { "init-source-address" };
        let url = prompts.ask(key, default)?;
        let source = format!("{protocol}={url}");
        if let Some(why) = (prompts.refuse)(Asked::Source, &source) {
            let why = crate::words::escape(&why, 200);
            let text = prompts.words.say_with("init-source-wrong", &[("why", Arg::from(&why))]);
            prompts.say(&text)?;
            continue;
        }
        if protocol.is_online() {
            let text = prompts.words.say("init-source-credentials");
            prompts.say(&text)?;
        }
        chosen.push(source);
    }
}

fn scanner(prompts: &mut Prompts<'_>) -> std::io::Result<()> {
    let skip = prompts.words.say("init-scanner-skip");
    let read = prompts.ask("init-scanner", &skip)?;
    if read == skip {
        return Ok(());
    }
    let works = prompts.words.say_with("init-scanner-works", &[("text", Arg::from(&crate::words::escape(&read, 60)))]);
    prompts.say(&works)
}
