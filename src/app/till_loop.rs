//! The till on a terminal: one loop, one state, one channel.

use super::shop::{self, Shop};
use super::{AppError, deal_jobs, init, inspect, keys, nag, paper_jobs, photos, signals, staff_jobs, stock_jobs};
use crate::cli::Exit;
use crate::config::{Config, Paths, Theme as ThemeChoice};
use crate::effects::{Beside, Desk, FaceEffect, Inbox, Job, Outbox, Printing, RECORDER, Runner, note_lists, restore};
use crate::ledger::store::Alarm;
use crate::scan::{self, Input, PortChoice};
use crate::till::{Beep, Event, Mode, Setup, State, Ticket, Trouble, update};
use crate::tui::{Look, Terminal, Theme};
use crate::words::{Lang, Words, chain};
use std::fs::{OpenOptions, TryLockError};
use std::io::IsTerminal;
use std::time::Duration;

/// `countercheck`: opens the till; the wizard first where there is no shop.
pub(super) fn open(paths: &Paths) -> Result<Exit, AppError> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(AppError::Failed {
            what: "the till needs a terminal".to_owned(),
            advice: "start it in a terminal window; scripts use `countercheck check`".to_owned(),
        });
    }
    if !paths.config().exists() && !init::wizard(paths)? {
        return Ok(Exit::Done);
    }
    keys::offer(paths)?;
    let _only = only_till(paths)?;
    let config = shop::load(paths)?;
    let setup = shop::setup(&config, paths, Mode::Shop)?;
    let (outbox, inbox) = Outbox::new();
    let first = match Shop::open(paths, shop::now()) {
        Ok(shop) => Ok(shop),
        // A register that is sound and only out of reach (a full disk, a later version) gets no new epoch.
        Err(AppError::Alarm(alarm)) if alarm.offers_epoch() => Err(alarm),
        Err(other) => return Err(other),
    };
    let key = first.as_ref().ok().map(Shop::cache_key);
    outbox.send(Event::Warned(nag::warning(paths, &config, shop::now().wall)));
    let runner = Runner {
        desk: desk(paths.clone(), first, &outbox, History::Restore),
        local: shop::lists(&config, paths),
        client: shop::client(&config, paths, key)?,
        outbox: outbox.clone(),
        beside: Beside::of(paths.root().to_owned()),
        printing: Some(Printing::start(paths.root(), &config.printer, look(&config).words.lang(), &outbox)),
        simulator: None,
        photos: photos::desk(&config, paths, &outbox),
    };
    run(&config, setup, runner, inbox)
}

/// Held while this till is open: two tills on one folder would both ask again for what waits.
pub(super) fn only_till(paths: &Paths) -> Result<std::fs::File, AppError> {
    let path = paths.root().join("till.lock");
    let file =
        OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(AppError::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(AppError::Failed {
            what: format!("a till is open already on {}", paths.root().display()),
            advice: "use that window; a second till in the shop needs a folder of its own".to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(AppError::file(&path)(error)),
    }
}

/// Whether earlier checks are read back when the stores open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum History {
    /// A till shows today's checks and goes on with those that wait.
    Restore,
    /// A command makes its own checks and leaves.
    Skip,
}

/// The recorder's thread over an open shop, or over an alarm until a new epoch is begun.
pub(super) fn desk(paths: Paths, first: Result<Shop, Alarm>, outbox: &Outbox, history: History) -> Desk {
    let shop = begin(first, outbox, history);
    let folder = paths.clone();
    let work = move |job, shop: &mut Option<Shop>| match (job, &mut *shop) {
        (Job::Record { ticket, drafts, lists }, Some(open)) => {
            open.recorder.set_lists(lists);
            match open.recorder.record(&drafts) {
                Ok(committed) => {
                    let told = Event::Recorded { ticket, committed };
                    [told].into_iter().chain(stock_jobs::after(open, &drafts)).collect()
                }
                Err(error) => vec![Event::NotRecorded { ticket, trouble: Trouble::from(&error) }],
            }
        }
        (Job::Record { ticket, .. }, None) => {
            let trouble =
                Trouble { what: "the register is not open".to_owned(), advice: "begin a new epoch".to_owned() };
            vec![Event::NotRecorded { ticket, trouble }]
        }
        // Before anything is shown of the new day, the days before it are closed.
        (Job::Restore, Some(open)) => paper_jobs::close_late(&paths, open).into_iter().chain(left_open(open)).collect(),
        (Job::Deal(effect), open) => deal_jobs::run(&paths, open.as_mut(), effect),
        (Job::Stock(ask), Some(open)) => vec![stock_jobs::answer(open, &ask)],
        (Job::Staff(ask), open) => staff_jobs::answer(open.as_mut(), &ask),
        (Job::Inspect(ask), open) => vec![inspect::answer(&paths, open.as_mut(), ask)],
        (Job::Papers(ask), open) => vec![paper_jobs::answer(&paths, open.as_mut(), ask)],
        (Job::Lists(lists), Some(open)) => match note_lists(&mut open.recorder, &lists, shop::now()) {
            Ok(_) => Vec::new(),
            Err(error) => vec![Event::NotRecorded { ticket: Ticket::Aside, trouble: Trouble::from(&error) }],
        },
        (Job::CatchUp, Some(open)) => match open.recorder.catch_up() {
            Ok(0) => Vec::new(),
            // Somebody may have joined or left.
            Ok(_) => vec![staff_jobs::people(open), stock_jobs::all(open), earlier(open)],
            Err(error) => vec![Event::NotRecorded { ticket: Ticket::Aside, trouble: Trouble::from(&error) }],
        },
        (Job::Prepare, Some(open)) => {
            open.recorder.prepare();
            Vec::new()
        }
        (Job::Restore | Job::CatchUp | Job::Prepare | Job::Lists(_) | Job::Stock(_), None) => Vec::new(),
        (Job::NewEpoch, _) => match init::new_epoch(&paths, None, false) {
            Ok(mut open) => {
                let mut events = vec![staff_jobs::people(&open), Event::Opened];
                if history == History::Restore {
                    events.extend(left_open(&mut open));
                }
                *shop = Some(open);
                events
            }
            Err(error) => vec![Event::Sealed(Trouble { what: chain(&error), advice: error.advice() })],
        },
    };
    let desk = Desk::start(outbox.clone(), paper_jobs::with_news(folder, shop, outbox, work));
    if history == History::Restore {
        // After the first frame: a shop that was offline for weeks has thousands of checks waiting.
        desk.send(Job::Restore);
    }
    desk
}

/// Tells the till how the stores were found.
fn begin(first: Result<Shop, Alarm>, outbox: &Outbox, history: History) -> Option<Shop> {
    match first {
        Ok(shop) => {
            // Before anybody could sign in by a name alone.
            if history == History::Restore {
                outbox.send(staff_jobs::people(&shop));
            }
            outbox.send(Event::Opened);
            Some(shop)
        }
        Err(alarm) => {
            let trouble = Trouble { what: chain(&alarm), advice: alarm.advice().to_string() };
            outbox.send(Event::Sealed(trouble));
            None
        }
    }
}

/// What earlier runs left: the stock before the checks that may be held, and those before the deals
/// that are about them.
fn left_open(shop: &mut Shop) -> [Event; 4] {
    [staff_jobs::people(shop), stock_jobs::all(shop), earlier(shop), deal_jobs::opened(shop)]
}

/// The checks of earlier runs.
fn earlier(shop: &Shop) -> Event {
    let day = shop::now().wall - chrono::Duration::hours(24);
    match restore(&shop.recorder, day) {
        Ok(checks) => Event::Restored(checks),
        Err(error) => Event::NotRecorded { ticket: Ticket::Aside, trouble: Trouble::from(&error) },
    }
}

/// Runs the till until somebody leaves it.
pub(super) fn run(config: &Config, setup: Setup, mut runner: Runner, inbox: Inbox) -> Result<Exit, AppError> {
    let look = look(config);
    hook_panics(&runner.outbox);
    let mut terminal = Terminal::enter()?;
    let scan_settings = setup.scan.clone();
    let mut state = State::new(setup, shop::now());
    terminal.draw(&state, &look)?;
    signals::spawn(&runner.outbox)?;
    let reading = scan::terminal::spawn(&scan_settings, deliver(&runner.outbox));
    let _reading = reading.map_err(|e| AppError::Failed { what: chain(&e), advice: e.advice().to_string() })?;
    let _serial = match scan_settings.serial {
        PortChoice::Off => None,
        // A scanner that cannot be opened is shown as such; the keyboard works without it.
        _ => scan::serial::spawn(&scan_settings, deliver(&runner.outbox)).ok(),
    };
    // What is waited for from here on, the till answers with its screening.
    runner.local.look(&runner.outbox);
    let end = turn(&mut state, &mut runner, &inbox, &mut terminal, &look);
    drop(terminal);
    // Nobody reads any more: a worker that still has something to say must not wait for it.
    drop(inbox);
    drop(runner);
    end?;
    Ok(Exit::Done)
}

/// A panic of the till's own thread gives the terminal back and is printed; one of a worker becomes
/// an event, because the till goes on and its screen must stay whole.
fn hook_panics(outbox: &Outbox) {
    let outbox = outbox.clone();
    let default_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        match thread.name() {
            Some("main") => {
                crate::tui::restore();
                default_hook(info);
            }
            // The recorder reports its own end, so that commands without a screen hear of it too.
            Some(RECORDER) => {}
            name => outbox.send_if_room(Event::WorkerDied(Trouble {
                what: format!("a part of the till stopped: {}", name.unwrap_or("unnamed")),
                advice: "leave the till and start it again; what was confirmed is recorded".to_owned(),
            })),
        }
    }));
}

/// Passes inputs on as events.
fn deliver(outbox: &Outbox) -> impl Fn(Vec<Input>) + Send + 'static + use<> {
    let outbox = outbox.clone();
    move |inputs| {
        for input in inputs {
            outbox.send(Event::Input(input));
        }
    }
}

/// The loop: drain what is there, draw once, wait for the next thing or the next minute.
fn turn(
    state: &mut State,
    runner: &mut Runner,
    inbox: &Inbox,
    terminal: &mut Terminal,
    look: &Look,
) -> Result<(), AppError> {
    let mut minute = minute_of(state);
    let mut touched = state.now.mono;
    loop {
        let Some(first) = inbox.next(Some(patience(state))) else { return Ok(()) };
        let mut next = Some(first);
        while let Some(stamped) = next {
            if matches!(stamped.event, Event::Input(_)) {
                touched = stamped.at.mono;
            }
            for effect in update(state, stamped) {
                match runner.run(effect) {
                    Some(FaceEffect::Beep(beep)) => terminal.bell(bells(beep))?,
                    Some(FaceEffect::Copy(text)) => terminal.copy(&text)?,
                    Some(FaceEffect::Quit) => return Ok(()),
                    None => {}
                }
            }
            next = inbox.at_once();
        }
        if minute_of(state) != minute {
            minute = minute_of(state);
            // Commands beside the till append too; what they left waiting is the till's to ask again.
            if runner.beside.changed() {
                runner.desk.send(Job::CatchUp);
            }
            // And `list sync` beside it may have brought a newer list.
            if runner.local.changed() {
                runner.local.look(&runner.outbox);
            }
            runner.local.idle(Duration::from_millis(state.now.mono.saturating_sub(touched)));
        }
        terminal.draw(state, look)?;
    }
}

fn minute_of(state: &State) -> i64 {
    state.now.wall.timestamp() / 60
}

/// How long nothing may happen: to the next minute of the clock, or to the till's own next deadline.
fn patience(state: &State) -> Duration {
    let now = shop::now();
    let into_minute = u64::try_from(now.wall.timestamp_millis().rem_euclid(60_000)).unwrap_or(0);
    let minute = 60_000 - into_minute;
    let own = state.deadline().map(|at| at.saturating_sub(now.mono).max(10));
    Duration::from_millis(own.map_or(minute, |own| own.min(minute)))
}

/// How often the bell sounds: a hit sounds like any other result.
fn bells(beep: Beep) -> usize {
    match beep {
        Beep::Result => 1,
        Beep::Duplicate => 2,
        Beep::Unreadable => 3,
    }
}

/// The look that the config asks for.
pub(super) fn look(config: &Config) -> Look {
    let tag =
        config.screen.language.clone().or_else(|| std::env::var("LC_ALL").ok()).or_else(|| std::env::var("LANG").ok());
    let lang = tag.and_then(|t| Lang::from_tag(&t)).unwrap_or_default();
    let theme = match config.screen.theme {
        ThemeChoice::Dark => Theme::Dark,
        ThemeChoice::Light => Theme::Light,
        ThemeChoice::HighContrast => Theme::HighContrast,
    };
    Look { words: Words::new(lang), theme, loud: config.screen.loud }
}
