//! Setting custom fields by their labels in what is sent.

use super::set::CustomFieldSet;
use super::value::{CustomFieldInput, Encoded, encode};
use crate::error::{Error, Result};
use crate::types::CustomField;
#[cfg(feature = "bulk-activities")]
use crate::types::JsonImportContact;
#[cfg(feature = "contacts")]
use crate::types::{
    ContactCreateOrUpdateInput, ContactCustomField, ContactPostRequest, ContactPutRequest,
    CreateOrUpdateContactCustomField,
};

#[cfg(feature = "contacts")]
impl ContactPutRequest {
    /// Sets the value of the custom field with a label.
    ///
    /// ```
    /// # use constant_contact::{CustomFieldSet, Result};
    /// use constant_contact::types::{Contact, ContactPutRequest, ContactSource};
    ///
    /// /// `contact` was read with its custom fields.
    /// fn with_size(contact: Contact, fields: &CustomFieldSet) -> Result<ContactPutRequest> {
    ///     let values = contact.custom_fields.clone();
    ///     ContactPutRequest::from_contact(contact, ContactSource::Account)
    ///         .custom_fields(values)
    ///         .custom_field(fields, "Size", "L")
    /// }
    /// # let fields: Vec<constant_contact::types::CustomField> = serde_json::from_str(r#"[{
    /// #     "custom_field_id": "f1", "label": "Size", "type": "single_select",
    /// #     "choices": [{"choice_id": 7, "choice_label": "L"}]}]"#).unwrap();
    /// # let contact = serde_json::from_str(r#"{"custom_fields": [{"custom_field_id": "f2", "value": "4711"}]}"#).unwrap();
    /// # let body = with_size(contact, &CustomFieldSet::from_iter(fields))?;
    /// # let sent = serde_json::to_value(body).unwrap();
    /// # assert_eq!(sent["custom_fields"].as_array().unwrap().len(), 2);
    /// # assert_eq!(sent["custom_fields"][1]["choice_ids"][0], "7");
    /// # Ok::<(), constant_contact::Error>(())
    /// ```
    ///
    /// Other values in the request stay. An earlier value of the same field is replaced. A PUT changes or adds the
    /// values that it has. Whether it removes those that it does not have is not known, so the example sends them all.
    /// [`CustomFieldInput`] lists what a field takes, and how it is sent.
    ///
    /// # Errors
    ///
    /// Fails with an error that [`is_invalid`](Error::is_invalid) if no field or more than one has the label, or if the
    /// field cannot have the value. The error names the label and the most similar one, but not the value.
    pub fn custom_field(
        mut self,
        fields: &CustomFieldSet,
        label: &str,
        value: impl Into<CustomFieldInput>,
    ) -> Result<Self> {
        set(&mut self.custom_fields, fields, label, value.into())?;
        Ok(self)
    }
}

#[cfg(feature = "contacts")]
impl ContactPostRequest {
    /// Sets the value of the custom field with a label.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::{ContactPostRequest, ContactSource};
    ///
    /// let fields = client.custom_fields().await?;
    /// let body = ContactPostRequest::new(ContactSource::Account)
    ///     .first_name("Ada")
    ///     .custom_field(&fields, "Customer number", "4711")?
    ///     .custom_field(&fields, "Interests", ["Sailing", "Chess"])?;
    /// client.create_contact(body).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Other values in the request stay. An earlier value of the same field is replaced. [`CustomFieldInput`]
    /// lists what a field takes, and how it is sent.
    ///
    /// # Errors
    ///
    /// The same as for [`ContactPutRequest::custom_field`].
    pub fn custom_field(
        mut self,
        fields: &CustomFieldSet,
        label: &str,
        value: impl Into<CustomFieldInput>,
    ) -> Result<Self> {
        set(&mut self.custom_fields, fields, label, value.into())?;
        Ok(self)
    }
}

#[cfg(feature = "contacts")]
impl ContactCreateOrUpdateInput {
    /// Sets the value of the custom field with a label.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ContactCreateOrUpdateInput;
    ///
    /// let fields = client.custom_fields().await?;
    /// let form = ContactCreateOrUpdateInput::new(["list-id"])
    ///     .email_address("ada@example.com")
    ///     .custom_field(&fields, "Customer number", "4711")?;
    /// client.create_or_update_contact(form).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Other values in the form stay. An earlier value of the same field is replaced. [`CustomFieldInput`] lists what
    /// a field takes, and how it is sent. The form of a sign-up has no place for choices, and it is not known how
    /// they are set here: set them with a PUT or POST.
    ///
    /// # Errors
    ///
    /// The same as for [`ContactPutRequest::custom_field`], and for every field with choices.
    pub fn custom_field(
        mut self,
        fields: &CustomFieldSet,
        label: &str,
        value: impl Into<CustomFieldInput>,
    ) -> Result<Self> {
        let (field, value) = text(fields, label, value.into(), "a sign-up")?;
        let id = id(field, label)?;
        let entries = self.custom_fields.get_or_insert_default();
        entries.retain(|entry| entry.custom_field_id.as_ref() != Some(id));
        let entry = CreateOrUpdateContactCustomField::new();
        entries.push(entry.custom_field_id(id).value(value));
        Ok(self)
    }
}

#[cfg(feature = "bulk-activities")]
impl JsonImportContact {
    /// Sets the value of the custom field with a label.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::JsonImportContact;
    ///
    /// let fields = client.custom_fields().await?;
    /// let contact = JsonImportContact::new()
    ///     .email("ada@example.com")
    ///     .custom_field(&fields, "Customer number", "4711")?;
    /// let report = client.import_contacts(vec![contact], ["list-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// An import names a field by its `name`: this adds `cf:` and the name to [`extra`](field@Self::extra).
    /// [`CustomFieldInput`] lists what a field takes, and how it is sent. It is not known how an import sets choices:
    /// set them with a PUT or POST.
    ///
    /// # Errors
    ///
    /// Fails with an error that [`is_invalid`](Error::is_invalid) if no field or more than one has the label, if the
    /// field has choices, or if it cannot have the value. The error names the label and the most similar one, but not
    /// the value.
    pub fn custom_field(
        mut self,
        fields: &CustomFieldSet,
        label: &str,
        value: impl Into<CustomFieldInput>,
    ) -> Result<Self> {
        let (field, value) = text(fields, label, value.into(), "an import")?;
        let name = field.name.as_deref();
        let name = name.ok_or_else(|| incomplete(label, "name"))?;
        self.extra.insert(format!("cf:{name}"), value);
        Ok(self)
    }
}

/// Sets the value of a field as a POST or PUT sends it, in place of an earlier one.
#[cfg(feature = "contacts")]
fn set(
    entries: &mut Option<Vec<ContactCustomField>>,
    fields: &CustomFieldSet,
    label: &str,
    value: CustomFieldInput,
) -> Result<()> {
    let field = fields.by_label(label)?;
    let entry = ContactCustomField::new(id(field, label)?);
    let entry = match encode(field, value)? {
        Encoded::Text(text) => entry.value(text),
        Encoded::Choices(ids) => entry.choice_ids(ids),
    };
    let entries = entries.get_or_insert_default();
    entries.retain(|other| other.custom_field_id != entry.custom_field_id);
    entries.push(entry);
    Ok(())
}

/// The field with a label, and its value as a text, for a request that has no place for choices.
fn text<'a>(
    fields: &'a CustomFieldSet,
    label: &str,
    value: CustomFieldInput,
    request: &str,
) -> Result<(&'a CustomField, String)> {
    let field = fields.by_label(label)?;
    match encode(field, value)? {
        Encoded::Text(text) => Ok((field, text)),
        Encoded::Choices(_) => Err(Error::invalid_request(format!(
            "the custom field {label:?} has choices, and it is not known how {request} sets them"
        ))),
    }
}

#[cfg(feature = "contacts")]
fn id<'a>(field: &'a CustomField, label: &str) -> Result<&'a String> {
    let id = field.custom_field_id.as_ref();
    id.ok_or_else(|| incomplete(label, "id"))
}

fn incomplete(label: &str, missing: &str) -> Error {
    Error::invalid_request(format!(
        "the custom field {label:?} was read without its {missing}"
    ))
}
