//! The beginning and the end of a grant: tokens of a flow, and the removal of tokens.

use super::shared::Shared;
use super::store_access::{clear, load, lock, reload, save};
use crate::auth::single_flight::Progress;
use crate::auth::{AuthError, Previous, SaveOutcome, Tokens};
use crate::error::BoxError;
use std::sync::Arc;

/// Saves the tokens of a flow and starts with them; with `only_if_empty`, only if the store has none.
///
/// They are saved twice and read back: a store that saves a first pair may still fail to replace it, or truncate it.
/// Without this check, it would fail at a renewal, when nobody is there.
pub(crate) async fn install(
    shared: Arc<Shared>,
    tokens: Tokens,
    only_if_empty: bool,
    progress: Progress,
) -> Result<(), AuthError> {
    let has_tokens = || only_if_empty && shared.state().generation().is_some();
    if only_if_empty && reload(&shared, &progress, false).await.is_ok() && has_tokens() {
        return Ok(());
    }
    let _lock = lock(&shared).await?;
    if only_if_empty {
        reload(&shared, &progress, true).await?;
    }
    if has_tokens() {
        return Ok(());
    }
    let first = match only_if_empty {
        true => Previous::Empty,
        false => Previous::Any,
    };
    let steps = [
        (first, "save the new tokens"),
        (
            Previous::Tokens(tokens.clone()),
            "replace tokens, as each renewal will have to",
        ),
    ];
    for (previous, doing) in steps {
        let saved = save(&shared, previous, &tokens).await;
        if saved.map_err(failed(doing))? == SaveOutcome::Conflict {
            // Another session was faster.
            reload(&shared, &progress, true).await?;
            return match has_tokens() {
                true => Ok(()),
                false => Err(failed(doing)("it has other tokens by now".into())),
            };
        }
    }
    let stored = load(&shared).await;
    let stored = stored.map_err(failed("read the new tokens back"))?;
    if !stored.is_some_and(|stored| stored.same_pair(&tokens)) {
        let error = "it returned other tokens than those that were saved".into();
        return Err(failed("keep the new tokens")(error));
    }
    let mut state = shared.state();
    state.publish(tokens, None, progress.now());
    state.saved();
    Ok(())
}

fn failed(doing: &'static str) -> impl FnOnce(BoxError) -> AuthError {
    let advice = "repair it and start the session again with the same tokens";
    move |error| AuthError::store(doing, advice, error)
}

/// Ends the grant at the authorization server, then removes the tokens.
pub(crate) async fn revoke(shared: Arc<Shared>, progress: Progress) -> Result<(), AuthError> {
    let endpoint = shared.oauth.token_endpoint();
    let permit = progress.queue_for(endpoint.acquire()).await?;
    let _lock = lock(&shared).await?;
    reload(&shared, &progress, true).await?;
    let tokens = shared.state().tokens();
    if let Some(tokens) = tokens {
        let permit = progress.queue_for(permit.refreshed()).await?;
        shared.oauth.revoke_with(permit, &tokens).await?;
    }
    remove(&shared).await
}

/// Removes the tokens from the store and from memory.
pub(crate) async fn disconnect(shared: Arc<Shared>, _progress: Progress) -> Result<(), AuthError> {
    let _lock = lock(&shared).await?;
    remove(&shared).await
}

/// A session that renews the tokens meanwhile, because our lock expired, finds an empty store when it saves them.
async fn remove(shared: &Arc<Shared>) -> Result<(), AuthError> {
    clear(shared).await.map_err(|error| {
        AuthError::store(
            "remove the tokens",
            "they are still in use; repair the store and try again",
            error,
        )
    })?;
    let error = AuthError::needs_new_grant("the account was disconnected: authorise again");
    shared.state().removed(error);
    Ok(())
}
