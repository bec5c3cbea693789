//! What ties a redirect to its request: the state (RFC 6749, 10.12) and PKCE (RFC 7636).
//!
//! Both come from the random generator of the operating system: an attacker who guesses them can complete the
//! authorization of another person.

use super::error::AuthError;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac_sha256::Hash;
use secrecy::SecretString;

/// A new state: 128 random bits.
pub(crate) fn state() -> Result<SecretString, AuthError> {
    random::<16>()
}

/// A new code verifier of 43 characters (RFC 7636, 4.1): 256 random bits.
pub(crate) fn verifier() -> Result<SecretString, AuthError> {
    random::<32>()
}

/// The code challenge of a verifier by the method S256 (RFC 7636, 4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Hash::hash(verifier.as_bytes()))
}

/// Whether two states are the same, compared by their digests, so that the time does not depend on where they differ.
pub(crate) fn is_same_state(one: &str, other: &str) -> bool {
    Hash::hash(one.as_bytes()) == Hash::hash(other.as_bytes())
}

fn random<const BYTES: usize>() -> Result<SecretString, AuthError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        AuthError::unavailable(format!(
            "the operating system has no random numbers: {error}; try again later"
        ))
    })?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes).into())
}

#[cfg(test)]
mod tests;
