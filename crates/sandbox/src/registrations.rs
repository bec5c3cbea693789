//! Registrations for events, which only the people who register can make, and so a test.

use crate::Sandbox;
use crate::state::FIRST_ACCOUNT;
use crate::state::events::registration::{Registration, Ticket};
use std::fmt;

/// A registration that was added by [`Sandbox::add_registration`].
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let client = sandbox.client();
/// let event = client.create_event().await?.into_inner().event_id.ok_or("no event id")?;
/// let registration = sandbox.add_registration(&event, "ada@example.com", 2, 10.0).ok_or("no event")?;
/// assert_eq!(registration.tickets.len(), 2);
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct AddedRegistration {
    /// The `registration_id`.
    pub id: String,
    /// The `track_id` of the event.
    pub track: String,
    /// The keys of the tickets.
    pub tickets: Vec<String>,
}

/// Shows no keys of tickets, with which one gets in.
impl fmt::Debug for AddedRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddedRegistration")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Has a person register for an event, with so many tickets at a price each. `None` if there is no such
    /// event.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.add_registration("unknown", "ada@example.com", 2, 10.0).is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// Its payment is pending. A price of 0 makes the registration a free one, without a payment method.
    pub fn add_registration(
        &self,
        event_id: &str,
        email: &str,
        tickets: usize,
        price: f64,
    ) -> Option<AddedRegistration> {
        let now = self.clock().now();
        let mut state = self.state();
        let id = state.ids.uuid();
        let keys = (0..tickets).map(|_| format!("k{:06}", state.ids.number()));
        let keys: Vec<String> = keys.collect();
        let event = state.account(FIRST_ACCOUNT).events.get_mut(event_id).ok()?;
        let tickets = keys.iter().map(|key| Ticket {
            key: key.clone(),
            checked_in: None,
        });
        event.registrations.push(Registration {
            id: id.clone(),
            email: email.to_owned(),
            at: now,
            status: "REGISTERED".to_owned(),
            payment: "PENDING".to_owned(),
            price,
            tickets: tickets.collect(),
        });
        Some(AddedRegistration {
            id,
            track: event.track.clone(),
            tickets: keys,
        })
    }
}
