//! Finding a contact by its email address, and unsubscribing one.

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
    /// The whole address must match, ignoring case and white space around it. An account has at most one such
    /// contact. A deleted contact is found only with
    /// [`include_deleted`](FindContact::include_deleted): creating a contact with the address of a deleted one
    /// fails with a conflict, and updating a deleted contact restores it.
    ///
    /// Sends `GET /contacts`, which is safe to repeat. Dropping the future cancels the call.
    ///
    /// # Errors
    ///
    /// The same as for every call, and [`is_invalid`](Error::is_invalid) if the address is empty.
    pub fn find_contact(&self, email: impl Into<String>) -> FindContact {
        FindContact {
            client: self.clone(),
            email: email.into(),
            include: Vec::new(),
            include_deleted: false,
        }
    }

    /// Unsubscribes a contact, so that no more email is sent to it. The contact stays in the account.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ContactSource;
    ///
    /// // The person asked for it.
    /// let call = client.unsubscribe_contact("contact-id").update_source(ContactSource::Contact);
    /// let contact = call.send().await?;
    /// println!("{:?}", contact.updated_at);
    /// # Ok(()) }
    /// ```
    ///
    /// This reads the contact and sends it back with the permission `unsubscribed`. A PUT erases members that
    /// it does not send, so the names, the dates and all other plain fields are sent as they were read. A change
    /// that another program makes in between is overwritten. Lists, tags, custom fields, notes, phone numbers and
    /// postal addresses are not sent, and remain unchanged. A contact that is already unsubscribed is returned
    /// unchanged, with the date and the source of the earlier opt-out.
    ///
    /// If the person asked for it, set [`update_source`](UnsubscribeContact::update_source) to the contact, as the
    /// provider's guide requires. After an opt-out by the account, which is the default, the account can send
    /// emails to the contact again; after one by the contact, only the contact can undo it. To delete the contact
    /// instead, use [`delete_contact`](Self::delete_contact).
    ///
    /// Sends `GET /contacts/{contact_id}` and `PUT /contacts/{contact_id}`. The whole call is safe to repeat. If
    /// the future is dropped, the contact is either unsubscribed or unchanged.
    ///
    /// # Errors
    ///
    /// The same as for every call; [`is_not_found`](Error::is_not_found) if there is no such contact, and
    /// [`is_invalid`](Error::is_invalid) if it has no email address, or is deleted, because an update would
    /// restore it.
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
    /// Sets what to return with the contact: its lists, custom fields and so on. Default: none of them.
    pub fn include(mut self, value: impl IntoIterator<Item = impl Into<ContactInclude>>) -> Self {
        self.include = value.into_iter().map(Into::into).collect();
        self
    }

    /// Sets whether to find a deleted contact too, whose `deleted_at` is set. Default: no.
    pub fn include_deleted(mut self, value: bool) -> Self {
        self.include_deleted = value;
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`Client::find_contact`].
    pub fn send(self) -> impl Future<Output = Result<Option<Contact>>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<Option<Contact>> {
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

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// Whether the contact has this address. If the server ignores the filter, the call must not return another person.
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
    /// Sets why the contact unsubscribed: free text of at most 255 characters. Default: an existing reason is kept.
    pub fn opt_out_reason(mut self, value: impl Into<String>) -> Self {
        self.reason = Some(value.into());
        self
    }

    /// Sets who asked for the opt-out. Default: the account.
    pub fn update_source(mut self, value: impl Into<ContactSource>) -> Self {
        self.source = value.into();
        self
    }

    /// Sends the requests and returns the contact as it is now.
    ///
    /// # Errors
    ///
    /// See [`Client::unsubscribe_contact`].
    pub fn send(self) -> impl Future<Output = Result<Contact>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<Contact> {
        let contact = self.client.get_contact_by_id(&*self.contact_id);
        let contact = contact.send().await?;
        match unsubscribed(&contact, self.reason, self.source) {
            Ok(None) => Ok(contact.into_inner()),
            Ok(Some(body)) => {
                let updated = self.client.update_contact(self.contact_id, body);
                Ok(updated.send().await?.into_inner())
            }
            Err(why) => {
                let error = contact.describe(Error::invalid_request(why));
                Err(error.with_operation("unsubscribe_contact"))
            }
        }
    }
}

impl IntoFuture for UnsubscribeContact {
    type Output = Result<Contact>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// The update that unsubscribes a contact; `None` if it is already unsubscribed.
#[inline]
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
