//! The campaigns of a sandbox, as a test sees them: what was sent, and what happens to it.

use crate::Sandbox;
use crate::state::tracking::{Impossible, Kind};
use crate::state::{Account, FIRST_ACCOUNT};
use chrono::{DateTime, Utc};
use std::error::Error;
use std::fmt;

pub use crate::state::tracking::Bounce;

/// The campaigns of the first account, returned by [`Sandbox::campaigns`].
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// assert!(sandbox.campaigns().recipients("an activity id").is_empty());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Campaigns<'s> {
    sandbox: &'s Sandbox,
}

/// Why an event of a mail cannot be recorded.
///
/// ```
/// # use constant_contact_sandbox::{RecordError, Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let unknown = sandbox.campaigns().record_open("unknown", "ada@example.com");
/// assert_eq!(unknown, Err(RecordError::NotSent));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// The activity was not sent to a contact with this address.
    NotSent,
    /// The mail does not have the link.
    NoLink,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "the activity was not sent to a contact with this address",
            Self::NoLink => "the mail does not have the link",
        })
    }
}

impl Error for RecordError {}

impl From<Impossible> for RecordError {
    fn from(cause: Impossible) -> Self {
        match cause {
            Impossible::NotSent => Self::NotSent,
            Impossible::NoLink => Self::NoLink,
        }
    }
}

impl Sandbox {
    /// What campaigns were sent, and what contacts do with their mails.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_eq!(sandbox.campaigns().test_mails(), 0);
    /// # Ok(()) }
    /// ```
    pub fn campaigns(&self) -> Campaigns<'_> {
        Campaigns { sandbox: self }
    }
}

impl Campaigns<'_> {
    /// The addresses that an activity was sent to, in the order of the sending.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = "00000001-0000-11f1-8000-fa163e0a0b0c"; // the `campaign_activity_id` of a campaign that was sent
    /// let recipients = sandbox.campaigns().recipients(id);
    /// assert!(recipients.is_empty(), "this one was not sent");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn recipients(&self, activity: &str) -> Vec<String> {
        self.with(|account, _| {
            let tracked = account.tracking.of(activity);
            let events = tracked.map(|tracked| tracked.newest_first());
            let sends = events.into_iter().flatten();
            let sends = sends.filter(|event| event.kind == Kind::Send);
            let mut addresses: Vec<_> = sends.map(|event| event.email.to_string()).collect();
            addresses.reverse();
            addresses
        })
    }

    /// How many test mails were sent on the day of the last one.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_eq!(sandbox.campaigns().test_mails(), 0);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn test_mails(&self) -> usize {
        self.with(|account, _| account.campaigns.tests_sent())
    }

    /// Has a contact open the mail of an activity. Without `[[trackingImage]]` in the body of the HTML,
    /// this is not reported.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = "00000001-0000-11f1-8000-fa163e0a0b0c"; // the `campaign_activity_id` of a campaign that was sent
    /// let opened = sandbox.campaigns().record_open(id, "ada@example.com");
    /// assert!(opened.is_err(), "this one was not sent");
    /// # Ok(()) }
    /// ```
    pub fn record_open(&self, activity: &str, email: &str) -> Result<(), RecordError> {
        self.record(activity, email, Kind::Open)
    }

    /// Has a contact click a link in the mail of an activity. The first click counts as an opening too.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = "00000001-0000-11f1-8000-fa163e0a0b0c"; // the `campaign_activity_id` of a campaign that was sent
    /// let clicked = sandbox.campaigns().record_click(id, "ada@example.com", "https://example.com/");
    /// assert!(clicked.is_err(), "this one was not sent");
    /// # Ok(()) }
    /// ```
    pub fn record_click(&self, activity: &str, email: &str, url: &str) -> Result<(), RecordError> {
        let link = self.with(|account, _| account.tracking.link(activity, url))?;
        self.record(activity, email, Kind::Click(link))
    }

    /// Has the mail of an activity to an address bounce.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Bounce, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = "00000001-0000-11f1-8000-fa163e0a0b0c"; // the `campaign_activity_id` of a campaign that was sent
    /// let bounced = sandbox.campaigns().record_bounce(id, "ada@example.com", Bounce::MailboxFull);
    /// assert!(bounced.is_err(), "this one was not sent");
    /// # Ok(()) }
    /// ```
    pub fn record_bounce(
        &self,
        activity: &str,
        email: &str,
        bounce: Bounce,
    ) -> Result<(), RecordError> {
        self.record(activity, email, Kind::Bounce(bounce))
    }

    /// Has a contact forward the mail of an activity.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = "00000001-0000-11f1-8000-fa163e0a0b0c"; // the `campaign_activity_id` of a campaign that was sent
    /// let forwarded = sandbox.campaigns().record_forward(id, "ada@example.com");
    /// assert!(forwarded.is_err(), "this one was not sent");
    /// # Ok(()) }
    /// ```
    pub fn record_forward(&self, activity: &str, email: &str) -> Result<(), RecordError> {
        self.record(activity, email, Kind::Forward)
    }

    /// Has a contact unsubscribe by the link in the mail of an activity. The contact is unsubscribed then.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = "00000001-0000-11f1-8000-fa163e0a0b0c"; // the `campaign_activity_id` of a campaign that was sent
    /// let opted_out = sandbox.campaigns().record_opt_out(id, "ada@example.com", Some("too many"));
    /// assert!(opted_out.is_err(), "this one was not sent");
    /// # Ok(()) }
    /// ```
    pub fn record_opt_out(
        &self,
        activity: &str,
        email: &str,
        reason: Option<&str>,
    ) -> Result<(), RecordError> {
        self.record(activity, email, Kind::OptOut(reason.map(Into::into)))
    }

    fn record(&self, activity: &str, email: &str, kind: Kind) -> Result<(), RecordError> {
        self.with(|account, now| {
            let contact = account.contacts.by_address(email);
            let contact = contact.ok_or(RecordError::NotSent)?.id;
            let reason = match &kind {
                Kind::OptOut(reason) => Some(reason.clone()),
                _ => None,
            };
            account.tracking.record(activity, contact, kind, now)?;
            if let (Some(reason), Some(contact)) = (reason, account.contacts.get_mut(contact)) {
                let source = crate::state::contacts::Source::Contact;
                contact.unsubscribe(source, reason.as_deref(), now);
            }
            Ok(())
        })
    }

    /// Calls a function with the account.
    fn with<T>(&self, call: impl FnOnce(&mut Account, DateTime<Utc>) -> T) -> T {
        let now = self.sandbox.clock().now();
        let mut state = self.sandbox.state();
        let account = state.account(FIRST_ACCOUNT);
        call(account, now)
    }
}
