//! Calls whose futures are dropped before they end.

use super::handle::{Handle, difference, pair};
use crate::auth::{Previous, SaveOutcome, Tokens};
use crate::conformance::violation::{Rule, Violation};
use crate::conformance::work::poll_times;
use std::time::Duration;
use tokio::time::sleep;

/// After how many polls, at most, a future is dropped.
const POLLS: u32 = 8;
/// How long a future is polled.
const POLLING: Duration = Duration::from_millis(100);
/// How long the storage may still work on a call that was dropped.
const AFTERWARDS: Duration = Duration::from_millis(50);

const OLD_OR_NEW: Rule = Rule {
    statement: "a future that is dropped leaves the old pair or the new one",
    advice: "replace the pair in one statement or transaction, and complete or roll it back when the future is dropped",
};
const NOT_LATER: Rule = Rule {
    statement: "a save whose future was dropped does not overwrite a later one",
    advice: "compare and write in one step at the storage, so that a late write finds the later pair",
};

pub(super) async fn check(handles: &[Handle; 4]) -> Result<(), Violation> {
    for polls in 1..=POLLS {
        save(handles, polls).await?;
        clear(handles, polls).await?;
    }
    Ok(())
}

fn is(loaded: &Option<Tokens>, name: &str) -> bool {
    difference(loaded.as_ref(), Some(&pair(name))).is_none()
}

async fn save([one, two, three, _]: &[Handle; 4], polls: u32) -> Result<(), Violation> {
    let [old, new, later] = ["old", "new", "later"].map(|name| format!("{name}-{polls}"));
    one.set(Some(&pair(&old))).await?;
    let new_pair = pair(&new);
    let save = two.0.save(Previous::Tokens(pair(&old)), &new_pair);
    poll_times(save, polls, POLLING).await;
    poll_times(two.0.load(), polls, POLLING).await;
    let loaded = three.load().await?;
    if !is(&loaded, &old) && !is(&loaded, &new) {
        return Err(OLD_OR_NEW.broken("one of them after `save`", "neither"));
    }
    // Either this save comes first and the other one is refused, or the other way round.
    let left = match one
        .save(Previous::Tokens(pair(&old)), &pair(&later))
        .await?
    {
        SaveOutcome::Saved => later,
        SaveOutcome::Conflict => new,
    };
    for _ in 0..2 {
        if !is(&three.load().await?, &left) {
            return Err(NOT_LATER.broken("the pair of the save that succeeded", "another pair"));
        }
        sleep(AFTERWARDS).await;
    }
    Ok(())
}

async fn clear([one, two, three, _]: &[Handle; 4], polls: u32) -> Result<(), Violation> {
    let old = format!("cleared-{polls}");
    one.set(Some(&pair(&old))).await?;
    poll_times(two.0.clear(), polls, POLLING).await;
    let loaded = three.load().await?;
    if loaded.is_some() && !is(&loaded, &old) {
        return Err(OLD_OR_NEW.broken("the pair or none after `clear`", "another pair"));
    }
    // Afterwards, the storage has ended it.
    sleep(AFTERWARDS).await;
    Ok(())
}
