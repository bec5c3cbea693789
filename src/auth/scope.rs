//! The permissions that an application requests.
//!
//! The authorization address contains the requested scopes. The response with the tokens names those that were granted,
//! which may be fewer. A scope that this crate does not know is a [`Scope::Other`].

use crate::model::Word;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

// What `build.rs` made of the contract: the enumeration, and the table of its names.
include!(concat!(env!("OUT_DIR"), "/scopes.rs"));

impl Scope {
    /// The name in requests and responses.
    ///
    /// ```
    /// # use constant_contact::auth::Scope;
    /// assert_eq!(Scope::OfflineAccess.as_str(), "offline_access");
    /// ```
    pub fn as_str(&self) -> &str {
        match self {
            Scope::Other(name) => name,
            known => known.names().0,
        }
    }

    /// The names of the scope and of its variant; both are empty for others.
    fn names(&self) -> (&'static str, &'static str) {
        let mut known = KNOWN.iter();
        let found = known.find(|(scope, ..)| scope == self);
        found.map_or_else(Default::default, |(_, name, variant)| (*name, *variant))
    }

    /// The names in the form of a `scope` parameter (RFC 6749, 3.3).
    pub(crate) fn list(scopes: &[Scope]) -> String {
        let names: Vec<&str> = scopes.iter().map(Scope::as_str).collect();
        names.join(" ")
    }
}

impl From<&str> for Scope {
    fn from(name: &str) -> Self {
        let mut known = KNOWN.iter();
        let found = known.find(|(_, known, _)| *known == name);
        found.map_or_else(
            || Scope::Other(name.to_owned()),
            |(scope, ..)| scope.clone(),
        )
    }
}

impl From<String> for Scope {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

/// Shows a scope that this crate does not know only if it is a word.
impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Other(name) => f.debug_tuple("Other").field(&Word(name)).finish(),
            known => f.write_str(known.names().1),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|name| Scope::from(name.as_str()))
    }
}
