//! What a test sees of the contacts and lists, and how it arranges them without a request.

mod contact;
mod new_contact;

use crate::id::{Id, Ids};
use crate::sandbox::Sandbox;
use crate::state::FIRST_ACCOUNT;
use crate::state::contacts::Contacts as ContactsState;
use crate::state::lists::{List, Lists, list_named};
use chrono::{DateTime, SubsecRound, Utc};

pub use contact::{Contact, UnknownContact};
pub use new_contact::NewContact;

/// The contacts of a sandbox, returned by [`Sandbox::contacts`].
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.add_contact("ada@example.com");
/// assert_eq!(sandbox.contacts().len(), 1);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Contacts<'s> {
    sandbox: &'s Sandbox,
}

impl Sandbox {
    /// The contacts of the first account.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let list = sandbox.add_list("News");
    /// // The program under test would do this.
    /// sandbox.add_contact(NewContact::new("ada@example.com").lists([&list]));
    /// assert_eq!(sandbox.contacts().by_email("ada@example.com")?.lists, [list]);
    /// # Ok(()) }
    /// # use constant_contact_sandbox::NewContact;
    /// ```
    pub fn contacts(&self) -> Contacts<'_> {
        Contacts { sandbox: self }
    }

    /// Adds a list to the first account, unless it has one with this name, and returns its id.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let list = sandbox.add_list("News");
    /// # assert_eq!(sandbox.add_list("News"), list);
    /// # Ok(()) }
    /// ```
    pub fn add_list(&self, name: &str) -> String {
        let now = self.now();
        let mut state = self.state();
        let (account, ids) = state.parts(FIRST_ACCOUNT);
        list(&mut account.lists, ids, name, now).to_string()
    }

    /// Adds a contact to the first account, or changes the one with the address, and returns its id.
    ///
    /// ```
    /// # use constant_contact_sandbox::{NewContact, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let ada = sandbox.add_contact("ada@example.com");
    /// let bob = sandbox.add_contact(NewContact::new("bob@example.com").unsubscribed());
    /// # assert_ne!(ada, bob);
    /// # Ok(()) }
    /// ```
    ///
    /// None of the rules of the API hold for it: a contact that has unsubscribed can be subscribed again.
    pub fn add_contact(&self, contact: impl Into<NewContact>) -> String {
        let now = self.now();
        let mut state = self.state();
        let (account, ids) = state.parts(FIRST_ACCOUNT);
        let id = contact.into().add(account, ids, now);
        id.to_string()
    }

    /// Confirms the address of a contact, as the link in a confirmation mail does.
    ///
    /// ```
    /// # use constant_contact_sandbox::{NewContact, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.add_contact(NewContact::new("ada@example.com").unsubscribed());
    /// // After the program under test has asked the contact to subscribe again:
    /// sandbox.confirm_contact("ada@example.com")?;
    /// assert_eq!(sandbox.contacts().by_email("ada@example.com")?.permission, "explicit");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownContact`] if no contact has the address.
    pub fn confirm_contact(&self, email: &str) -> Result<(), UnknownContact> {
        let now = self.now();
        let mut state = self.state();
        let contacts = &mut state.account(FIRST_ACCOUNT).contacts;
        let id = contacts.by_address(email).ok_or(UnknownContact)?.id;
        if let Some(contact) = contacts.get_mut(id) {
            contact.confirm(now);
        }
        Ok(())
    }

    /// Whether contacts who sign up with a form have to confirm their address; they need not at the start.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.set_confirmed_opt_in(true);
    /// # Ok(()) }
    /// ```
    pub fn set_confirmed_opt_in(&self, is_on: bool) {
        self.state().account(FIRST_ACCOUNT).confirmed_opt_in = is_on;
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock().now().trunc_subsecs(0)
    }
}

impl Contacts<'_> {
    /// The contact with an address, deleted or not, in whatever case it is written.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.add_contact("ada@example.com");
    /// assert_eq!(sandbox.contacts().by_email("ADA@example.com")?.permission, "implicit");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownContact`] if no contact has the address.
    pub fn by_email(&self, email: &str) -> Result<Contact, UnknownContact> {
        self.read(|contacts| contacts.by_address(email).map(Contact::of))
            .ok_or(UnknownContact)
    }

    /// How many contacts there are, without the deleted ones.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_eq!(sandbox.contacts().len(), 0);
    /// # Ok(()) }
    /// ```
    pub fn len(&self) -> usize {
        self.read(|contacts| contacts.iter().filter(|one| !one.is_deleted()).count())
    }

    /// Whether there is no contact that is not deleted.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.contacts().is_empty());
    /// # Ok(()) }
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of all contacts in the order of their creation, with the deleted ones.
    ///
    /// ```
    /// # use constant_contact_sandbox::{NewContact, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.add_contact(NewContact::new("ada@example.com").deleted());
    /// let deleted = sandbox.contacts().iter().filter(|contact| contact.status == "deleted");
    /// assert_eq!(deleted.count(), 1);
    /// # Ok(()) }
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = Contact> + use<> {
        let all: Vec<_> = self.read(|contacts| contacts.iter().map(Contact::of).collect());
        all.into_iter()
    }

    fn read<T>(&self, read: impl FnOnce(&ContactsState) -> T) -> T {
        let mut state = self.sandbox.state();
        read(&state.account(FIRST_ACCOUNT).contacts)
    }
}

/// The list with a name, which is added if need be.
fn list(lists: &mut Lists, ids: &mut Ids, name: &str, now: DateTime<Utc>) -> Id {
    list_named(lists, name).unwrap_or_else(|| {
        let id = ids.id();
        lists.insert(id, List::new(name, now));
        id
    })
}
