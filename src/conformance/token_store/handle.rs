//! The store under test, and the tokens that are saved in it.

use crate::auth::{ExposeSecret, Previous, SaveOutcome, TokenStore, Tokens};
use crate::conformance::lock::Lock;
use crate::conformance::violation::{MARK, Rule, Violation, answer};
use crate::error::BoxError;
use std::sync::Arc;

pub(super) const COMPARES: Rule = Rule {
    statement: "`save` is a compare-and-swap",
    advice: "in one transaction, read the stored tokens, ask `Previous::permits`, and write",
};

/// A store, whose calls succeed in time.
#[derive(Clone)]
pub(super) struct Handle(pub Arc<dyn TokenStore>);

impl Handle {
    pub async fn open<S: TokenStore>(
        open: &impl AsyncFn() -> Result<S, BoxError>,
    ) -> Result<Self, Violation> {
        let store = answer("opening a handle", open()).await?;
        Ok(Self(Arc::new(store)))
    }

    pub async fn load(&self) -> Result<Option<Tokens>, Violation> {
        answer("`load`", self.0.load()).await
    }

    pub async fn save(&self, previous: Previous, new: &Tokens) -> Result<SaveOutcome, Violation> {
        answer("`save`", self.0.save(previous, new)).await
    }

    pub async fn clear(&self) -> Result<(), Violation> {
        answer("`clear`", self.0.clear()).await
    }

    /// Brings the store into a state.
    pub async fn set(&self, tokens: Option<&Tokens>) -> Result<(), Violation> {
        let Some(tokens) = tokens else {
            return self.clear().await;
        };
        match self.save(Previous::Any, tokens).await? {
            SaveOutcome::Saved => Ok(()),
            SaveOutcome::Conflict => Err(COMPARES.broken("Saved for `Previous::Any`", "Conflict")),
        }
    }

    pub fn to_lock(&self) -> Lock {
        let store = self.0.clone();
        Arc::new(move || {
            let store = store.clone();
            Box::pin(async move { store.lock().await })
        })
    }
}

/// A pair of tokens that is recognized by its name.
pub(super) fn pair(name: &str) -> Tokens {
    Tokens::new(format!("{MARK}-access-{name}"))
        .with_refresh_token(format!("{MARK}-refresh-{name}"))
}

/// What distinguishes what was loaded from what was saved, in words without the values.
pub(super) fn difference(loaded: Option<&Tokens>, saved: Option<&Tokens>) -> Option<&'static str> {
    let (loaded, saved) = match (loaded, saved) {
        (None, None) => return None,
        (None, Some(_)) => return Some("no tokens"),
        (Some(_), None) => return Some("tokens"),
        (Some(loaded), Some(saved)) => (loaded, saved),
    };
    let refresh_token = |tokens: &Tokens| {
        let token = tokens.refresh_token();
        token.map(|token| token.expose_secret().to_owned())
    };
    if loaded.access_token().expose_secret() != saved.access_token().expose_secret() {
        Some("another access token")
    } else if refresh_token(loaded) != refresh_token(saved) {
        Some("another refresh token, or none")
    } else if loaded.expires_at() != saved.expires_at() {
        Some("another expiry")
    } else if loaded.lifetime() != saved.lifetime() {
        Some("another lifetime")
    } else if loaded.scopes() != saved.scopes() {
        Some("other scopes")
    } else {
        None
    }
}
