//! Processes that share the tokens of one grant, and what the sandbox has recorded of their renewals.
//!
//! Each process is a copy of this test binary. It is known to the sandbox by its `User-Agent`.

use super::{Fault, PUBLIC, Server, TOKEN};
use chrono::{DateTime, Utc};
use constant_contact::auth::{Endpoints, FileStore, OAuth, Previous, Session, TokenStore, Tokens};
use constant_contact::{Client, Unlimited, chrono, http};
use secrecy::ExposeSecret;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::sleep;

const NAME: &str = "CONSTANT_CONTACT_TEST_PROCESS_NAME";
const FOLDER: &str = "CONSTANT_CONTACT_TEST_PROCESS_FOLDER";
const API: &str = "CONSTANT_CONTACT_TEST_PROCESS_API";
const TOKEN_URL: &str = "CONSTANT_CONTACT_TEST_PROCESS_TOKEN_URL";

/// The tokens that all processes use.
pub fn file(folder: &Path) -> FileStore {
    FileStore::new(folder.join("tokens.json"))
}

/// Starts a process that runs a function of this binary.
pub fn spawn(server: &Server, function: &str, name: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", function])
        .envs([(API, server.base_url()), (TOKEN_URL, server.token_url())])
        .env(NAME, name)
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// The folder of a process that [`spawn`] has started; none in a run of the tests.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// The client of such a process.
pub fn client(store: impl TokenStore + 'static) -> Client {
    let [name, api, token] = [NAME, API, TOKEN_URL].map(|name| std::env::var(name).unwrap());
    let http_client = || reqwest::Client::builder().no_proxy().user_agent(&name);
    let oauth = OAuth::public(PUBLIC)
        .endpoints(Endpoints::default().token(&token).unwrap())
        .http(http_client())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    Client::builder()
        .base_url(api)
        .session(Session::new(oauth, store))
        .rate_limiter(Unlimited)
        .http(http_client())
        .build()
        .unwrap()
}

/// Whether the processes have to end: [`end`] was called.
pub async fn is_over(client: &Client) -> Result<bool, constant_contact::Error> {
    let lists = client.request(http::Method::GET, "/contact_lists");
    let lists = lists.json::<serde_json::Value>().await?;
    Ok(lists["lists"]
        .as_array()
        .is_some_and(|lists| !lists.is_empty()))
}

/// Tells the processes to end, by a list in the account.
pub fn end(server: &Server) {
    server.add_list("Over");
}

/// Answers that come up to six milliseconds after their effect.
pub fn slow_answers() -> impl Iterator<Item = Fault> {
    (0..=6).map(|time| Fault::SlowAnswer(Duration::from_millis(time)))
}

fn tokens(server: &Server) -> Tokens {
    let (access, refresh) = server.seed();
    Tokens::new(access).with_refresh_token(refresh)
}

/// Saves the tokens of a new grant.
pub async fn authorise(server: &Server, store: &FileStore) {
    let _guard = store.lock().await.unwrap();
    store.save(Previous::Any, &tokens(server)).await.unwrap();
}

/// Authorises again, as a person would, whenever a refresh token that was used twice has ended the grant.
pub async fn authorise_again(server: Server, store: FileStore) {
    loop {
        sleep(Duration::from_millis(2)).await;
        if server.grants().pop().unwrap().is_revoked {
            authorise(&server, &store).await;
        }
    }
}

/// Waits until the tokens were renewed this many times more. Meanwhile, all processes have to run, and no more grants may
/// be lost than processes were killed.
pub async fn renewed(
    server: &Server,
    times: u64,
    running: &mut HashMap<String, Child>,
    killed: usize,
) {
    let enough = server.renewals() + times;
    while server.renewals() < enough {
        for (name, child) in &mut *running {
            let status = child.try_wait().unwrap();
            assert!(status.is_none(), "{name} ended before it was killed");
        }
        let lost = server.grants().len() - 1;
        assert!(
            lost <= killed,
            "{lost} grants lost, {killed} processes killed"
        );
        sleep(Duration::from_micros(200)).await;
    }
}

/// A request of a process for new tokens.
pub struct Renewal {
    pub owner: String,
    pub refresh_token: String,
    pub at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub is_refused: bool,
}

/// All of them, in the order of their effects.
pub fn renewals(server: &Server) -> Vec<Renewal> {
    let requests = server.last_requests().into_iter();
    let requests = requests.filter(|request| request.operation == TOKEN);
    // Without contents, it did not arrive completely and had no effect.
    let renewals = requests.filter_map(|request| {
        let contents = request.contents?;
        let mut form = url::form_urlencoded::parse(&contents.body);
        let token = form.find(|(name, _)| name == "refresh_token");
        let owner = &contents.headers["user-agent"];
        Some(Renewal {
            owner: owner.to_str().unwrap().to_owned(),
            refresh_token: token.unwrap().1.into_owned(),
            at: request.at,
            answered_at: request.answered_at,
            is_refused: request.status == Some(400),
        })
    });
    renewals.collect()
}

/// The renewals whose refresh token was sent again later.
pub fn lost(renewals: &[Renewal]) -> Vec<&Renewal> {
    let is_lost = |renewal: &&Renewal| {
        let is_same = |other: &Renewal| other.refresh_token == renewal.refresh_token;
        let mut refused = renewals.iter().filter(|other| other.is_refused);
        !renewal.is_refused && refused.any(is_same)
    };
    renewals.iter().filter(is_lost).collect()
}

/// The refresh token in the file, and the access token that belongs to it.
pub async fn stored(store: &FileStore) -> (String, String) {
    let tokens = store.load().await.unwrap().unwrap();
    let refresh = tokens.refresh_token().unwrap().expose_secret();
    (
        refresh.to_owned(),
        tokens.access_token().expose_secret().to_owned(),
    )
}
