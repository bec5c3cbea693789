//! A contact by its address, and the end of its permission.

use crate::client::Client;
use crate::error::{Error, Result};
use crate::transport::future::BoxFuture;
use crate::types::{
    Contact, ContactInclude, ContactPutRequest, ContactSource, ContactStatus, EmailAddressPut,
    PermissionToSend,
};

impl Client {
    /// Finds the contact with an email address; `None` if there is none.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ContactInclude;
    ///
    /// let found = client.find_contact("ada@example.com").include([ContactInclude::ListMemberships]);
    /// match found.send().await? {
    ///     Some(contact) => println!("{:?}", contact.list_memberships),
    ///     None => println!("no contact has this address"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The whole address has to be equal, except for the case of its letters. An account has at most one such
    /// contact. A deleted contact is found only with
    /// [`include_deleted`](FindContact::include_deleted): creating a contact with the address of a deleted one
    /// fails with a conflict, and updating a deleted contact restores it.
    ///
    /// It sends `GET /contacts`, which can be repeated. Dropping the future cancels it.
    ///
    /// # Errors
    ///
    /// The same as for every call; [`is_invalid`](Error::is_invalid) if the address is empty. That there is no
    /// such contact is not an error.
    pub fn find_contact(&self, email: impl Into<String>) -> FindContact {
        FindContact {
            client: self.clone(),
            email: email.into(),
            include: Vec::new(),
            include_deleted: false,
        }
    }

    /// Unsubscribes a contact: no email is sent to it any more. The contact stays in the account.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let contact = client.unsubscribe_contact("contact-id").send().await?;
    /// println!("{:?}", contact.updated_at);
    /// # Ok(()) }
    /// ```
    ///
    /// It reads the contact and sends it back with the permission `unsubscribed`. A PUT erases the members
    /// that it does not send, so the names, the dates and everything else of the contact itself are sent as they
    /// were read; what another program changes in between is overwritten. Lists, tags, custom fields, notes,
    /// numbers and postal addresses are not sent, and stay. A contact that has unsubscribed already is returned as
    /// it is, with the date and the source of its own decision.
    ///
    /// The account can undo this as long as the source is the account. To delete the contact instead, use
    /// [`delete_contact`](Self::delete_contact).
    ///
    /// It sends `GET /contacts/{contact_id}` and `PUT /contacts/{contact_id}`. Both can be repeated, and so can the
    /// whole call. If the future is dropped, the contact has unsubscribed or is as before.
    ///
    /// # Errors
    ///
    /// The same as for every call; [`is_not_found`](Error::is_not_found) if there is no such contact, and
    /// [`is_invalid`](Error::is_invalid) if it has no email address, or is deleted: an update would restore
    /// it.
    #[doc(alias = "opt_out")]
    pub fn unsubscribe_contact(&self, contact_id: impl Into<String>) -> UnsubscribeContact {
        UnsubscribeContact {
            client: self.clone(),
            contact_id: contact_id.into(),
            reason: None,
            source: ContactSource::Account,
        }
    }
}

/// Finds a contact by its address. Created by [`Client::find_contact`].
#[derive(Clone)]
#[must_use = "nothing is sent before `send` or `.await`"]
pub struct FindContact {
    client: Client,
    email: String,
    include: Vec<ContactInclude>,
    include_deleted: bool,
}

crate::opaque_debug!(FindContact, "FindContact");

impl FindContact {
    /// Sets what to return with the contact: its lists, custom fields and so on. Left out, none of them is returned.
    pub fn include(mut self, value: impl IntoIterator<Item = impl Into<ContactInclude>>) -> Self {
        self.include = value.into_iter().map(Into::into).collect();
        self
    }

    /// Sets whether to find a deleted contact too. Its `deleted_at` has a value. Default: no.
    pub fn include_deleted(mut self, value: bool) -> Self {
        self.include_deleted = value;
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`Client::find_contact`].
    pub async fn send(self) -> Result<Option<Contact>> {
        // Without an address, the server would return any contact.
        if self.email.trim().is_empty() {
            let error = Error::invalid_request("the email address is empty");
            return Err(error.with_operation("find_contact"));
        }
        let mut call = self.client.get_all_contacts().email(&*self.email);
        if !self.include.is_empty() {
            call = call.include(self.include);
        }
        if self.include_deleted {
            call = call.status([ContactStatus::All]);
        }
        let found = call.send().await?.into_inner().contacts;
        Ok(found
            .into_iter()
            .find(|contact| has_address(contact, &self.email)))
    }
}

impl IntoFuture for FindContact {
    type Output = Result<Option<Contact>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Whether this is the contact with the address, so that a filter that the server does not apply never leads to
/// another person.
fn has_address(contact: &Contact, email: &str) -> bool {
    let address = contact.email_address.as_ref();
    let address = address.and_then(|address| address.address.as_deref());
    address.is_some_and(|address| address.trim().to_lowercase() == email.trim().to_lowercase())
}

/// Unsubscribes a contact. Created by [`Client::unsubscribe_contact`].
#[derive(Clone)]
#[must_use = "nothing is sent before `send` or `.await`"]
pub struct UnsubscribeContact {
    client: Client,
    contact_id: String,
    reason: Option<String>,
    source: ContactSource,
}

crate::opaque_debug!(UnsubscribeContact, "UnsubscribeContact");

impl UnsubscribeContact {
    /// Why the contact unsubscribed, in free text of at most 255 characters. Left out, a reason that the contact has
    /// stays.
    pub fn opt_out_reason(mut self, value: impl Into<String>) -> Self {
        self.reason = Some(value.into());
        self
    }

    /// Who updates the contact. Default: the account.
    pub fn update_source(mut self, value: impl Into<ContactSource>) -> Self {
        self.source = value.into();
        self
    }

    /// Sends the requests, and returns the contact as it is then.
    ///
    /// # Errors
    ///
    /// See [`Client::unsubscribe_contact`].
    pub async fn send(self) -> Result<Contact> {
        let contact = self.client.get_contact_by_id(&*self.contact_id);
        let contact = contact.send().await?.into_inner();
        match unsubscribed(&contact, self.reason, self.source) {
            Ok(None) => Ok(contact),
            Ok(Some(body)) => {
                let updated = self.client.update_contact(self.contact_id, body);
                Ok(updated.send().await?.into_inner())
            }
            Err(why) => Err(Error::invalid_request(why).with_operation("unsubscribe_contact")),
        }
    }
}

impl IntoFuture for UnsubscribeContact {
    type Output = Result<Contact>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The update that unsubscribes a contact; `None` if it has unsubscribed already.
fn unsubscribed(
    contact: &Contact,
    reason: Option<String>,
    source: ContactSource,
) -> Result<Option<ContactPutRequest>, &'static str> {
    let address = contact.email_address.clone();
    let address = address.filter(|address| address.address.is_some());
    let address = address.ok_or("the contact has no email address")?;
    if address.permission_to_send == Some(PermissionToSend::Unsubscribed) {
        return Ok(None);
    }
    if contact.deleted_at.is_some() {
        return Err("the contact is deleted, and an update would restore it");
    }
    let mut address =
        EmailAddressPut::from(address).permission_to_send(PermissionToSend::Unsubscribed);
    if let Some(reason) = reason {
        address = address.opt_out_reason(reason);
    }
    let body = ContactPutRequest::from_contact(contact.clone(), source);
    Ok(Some(body.email_address(address)))
}

#[cfg(test)]
mod tests;
