//! Testing without a network or an account: the sandbox, and single requests with a mock server.
//!
//! The crate [`constant-contact-sandbox`](https://docs.rs/constant-contact-sandbox) is a model of the API. It
//! listens on a free port of this machine, and keeps contacts, lists, campaigns and jobs in memory. Its limits and
//! error messages are those of the API, and it fails in the ways that a test asks for.
//!
//! ```toml
//! [dev-dependencies]
//! constant-contact-sandbox = { version = "0.1", features = ["oauth"] }
//! tokio = { version = "1", features = ["macros", "rt", "test-util"] }
//! ```
//!
//! A test starts a sandbox, arranges its state, runs the program with its client, and looks at the state again:
//!
//! ```
//! # mod tokio { pub use ::tokio::{*, main as test}; }
//! use constant_contact::CsvSource;
//! use constant_contact_sandbox::Sandbox;
//! use std::error::Error;
//!
//! type TestResult = Result<(), Box<dyn Error>>;
//!
//! # fn main() -> TestResult { an_import_adds_readers() }
//! #[tokio::test]
//! async fn an_import_adds_readers() -> TestResult {
//!     let sandbox = Sandbox::start().await?;
//!     let list = sandbox.add_list("Readers");
//!     let csv = CsvSource::bytes("email\nada@example.com\n");
//!
//!     let job = sandbox.client().import_csv(csv, [&list]).send().await?;
//!     assert!(job.finish().await?.is_clean());
//!
//!     assert_eq!(sandbox.contacts().by_email("ada@example.com")?.lists, [list]);
//!     sandbox.assert_no_violations();
//!     Ok(())
//! }
//! ```
//!
//! `Sandbox::client` returns a client that is ready to use. If the program builds its own, give it
//! `Sandbox::base_url` and `Sandbox::access_token`. Each test has a sandbox of its own, so tests can run in
//! parallel. `assert_no_violations` fails if a request did something that the contract does not allow, even if the
//! API overlooks it. The names below are those of the contract: a method and a path.
//!
//! # A conflict
//!
//! The API refuses a second contact with the same address (409). Add the first one to the sandbox:
//!
//! ```
//! # mod tokio { pub use ::tokio::{*, main as test}; }
//! # use std::error::Error;
//! # type TestResult = Result<(), Box<dyn Error>>;
//! # fn main() -> TestResult { a_known_contact_is_found() }
//! use constant_contact::Client;
//! use constant_contact::types::{ContactPostRequest, ContactSource, EmailAddressPost};
//! # use constant_contact_sandbox::Sandbox;
//!
//! /// The program: returns the id of a contact, which is created if necessary.
//! async fn sign_up(client: &Client, address: &str) -> constant_contact::Result<Option<String>> {
//!     let email = EmailAddressPost::new(address);
//!     let new = ContactPostRequest::new(ContactSource::Contact).email_address(email);
//!     match client.create_contact(new).await {
//!         Ok(contact) => Ok(contact.into_inner().contact_id),
//!         Err(error) if error.is_conflict() => Ok(error.existing_contact_id().map(str::to_owned)),
//!         Err(error) => Err(error),
//!     }
//! }
//!
//! #[tokio::test]
//! async fn a_known_contact_is_found() -> TestResult {
//!     let sandbox = Sandbox::start().await?;
//!     let ada = sandbox.add_contact("ada@example.com");
//!     assert_eq!(sign_up(&sandbox.client(), "ada@example.com").await?, Some(ada));
//!     assert_eq!(sandbox.contacts().len(), 1);
//!     Ok(())
//! }
//! ```
//!
//! `NewContact` of the sandbox describes contacts that are deleted, unsubscribed or on lists.
//!
//! # A lost answer
//!
//! A `Fault` decides what goes wrong, `on` for which operation, and `times` how often. Here, the import starts, but
//! its answer is lost:
//!
//! ```
//! # use std::error::Error;
//! # type TestResult = Result<(), Box<dyn Error>>;
//! # fn main() -> TestResult { an_import_is_sent_once() }
//! # use constant_contact::CsvSource;
//! use constant_contact_sandbox::{Fault, Sandbox};
//!
//! # /*
//! #[tokio::test(start_paused = true)]
//! # */ #[tokio::main(flavor = "current_thread", start_paused = true)]
//! async fn an_import_is_sent_once() -> TestResult {
//!     let sandbox = Sandbox::start().await?;
//!     let list = sandbox.add_list("Readers");
//!     let import = "POST /activities/contacts_file_import";
//!     let lost = sandbox.fail(Fault::LostAnswer).on(import).times(1);
//!
//!     let csv = CsvSource::bytes("email\nada@example.com\n");
//!     let job = sandbox.client().import_csv(csv, [&list]).send().await?;
//!     assert!(job.finish().await?.is_clean());
//!     assert_eq!((lost.count(), sandbox.requests(import)), (1, 1));
//!     Ok(())
//! }
//! ```
//!
//! `lost.count()` proves that the fault occurred. Other faults reset or cut off the answer, delay it, or return a
//! status with each shape of an error. `Sandbox::jobs` makes bulk jobs slow, late in the list, or failed.
//!
//! # Rate and quota
//!
//! The sandbox has the limits of the API: 4 requests a second and 10,000 a day. The client keeps to the first, so a
//! test asks for the refusal (429):
//!
//! ```
//! # use std::error::Error;
//! # type TestResult = Result<(), Box<dyn Error>>;
//! # fn main() -> TestResult { an_early_request_is_sent_again() }
//! # use constant_contact_sandbox::{Fault, Sandbox};
//! # /*
//! #[tokio::test(start_paused = true)]
//! # */ #[tokio::main(flavor = "current_thread", start_paused = true)]
//! async fn an_early_request_is_sent_again() -> TestResult {
//!     let sandbox = Sandbox::start().await?;
//!     let early = sandbox.fail(Fault::Throttled).on("GET /contact_lists").times(1);
//!     sandbox.client().get_all_lists().await?;
//!     assert_eq!((early.count(), sandbox.requests("GET /contact_lists")), (1, 2));
//!     Ok(())
//! }
//! ```
//!
//! For the quota, give the sandbox a short day. Its clock moves when the test says so, and a day later there is a new
//! quota:
//!
//! ```
//! # mod tokio { pub use ::tokio::{*, main as test}; }
//! # use std::error::Error;
//! # type TestResult = Result<(), Box<dyn Error>>;
//! # fn main() -> TestResult { the_quota_ends_with_the_day() }
//! # use constant_contact_sandbox::Sandbox;
//! use std::time::Duration;
//!
//! #[tokio::test]
//! async fn the_quota_ends_with_the_day() -> TestResult {
//!     let sandbox = Sandbox::builder().daily(1).start().await?;
//!     let client = sandbox.client();
//!     client.get_all_lists().await?;
//!     let error = client.get_all_lists().await.expect_err("the quota is used up");
//!     assert!(error.is_quota_exceeded());
//!
//!     sandbox.clock().advance(Duration::from_secs(86_400));
//!     client.get_all_lists().await?;
//!     Ok(())
//! }
//! ```
//!
//! # An expired token
//!
//! `Sandbox::session` is a [`Session`](crate::auth::Session) to which a person has agreed. Its access token is valid
//! for a day:
//!
//! ```
//! # mod tokio { pub use ::tokio::{*, main as test}; }
//! # use std::error::Error;
//! # type TestResult = Result<(), Box<dyn Error>>;
//! # fn main() -> TestResult { an_expired_token_is_renewed() }
//! # use constant_contact_sandbox::Sandbox;
//! # use std::time::Duration;
//! #[tokio::test]
//! async fn an_expired_token_is_renewed() -> TestResult {
//!     let sandbox = Sandbox::start().await?;
//!     let client = sandbox.client().with_session(sandbox.session().await?);
//!     sandbox.clock().advance(Duration::from_secs(86_400));
//!     client.get_all_lists().await?;
//!     assert_eq!(sandbox.grants()[0].renewals, 1);
//!     Ok(())
//! }
//! ```
//!
//! `Sandbox::revoke_grants` ends the session, so that
//! [`Error::needs_authorization`](crate::Error::needs_authorization) is true for the next call. To test a whole flow,
//! `Sandbox::oauth` is an [`OAuth`](crate::auth::OAuth), and `Sandbox::authorize` plays the person with the browser.
//! `Sandbox::sign_in` with `User::new(Role::CampaignCreator)` makes that person one who may not read contacts (403).
//!
//! # A partner
//!
//! `Sandbox::partner_client` has the credentials of a technology partner. The accounts that it creates have a state of
//! their own. What is called on behalf of such an account is checked as a call of that account:
//!
//! ```
//! # mod tokio { pub use ::tokio::{*, main as test}; }
//! # use std::error::Error;
//! # type TestResult = Result<(), Box<dyn Error>>;
//! # fn main() -> TestResult { a_partner_creates_a_list() }
//! use constant_contact::types::{ListInput, Provision};
//! # use constant_contact_sandbox::Sandbox;
//!
//! #[tokio::test]
//! async fn a_partner_creates_a_list() -> TestResult {
//!     let sandbox = Sandbox::start().await?;
//!     let partner = sandbox.partner_client();
//!     let new = Provision::new("ada@example.com", "US", "ada.library", "NY").password("password");
//!     partner.create_account(new).await?;
//!
//!     let accounts = partner.get_accounts().await?.into_inner().site_owner_list;
//!     let id = accounts[0].encoded_account_id.as_deref().ok_or("no id")?;
//!     let client = partner.on_behalf_of(id);
//!     client.create_list(ListInput::new("Readers")).await?;
//!     assert_eq!(client.get_all_lists().await?.lists.len(), 1);
//!     Ok(())
//! }
//! ```
//!
//! # Single requests
//!
//! If one answer is enough, any mock server does. The client accepts every `http` address of this machine
//! (`localhost`, 127.0.0.1, `[::1]`) as the API. This example uses httpmock:
//!
//! ```
//! use constant_contact::{Client, RetryPolicy, Unlimited};
//! use httpmock::prelude::*;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start_async().await;
//! let lists = server
//!     .mock_async(|when, then| {
//!         when.method(GET).path("/v3/contact_lists").header("authorization", "Bearer test");
//!         then.status(200).json_body_obj(&json!({"lists": [{"name": "Readers"}]}));
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
//! assert_eq!(answer.lists[0].name.as_deref(), Some("Readers"));
//! lists.assert_async().await;
//! # Ok(())
//! # }
//! ```
//!
//! Errors of the API have a status and a JSON body: an object from the gateway (401, 429), otherwise a list of
//! objects, each with `error_key` and `error_message`. [`Endpoints`](crate::auth::Endpoints) points the flows of
//! [`auth`](crate::auth) at the mock server.
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
//! `#[tokio::test(start_paused = true)]`, they take no time. An answer over a real socket does take time, so time
//! limits may expire before it arrives, above all those of connections and of requests for tokens. Pause time only in
//! tests that would wait.
//!
//! `Sandbox::clock` follows tokio's clock and adds what a test has advanced. The client does not see the addition: it
//! learns from answers that a token has expired or that a new day has begun.
