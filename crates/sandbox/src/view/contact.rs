//! A contact as a test sees it.

use crate::state::contacts::Contact as State;
use chrono::{DateTime, Utc};
use std::error::Error;
use std::fmt;

/// A copy of a contact of a sandbox. Its `Debug` form hides the person.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let id = sandbox.add_contact("ada@example.com");
/// let contact = sandbox.contacts().by_email("ada@example.com")?;
/// assert_eq!((contact.id, contact.status), (id, "active"));
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Contact {
    /// The `contact_id`.
    pub id: String,
    /// The address; `None` for a contact with only an SMS number.
    pub email: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The ids of the lists that the contact is on.
    pub lists: Vec<String>,
    /// The ids of the tags of the contact.
    pub tags: Vec<String>,
    /// The `permission_to_send`, for example `explicit` or `unsubscribed`.
    pub permission: &'static str,
    /// What the contact is searched by: `active`, `deleted`, `unsubscribed`, …
    pub status: &'static str,
    /// Who unsubscribed the contact: `Account` or `Contact`.
    pub opt_out_source: Option<&'static str>,
    /// When the contact was created.
    pub created_at: DateTime<Utc>,
    /// When the contact was last changed. An opt-out does not count.
    pub updated_at: DateTime<Utc>,
}

/// No contact of the sandbox has the address.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let found = sandbox.contacts().by_email("nobody@example.com");
/// assert_eq!(found.unwrap_err().to_string(), "no contact of the sandbox has this address");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownContact;

impl Contact {
    pub(super) fn of(contact: &State) -> Self {
        let text = |value: &Option<Box<str>>| value.as_deref().map(str::to_owned);
        Self {
            id: contact.id.to_string(),
            email: contact.address().map(str::to_owned),
            first_name: text(&contact.first_name),
            last_name: text(&contact.last_name),
            lists: contact.lists.iter().map(ToString::to_string).collect(),
            tags: contact.tags().iter().map(ToString::to_string).collect(),
            permission: contact.permission.name(),
            status: contact.status().name(),
            opt_out_source: contact.opt_out().map(|opt_out| opt_out.source.name()),
            created_at: contact.created_at,
            updated_at: contact.updated_at,
        }
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("lists", &self.lists)
            .field("tags", &self.tags)
            .field("permission", &self.permission)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Does not name the address, which is a person's.
impl fmt::Display for UnknownContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no contact of the sandbox has this address")
    }
}

impl Error for UnknownContact {}
