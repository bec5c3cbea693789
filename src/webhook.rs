//! Notifications about the client accounts of a technology partner, verified.
//!
//! The provider sends a POST to the address of a partner when an account changes its billing tier, is cancelled or is
//! disabled. Anyone can send such a request, so check its signature before you believe it. A [`Verifier`] does this and
//! returns a [`Notification`]. There are no webhooks for contacts or campaigns.
//!
//! ```no_run
//! use constant_contact::http::{HeaderMap, StatusCode};
//! use constant_contact::webhook::{KeySet, Verifier, WebhookError};
//! use std::time::SystemTime;
//!
//! /// When the server starts.
//! fn verifier(api_key: String) -> Result<Verifier, WebhookError> {
//!     Ok(Verifier::new(KeySet::fetch().on_demand()?, [api_key]))
//! }
//!
//! /// For each request, with its body as it came.
//! async fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> StatusCode {
//!     match verifier.verify_or_fetch(headers, body, SystemTime::now()).await {
//!         Ok(notification) => {
//!             println!("{}: {:?}", notification.event_type, notification.encoded_account_id());
//!             StatusCode::NO_CONTENT
//!         }
//!         Err(error) if error.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
//!         Err(error) => {
//!             eprintln!("refused: {error}");
//!             StatusCode::UNAUTHORIZED
//!         }
//!     }
//! }
//! ```
//!
//! The example `webhook_axum` in the repository is a complete receiver.
//!
//! **No notification of the provider was seen** when this module was written. It follows the provider's guide
//! ([`webhook_authenticity`](https://developer.constantcontact.com/api_guide/webhook_authenticity.html)) and the two RFCs,
//! and was tested with signatures made by OpenSSL. Before you depend on it, send yourself a notification with
//! `test_send_webhooks_topic`. The data of that one are samples: its API key may not be yours.
//!
//! # What is checked
//!
//! The header `X-CTCT-WEBHOOK-SIG` has a detached JWS (RFC 7515) over an unencoded body (RFC 7797). In this order:
//!
//! 1. There is exactly one such header. It consists of an encoded JWS header, two full stops and an encoded signature,
//!    in base64url without padding. The JWS header is a JSON object without repeated names.
//! 2. `alg` is `RS256`, `b64` is `false`, and `crit` lists exactly `b64`. Other members of the JWS header are ignored.
//! 3. `ts` is within [five minutes](Verifier::tolerance) of the clock of this machine, on either side.
//! 4. One of the keys fits the signature over the JWS header, a full stop and the body, byte for byte as they came.
//!    The provider's keys have no ids, so all of them are tried.
//! 5. The body is a JSON object with `event_type` and `api_key`, and the API key is one
//!    [of this application](Verifier::new).
//!
//! A request that fails one of them is refused with the [kind](WebhookErrorKind) of what failed. Keep the body as bytes
//! until it is verified: extractors that parse JSON do not keep it as it came.
//!
//! # Keys
//!
//! [`KeySet::fetch`] gets the keys from the provider's address, and from no other. They are used for an
//! [hour](FetchKeys::time_to_live). When no key fits a signature, they are fetched once more, because the provider may have
//! replaced them. Forged requests cannot cause more than one fetch a minute. A notification that arrives between a new key and
//! the next fetch is refused, and accepted when the provider sends it again. All callers share a fetch, which finishes even
//! if they are dropped. If it fails, the earlier keys stay in use.
//!
//! A server without access to the internet uses [`KeySet::from_jwks`].
//!
//! # Repetitions
//!
//! If your server does not answer with success, the provider sends a notification again every minute for up to an hour.
//! It also arrives twice if your answer is lost. Somebody who has recorded a request can send it again for five minutes.
//! So a receiver has to recognise repetitions:
//!
//! * [`Notification::id`] is the same for all of them, because it is made from the body alone. Keep it for 70 minutes:
//!   the hour of the repetitions and twice the five minutes that clocks may differ. Several servers share the ids.
//! * Two events of the same type for the same account have equal bodies, and so the same id. If the second happens
//!   within the 70 minutes, it looks like a repetition. [`Notification::signed_at`] does not tell them apart, because a
//!   repetition is probably signed again.
//!
//! So do not count notifications. Take one as the information that something has changed, and read the current state of
//! the account, for example with `get_account_billing_plan`. An event that is taken for a repetition can then only delay
//! a change until you read the accounts for another reason; if this matters, read the plan for repetitions too.
//! Remember an id only when the work for it is done, or is certain to be done: if it fails, the provider's next attempt is
//! the second chance.
//!
//! # Testing a receiver
//!
//! [`KeySet::from_jwks`] takes keys of your own, and `now` is an argument: a request that was signed once can be verified at
//! any time in a test. The example in the repository has a sender that makes a key, signs with it and sends the
//! request.

mod error;
mod fetch;
mod json;
mod key_set;
mod notification;
mod public_keys;
mod remote_keys;
mod schedule;
mod signature;
mod verifier;

pub use error::{WebhookError, WebhookErrorKind};
pub use key_set::{FetchKeys, KeySet};
pub use notification::{EventType, Notification};
pub use verifier::Verifier;
