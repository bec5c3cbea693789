//! What a notification says.

use super::error::{WebhookError, WebhookErrorKind};
use super::json::Members;
use crate::model::{Enumeration, Hidden};
use ring::digest::{SHA256, digest};
use std::fmt::{self, Write as _};
use std::time::SystemTime;
use url::Url;

/// The hosts of the API, which the address of an account may have.
const HOSTS: [&str; 2] = ["api.cc.email", "api.constantcontact.com"];

crate::open_enum! {
    /// What happened to a client account.
    ///
    /// ```
    /// use constant_contact::webhook::EventType;
    ///
    /// assert_eq!(EventType::from("account.cancel"), EventType::AccountCancel);
    /// assert!(matches!(EventType::from("account.renamed"), EventType::Unknown(_)));
    /// ```
    EventType {
        /// The account moved to a higher price tier: topic 1.
        TierIncrease = "tier.increase",
        /// The account moved to a lower price tier: topic 2.
        TierDecrease = "tier.decrease",
        /// The account was cancelled: topic 3.
        AccountCancel = "account.cancel",
        /// The account was disabled, usually for some time, for reasons of compliance or payment: topic 4.
        AccountDisable = "account.disable"
    }
}

/// A notification that the provider has signed for this application.
///
/// ```no_run
/// use constant_contact::Client;
/// use constant_contact::webhook::{EventType, Notification};
///
/// # #[cfg(feature = "technology-partners")]
/// async fn handle(client: &Client, notification: Notification) -> constant_contact::Result<()> {
///     let Some(account_id) = notification.encoded_account_id() else { return Ok(()) };
///     match notification.event_type {
///         EventType::TierIncrease | EventType::TierDecrease => {
///             let plan = client.get_account_billing_plan(account_id).send().await?;
///             println!("{account_id} is now in {:?}", plan.current_tiers);
///         }
///         _ => println!("{account_id}: {}", notification.event_type),
///     }
///     Ok(())
/// }
/// ```
///
/// A notification has no details: the call for the plan of the account returns them. `Debug` shows neither the API key
/// nor the address.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notification {
    /// What happened.
    pub event_type: EventType,
    /// The API key of the application that subscribed to the topic. It is one of those of the verifier.
    pub api_key: String,
    /// The address of the account's billing plan; `None` if what was sent is not an `https` address of the API.
    pub url: Option<String>,
    /// When the provider made the request, in whole seconds. If it sends the notification again, this is probably later.
    pub signed_at: SystemTime,
    id: String,
}

impl Notification {
    /// Reads the body of a request whose signature is right.
    pub(super) fn read(body: &[u8], signed_at: SystemTime) -> Result<Self, WebhookError> {
        let invalid = |message| WebhookError::new(WebhookErrorKind::InvalidBody, message);
        let members: Members = serde_json::from_slice(body)
            .map_err(|_| invalid("the body is not a JSON object without repeated names"))?;
        let event_type = members.text("event_type");
        let event_type = event_type.ok_or_else(|| invalid("the body has no `event_type`"))?;
        let api_key = members.text("api_key");
        let api_key = api_key.ok_or_else(|| invalid("the body has no `api_key`"))?;
        let url = members.text("url").filter(|url| is_api_url(url));
        Ok(Self {
            event_type: EventType::read_from(event_type.into()).0,
            api_key: api_key.to_owned(),
            url: url.map(str::to_owned),
            signed_at,
            id: hexadecimal(digest(&SHA256, body).as_ref()),
        })
    }

    /// The id of the client account; `None` unless `url` is exactly the address of the plan of an account.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::Notification;
    /// # fn f(notification: Notification) {
    /// if let Some(account_id) = notification.encoded_account_id() { println!("about {account_id}"); }
    /// # }
    /// ```
    ///
    /// Pass it to a method of the client, such as `get_account_billing_plan`, instead of requesting `url` yourself.
    pub fn encoded_account_id(&self) -> Option<&str> {
        account_id(self.url.as_deref()?)
    }

    /// An id to recognise a notification that was already handled: the SHA-256 digest of the body, in hexadecimal.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::Notification;
    /// # use std::collections::HashSet;
    /// # fn f(handled: &mut HashSet<String>, notification: &Notification) {
    /// if !handled.insert(notification.id().to_owned()) { println!("a repetition"); }
    /// # }
    /// ```
    ///
    /// Until it gets a success, the provider sends a notification again every minute for up to an hour. The body has no
    /// id and no time, so repetitions and two events of the same type for the same account have the same id. Keep an id
    /// for 70 minutes and then forget it; the [page of the module](super#repetitions) says why.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("event_type", &self.event_type)
            .field("api_key", &Hidden)
            .field("encoded_account_id", &self.encoded_account_id())
            .field("signed_at", &self.signed_at)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Whether this is an address of the API that has a single reading: parsing must not change it.
fn is_api_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        url.as_str() == text
            && url.scheme() == "https"
            && url.host_str().is_some_and(|host| HOSTS.contains(&host))
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
    })
}

/// The account in the address of its plan.
fn account_id(url: &str) -> Option<&str> {
    let after_scheme = url.strip_prefix("https://")?;
    let path = HOSTS
        .iter()
        .find_map(|host| after_scheme.strip_prefix(host))?;
    let id = path
        .strip_prefix("/v3/partner/accounts/")?
        .strip_suffix("/plan")?;
    let is_id = (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_id.then_some(id)
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests;
