//! Whether a journal belongs to the account of the client.
//!
//! An import that is resumed in another account would not send the parts that the first account has. If the server
//! does not know a job in the journal, the job belongs to another account. If there is no job yet, the
//! owner that the access token names is compared. The journal has only a fingerprint of the owner, which
//! depends on the id of the import, so that it identifies no person.

use crate::bulk::activity::OPERATION;
use crate::bulk::journal::{Begin, JournalState};
use crate::bulk::sha256::sha256_hex;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::transport::call::Call;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// A fingerprint of the owner of the access token; `None` if the token does not name one.
pub(super) async fn token_owner(client: &Client, import_id: &str) -> Result<Option<String>> {
    let token = client.token(&Call::new(&OPERATION)).await?;
    let subject = subject(token.secret().expose_secret());
    Ok(subject.map(|subject| sha256_hex(format!("{import_id} {subject}").as_bytes())))
}

/// Makes sure that an import is resumed in the account in which it began.
pub(super) async fn check_account(
    client: &Client,
    journal: &JournalState,
    now: &Begin,
    listing_timeout: Duration,
) -> Result<()> {
    let same = match journal.known_job(SystemTime::now(), listing_timeout) {
        Some(job) => {
            let asked = client.get_activity_by_id(job).send().await;
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
             access token has another owner",
        )),
    }
}

/// The owner of the token, if it is a JWT that names one.
fn subject(token: &str) -> Option<String> {
    let [_, payload, _] = token.split('.').collect::<Vec<_>>()[..] else {
        return None;
    };
    let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&json).ok()?;
    let text = |claim| match claims.get(claim)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    text("platform_user_id").or_else(|| text("sub"))
}

#[cfg(test)]
mod tests;
