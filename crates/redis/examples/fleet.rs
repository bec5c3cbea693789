//! Several processes that share one API key and the tokens of one account, without an account: a sandbox on this machine
//! acts as the API.
//!
//! ```sh
//! cargo run -p constant-contact-redis --example fleet -- --processes 8 --seconds 20
//! ```
//!
//! Starts a `redis-server` from the PATH for itself, or uses the one at `--redis redis://…`, and prints the requests of each
//! second and how often the tokens were renewed. The access token expires in the middle.

use constant_contact::auth::{Endpoints, OAuth, Previous, Session, TokenStore, Tokens};
use constant_contact::{Client, http};
use constant_contact_redis::{Connection, RedisLimiter, RedisTokenStore};
use constant_contact_sandbox::{Application, Sandbox};
use std::collections::BTreeMap;
use std::error::Error;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::time::sleep;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What tells a process of the fleet where everything is.
const REDIS: &str = "FLEET_REDIS";
const API: &str = "FLEET_API";
const TOKEN_URL: &str = "FLEET_TOKEN_URL";

const CLIENT_ID: &str = "fleet";
const CLIENT_SECRET: &str = "fleet-secret";

#[tokio::main]
async fn main() -> Result<()> {
    match std::env::var(REDIS) {
        Ok(redis) => send_requests(Connection::open(redis)?).await,
        Err(_) => run_fleet().await,
    }
}

fn store(connection: Connection) -> RedisTokenStore {
    RedisTokenStore::new(connection, "account")
}

/// One process of the fleet: sends requests until its input ends.
async fn send_requests(connection: Connection) -> Result<()> {
    let endpoints = Endpoints::default().token(&std::env::var(TOKEN_URL)?)?;
    let oauth = OAuth::confidential(CLIENT_ID, CLIENT_SECRET)
        .endpoints(endpoints)
        .token_rate_limiter(RedisLimiter::token_endpoint(connection.clone()));
    let client = Client::builder()
        .base_url(std::env::var(API)?)
        .session(Session::new(oauth, store(connection.clone())))
        .rate_limiter(RedisLimiter::new(connection))
        .build()?;
    let mut requests = 0;
    let calls = async {
        loop {
            let request = client.request(http::Method::GET, "/contact_lists");
            match request.send().await {
                Ok(_) => requests += 1,
                Err(error) => break error,
            }
        }
    };
    let mut input = tokio::io::stdin();
    tokio::select! {
        error = calls => return Err(error.into()),
        _ = input.read_u8() => {}
    }
    client.flush().await?;
    println!("process {}: {requests} requests", std::process::id());
    Ok(())
}

/// The sandbox, Redis and the processes.
async fn run_fleet() -> Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let argument = |name: &str| {
        let index = arguments.iter().position(|argument| argument == name)?;
        arguments.get(index + 1)
    };
    let number = |name: &str, default| argument(name).map_or(Ok(default), |text| text.parse());
    let (processes, seconds) = (number("--processes", 8)?, number("--seconds", 20)?);
    let own_redis;
    let redis = match argument("--redis") {
        Some(url) => url.clone(),
        None => {
            let (child, url) = start_redis().await?;
            own_redis = child;
            println!("redis-server {:?} at {url}", own_redis.id());
            url
        }
    };

    let sandbox = Sandbox::start().await?;
    let application = Application::confidential(CLIENT_ID, CLIENT_SECRET);
    sandbox.register(application.clone());
    let grant = sandbox.grant(&application, &["contact_data", "offline_access"]);
    let refresh_token = grant
        .refresh_token
        .ok_or("the grant has no refresh token")?;
    let tokens = Tokens::new(grant.access_token).with_refresh_token(refresh_token);
    // Another run of this program may use the same Redis.
    let connection = Connection::open(&*redis)?;
    store(connection).save(Previous::Any, &tokens).await?;

    let mut fleet = Vec::new();
    for _ in 0..processes {
        let process = Command::new(std::env::current_exe()?)
            .env(REDIS, &redis)
            .env(API, sandbox.base_url())
            .env(TOKEN_URL, sandbox.token_url())
            .stdin(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        fleet.push(process);
    }
    let half = Duration::from_secs(seconds) / 2;
    sleep(half).await;
    sandbox.expire_tokens();
    sleep(half).await;
    print_requests(&sandbox);
    for process in &mut fleet {
        drop(process.stdin.take());
        process.wait().await?;
    }
    let grants = sandbox.grants();
    let renewals: u64 = grants.iter().map(|grant| grant.renewals).sum();
    println!("the tokens were renewed {renewals} times");
    sandbox.assert_no_violations();
    Ok(())
}

/// Prints how many requests arrived in each second, and how they were answered.
fn print_requests(sandbox: &Sandbox) {
    let mut seconds = BTreeMap::<i64, Vec<u16>>::new();
    let requests = sandbox.last_requests();
    let calls = requests
        .iter()
        .filter(|request| !request.operation.contains("/oauth2/"));
    let first = requests.first().map(|request| request.at);
    for request in calls {
        let second = first.map_or(0, |first| (request.at - first).num_seconds());
        seconds.entry(second).or_default().extend(request.status);
    }
    for (second, statuses) in seconds {
        println!(
            "second {second:>2}: {} requests {statuses:?}",
            statuses.len()
        );
    }
}

/// Starts a Redis that keeps its data in memory.
async fn start_redis() -> Result<(Child, String)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let child = Command::new("redis-server")
        .args([
            "--bind",
            "127.0.0.1",
            "--port",
            &port.to_string(),
            "--save",
            "",
        ])
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("redis-server does not start ({error}); see --redis"))?;
    let url = format!("redis://127.0.0.1:{port}");
    while tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .is_err()
    {
        sleep(Duration::from_millis(10)).await;
    }
    Ok((child, url))
}
