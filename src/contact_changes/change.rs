//! One change: a contact, and which state it is in now.

use crate::types::{Contact, PermissionToSend};

/// A contact that changed, from [`Client::contact_changes`](crate::Client::contact_changes).
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::ContactChange;
/// use futures_util::TryStreamExt;
///
/// let mut changes = client.contact_changes(None).stream();
/// while let Some(change) = changes.try_next().await? {
///     match change {
///         ContactChange::Changed(contact) => println!("{:?} is up to date", contact.contact_id),
///         ContactChange::OptedOut(contact) => println!("{:?} gets no mail", contact.contact_id),
///         ContactChange::Deleted(contact) => println!("{:?} is deleted", contact.contact_id),
///         _ => {} // a later version of this crate may have more variants
///     }
/// }
/// # Ok(()) }
/// ```
///
/// The variant is the state of the contact, not what happened to it: an unsubscribed contact whose name changes is
/// [`OptedOut`](Self::OptedOut) again. So each variant can be handled on its own, without looking at the permission
/// or at earlier changes. Make sure that handling a change twice does no harm, because a contact can be returned again.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ContactChange {
    /// The contact is new, has changed or was restored. It is neither deleted nor unsubscribed.
    Changed(Contact),
    /// The contact is unsubscribed from email. Something else may have changed too.
    OptedOut(Contact),
    /// The contact is deleted: its `deleted_at` is set.
    Deleted(Contact),
}

impl ContactChange {
    pub(super) fn of(contact: Contact) -> Self {
        if contact.deleted_at.is_some() {
            Self::Deleted(contact)
        } else if is_unsubscribed(&contact) {
            Self::OptedOut(contact)
        } else {
            Self::Changed(contact)
        }
    }

    /// The contact.
    ///
    /// ```no_run
    /// # use constant_contact::ContactChange;
    /// # fn f(change: &ContactChange) {
    /// println!("{:?}", change.contact().updated_at);
    /// # }
    /// ```
    pub fn contact(&self) -> &Contact {
        match self {
            Self::Changed(contact) | Self::OptedOut(contact) | Self::Deleted(contact) => contact,
        }
    }

    /// Converts this into the contact.
    ///
    /// ```no_run
    /// # use constant_contact::{ContactChange, types::Contact};
    /// # fn f(change: ContactChange) -> Contact {
    /// change.into_contact()
    /// # }
    /// ```
    pub fn into_contact(self) -> Contact {
        match self {
            Self::Changed(contact) | Self::OptedOut(contact) | Self::Deleted(contact) => contact,
        }
    }
}

/// Whether the contact has unsubscribed. If its permission is missing, the date of the opt-out decides.
fn is_unsubscribed(contact: &Contact) -> bool {
    let Some(address) = &contact.email_address else {
        return false;
    };
    match &address.permission_to_send {
        Some(permission) => *permission == PermissionToSend::Unsubscribed,
        None => address.opt_out_date.is_some(),
    }
}

#[cfg(test)]
mod tests;
