//! The custom fields of an account by their labels.
//!
//! People know the label of a custom field, contacts have its id, and imports use its name. `read` reads all fields
//! once, and `set` is what was read: it finds a field by any of the three.

mod read;
mod set;

pub use read::ReadCustomFields;
pub use set::CustomFieldSet;
