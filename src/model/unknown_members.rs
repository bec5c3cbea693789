//! The members of a document that its type has no fields for.

use serde_json::{Map, Value};
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// The members of a document that this version of the crate has no field for.
///
/// ```
/// # #[cfg(feature = "contacts")] {
/// use constant_contact::types::Contact;
///
/// let text = r#"{"first_name": "Ada", "a_member_of_tomorrow": {"level": 3}}"#;
/// let contact: Contact = serde_json::from_str(text).unwrap();
/// let member = contact.unknown_members.get("a_member_of_tomorrow").unwrap();
/// assert_eq!(member["level"], 3);
///
/// // The member is written again.
/// let written = serde_json::to_value(&contact).unwrap();
/// assert_eq!(written["a_member_of_tomorrow"]["level"], 3);
/// # }
/// ```
///
/// The provider adds members without notice. Every type that an answer can contain keeps them in its
/// field `unknown_members`, at every level, and so does every body of a PUT that is made from an
/// answer. They are written after the fields, except by the rows of reports, which are lines of a file. A PUT
/// erases every member that it does not contain. So unknown members are sent back, both with an unchanged document
/// and with one that was made from it by `From` or by a function such as `from_contact`. To omit them,
/// [`clear`](Self::clear) them. A member that has a field is never written from here.
///
/// `==` ignores them: two documents are equal if their fields are equal. `Debug` shows only their
/// number.
///
/// A document also stores here how the server spelt the values of its enumerations: `DRAFT` is read
/// as `Draft` and written as `DRAFT`, unless the field was set to another value.
#[derive(Clone, Default)]
#[doc(alias = "extra")]
#[doc(alias = "additionalProperties")]
pub struct UnknownMembers {
    /// Shared by copies of the document. It also keeps short what an application compiles for dropping a document.
    kept: Option<Arc<Kept>>,
    answered: bool,
    has_fields: bool,
}

#[derive(Clone, Default)]
struct Kept {
    members: Map<String, Value>,
    /// The spellings, each with the name of its member.
    spellings: Vec<(&'static str, Value)>,
}

impl UnknownMembers {
    /// The member with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.kept.as_ref()?.members.get(name)
    }

    /// The members with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let members = self.kept.as_ref().map(|kept| &kept.members);
        let members = members.into_iter().flatten();
        members.map(|(name, value)| (name.as_str(), value))
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.kept.as_ref().map_or(0, |kept| kept.members.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a member, which is written with the others. Returns the previous value of the same name.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.kept().members.insert(name.into(), value.into())
    }

    /// Removes a member.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        Arc::make_mut(self.kept.as_mut()?).members.remove(name)
    }

    /// Removes all members.
    pub fn clear(&mut self) {
        if let Some(kept) = &mut self.kept {
            Arc::make_mut(kept).members.clear();
        }
    }

    fn kept(&mut self) -> &mut Kept {
        Arc::make_mut(self.kept.get_or_insert_default())
    }

    /// Stores how a member was spelt.
    pub(crate) fn set_spelling(&mut self, name: &'static str, spelling: Value) {
        self.kept().spellings.push((name, spelling));
    }

    /// How a member was spelt when it was read.
    pub(crate) fn spelling(&self, name: &str) -> Option<&Value> {
        let mut spellings = self.kept.as_ref()?.spellings.iter().rev();
        let (_, spelling) = spellings.find(|(member, _)| *member == name)?;
        Some(spelling)
    }

    /// Marks the document as sent by the server.
    pub(crate) fn set_answered(&mut self) {
        self.answered = true;
    }

    /// Whether the server sent the document, so that it includes the members that only the server sets.
    pub(crate) fn is_answered(&self) -> bool {
        self.answered
    }

    /// Marks the document as one that has a member with a field.
    pub(crate) fn set_has_fields(&mut self) {
        self.has_fields = true;
    }

    /// Whether any member that was read has a field.
    pub(crate) fn has_fields(&self) -> bool {
        self.has_fields
    }

    /// The same members for a document that is made from this one.
    pub(crate) fn carried(self) -> Self {
        Self {
            answered: false,
            ..self
        }
    }
}

impl PartialEq for UnknownMembers {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Debug for UnknownMembers {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{{… {} members}}", self.len())
    }
}

impl<K: Into<String>, V: Into<Value>> Extend<(K, V)> for UnknownMembers {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, members: I) {
        for (name, value) in members {
            self.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests;
