//! Secrets as they are stored: in clear text.
//!
//! The functions are for serde's `with`. secrecy's own serde support would enable a feature of serde that the generator
//! does not need, and Cargo would then build serde twice.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serializer};

pub(super) fn serialize<S: Serializer>(
    secret: &SecretString,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(Into::into)
}

/// The same for a secret that may be absent.
pub(super) mod optional {
    use secrecy::SecretString;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::auth) fn serialize<S: Serializer>(
        secret: &Option<SecretString>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match secret {
            Some(secret) => super::serialize(secret, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::auth) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<SecretString>, D::Error> {
        let secret = Option::<String>::deserialize(deserializer)?;
        Ok(secret.map(Into::into))
    }
}
