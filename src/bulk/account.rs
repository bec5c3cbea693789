//! Whether a journal belongs to the account that an import is made for.
//!
//! Resumed for another account, an import would take the first account's parts for its own. The server
//! is the best witness: a job in the journal that it does not know is another account's. Where
//! there is no such job yet, the access token is asked whose it is; what is kept of that is a fingerprint,
//! made with the import's id, from which nobody can be recognised.

use super::journal::{Begin, JournalState};
use super::listing;
use crate::bulk::import::sha256;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::transport::call::Call;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// A fingerprint of the access token's owner; none if the token does not name one.
pub(crate) async fn owner(client: &Client, import_id: &str) -> Result<Option<String>> {
    let token = client.token(&Call::new(&listing::OPERATION)).await?;
    let subject = subject(token.secret.expose_secret());
    Ok(subject.map(|subject| sha256(format!("{import_id} {subject}").as_bytes())))
}

/// Makes sure that an import that was begun goes on in the same account.
pub(crate) async fn is_same(
    client: &Client,
    journal: &JournalState,
    now: &Begin,
    listed_within: Duration,
) -> Result<()> {
    let same = match journal.witness(SystemTime::now(), listed_within) {
        Some(job) => {
            let asked = client.get_activity_by_id().activity_id(job).send().await;
            match asked {
                Ok(_) => true,
                Err(error) if error.is_not_found() => false,
                Err(error) => return Err(error),
            }
        }
        None => {
            let then = journal.begun().and_then(|begun| begun.owner.as_ref());
            let (Some(then), Some(now)) = (then, now.owner.as_ref()) else {
                return Ok(());
            };
            then == now
        }
    };
    match same {
        true => Ok(()),
        false => Err(Error::invalid_request(
            "the journal belongs to another account: the server does not know its jobs, or the \
             access token is somebody else's",
        )),
    }
}

/// Whose token it is, if it is a JWT that says so.
fn subject(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        platform_user_id: Option<Value>,
        sub: Option<Value>,
    }
    let [_, payload, _] = token.split('.').collect::<Vec<_>>()[..] else {
        return None;
    };
    let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Claims = serde_json::from_slice(&json).ok()?;
    let text = |claim: Value| match claim {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    claims
        .platform_user_id
        .and_then(text)
        .or_else(|| claims.sub.and_then(text))
}

#[cfg(test)]
mod tests;
