//! PKCE (RFC 7636): the proof that who redeems a code is who asked for it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac_sha256::Hash;

/// Whether it has the form of a challenge of the method S256.
pub(super) fn is_challenge(text: &str) -> bool {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    text.len() == 43 && text.bytes().all(is_base64)
}

/// Whether the verifier is a valid one and belongs to the challenge.
pub(super) fn verifies(challenge: &str, verifier: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_valid = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
    is_valid && BASE64_URL_SAFE_NO_PAD.encode(Hash::hash(verifier.as_bytes())) == challenge
}
