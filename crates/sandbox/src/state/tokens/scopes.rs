//! The scopes of access tokens.

use crate::contract::CONTRACT;

/// The scope that asks for a refresh token.
pub(crate) const OFFLINE: &str = "offline_access";
/// The scope of partner tokens.
pub(crate) const PARTNER: &str = "v3api/general.partner";
/// A scope that the contract declares and no operation needs.
const BILLING: &str = "billing_data";

/// A list of scopes, in the order in which they were requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scopes(Vec<String>);

impl Scopes {
    /// Reads a `scope` parameter; `None` if it is empty or has a scope that does not exist.
    pub fn parse(parameter: &str) -> Option<Self> {
        let names = parameter.split(' ').filter(|name| !name.is_empty());
        let scopes = Self::of(names);
        let is_valid = !scopes.0.is_empty() && scopes.0.iter().all(|name| is_known(name));
        is_valid.then_some(scopes)
    }

    /// The list with these names.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut scopes = Vec::new();
        for name in names {
            if !scopes.iter().any(|known| known == name) {
                scopes.push(name.to_owned());
            }
        }
        Self(scopes)
    }

    /// Every scope that a person can grant.
    pub fn all() -> Self {
        let needed = CONTRACT.operations.iter().flat_map(|one| &one.scopes);
        let needed = needed.map(String::as_str);
        Self::of(needed.chain([BILLING, OFFLINE]))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|scope| scope == name)
    }

    /// Whether all of them are in `other`.
    pub fn are_within(&self, other: &Self) -> bool {
        self.0.iter().all(|name| other.has(name))
    }

    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The form in requests and answers.
    pub fn parameter(&self) -> String {
        self.0.join(" ")
    }
}

fn is_known(name: &str) -> bool {
    let mut needed = CONTRACT.operations.iter().flat_map(|one| &one.scopes);
    [BILLING, OFFLINE].contains(&name) || needed.any(|scope| scope == name)
}
