//! The authorization server of the sandbox, with the applications of these tests, and stores that fail.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test server; each test file uses a part"
)]

pub mod disk;
#[cfg(target_os = "linux")]
pub mod file;
pub mod processes;

use constant_contact::BoxFuture;
use constant_contact::auth::{
    Endpoints, MemoryStore, OAuth, StoreGuard, StoreResult, TokenStore, Tokens,
};
pub use constant_contact_sandbox::Fault;
use constant_contact_sandbox::{
    Application, Consent, FaultRule, Grant, Sandbox, SandboxBuilder, ScriptedAnswer,
};
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const CONFIDENTIAL: &str = "confidential-app";
pub const CLIENT_SECRET: &str = "client-secret-9f2";
pub const PUBLIC: &str = "public-app";
pub const DEVICES: &str = "devices-app";
pub const PARTNER: &str = "sandbox-partner";
pub const PARTNER_SECRET: &str = "sandbox-partner-secret";
pub const REDIRECT: &str = "https://app.example.com/callback";

pub const TOKEN: &str = "POST /oauth2/default/v1/token";
pub const DEVICE: &str = "POST /oauth2/default/v1/device/authorize";
pub const PARTNER_TOKEN: &str = "POST /partners/oauth2/default/v1/token";

/// A sandbox whose token endpoints answer at once, and where a person allows everything.
#[derive(Clone)]
pub struct Server {
    sandbox: Arc<Sandbox>,
    public: Arc<Mutex<Application>>,
    faults: Arc<Mutex<Vec<FaultRule>>>,
}

impl Deref for Server {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(Sandbox::builder()).await
    }

    /// A server that remembers all requests.
    pub async fn recording() -> Self {
        let settings = Sandbox::builder().keep_requests(usize::MAX).keep_contents();
        Self::start_with(settings.seed(fastrand::u64(..))).await
    }

    async fn start_with(settings: SandboxBuilder) -> Self {
        let sandbox = settings.without_limits().start().await.unwrap();
        let public = Application::public(PUBLIC).redirect_uri(REDIRECT);
        sandbox.register(public.clone());
        sandbox.register(Application::device(DEVICES));
        let confidential = Application::confidential(CONFIDENTIAL, CLIENT_SECRET);
        sandbox.register(confidential.redirect_uri(REDIRECT));
        sandbox.set_device_interval(Duration::from_secs(1));
        sandbox.set_consent(Consent::Allow);
        Self {
            sandbox: Arc::new(sandbox),
            public: Arc::new(Mutex::new(public)),
            faults: Arc::default(),
        }
    }

    /// The next requests to the token endpoint fail, one with each fault.
    pub fn inject(&self, faults: impl IntoIterator<Item = Fault>) -> Vec<FaultRule> {
        self.inject_at(TOKEN, faults)
    }

    /// The same for another endpoint.
    pub fn inject_at(
        &self,
        endpoint: &str,
        faults: impl IntoIterator<Item = Fault>,
    ) -> Vec<FaultRule> {
        let faults = faults.into_iter();
        let rules: Vec<_> = faults
            .map(|fault| self.fail(fault).on(endpoint).times(1))
            .collect();
        self.faults.lock().unwrap().extend(rules.iter().cloned());
        rules
    }

    pub fn clear_faults(&self) {
        for rule in self.faults.lock().unwrap().drain(..) {
            rule.remove();
        }
    }

    /// How many requests the endpoints for programs had.
    pub fn posts(&self) -> u64 {
        let endpoints = [TOKEN, DEVICE, PARTNER_TOKEN];
        endpoints.map(|name| self.requests(name)).iter().sum()
    }

    /// How often tokens were renewed.
    pub fn renewals(&self) -> u64 {
        self.grants().iter().map(|grant| grant.renewals).sum()
    }

    /// How often a refresh token was sent that had been invalidated.
    pub fn reuses(&self) -> u64 {
        self.grants().iter().map(|grant| grant.reuses).sum()
    }

    /// The valid refresh token of the last grant.
    pub fn newest(&self) -> String {
        let grant = self.grants().pop().unwrap();
        grant.refresh_token.unwrap()
    }

    pub fn is_valid(&self, refresh_token: &str) -> bool {
        let is_its = |grant: &Grant| {
            !grant.is_revoked && grant.refresh_token.as_deref() == Some(refresh_token)
        };
        self.grants().iter().any(is_its)
    }

    pub fn endpoints(&self) -> Endpoints {
        Endpoints::default()
            .authorize(&self.authorize_url())
            .and_then(|ends| ends.token(&self.token_url()))
            .and_then(|ends| ends.device(&self.device_url()))
            .and_then(|ends| ends.partner_token(&self.partner_token_url()))
            .unwrap()
    }

    fn for_test(&self, oauth: OAuth) -> OAuth {
        let http = reqwest::Client::builder().no_proxy();
        let oauth = oauth
            .redirect_uri(REDIRECT)
            .endpoints(self.endpoints())
            .http(http)
            .unwrap();
        oauth.token_interval(Duration::from_millis(1))
    }

    pub fn confidential(&self) -> OAuth {
        self.for_test(OAuth::confidential(CONFIDENTIAL, CLIENT_SECRET))
    }

    pub fn public(&self) -> OAuth {
        self.for_test(OAuth::public(PUBLIC))
    }

    /// The application that is set to the device flow.
    pub fn devices(&self) -> OAuth {
        self.for_test(OAuth::public(DEVICES))
    }

    /// Registers another address to which the public application is redirected.
    pub fn register_redirect(&self, uri: &str) {
        self.change(|application| application.redirect_uri(uri));
    }

    /// Gives the public application long-lived refresh tokens.
    pub fn stop_rotating(&self) {
        self.change(Application::long_lived);
    }

    fn change(&self, change: impl FnOnce(Application) -> Application) {
        let mut public = self.public.lock().unwrap();
        *public = change(public.clone());
        self.register(public.clone());
    }

    /// A grant of the public application: its access token and its refresh token.
    pub fn seed(&self) -> (String, String) {
        let application = self.public.lock().unwrap().clone();
        let grant = self.grant(&application, &["contact_data", "offline_access"]);
        (grant.access_token, grant.refresh_token.unwrap())
    }

    /// Tokens of the public application whose access token has expired.
    pub fn expired(&self) -> Tokens {
        let (access, refresh) = self.seed();
        self.expire_tokens();
        Tokens::new(access)
            .with_refresh_token(refresh)
            .with_expires_at(std::time::UNIX_EPOCH)
    }

    /// Acts as the browser: opens the address and returns the location of the redirect.
    pub async fn browse(&self, url: &str) -> String {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let response = client.get(url).send().await.unwrap();
        assert_eq!(response.status(), 302, "{}", response.text().await.unwrap());
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    /// The same where the person denies it; the description names the person.
    pub async fn browse_and_deny(&self, url: &str) -> String {
        self.set_consent(Consent::Deny);
        let location = self.browse(url).await;
        self.set_consent(Consent::Allow);
        let mut location = url::Url::parse(&location).unwrap();
        let kept = location.query_pairs().into_owned();
        let kept: Vec<_> = kept
            .filter(|(name, _)| name != "error_description")
            .collect();
        location
            .query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .append_pair("error_description", "jane.doe@example.com refused");
        location.into()
    }
}

/// An answer of this status, media type and body.
pub fn respond(status: u16, media_type: &str, body: impl Into<String>) -> Fault {
    let answer = ScriptedAnswer::new(status).header("content-type", media_type);
    answer.body(body.into()).into()
}

/// The same with the header `Retry-After`.
pub fn respond_later(status: u16, seconds: &str, body: &str) -> Fault {
    let answer = ScriptedAnswer::new(status).header("retry-after", seconds);
    answer.body(body.to_owned()).into()
}

/// An error of RFC 6749.
pub fn refuse(error: &str) -> Fault {
    let body = serde_json::json!({"error": error, "error_description": "from the test"});
    respond(400, "application/json", body.to_string())
}

/// The error of the server behind the provider's addresses.
pub fn okta() -> Fault {
    let body = r#"{"errorCode":"E0000021","errorSummary":"Bad request.","errorLink":"E0000021",
        "errorId":"x","errorCauses":[]}"#;
    respond(400, "application/json", body)
}

pub fn huge() -> Fault {
    respond(400, "application/json", "x".repeat(10_000_000))
}

pub fn redirect() -> Fault {
    let answer = ScriptedAnswer::new(307);
    answer.header("location", "http://127.0.0.1:9/token").into()
}

/// Waits until `condition` is true.
pub async fn until<F: Future<Output = bool>>(condition: impl Fn() -> F) {
    while !condition().await {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The lines of an error and of all its sources.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let lines: Vec<_> = chain.map(ToString::to_string).collect();
    lines.join(": ")
}

/// A pair of tokens that belong together by their name.
pub fn pair(name: impl std::fmt::Display) -> Tokens {
    Tokens::new(format!("access-{name}")).with_refresh_token(format!("refresh-{name}"))
}

/// Seconds since 1970.
pub fn now() -> u64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

/// A store in memory that fails on demand.
#[derive(Clone, Default)]
pub struct FaultyStore {
    pub inner: MemoryStore,
    pub save_fails: Arc<AtomicBool>,
    pub save_panics: Arc<AtomicBool>,
    /// The pair in the store can be saved again, no other pair can.
    pub change_fails: Arc<AtomicBool>,
    pub change_panics: Arc<AtomicBool>,
    pub load_fails: Arc<AtomicBool>,
    pub has_no_lock: Arc<AtomicBool>,
    pub saves: Arc<AtomicUsize>,
}

impl FaultyStore {
    pub async fn holding(tokens: Tokens) -> Self {
        let store = Self::default();
        store.inner.save(&tokens).await.unwrap();
        store
    }

    /// The refresh token in the store.
    pub async fn refresh_token(&self) -> String {
        use secrecy::ExposeSecret;
        self.inner
            .load()
            .await
            .unwrap()
            .unwrap()
            .refresh_token()
            .unwrap()
            .expose_secret()
            .to_owned()
    }
}

impl TokenStore for FaultyStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        if self.load_fails.load(Ordering::SeqCst) {
            return Box::pin(async { Err("the disk is missing".into()) });
        }
        self.inner.load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async {
            self.saves.fetch_add(1, Ordering::SeqCst);
            assert!(!self.save_panics.load(Ordering::SeqCst), "the store panics");
            tokio::task::yield_now().await;
            let json = |tokens| serde_json::to_value(tokens).unwrap();
            let changes = self.inner.load().await?.map(json) != Some(json(tokens.clone()));
            let panics = changes && self.change_panics.load(Ordering::SeqCst);
            assert!(!panics, "the store panics");
            let fails = changes && self.change_fails.load(Ordering::SeqCst);
            match fails || self.save_fails.load(Ordering::SeqCst) {
                true => Err("the disk is full".into()),
                false => self.inner.save(tokens).await,
            }
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.inner.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        if self.has_no_lock.load(Ordering::SeqCst) {
            return Box::pin(async { Ok(StoreGuard::none()) });
        }
        self.inner.lock()
    }
}
