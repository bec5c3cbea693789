//! Authorises once, end to end: sends a person to the browser, receives the redirect, stores the
//! tokens in a file, and shows that a new session continues with them.
//!
//! ```sh
//! cargo run --example authorize --features loopback
//! ```
//!
//! By default, the sandbox acts as the authorization server and as the person's browser. The
//! real server is used if `CONSTANT_CONTACT_CLIENT_ID` is set, with `CONSTANT_CONTACT_REDIRECT_URI`
//! as registered for the application (an `http` address of this machine) and, for an application
//! with a secret, `CONSTANT_CONTACT_CLIENT_SECRET`.

use constant_contact::auth::{Endpoints, FileStore, LoopbackListener, OAuth, Scope, Session};
use constant_contact_sandbox::{Application, Consent, Sandbox};
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::var("CONSTANT_CONTACT_CLIENT_ID") {
        Ok(client_id) => real(client_id).await,
        Err(_) => local().await,
    }
}

async fn real(client_id: String) -> Result<(), Box<dyn Error>> {
    let redirect_uri = std::env::var("CONSTANT_CONTACT_REDIRECT_URI")
        .map_err(|_| "set CONSTANT_CONTACT_REDIRECT_URI as registered for the application")?;
    let oauth = match std::env::var("CONSTANT_CONTACT_CLIENT_SECRET") {
        Ok(secret) => OAuth::confidential(client_id, secret),
        Err(_) => OAuth::public(client_id),
    };
    let store = PathBuf::from("constant-contact-tokens.json");
    let listener = LoopbackListener::bind(&redirect_uri).await?;
    authorize(oauth.redirect_uri(redirect_uri), listener, store, |url| {
        println!("Open this address in a browser:\n\n  {url}\n");
    })
    .await
}

async fn local() -> Result<(), Box<dyn Error>> {
    let listener = LoopbackListener::bind("http://127.0.0.1:0/callback").await?;
    let redirect_uri = listener.redirect_uri().to_owned();
    let sandbox = Sandbox::builder().without_limits().start().await?;
    sandbox.register(Application::public("example").redirect_uri(redirect_uri.clone()));
    sandbox.set_consent(Consent::Allow);
    let endpoints = Endpoints::default()
        .authorize(&sandbox.authorize_url())?
        .token(&sandbox.token_url())?;
    let oauth = OAuth::public("example")
        .redirect_uri(redirect_uri)
        .endpoints(endpoints)
        .token_interval(Duration::from_millis(1));
    let folder =
        std::env::temp_dir().join(format!("constant-contact-authorize-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("The sandbox acts as the authorization server and as the browser.\n");
    let done = authorize(oauth, listener, folder.join("tokens.json"), |url| {
        println!("The browser opens\n\n  {url}\n");
        let url = url.to_owned();
        tokio::spawn(async move {
            // The person agrees, and the browser follows the redirect to the listener.
            reqwest::get(url).await
        });
    })
    .await;
    std::fs::remove_dir_all(folder)?;
    done
}

/// The part that is the same in both cases; `open` sends the person to the address.
async fn authorize(
    oauth: OAuth,
    listener: LoopbackListener,
    store: PathBuf,
    open: impl FnOnce(&str),
) -> Result<(), Box<dyn Error>> {
    // Checks that tokens can be stored, before the person is asked.
    FileStore::new(&store).check().await?;
    let request = oauth.authorize([
        Scope::ContactData,
        Scope::CampaignData,
        Scope::OfflineAccess,
    ])?;
    open(request.url());
    let redirected = listener.wait(&request, Duration::from_secs(300)).await?;
    println!("The person has agreed.");
    let tokens = oauth.exchange(&request, &redirected).await?;
    Session::start(oauth.clone(), FileStore::new(&store), tokens).await?;
    println!("The tokens are stored in {}.", store.display());

    // From now on, an unattended process does this.
    let session = Session::new(oauth, FileStore::new(&store));
    let first = session.access_token().await?;
    println!("A new session has loaded them.");
    session.renew(&first).await?;
    println!("A refused token is renewed.");
    session.flush().await?; // the last call before the program ends
    Ok(())
}
