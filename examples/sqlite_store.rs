//! A token store over SQLite, with a lock that expires: a pattern for any database. The conformance suite checks it,
//! and then two sessions share it, as those of two processes would. A sandbox on this machine acts as the API.
//!
//! ```sh
//! cargo run --example sqlite_store --features test-util
//! ```

#[path = "sqlite_store/store.rs"]
mod store;

use constant_contact::auth::{Scope, Session};
use constant_contact::{BoxError, Client, conformance};
use constant_contact_sandbox::Sandbox;
use std::time::Duration;
use store::{Database, LEASE, SqliteStore};
use tokio::time::sleep;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("tokens.db");
    let open = |account: &str, lease| -> Result<SqliteStore, BoxError> {
        Ok(SqliteStore::new(Database::open(&path)?, account, lease))
    };
    println!("The conformance suite checks the store. This takes some seconds.");
    conformance::token_store(async || open("conformance", Duration::from_secs(1))).await?;

    println!("The store keeps all rules. Now two sessions share it.");
    let sandbox = Sandbox::start().await?;
    sandbox.set_access_token_lifetime(Duration::from_secs(2));
    let oauth = sandbox.oauth();
    let request = oauth.authorize([Scope::ContactData, Scope::OfflineAccess])?;
    let redirected = sandbox.authorize(request.url())?;
    let tokens = oauth.exchange(&request, &redirected).await?;
    Session::start(oauth.clone(), open("account", LEASE)?, tokens).await?;

    let client = || -> Result<Client, BoxError> {
        let session = Session::new(oauth.clone(), open("account", LEASE)?);
        let client = Client::builder().base_url(sandbox.base_url());
        Ok(client.session(session).build()?)
    };
    let (one, two) = (client()?, client()?);
    sandbox.set_access_token_lifetime(Duration::from_secs(86_400));
    sleep(Duration::from_secs(2)).await;
    let (one, two) = (one.get_all_lists().send(), two.get_all_lists().send());
    futures_util::future::try_join(one, two).await?;
    let renewals: u64 = sandbox.grants().iter().map(|grant| grant.renewals).sum();
    assert_eq!(renewals, 1);
    println!("The access token expired. Both needed a new one, and it was renewed once.");
    Ok(())
}
