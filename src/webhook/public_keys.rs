//! The public keys of a JWKS (RFC 7517), and the check of a signature against them.

use super::error::{WebhookError, WebhookErrorKind};
use super::json::Members;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use serde_json::Value;
use std::ops::RangeInclusive;

/// The sizes of keys that are used, in bits.
const BITS: RangeInclusive<usize> = 2048..=8192;
/// The most usable keys in a set. All of them are tried for each notification.
const MAX_KEYS: usize = 16;

/// The RSA keys of a set that can verify RS256.
#[derive(Default)]
pub(super) struct PublicKeys(Vec<PublicKey>);

/// Numbers in big-endian order without leading zeros.
struct PublicKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl PublicKeys {
    /// Reads a JWKS. Keys of other types, for other uses and of other sizes are left out (RFC 7517, section 5).
    pub fn read(jwks: &[u8]) -> Result<Self, WebhookError> {
        let invalid = |message| WebhookError::new(WebhookErrorKind::InvalidKeys, message);
        let set: Members = serde_json::from_slice(jwks)
            .map_err(|_| invalid("the key set is not a JSON object without repeated names"))?;
        let keys = set
            .get("keys")
            .and_then(Value::as_array)
            .ok_or_else(|| invalid("the key set has no list `keys`"))?;
        let keys: Vec<PublicKey> = keys.iter().filter_map(PublicKey::read).collect();
        match keys.len() {
            0 => Err(invalid("the key set has no RSA key of 2048 bits or more")),
            1..=MAX_KEYS => Ok(Self(keys)),
            _ => Err(invalid("the key set has more than 16 keys")),
        }
    }

    /// Whether one of the keys made `signature` over `message`.
    ///
    /// All keys are tried even after one fits, so the work does not depend on which of them fits.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let fits = |key: &PublicKey| {
            let key = RsaPublicKeyComponents {
                n: &key.modulus,
                e: &key.exponent,
            };
            key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok()
        };
        self.0.iter().fold(false, |found, key| found | fits(key))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl PublicKey {
    /// Reads a key; `None` if it is not for RS256.
    fn read(jwk: &Value) -> Option<Self> {
        let jwk = Members::deserialize(jwk).ok()?;
        let is_absent_or =
            |name: &str, value: &str| jwk.get(name).is_none_or(|found| *found == value);
        let is_for_verification = jwk.get("key_ops").is_none_or(|operations| {
            operations
                .as_array()
                .is_some_and(|operations| operations.iter().any(|operation| *operation == "verify"))
        });
        if jwk.text("kty") != Some("RSA")
            || !is_absent_or("use", "sig")
            || !is_absent_or("alg", "RS256")
            || !is_for_verification
        {
            return None;
        }
        let key = Self {
            modulus: number(jwk.text("n")?)?,
            exponent: number(jwk.text("e")?)?,
        };
        key.is_usable().then_some(key)
    }

    fn is_usable(&self) -> bool {
        let bits = self.modulus.len() * 8
            - self.modulus.first().map_or(0, |byte| byte.leading_zeros()) as usize;
        let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
        // An exponent of 1 would make every message its own signature.
        let is_exponent =
            is_odd(&self.exponent) && self.exponent != [1] && self.exponent.len() <= 4;
        BITS.contains(&bits) && is_odd(&self.modulus) && is_exponent
    }
}

/// Decodes a number of a JWK. Some libraries put a zero in front of it (RFC 7518, section 2).
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Some(bytes[zeros..].to_vec())
}

#[cfg(test)]
mod tests;
