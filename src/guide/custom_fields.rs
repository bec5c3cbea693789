//! Custom fields: labels, names and ids; setting and reading values; imports; searching and segments.
//!
//! An account defines up to 100 custom fields. Each has three identifiers:
//!
//! | | example | who uses it | does it change? |
//! |---|---|---|---|
//! | label | `Customer number` | people, in the web application | they can change it |
//! | name | `customer_number` | imports, after `cf:` | not known; the server derives it from the label, so read it and do not guess it |
//! | id | a UUID | contacts | no |
//!
//! [`Client::custom_fields`] reads all fields with one request. The result, a [`CustomFieldSet`], finds a field by
//! any of them, and the methods `custom_field` put a value into a request by the label of its field:
//!
//! ```
//! # use constant_contact::{Client, CustomFieldSet};
//! # use constant_contact::types::{ContactCreateOrUpdateInput, ContactInclude, CustomFieldRequest, CustomFieldType};
//! # use constant_contact_sandbox::Sandbox;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let (client, list) = (sandbox.client(), sandbox.add_list("Readers"));
//! # for (label, type_) in [("Customer number", CustomFieldType::String), ("Shoe size", CustomFieldType::Number)] {
//! #     client.create_custom_fields(CustomFieldRequest::new(label, type_)).await?;
//! # }
//! let fields = client.custom_fields().await?;
//!
//! let form = ContactCreateOrUpdateInput::new([list])
//!     .email_address("ada@example.com")
//!     .custom_field(&fields, "Customer number", "4711")?
//!     .custom_field(&fields, "Shoe size", 43)?;
//! client.create_or_update_contact(form).await?;
//!
//! let error = fields.by_label("Shoes size").expect_err("no field has this label");
//! assert!(error.to_string().contains("did you mean \"Shoe size\"?"));
//! # let contact = client.find_contact("ada@example.com").include([ContactInclude::CustomFields]).await?;
//! # assert_eq!(fields.value_of(&contact.unwrap(), "Shoe size")?.unwrap().to_string(), "43");
//! # sandbox.assert_no_violations();
//! # Ok(()) }
//! ```
//!
//! An unknown label, a label that several fields have, an unknown choice, and a value that the field cannot have are
//! errors before anything is sent. The server does not report a `cf:` column of an import that it does not know.
//! The messages have the labels, but not the value. [`CustomFieldInput`] lists what each type takes.
//!
//! # Where values are set
//!
//! | request | method | what happens to other values of the contact |
//! |---|---|---|
//! | a sign-up | [`ContactCreateOrUpdateInput::custom_field`] | they stay |
//! | POST | [`ContactPostRequest::custom_field`] | |
//! | PUT | [`ContactPutRequest::custom_field`] | those that are not sent: not known, so send them all, as in the example of the method |
//! | an import from memory | [`JsonImportContact::custom_field`] | they stay |
//! | an import of a CSV | a column `cf:` and the name | they stay |
//!
//! Choices (`single_select` and `multi_select`) are set by PUT and POST only. A sign-up has no place for them, and
//! it is not known what an import expects: the label, the id, or something else. How a value is removed from a
//! contact is not known either. The limit of values for each contact is 25 according to most of the contract, and 50
//! for sign-ups. The crate does not check it.
//!
//! For the columns of a CSV, take the names from the account: `fields.by_label("Customer number")?.name`. An import
//! of a CSV can check its columns before it sends anything, with `check_headings`.
//!
//! # Changes by other people
//!
//! A [`CustomFieldSet`] does not change after it was read. Read it again when work begins, such as a run of a sync,
//! and after an error of the server about a custom field. If a field changes in the meantime:
//!
//! | change | effect |
//! |---|---|
//! | the label | the set knows the old label only. What is sent is correct, because it has the id or the name. |
//! | a field is deleted | the server deletes its values, too. What it answers to a new value is not documented; an import ignores a name that it does not know, without a report. |
//! | a choice is added | it is an unknown choice: an error before anything is sent, or when a contact that has it is read |
//! | a choice is deleted | it is not documented what the server does with its id |
//!
//! # Searching
//!
//! `GET /contacts` cannot search by a custom field: its filters are the address, the dates, the status, lists, tags
//! and one segment. So read all contacts with their custom fields, 500 with each request:
//!
//! ```
//! # use constant_contact::types::{ContactInclude, ContactPostRequest, ContactSource, CustomFieldRequest, CustomFieldType};
//! # use constant_contact_sandbox::Sandbox;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let client = sandbox.client();
//! # client.create_custom_fields(CustomFieldRequest::new("Customer number", CustomFieldType::String)).await?;
//! # let fields = client.custom_fields().await?;
//! # for number in ["4710", "4711"] {
//! #     let body = ContactPostRequest::new(ContactSource::Account).first_name("Ada");
//! #     client.create_contact(body.custom_field(&fields, "Customer number", number)?).await?;
//! # }
//! use constant_contact::CustomFieldValue;
//! use futures_util::TryStreamExt;
//!
//! let fields = client.custom_fields().await?;
//! let contacts = client.get_all_contacts().include([ContactInclude::CustomFields]).limit(500);
//! let (mut contacts, mut found) = (contacts.stream(), Vec::new());
//! while let Some(contact) = contacts.try_next().await? {
//!     let number = fields.value_of(&contact, "Customer number")?;
//!     if number == Some(CustomFieldValue::Text("4711")) {
//!         found.push(contact);
//!     }
//! }
//! # assert_eq!(found.len(), 1);
//! # Ok(()) }
//! ```
//!
//! A program that searches often keeps the values in a database of its own, and reads the changes only: see
//! [`paging`](super::paging).
//!
//! # Segments
//!
//! A segment is a stored search. The provider's guide says that its criteria can use custom fields (as `contact`),
//! lists (`list_membership`) and tags (`tags`), but shows them only in a picture. How the JSON of these three
//! conditions looks is *not known*: no other public source that we found has it. The contract has one sample, with
//! the source `tracking`, which [`SegmentData`] explains. The sandbox takes any criteria, and its own notation for
//! lists and tags is invented: a test with it proves nothing about the API.
//!
//! To get a condition on a custom field, build a segment in the web application, and read its criteria:
//!
//! ```
//! # use constant_contact_sandbox::Sandbox;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let client = sandbox.client();
//! use constant_contact::types::SegmentData;
//! use serde_json::{Value, json};
//!
//! // This is the sample of the contract: who did not open any of the last five emails.
//! # let built = json!({"version": "1.0.0", "criteria": {"type": "and", "group": [{
//! #     "source": "tracking", "field": "not_opened", "op": "contains-any",
//! #     "const_value": "last-n-campaigns", "param": "5"}]}});
//! # let built = client.create_segment(SegmentData::new("Built", built.to_string())).await?;
//! # let built_segment_id = built.into_inner().segment_id.ok_or("no id")?;
//! let built = client.get_segment_by_id(built_segment_id).await?.into_inner();
//! let mut criteria: Value = serde_json::from_str(&built.segment_criteria.ok_or("no criteria")?)?;
//!
//! // Change the condition, and create another segment with it.
//! criteria["criteria"]["group"][0]["param"] = json!("10");
//! client.create_segment(SegmentData::new("Last ten emails", criteria.to_string())).await?;
//! # assert_eq!(criteria["criteria"]["group"][0]["source"], "tracking");
//! # sandbox.assert_no_violations();
//! # Ok(()) }
//! ```
//!
//! For lists and tags, no segment is needed to read the contacts: `get_all_contacts` has the filters
//! [`lists`](crate::builder::GetAllContacts::lists) and [`tags`](crate::builder::GetAllContacts::tags), and
//! [`segment_id`](crate::builder::GetAllContacts::segment_id) for the contacts in a segment.
//!
//! Sources: the contract, and the provider's guide,
//! [segments_overview](https://developer.constantcontact.com/api_guide/segments_overview.html),
//! [segment_create](https://developer.constantcontact.com/api_guide/segment_create.html) and
//! [create_custom_fields](https://developer.constantcontact.com/api_guide/create_custom_fields.html). An earlier copy
//! of the first two says that contact details and lists are not supported as criteria yet. Nothing on this page was
//! tried against the API itself.
//!
//! [`Client::custom_fields`]: crate::Client::custom_fields
//! [`ContactCreateOrUpdateInput::custom_field`]: crate::types::ContactCreateOrUpdateInput::custom_field
//! [`ContactPostRequest::custom_field`]: crate::types::ContactPostRequest::custom_field
//! [`ContactPutRequest::custom_field`]: crate::types::ContactPutRequest::custom_field
//! [`CustomFieldInput`]: crate::CustomFieldInput
//! [`CustomFieldSet`]: crate::CustomFieldSet
//! [`JsonImportContact::custom_field`]: crate::types::JsonImportContact::custom_field
//! [`SegmentData`]: crate::types::SegmentData
