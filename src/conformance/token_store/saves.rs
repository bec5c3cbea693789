//! What a store saves, and what it refuses to replace.

use super::handle::{COMPARES, Handle, difference, pair};
use crate::auth::{Previous, SaveOutcome, Scope, Tokens};
use crate::conformance::lock::Held;
use crate::conformance::violation::{MARK, Rule, Violation, answer};
use crate::conformance::work::join;
use std::time::{Duration, UNIX_EPOCH};
use tokio::time::sleep;

/// How often several handles save at the same time.
const ROUNDS: usize = 10;

const EMPTY: Rule = Rule {
    statement: "a store that was cleared has no tokens",
    advice: "return `None` from `load` if there is no row or its tokens are NULL",
};
const SHARED: Rule = Rule {
    statement: "all handles use the same storage",
    advice: "open each handle over the same database, folder or memory, without a cache in the handle",
};
const KEEPS: Rule = Rule {
    statement: "`load` returns what was saved",
    advice: "store every member of `Tokens`, in columns that are long enough, and write all of them in every save",
};
const UNCHANGED: Rule = Rule {
    statement: "a conflict changes nothing, and a save replaces the pair",
    advice: "roll back before you return `Conflict`, and commit before you return `Saved`",
};
const ONE_WINS: Rule = Rule {
    statement: "of concurrent saves that replace the same pair, one succeeds",
    advice: "lock the row from the comparison to the commit, or repeat the comparison in the condition of the UPDATE",
};
const REPLACED: Rule = Rule {
    statement: "after a save or a conflict, `load` does not return the replaced pair",
    advice: "return an error, not a conflict, if the comparison could not be made, and read what was committed",
};
const UNFENCED: Rule = Rule {
    statement: "`load` and `save` do not need the lock",
    advice: "compare tokens, not the holder of the lock: a session that has lost its lock may have the only valid pair",
};

pub(super) async fn check(
    handles: &[Handle; 4],
    reopen: impl AsyncFn() -> Result<Handle, Violation>,
) -> Result<(), Violation> {
    is_shared(handles, reopen).await?;
    keeps(handles).await?;
    compares(handles).await?;
    lets_one_win(handles).await
}

async fn is_shared(
    handles: &[Handle; 4],
    reopen: impl AsyncFn() -> Result<Handle, Violation>,
) -> Result<(), Violation> {
    let [first, ..] = handles;
    // Twice, since clearing an empty store must succeed.
    for _ in 0..2 {
        first.clear().await?;
    }
    for handle in handles {
        if handle.load().await?.is_some() {
            return Err(EMPTY.broken("`None`", "tokens"));
        }
    }
    for (handle, name) in handles.iter().zip(["one", "two", "three", "four"]) {
        handle.set(Some(&pair(name))).await?;
        let reopened = reopen().await?;
        for other in handles.iter().chain([&reopened]) {
            if let Some(difference) = difference(other.load().await?.as_ref(), Some(&pair(name))) {
                return Err(SHARED.broken("the tokens that another handle saved", difference));
            }
        }
    }
    first.clear().await?;
    for handle in handles {
        if handle.load().await?.is_some() {
            return Err(EMPTY.broken("`None`", "tokens that another handle has removed"));
        }
    }
    Ok(())
}

/// Pairs with all members, with few, and with unusual ones.
fn pairs() -> [(&'static str, Tokens); 7] {
    let after_2038 = UNIX_EPOCH + Duration::from_secs(4_102_444_800);
    let day = Duration::from_secs(86_400);
    let long = |first: char| {
        let letters = ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain("+/=.-_~".chars());
        let text: String = letters.cycle().take(4096).collect();
        format!("{MARK}-{first}{text}")
    };
    let full = pair("full")
        .with_expires_at(after_2038)
        .with_lifetime(day)
        .with_scopes([
            Scope::ContactData,
            Scope::OfflineAccess,
            Scope::from("a_new_scope"),
        ]);
    [
        ("with all members", full.clone()),
        (
            "with a refresh token only",
            Tokens::new("").with_refresh_token(format!("{MARK}-seed")),
        ),
        (
            "that are long",
            Tokens::new(long('a')).with_refresh_token(long('r')),
        ),
        ("with all members", full),
        (
            "without a refresh token",
            Tokens::new(format!("{MARK}-alone")).with_expires_at(UNIX_EPOCH),
        ),
        ("with a lifetime only", pair("lifetime").with_lifetime(day)),
        ("with no other member", pair("plain")),
    ]
}

async fn keeps([one, two, ..]: &[Handle; 4]) -> Result<(), Violation> {
    for (name, tokens) in pairs() {
        one.set(Some(&tokens)).await?;
        if let Some(difference) = difference(two.load().await?.as_ref(), Some(&tokens)) {
            return Err(KEEPS.broken(format!("the tokens {name}"), difference));
        }
    }
    Ok(())
}

async fn compares([one, two, three, _]: &[Handle; 4]) -> Result<(), Violation> {
    let renewed_access =
        Tokens::new(format!("{MARK}-access-later")).with_refresh_token(format!("{MARK}-refresh-a"));
    let other_case =
        Tokens::new(format!("{MARK}-access-A")).with_refresh_token(format!("{MARK}-refresh-A"));
    let access_only = |name| Tokens::new(format!("{MARK}-access-{name}"));
    let stored = [
        ("nothing", None),
        ("a pair", Some(pair("a"))),
        ("another pair", Some(pair("b"))),
        ("an access token", Some(access_only("a"))),
        ("another access token", Some(access_only("b"))),
    ];
    let previous = [
        ("anything", Previous::Any),
        ("nothing", Previous::Empty),
        ("that pair", Previous::Tokens(pair("a"))),
        (
            "a pair with the same refresh token",
            Previous::Tokens(renewed_access),
        ),
        (
            "a pair that differs in upper and lower case",
            Previous::Tokens(other_case),
        ),
        ("that access token", Previous::Tokens(access_only("a"))),
    ];
    let new = [
        ("a new pair", pair("new")),
        ("the pair itself", pair("a")),
        ("that access token itself", access_only("a")),
        (
            "a pair with the same access token",
            Tokens::new(format!("{MARK}-access-a")).with_refresh_token(format!("{MARK}-refresh-c")),
        ),
    ];
    for (stored_name, stored) in &stored {
        for (previous_name, previous) in &previous {
            for (new_name, new) in &new {
                one.set(stored.as_ref()).await?;
                let outcome = two.save(previous.clone(), new).await?;
                let expected = match previous.permits(stored.as_ref(), new) {
                    true => SaveOutcome::Saved,
                    false => SaveOutcome::Conflict,
                };
                let case = format!(
                    "when {new_name} replaces {previous_name} and the store has {stored_name}"
                );
                if outcome != expected {
                    return Err(
                        COMPARES.broken(format!("{expected:?} {case}"), format!("{outcome:?}"))
                    );
                }
                let left = match outcome {
                    SaveOutcome::Saved => Some(new),
                    SaveOutcome::Conflict => stored.as_ref(),
                };
                if let Some(difference) = difference(three.load().await?.as_ref(), left) {
                    return Err(
                        UNCHANGED.broken(format!("{outcome:?} to be true {case}"), difference)
                    );
                }
            }
        }
    }
    Ok(())
}

async fn lets_one_win(handles: &[Handle; 4]) -> Result<(), Violation> {
    let [first, ..] = handles;
    for round in 0..ROUNDS {
        let old = pair(&format!("old-{round}"));
        let (previous, stored) = match round % 2 {
            0 => (Previous::Tokens(old.clone()), Some(old)),
            _ => (Previous::Empty, None),
        };
        first.set(stored.as_ref()).await?;
        // Two saves by each handle.
        let savers = handles
            .iter()
            .cycle()
            .take(2 * handles.len())
            .cloned()
            .enumerate();
        let saves = savers.map(|(number, handle)| {
            let (previous, stored) = (previous.clone(), stored.clone());
            async move {
                let new = pair(&format!("new-{round}-{number}"));
                let outcome = handle.save(previous, &new).await?;
                let loaded = handle.load().await?;
                let is_old = difference(loaded.as_ref(), stored.as_ref()).is_none();
                if is_old || loaded.is_none() {
                    return Err(REPLACED.broken("a new pair after a save", "the old one"));
                }
                Ok((outcome, new))
            }
        });
        let outcomes = join(saves).await?;
        let mut saved = outcomes
            .iter()
            .filter(|(outcome, _)| *outcome == SaveOutcome::Saved);
        let (Some((_, winner)), None) = (saved.next(), saved.next()) else {
            let count = outcomes
                .iter()
                .filter(|(outcome, _)| *outcome == SaveOutcome::Saved)
                .count();
            return Err(ONE_WINS.broken(
                "one save that succeeds",
                format!("{count} of {}", outcomes.len()),
            ));
        };
        if let Some(difference) = difference(first.load().await?.as_ref(), Some(winner)) {
            return Err(ONE_WINS.broken("the pair of the save that succeeded", difference));
        }
    }
    Ok(())
}

/// Saves while another handle has the lock, and after the lease has passed to another handle.
pub(super) async fn check_without_lock(
    [one, two, ..]: &[Handle; 4],
    lease: Option<Duration>,
) -> Result<(), Violation> {
    let saves = async |handle: &Handle, old: &str, new: &str| {
        let saved = handle.save(Previous::Tokens(pair(old)), &pair(new)).await?;
        let difference = difference(handle.load().await?.as_ref(), Some(&pair(new)));
        match (saved, difference) {
            (SaveOutcome::Saved, None) => Ok(()),
            (saved, difference) => Err(UNFENCED.broken(
                "Saved while another handle has the lock",
                format!(
                    "{saved:?} and then {}",
                    difference.unwrap_or("the new pair")
                ),
            )),
        }
    };
    one.set(Some(&pair("first"))).await?;
    let held = Held::new(answer("`lock`", one.0.lock()).await?);
    saves(two, "first", "second").await?;
    let Some(lease) = lease else {
        return held.release().await;
    };
    sleep(lease).await;
    let next = Held::new(answer("`lock`", two.0.lock()).await?);
    saves(one, "second", "third").await?;
    held.release().await?;
    next.release().await
}
