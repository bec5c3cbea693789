//! Plays visitors of the website, with a sandbox as the provider. The requests of each go to two processes in turn, as
//! behind a load balancer, and each page is checked.

use super::router;
use super::website::Website;
use axum::http::{Method, StatusCode};
use axum_extra::extract::cookie::{Cookie, SameSite};
use constant_contact::auth::OAuth;
use constant_contact::{BoxError, Client, Unlimited};
use constant_contact_sandbox::{Application, Sandbox, User};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;

const ADA: &str = "a07e1ada";
const BOB: &str = "a07e1bob";

pub(crate) async fn run() -> Result<(), BoxError> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    sandbox.limit_token_requests(false);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("website.db");

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let first = listener.local_addr()?;
    let application = Application::confidential("website", "website-secret")
        .redirect_uri(format!("http://{first}/callback"));
    sandbox.register(application.clone());
    let oauth = sandbox.oauth_for(&application);
    let oauth = oauth.pkce().token_interval(Duration::from_millis(1));
    let minutes = Duration::from_secs(600);
    serve(listener, &sandbox, &oauth, &path, minutes).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let second = listener.local_addr()?;
    serve(listener, &sandbox, &oauth, &path, minutes).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let expiring = listener.local_addr()?;
    serve(listener, &sandbox, &oauth, &path, Duration::ZERO).await?;

    println!("Two visitors connect their accounts.");
    let mut ada = Browser::new(&sandbox, [first, second])?;
    let mut bob = Browser::new(&sandbox, [second, first])?;
    ada.sees("/", StatusCode::OK, "No account").await?;
    let finished = ada.login(ADA, true).await?;
    let mut repeating = ada.clone();
    ada.sees(&finished, StatusCode::OK, ADA).await?;
    let redirected = bob.login(BOB, true).await?;
    bob.sees(&redirected, StatusCode::OK, BOB).await?;
    ada.sees("/", StatusCode::OK, ADA).await?;

    println!("\nA callback comes twice. The code is not sent again, which would end the grant.");
    let (bad, forbidden) = (StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN);
    repeating.sees(&finished, bad, "used already").await?;
    ada.sees("/", StatusCode::OK, ADA).await?;

    println!("\nA visitor denies access, and another takes too long.");
    let mut eve = Browser::new(&sandbox, [first, second])?;
    let denied = eve.login(ADA, false).await?;
    eve.sees(&denied, forbidden, "did not allow").await?;
    let mut late = Browser::new(&sandbox, [expiring, first])?;
    let expired = late.login(ADA, true).await?;
    late.sees(&expired, bad, "too long").await?;

    println!("\nAn attacker sends a visitor the end of the attacker's own login.");
    let forged = eve.login("a07e1eve", true).await?;
    let mut carl = Browser::new(&sandbox, [first, second])?;
    carl.sees(&forged, bad, "has not begun a login").await?;
    carl.login(ADA, true).await?;
    carl.sees(&forged, bad, "not the answer").await?;
    carl.sees("/", StatusCode::OK, "No account").await?;

    println!("\nA visitor disconnects.");
    ada.send(Method::POST, "/disconnect").await?;
    ada.sees("/", StatusCode::OK, "No account").await?;
    bob.sees("/", StatusCode::OK, BOB).await?;
    let grants = sandbox.grants();
    let valid = grants.iter().filter(|grant| !grant.is_revoked);
    let valid: Vec<_> = valid.map(|grant| grant.account.as_str()).collect();
    if valid != [BOB] || !sandbox.violations().is_empty() {
        return Err(format!("the provider has grants of {valid:?}").into());
    }
    println!("Only the grant of the other visitor is left.");
    Ok(())
}

/// Starts a process of the website.
async fn serve(
    listener: TcpListener,
    sandbox: &Sandbox,
    oauth: &OAuth,
    path: &Path,
    login_lifetime: Duration,
) -> Result<(), BoxError> {
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .rate_limiter(Unlimited)
        .build()?;
    let website = Website::open(client, oauth.clone(), path, false, login_lifetime).await?;
    tokio::spawn(async move { axum::serve(listener, router(website)).await });
    Ok(())
}

/// A browser, which keeps cookies, and the person who uses it.
#[derive(Clone)]
struct Browser<'s> {
    sandbox: &'s Sandbox,
    http: reqwest::Client,
    cookies: HashMap<String, String>,
    processes: [SocketAddr; 2],
}

/// What the website answered.
struct Answer {
    status: StatusCode,
    location: Option<String>,
    text: String,
}

impl<'s> Browser<'s> {
    fn new(sandbox: &'s Sandbox, processes: [SocketAddr; 2]) -> Result<Self, BoxError> {
        let http = reqwest::Client::builder().no_proxy();
        let http = http.redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self {
            sandbox,
            http,
            cookies: HashMap::new(),
            processes,
        })
    }

    async fn send(&mut self, method: Method, path: &str) -> Result<Answer, BoxError> {
        self.processes.reverse();
        let url = format!("http://{}{path}", self.processes[1]);
        let cookies = self.cookies.iter();
        let cookies: Vec<_> = cookies.map(|(name, id)| format!("{name}={id}")).collect();
        let request = self.http.request(method, url);
        let response = request.header("cookie", cookies.join("; ")).send().await?;
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = Cookie::parse(cookie.to_str()?)?;
            if (cookie.http_only(), cookie.same_site()) != (Some(true), Some(SameSite::Lax)) {
                return Err("scripts or other websites can use a cookie".into());
            }
            let (name, id) = cookie.name_value();
            match id {
                "" => self.cookies.remove(name),
                id => self.cookies.insert(name.to_owned(), id.to_owned()),
            };
        }
        let location = response.headers().get("location");
        let answer = Answer {
            status: response.status(),
            location: location
                .and_then(|url| url.to_str().ok())
                .map(str::to_owned),
            text: response.text().await?,
        };
        let secrets = self.sandbox.secrets();
        match secrets.iter().any(|secret| answer.text.contains(secret)) {
            true => Err("a page shows a secret".into()),
            false => Ok(answer),
        }
    }

    /// Goes to the provider, where the person decides. Returns the path of the redirect, which is not followed yet.
    async fn login(&mut self, account: &str, allows: bool) -> Result<String, BoxError> {
        let answer = self.send(Method::GET, "/connect").await?;
        let url = answer.location.ok_or("no redirect to the provider")?;
        self.sandbox.sign_in(User::default().of_account(account));
        let redirected = match allows {
            true => self.sandbox.authorize(&url)?,
            false => self.sandbox.deny(&url)?,
        };
        let path = redirected.find("/callback").ok_or("another redirect")?;
        Ok(redirected[path..].to_owned())
    }

    /// Opens a page, follows its redirects, and checks what it says.
    async fn sees(&mut self, path: &str, status: StatusCode, text: &str) -> Result<(), BoxError> {
        let mut answer = self.send(Method::GET, path).await?;
        while let Some(path) = answer.location {
            answer = self.send(Method::GET, &path).await?;
        }
        let route = path.split('?').next().unwrap_or_default();
        if answer.status != status || !answer.text.contains(text) {
            let seen = format!("{route} answered {}: {}", answer.status, answer.text);
            return Err(seen.into());
        }
        println!("  {route}: {status}, \"{text}\"");
        Ok(())
    }
}
