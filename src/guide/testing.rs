//! Testing with a mock server, without a network or an account.
//!
//! The client accepts any `http` address on the loopback interface (`localhost`, 127.0.0.1, `[::1]`) as the
//! API. So a test starts a mock server, defines its answers, and gives the client its address. The examples
//! use httpmock; any other server works as well:
//!
//! ```toml
//! [dev-dependencies]
//! httpmock = "0.9"
//! serde_json = "1"
//! ```
//!
//! ```
//! use constant_contact::{Client, RetryPolicy, Unlimited};
//! use httpmock::prelude::*;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start_async().await;
//! let lists = server
//!     .mock_async(|when, then| {
//!         when.method(GET).path("/v3/contact_lists").header("authorization", "Bearer test");
//!         then.status(200).json_body_obj(&serde_json::json!({"lists": [{"name": "Readers"}]}));
//!     })
//!     .await;
//!
//! let client = Client::builder()
//!     .access_token("test")
//!     .base_url(server.url("/v3"))
//!     .rate_limiter(Unlimited)
//!     .retry(RetryPolicy::none())
//!     .build()?;
//! let answer = client.get_all_lists().send().await?;
//!
//! assert_eq!(answer.lists[0].name.as_deref(), Some("Readers"));
//! lists.assert_async().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Failures
//!
//! Errors of the API have a status and a JSON body: an object from the gateway (401, 429), otherwise a list
//! of objects, each with `error_key` and `error_message`. The predicates of [`Error`](crate::Error) work
//! with both:
//!
//! ```
//! # use constant_contact::{Client, RetryPolicy, Unlimited};
//! # use httpmock::prelude::*;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = MockServer::start_async().await;
//! server
//!     .mock_async(|when, then| {
//!         when.path("/v3/contact_lists");
//!         then.status(429).json_body_obj(&serde_json::json!({
//!             "error_key": "quota_exceeded", "error_message": "Limit Exceeded"}));
//!     })
//!     .await;
//! # let client = Client::builder()
//! #     .access_token("test")
//! #     .base_url(server.url("/v3"))
//! #     .rate_limiter(Unlimited)
//! #     .build()?;
//!
//! let error = client.get_all_lists().send().await.expect_err("the day is used up");
//! assert!(error.is_quota_exceeded());
//! # Ok(())
//! # }
//! ```
//!
//! # A lost answer
//!
//! For the client, an answer that arrives after the time limit of the call is lost. With such an answer, test that
//! your code checks the account before it sends a POST again:
//!
//! ```
//! # use constant_contact::{Client, Unlimited, types::ListInput};
//! # use httpmock::prelude::*;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//!
//! # let server = MockServer::start_async().await;
//! let created = server
//!     .mock_async(|when, then| {
//!         when.method(POST).path("/v3/contact_lists");
//!         then.status(201).delay(Duration::from_secs(2)).body("{}");
//!     })
//!     .await;
//! # let client = Client::builder()
//! #     .access_token("test")
//! #     .base_url(server.url("/v3"))
//! #     .rate_limiter(Unlimited)
//! #     .build()?;
//!
//! let hurried = client.with_call_timeout(Duration::from_millis(500));
//! let call = hurried.create_list(ListInput::new("Readers"));
//! let error = call.send().await.expect_err("it took too long");
//! assert!(error.is_ambiguous());
//! created.assert_calls_async(1).await;
//! # Ok(())
//! # }
//! ```
//!
//! # Values without a server
//!
//! The types of answers have no constructor, because the provider adds members to them. To test a function that takes
//! one, read it from the JSON that the API would send, or set the fields of an empty one:
//!
//! ```
//! use constant_contact::types::{Contact, EmailAddress};
//!
//! /// What the letter begins with.
//! fn greeting(contact: &Contact) -> String {
//!     format!("Dear {},", contact.first_name.as_deref().unwrap_or("reader"))
//! }
//!
//! # fn main() -> Result<(), serde_json::Error> {
//! let ada: Contact = serde_json::from_str(r#"{"first_name": "Ada"}"#)?;
//! assert_eq!(greeting(&ada), "Dear Ada,");
//!
//! let mut nobody = Contact::default();
//! nobody.email_address = Some(EmailAddress::default());
//! assert_eq!(greeting(&nobody), "Dear reader,");
//! # Ok(())
//! # }
//! ```
//!
//! # Time
//!
//! Pacing and the waits of retries and polls use tokio's clock. In a test with
//! `#[tokio::test(start_paused = true)]`, they take no time. An answer over a real socket does
//! take time, so time limits may expire before it arrives.
//!
//! # Authorization
//!
//! [`Endpoints`](crate::auth::Endpoints) points the flows at your mock server, and a
//! [`MemoryStore`](crate::auth::MemoryStore) keeps tokens for the duration of a test. Partner credentials
//! get their token from the same server:
//!
//! ```
//! use constant_contact::auth::{Endpoints, PartnerCredentials};
//! # use constant_contact::{Client, Unlimited};
//! # use httpmock::prelude::*;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = MockServer::start_async().await;
//! server
//!     .mock_async(|when, then| {
//!         when.method(POST).path("/token");
//!         then.status(200).json_body_obj(&serde_json::json!({
//!             "access_token": "test", "token_type": "Bearer", "expires_in": 3600}));
//!     })
//!     .await;
//! server
//!     .mock_async(|when, then| {
//!         when.method(GET).path("/v3/partner/accounts").header("x-api-key", "key");
//!         then.status(200).json_body_obj(&serde_json::json!({
//!             "site_owner_list": [{"organization_name": "The Library"}]}));
//!     })
//!     .await;
//!
//! let endpoints = Endpoints::default().partner_token(&server.url("/token"))?;
//! let client = Client::builder()
//!     .partner(PartnerCredentials::new("id", "secret", "key").endpoints(endpoints))
//!     .base_url(server.url("/v3"))
//!     .rate_limiter(Unlimited)
//!     .build()?;
//! let accounts = client.get_accounts().send().await?;
//! assert_eq!(accounts.site_owner_list[0].organization_name.as_deref(), Some("The Library"));
//! # Ok(())
//! # }
//! ```
//!
//! All calls of [`Client::on_behalf_of`](crate::Client::on_behalf_of) go to one path, with the inner call
//! in the body: see
//! [`send_request_using_managed_account`](crate::Client::send_request_using_managed_account).
