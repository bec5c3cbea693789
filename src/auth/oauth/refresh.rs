//! The work behind a session: look, refresh, save, publish.
//!
//! [`tend`] is the one task at a time that a session runs. Under the store's lock it looks at what the store
//! holds ([`reconcile`]), takes up what another process has renewed, otherwise spends the refresh token, saves
//! the new pair and only then makes it the one in use. A failure before the server has answered changes nothing;
//! a failed save changes the tokens in use all the same, and is told to one caller.

use super::schedule::{jitter, pause};
use super::session::Shared;
use super::{AuthError, BoxError, Tokens};
use std::sync::Arc;
use tokio::time::Instant;

/// Attempts while callers wait; a refresh ahead of time makes one and leaves the next to a later call.
const ATTEMPTS: u32 = 3;
/// How often in one go tokens are taken up that somebody else wrote during a refresh.
const ADOPTIONS: u32 = 3;

/// What the store's content means for the tokens in use.
#[derive(Debug, PartialEq, Eq)]
enum Reconciled {
    /// Somebody else has written since: take up the store's tokens.
    Adopt,
    /// The store has the tokens in use.
    InStep,
    /// The tokens in use are newer, or the store is empty: they stay, and have to be saved.
    Keep,
    /// There are no tokens at all.
    Nothing,
}

/// Compares what the store holds with the tokens in use and with what the store was last seen to hold.
///
/// By value, not by time: wall clocks of two machines cannot be trusted to agree.
fn reconcile(
    stored: Option<&Tokens>,
    held: Option<&Tokens>,
    synced: Option<&Tokens>,
) -> Reconciled {
    match (stored, held) {
        (None, None) => Reconciled::Nothing,
        (None, Some(_)) => Reconciled::Keep,
        (Some(_), None) => Reconciled::Adopt,
        (Some(stored), Some(held)) if stored.same_pair(held) => Reconciled::InStep,
        (Some(stored), Some(_)) if synced.is_some_and(|synced| synced.same_pair(stored)) => {
            Reconciled::Keep
        }
        (Some(_), Some(_)) => Reconciled::Adopt,
    }
}

/// Does whatever the session's tokens need now; `rejected` is the generation that the API has refused.
pub(crate) async fn tend(shared: Arc<Shared>, rejected: Option<u64>) -> Result<(), AuthError> {
    let first = shared.oauth.teller().interval();
    let mut attempt = 1;
    loop {
        let result = once(&shared, rejected).await;
        let urgent = shared.state().is_urgent(rejected, Instant::now());
        match result {
            Err(error) if error.is_transient() && urgent && attempt < ATTEMPTS => {
                tracing::debug!(attempt, %error, "refresh failed, trying again");
                tokio::time::sleep(pause(attempt, first, jitter())).await;
                attempt += 1;
            }
            Err(error) => {
                tracing::warn!(attempt, %error, "tokens not renewed");
                shared.state().rest(Some(first));
                return Err(error);
            }
            Ok(()) => return Ok(()),
        }
    }
}

/// Saves the tokens of a flow over whatever tokens the store has, and starts with them.
pub(crate) async fn install(shared: Arc<Shared>, tokens: Tokens) -> Result<(), AuthError> {
    let _guard = shared.store.lock().await.map_err(unread)?;
    save(&shared, &tokens).await.map_err(|error| {
        AuthError::store(
            "save the new tokens",
            "repair it and start the session again, or authorise again",
            error,
        )
    })?;
    let mut state = shared.state();
    state.publish(tokens, None);
    state.saved();
    Ok(())
}

/// One look at the store and, if needed, one refresh.
async fn once(shared: &Arc<Shared>, rejected: Option<u64>) -> Result<(), AuthError> {
    {
        let state = shared.state();
        if state.unsaved.is_none() && !state.needs_renewal(rejected, Instant::now()) {
            return Ok(());
        }
    }
    let _guard = shared.store.lock().await.map_err(unread)?;
    let relation = look(shared).await?;
    if relation == Reconciled::Keep {
        save_held(shared).await;
    }
    for _ in 0..ADOPTIONS {
        let Some(previous) = to_renew(shared, rejected)? else {
            return Ok(());
        };
        let asked = Instant::now();
        let error = match shared.oauth.refresh(&previous).await {
            Ok(tokens) => {
                keep(shared, tokens, asked).await;
                return Ok(());
            }
            Err(error) => error,
        };
        if !error.needs_authorization() {
            return Err(error);
        }
        // A process that does not honour the lock may have spent the token and saved its successor.
        if look(shared).await? != Reconciled::Adopt {
            shared.state().is_gone(error.clone());
            return Err(error);
        }
    }
    Err(AuthError::transient(
        "other processes renew the same tokens without a lock: try again, and give the store one",
    ))
}

/// The tokens whose refresh token is to be spent; `None` when those in use are good.
fn to_renew(shared: &Arc<Shared>, rejected: Option<u64>) -> Result<Option<Tokens>, AuthError> {
    let mut state = shared.state();
    if !state.needs_renewal(rejected, Instant::now()) {
        return Ok(None);
    }
    if let Some(error) = state.still_gone() {
        return Err(error);
    }
    let Some(held) = &state.held else {
        let error =
            AuthError::reauthorize("the token store is empty: authorise the application first");
        state.is_gone(error.clone());
        return Err(error);
    };
    Ok(Some(held.tokens.clone()))
}

/// Reads the store and takes up what is newer there.
async fn look(shared: &Arc<Shared>) -> Result<Reconciled, AuthError> {
    let stored = shared.store.load().await.map_err(unread)?;
    let mut state = shared.state();
    let held = state.held.as_ref().map(|held| &held.tokens);
    let relation = reconcile(stored.as_ref(), held, state.synced.as_ref());
    match (&relation, stored) {
        (Reconciled::Adopt, Some(tokens)) => {
            state.publish(tokens, None);
            state.saved();
        }
        (Reconciled::InStep, _) => state.saved(),
        _ => {}
    }
    Ok(relation)
}

/// Saves the tokens in use once more. Another failure is noted, but has been told already and stops nothing.
async fn save_held(shared: &Arc<Shared>) {
    let held = shared.state().held.as_ref().map(|held| held.tokens.clone());
    let Some(tokens) = held else { return };
    let result = save(shared, &tokens).await;
    let first = shared.oauth.teller().interval();
    let mut state = shared.state();
    match result {
        Ok(()) => {
            state.saved();
            state.rest(None);
        }
        Err(error) => {
            let error = unsaved(error);
            tracing::warn!(%error, "tokens still not saved");
            state.unsaved = Some(error);
            state.rest(Some(first));
        }
    }
}

/// Saves a new pair, then puts it to use, whether or not the save went well.
async fn keep(shared: &Arc<Shared>, tokens: Tokens, asked: Instant) {
    let result = save(shared, &tokens).await;
    let first = shared.oauth.teller().interval();
    let mut state = shared.state();
    state.publish(tokens, Some(asked));
    match result {
        Ok(()) => state.saved(),
        Err(error) => {
            let error = unsaved(error);
            tracing::warn!(%error, "new tokens are in memory only");
            state.not_saved(error);
            state.rest(Some(first));
        }
    }
}

/// Saves in a task of its own, so that a panic in the store costs the save and not the tokens.
async fn save(shared: &Arc<Shared>, tokens: &Tokens) -> Result<(), BoxError> {
    let (store, tokens) = (shared.store.clone(), tokens.clone());
    match tokio::spawn(async move { store.save(&tokens).await }).await {
        Ok(result) => result,
        Err(_) => Err("it panicked".into()),
    }
}

fn unread(error: BoxError) -> AuthError {
    AuthError::store(
        "read the tokens",
        "nothing was changed; repair the store and call again",
        error,
    )
}

fn unsaved(error: BoxError) -> AuthError {
    let advice = "the session goes on with the new tokens in memory and saves them later; keep the process alive and \
                  repair the store";
    AuthError::store("save the new tokens", advice, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_store_holds_is_judged_by_value() {
        let pair = |name: &str| Tokens::new(name).set_refresh_token(name);
        let (old, new, other) = (pair("old"), pair("new"), pair("other"));
        let table = [
            (None, None, None, Reconciled::Nothing),
            (Some(&old), None, None, Reconciled::Adopt),
            (Some(&old), Some(&old), Some(&old), Reconciled::InStep),
            (Some(&old), Some(&new), Some(&old), Reconciled::Keep), // our save failed: ours are newer
            (Some(&other), Some(&new), Some(&old), Reconciled::Adopt),
            (Some(&other), Some(&old), Some(&old), Reconciled::Adopt),
            (None, Some(&new), Some(&old), Reconciled::Keep), // somebody removed them
            (Some(&new), Some(&new), Some(&old), Reconciled::InStep), // a save that failed after it had written
        ];
        for (stored, held, synced, expected) in table {
            assert_eq!(
                reconcile(stored, held, synced),
                expected,
                "{stored:?} {held:?} {synced:?}"
            );
        }
    }
}
