//! The values of a contact by the labels of their fields.

use super::set::CustomFieldSet;
use crate::error::{Error, ErrorKind, Result};
use crate::types::{Contact, CustomFieldChoice};
use std::fmt;

/// The value that a contact has in a custom field. Returned by [`CustomFieldSet::value_of`].
///
/// ```
/// use constant_contact::CustomFieldValue;
///
/// let value = CustomFieldValue::Choices(vec!["Sailing", "Chess"]);
/// assert_eq!(value.to_string(), "Sailing, Chess");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CustomFieldValue<'a> {
    /// The value as text, for all types of fields without choices.
    Text(&'a str),
    /// The labels of the choices, in the order of the contact.
    Choices(Vec<&'a str>),
}

crate::opaque_debug!(CustomFieldValue<'_>, "CustomFieldValue");

/// The text, or the labels of the choices with commas between them.
impl fmt::Display for CustomFieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Choices(labels) => f.write_str(&labels.join(", ")),
        }
    }
}

impl CustomFieldSet {
    /// The value that a contact has in the field with a label; `None` if it has none.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ContactInclude;
    ///
    /// let fields = client.custom_fields().await?;
    /// let contact = client.get_contact_by_id("contact-id").include([ContactInclude::CustomFields]).await?;
    /// if let Some(size) = fields.value_of(&contact, "Size")? {
    ///     println!("{size}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// A contact that was read without its custom fields has no value in any of them: read it with
    /// [`ContactInclude::CustomFields`](crate::types::ContactInclude::CustomFields).
    ///
    /// # Errors
    ///
    /// The same as for [`by_label`](Self::by_label). Also fails with an error that [`is_decode`](Error::is_decode) if the
    /// set does not have a choice of the contact, or has it without a label: the choice may be newer than the set.
    pub fn value_of<'a>(
        &'a self,
        contact: &'a Contact,
        label: &str,
    ) -> Result<Option<CustomFieldValue<'a>>> {
        let field = self.by_label(label)?;
        let id = field.custom_field_id.as_ref();
        let mut entries = contact.custom_fields.iter();
        let entry = entries.find(|entry| id.is_some() && entry.custom_field_id.as_ref() == id);
        let Some(entry) = entry else {
            return Ok(None);
        };
        let ids = entry.choice_ids.as_deref().unwrap_or_default();
        if ids.is_empty() {
            return Ok(entry.value.as_deref().map(CustomFieldValue::Text));
        }
        let labels = ids.iter().map(|id| choice_label(&field.choices, id));
        let labels = labels.collect::<Option<_>>().ok_or_else(|| {
            let message =
                format!("the custom field {label:?} was read without a choice of the contact");
            Error::new(ErrorKind::Decode, message)
        })?;
        Ok(Some(CustomFieldValue::Choices(labels)))
    }
}

/// The label of the choice with an id. It is not documented whether contacts and fields have ids in the same notation
/// (`000001`, `1`), so leading zeros are ignored if no id is exactly the same.
fn choice_label<'a>(choices: &'a [CustomFieldChoice], id: &str) -> Option<&'a str> {
    let with = |is_id: &dyn Fn(&str) -> bool| {
        choices
            .iter()
            .find(|choice| {
                let id = choice.choice_id.as_ref();
                id.is_some_and(|id| is_id(&id.to_string()))
            })
            .and_then(|choice| choice.choice_label.as_deref())
    };
    let without_zeros = |id: &str| id.trim_start_matches('0').to_owned();
    with(&|other| other == id).or_else(|| with(&|other| without_zeros(other) == without_zeros(id)))
}

#[cfg(test)]
mod tests;
