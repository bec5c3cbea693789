//! Methods of `Client` for tasks that many programs do with two or three calls.
//!
//! Each method uses generated calls only. It documents which requests it sends, and what it means if one of
//! them fails.

#[cfg(feature = "email-campaigns")]
mod campaigns;
#[cfg(feature = "contacts")]
mod contacts;
#[cfg(any(
    feature = "contact-lists",
    feature = "contact-tags",
    feature = "contacts-custom-fields"
))]
mod find_or_create;

#[cfg(feature = "contacts")]
pub use contacts::{FindContact, UnsubscribeContact};
#[cfg(any(
    feature = "contact-lists",
    feature = "contact-tags",
    feature = "contacts-custom-fields"
))]
pub use find_or_create::FindOrCreate;
