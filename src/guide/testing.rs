//! Testing with a mock server, without network and account.
//!
//! The client takes any `http` address on the loopback interface as the API. So a test starts a
//! server of its own, says what it answers, and gives the client its address:
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
//! Errors of the API have a status and a JSON body: an object from the gateway (401, 429), else a
//! list of `error_key` and `error_message`. Both make an [`Error`](crate::Error) that the predicates
//! understand:
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
//! # Time
//!
//! Pacing and the waits of retries and polls run on tokio's clock. In a test with
//! `#[tokio::test(start_paused = true)]` they take no time; a server that answers over a real socket
//! does, so that time limits may then pass before its answer is there.
//!
//! # Authorization
//!
//! [`Endpoints`](crate::auth::Endpoints) leads the flows to a server of one's own, and a
//! [`MemoryStore`](crate::auth::MemoryStore) keeps tokens for the length of a test.
