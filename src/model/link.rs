//! Links between resources and pages.

use crate::model::{MemberWriter, Output, OutputObject, Redacted, Show};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// A link in an answer: the next page, the resource itself, a file.
///
/// The `href` is relative to the host and already contains `/v3`. It is `None` if the API writes
/// a link without a target, as it may on the last page. Answers about tags wrap the link in another
/// object (`{"next": {"href": …}}`); both forms are read as the same value.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Link {
    /// The target of the link.
    pub href: Option<String>,
}

/// The target can contain the value of a filter, such as an email address, so it is not shown.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("href", &Redacted(&self.href, Show::Values))
            .finish()
    }
}

impl OutputObject for Link {
    fn write_members(&self, to: &mut dyn MemberWriter) {
        if let Some(href) = &self.href {
            to.write("href", Output::Text(href));
        }
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Output::Object(self).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Value::deserialize(from).map(|value| Self::from_json(&value))
    }
}

impl Link {
    /// Reads a link in either form.
    pub(crate) fn from_json(value: &Value) -> Self {
        let href = [&value["href"], &value["next"]["href"], value]
            .into_iter()
            .find_map(|href| href.as_str())
            .map(str::to_owned);
        Self { href }
    }
}

crate::model::read_via_json!(Link);

crate::model::redact_via_debug!(Link);

#[cfg(test)]
mod tests;
