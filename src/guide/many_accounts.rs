//! Many accounts in one process, such as those of a service that other companies connect to.
//!
//! One application has one API key, and the API counts its requests by that key, whichever account they are for. So a
//! service has one of most things, and one session for each account:
//!
//! | of the process | of each account |
//! |---|---|
//! | one [`Client`], with its connections, its [`Pacer`] and its [`RetryPolicy`] | a client that [`Client::with_session`] derives |
//! | one [`OAuth`], with the pacing of the token endpoint | a [`Session`] |
//! | one database | a row with the tokens: a [`TokenStore`] |
//!
//! ```
//! use constant_contact::Client;
//! use constant_contact::auth::{MemoryStore, OAuth, Session};
//! # use constant_contact::auth::Tokens;
//! # use constant_contact_sandbox::Sandbox;
//! use std::collections::HashMap;
//!
//! struct Service {
//!     client: Client,
//!     oauth: OAuth,
//!     sessions: HashMap<String, Session>,
//! }
//!
//! impl Service {
//!     /// The client of one account. Its tokens are loaded by the first call.
//!     fn account(&mut self, id: &str) -> Client {
//!         let session = self.sessions.entry(id.to_owned()).or_insert_with(|| {
//!             let row = MemoryStore::default(); // a store over the row of this account
//!             Session::new(self.oauth.clone(), row)
//!         });
//!         self.client.with_session(session.clone())
//!     }
//! }
//! # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let mut service = Service { client: sandbox.client(), oauth: sandbox.oauth(), sessions: HashMap::new() };
//! # for id in ["first", "second"] {
//! #     service.sessions.insert(id.to_owned(), sandbox.session().await?);
//! # }
//! for id in ["first", "second"] {
//!     let contacts = service.account(id).get_contact_counts().send().await?;
//!     println!("{id}: {:?} contacts", contacts.total);
//! }
//! # Ok(()) }
//! ```
//!
//! The example `web_login` in the repository is such a service: a website whose visitors connect their accounts.
//!
//! An idle account with its session, its client and its tokens takes less than 4 KiB. If you have more accounts than
//! fit into memory, open the session when there is work for an account, and drop it afterwards. What matters is that
//! there is one session for an account at a time in the process, or that the store implements
//! [`lock`](crate::auth::TokenStore::lock).
//!
//! # Renewals
//!
//! An access token is valid for a day, and the token endpoint answers one request a second. If the tokens of 10,000
//! accounts were issued at the same time, for example by a migration, they would also expire at the same time, and the
//! last account would wait for 2.8 hours. So a session renews its token between 12 and 18 hours after it was issued. The
//! moment depends on the token, is the same after each start, and differs from account to account. The renewal runs
//! in the background, and calls use the old token in the meantime.
//!
//! The first call after that moment starts the renewal. An account that is called every six hours never waits for one.
//! For accounts that are called less often, renew what is due from time to time:
//!
//! ```no_run
//! # async fn f(sessions: Vec<constant_contact::auth::Session>) {
//! use std::time::Duration;
//!
//! loop {
//!     for session in &sessions {
//!         match session.renew_if_due().await {
//!             Err(error) if error.needs_authorization() => { /* mark the account, and tell its owner */ }
//!             Err(error) => eprintln!("{error}"), // the next round tries again
//!             Ok(()) => {}
//!         }
//!     }
//!     tokio::time::sleep(Duration::from_secs(600)).await;
//! }
//! # }
//! ```
//!
//! This also keeps grants alive whose accounts are not used for months: a refresh token ends if it is not used for 180
//! days.
//!
//! # Fairness and the quota
//!
//! All accounts share four requests a second. If several accounts wait for their turn, [`Pacer`] serves them in
//! rotation, however many requests of each are waiting: a large import of one account does not delay the page of
//! another by more than the number of accounts that are busy.
//!
//! They also share 10,000 requests a day. [`Client::usage`] says how many are left, for all accounts together. A job
//! that can wait stops before the rest is used up, so that calls for people who wait still succeed.
//!
//! # When one account fails
//!
//! An account whose owner has disconnected the application fails with
//! [`needs_authorization`](crate::Error::needs_authorization), without a request, until its store has new tokens. The
//! other accounts are not affected. Tell accounts apart in your logs by a `tracing` span around the work for an account: this
//! crate does not know your names for them.
//!
//! [`Client`]: crate::Client
//! [`Client::usage`]: crate::Client::usage
//! [`Client::with_session`]: crate::Client::with_session
//! [`OAuth`]: crate::auth::OAuth
//! [`Pacer`]: crate::Pacer
//! [`RetryPolicy`]: crate::RetryPolicy
//! [`Session`]: crate::auth::Session
//! [`TokenStore`]: crate::auth::TokenStore
