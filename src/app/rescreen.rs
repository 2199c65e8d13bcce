//! After a list changed: the register notes the version, and what the shop keeps is held against it.

use super::AppError;
use super::headless::Headless;
use super::shop::{self, Shop};
use super::till_loop::{self, History};
use crate::cli::Out;
use crate::config::Paths;
use crate::effects::{Beside, Outbox, Runner};
use crate::till::{CheckId, Mode, Phase, State};
use std::time::Duration;

/// How long a screening may take without a word.
const PATIENCE: Duration = Duration::from_mins(3);

/// Notes new versions of lists and re-screens, unless a till is open on the folder: that one sees
/// the change within a minute and does the same. What was found is told on standard error.
pub(super) fn after(paths: &Paths) -> Result<(), AppError> {
    let Ok(_only) = till_loop::only_till(paths) else {
        Out::note("the open till holds its stock against the lists within a minute");
        return Ok(());
    };
    let config = shop::load(paths)?;
    let shop = Shop::open(paths, shop::now())?;
    let mut setup = shop::setup(&config, paths, Mode::Offline)?;
    // Only what the shop holds itself is asked here.
    setup.sources.retain(|s| s.reach == crate::till::Reach::Local);
    let (outbox, inbox) = Outbox::new();
    let runner = Runner {
        local: shop::lists(&config, paths),
        client: None,
        desk: till_loop::desk(paths.clone(), Ok(shop), &outbox, History::Restore),
        outbox: outbox.clone(),
        beside: Beside::of(paths.root().to_owned()),
        printing: None,
        simulator: None,
        photos: None,
    };
    runner.local.look(&outbox);
    let mut till = Headless::new(setup, runner, inbox);
    till.until(PATIENCE, |state| state.held.restored)?;
    let before = held(&till.state);
    till.until(PATIENCE, |state| {
        let settling = |c: &crate::till::Check| matches!(c.phase, Phase::Settling | Phase::Recording);
        state.lists.len() == state.setup.lists.len() && state.held.screening == 0 && !state.checks.iter().any(settling)
    })?;
    let late = held(&till.state).iter().filter(|id| !before.contains(id)).count();
    let kept = till.state.held.screened;
    till.leave()?;
    if kept > 0 {
        Out::note(&format!("{kept} handsets held against the lists; {late} listed since their check and put on hold"));
    }
    Ok(())
}

fn held(state: &State) -> Vec<CheckId> {
    state.on_hold().iter().map(|check| check.id).collect()
}
