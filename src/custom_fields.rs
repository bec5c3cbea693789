//! The custom fields of an account by their labels.
//!
//! People know the label of a custom field, contacts have its id, and imports use its name. `read` reads all fields
//! once, and `set` is what was read: it finds a field by any of the three. `label` compares labels, of fields and of
//! choices. `value` checks a new value, `requests` puts it into what is sent, and `contact` finds the value in what was
//! read.

#[cfg(feature = "contacts")]
mod contact;
mod label;
mod read;
#[cfg(any(feature = "bulk-activities", feature = "contacts"))]
mod requests;
mod set;
#[cfg(any(feature = "bulk-activities", feature = "contacts"))]
mod value;

#[cfg(feature = "contacts")]
pub use contact::CustomFieldValue;
pub use read::ReadCustomFields;
pub use set::CustomFieldSet;
#[cfg(any(feature = "bulk-activities", feature = "contacts"))]
pub use value::CustomFieldInput;
