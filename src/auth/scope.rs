//! The permissions that an application requests.
//!
//! A [`Scope`] is part of the authorization address; the response with the tokens names those that were granted, which
//! may be fewer. The list is open: a scope that this crate does not know is a [`Scope::Other`].

use crate::model::Word;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// One permission of an access token.
///
/// ```
/// use constant_contact::auth::Scope;
/// assert_eq!(Scope::ContactData.to_string(), "contact_data");
/// assert_eq!(Scope::from("billing_data"), Scope::Other("billing_data".into()));
/// ```
///
/// Two scopes that were made by `From` are equal if their names are.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// `contact_data`: contacts, lists, tags, custom fields, segments, activities and contact reports.
    ContactData,
    /// `campaign_data`: emails, schedules, campaign reports, events, social and automations.
    CampaignData,
    /// `account_read`: read the account's data.
    AccountRead,
    /// `account_update`: change the account's data.
    AccountUpdate,
    /// `offline_access`: a refresh token comes with the access token. Without it a session ends when its first access
    /// token expires, after a day or less.
    OfflineAccess,
    /// Any other scope, by its name.
    Other(String),
}

impl Scope {
    /// The name in requests and responses.
    ///
    /// ```
    /// # use constant_contact::auth::Scope;
    /// assert_eq!(Scope::OfflineAccess.as_str(), "offline_access");
    /// ```
    pub fn as_str(&self) -> &str {
        match self {
            Scope::ContactData => "contact_data",
            Scope::CampaignData => "campaign_data",
            Scope::AccountRead => "account_read",
            Scope::AccountUpdate => "account_update",
            Scope::OfflineAccess => "offline_access",
            Scope::Other(name) => name,
        }
    }

    /// The names in the form of a `scope` parameter (RFC 6749, 3.3).
    pub(crate) fn list(scopes: &[Scope]) -> String {
        let names: Vec<&str> = scopes.iter().map(Scope::as_str).collect();
        names.join(" ")
    }
}

impl From<&str> for Scope {
    fn from(name: &str) -> Self {
        match name {
            "contact_data" => Scope::ContactData,
            "campaign_data" => Scope::CampaignData,
            "account_read" => Scope::AccountRead,
            "account_update" => Scope::AccountUpdate,
            "offline_access" => Scope::OfflineAccess,
            other => Scope::Other(other.to_owned()),
        }
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
            Scope::ContactData => f.write_str("ContactData"),
            Scope::CampaignData => f.write_str("CampaignData"),
            Scope::AccountRead => f.write_str("AccountRead"),
            Scope::AccountUpdate => f.write_str("AccountUpdate"),
            Scope::OfflineAccess => f.write_str("OfflineAccess"),
            Scope::Other(name) => f.debug_tuple("Other").field(&Word(name)).finish(),
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
