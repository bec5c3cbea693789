//! The custom fields of an account as they were read, and how one is found.

use super::label::{Found, find, suggestion};
use crate::error::{Error, Result};
use crate::types::CustomField;
use std::fmt;

/// The custom fields of an account as they were read. Returned by
/// [`Client::custom_fields`](crate::Client::custom_fields).
///
/// ```
/// # use constant_contact::CustomFieldSet;
/// # use constant_contact::types::CustomField;
/// # let answer = r#"[{"custom_field_id": "f1", "label": "Customer number", "name": "customer_number"}]"#;
/// # let fields: Vec<CustomField> = serde_json::from_str(answer).unwrap();
/// # let fields = CustomFieldSet::from_iter(fields);
/// let field = fields.by_label("customer number")?;
/// assert_eq!(field.name.as_deref(), Some("customer_number"));
///
/// let error = fields.by_label("Custmer number").unwrap_err();
/// assert!(error.is_invalid());
/// assert!(error.to_string().ends_with("did you mean \"Customer number\"?"));
/// # Ok::<(), constant_contact::Error>(())
/// ```
///
/// A field has three identifiers: the *label*, which people see and can change; the *name*, which the server derived
/// from the label, and which imports use; and the *id*, which contacts use.
///
/// Every field of the account is in the set, even one that is incomplete in the answer: a field without a label, for
/// example, can be found by its name or its id.
///
/// The set does not change after it was read. If a label changes afterwards, the set has the old one, and what it
/// puts into a request is still correct, because requests have the id or the name. A field that is deleted later stays
/// in the set, and new fields and choices are missing: read the fields again when work begins, such as a run of a sync.
///
/// To keep the fields in a store of your own, store each [`CustomField`], and collect them into a set again.
#[derive(Clone, Default, PartialEq)]
pub struct CustomFieldSet {
    fields: Vec<CustomField>,
}

impl CustomFieldSet {
    /// The fields, in the order of the answer.
    pub fn iter(&self) -> std::slice::Iter<'_, CustomField> {
        self.fields.iter()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether the account has no custom field.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The labels of the fields, which people see.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.iter().filter_map(|field| field.label.as_deref())
    }

    /// The names of the fields, which imports use after `cf:`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.iter().filter_map(|field| field.name.as_deref())
    }

    /// The field with a label.
    ///
    /// A label that is exactly the same takes precedence. Otherwise, case and white space around the label are
    /// ignored.
    ///
    /// # Errors
    ///
    /// Fails with an error that [`is_invalid`](Error::is_invalid) if no field or more than one has the label. The error
    /// suggests a similar label, if there is one.
    pub fn by_label(&self, label: &str) -> Result<&CustomField> {
        match find(self.iter(), |field| field.label.as_deref(), label) {
            Found::One(field) => Ok(field),
            Found::None => Err(Error::invalid_request(format!(
                "no custom field has the label {label:?}{}",
                suggestion(label, self.labels())
            ))),
            Found::Several(count) => Err(Error::invalid_request(format!(
                "{count} custom fields have the label {label:?}; find the field by its id"
            ))),
        }
    }

    /// The field with a name, which is compared exactly.
    pub fn by_name(&self, name: &str) -> Option<&CustomField> {
        self.iter()
            .find(|field| field.name.as_deref() == Some(name))
    }

    /// The field with an id.
    pub fn by_id(&self, id: &str) -> Option<&CustomField> {
        self.iter()
            .find(|field| field.custom_field_id.as_deref() == Some(id))
    }
}

/// Shows ids, types, numbers and times, but no labels.
impl fmt::Debug for CustomFieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CustomFieldSet").field(&self.fields).finish()
    }
}

/// Of two fields with the same id, the later one counts: a field can be on two pages if another one is added or
/// deleted between them.
impl FromIterator<CustomField> for CustomFieldSet {
    fn from_iter<I: IntoIterator<Item = CustomField>>(fields: I) -> Self {
        let mut set = Self::default();
        for field in fields {
            let id = field.custom_field_id.as_ref();
            let mut known = set.fields.iter_mut();
            match known.find(|known| id.is_some() && known.custom_field_id.as_ref() == id) {
                Some(known) => *known = field,
                None => set.fields.push(field),
            }
        }
        set
    }
}

impl<'a> IntoIterator for &'a CustomFieldSet {
    type Item = &'a CustomField;
    type IntoIter = std::slice::Iter<'a, CustomField>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for CustomFieldSet {
    type Item = CustomField;
    type IntoIter = std::vec::IntoIter<CustomField>;

    fn into_iter(self) -> Self::IntoIter {
        self.fields.into_iter()
    }
}
