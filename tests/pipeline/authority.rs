//! An API and its authorization server, on one port.
//!
//! Refresh tokens rotate and are valid once. Only the newest access token is valid, until the test ends it.

use crate::scripted::{answering, fine, json, refuse, reply};
use constant_contact::auth::{
    Endpoints, MemoryStore, OAuth, Previous, Session, TokenStore, Tokens,
};
use constant_contact_sandbox::{Contents, Fault, Sandbox};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, UNIX_EPOCH};

/// What the API does with a call whose token is valid, given its number among these.
type Serve = dyn Fn(&Contents, u64) -> Fault + Send;

struct State {
    serve: Box<Serve>,
    /// How many requests reached the token endpoint, and how many the rest of the API.
    token_requests: u64,
    calls: u64,
    /// How many calls had a valid token.
    accepted: u64,
    /// How many calls an access token is valid for, if there is a limit.
    life: Option<u64>,
    /// How many the newest one has served.
    served: u64,
    /// Which pair is the newest.
    pair: u64,
    /// Whether its access token has ended.
    ended: bool,
    refreshes: u64,
    /// Refresh tokens that were sent again after they were used.
    reuses: u64,
    /// What the API refuses whatever the token.
    refusing: bool,
    revoked: bool,
    delay: Duration,
    /// For how long after its issue a token is refused, by a clock that is behind.
    behind: Duration,
    issued: Instant,
    /// What goes wrong with the next token requests.
    faults: Vec<Fault>,
}

impl State {
    fn token(&mut self, request: &Contents) -> Fault {
        self.token_requests += 1;
        if !self.faults.is_empty() {
            return self.faults.remove(0);
        }
        let newest = format!("refresh_token=refresh-secret-{}", self.pair);
        let good = request.text().split('&').any(|field| field == newest);
        if !good || self.revoked {
            self.reuses += u64::from(!good);
            return json(400, r#"{"error": "invalid_grant"}"#);
        }
        self.pair += 1;
        self.refreshes += 1;
        (self.ended, self.served) = (false, 0);
        self.issued = Instant::now();
        let body = format!(
            r#"{{"access_token": "access-secret-{0}", "refresh_token": "refresh-secret-{0}",
                "token_type": "Bearer", "expires_in": 86400}}"#,
            self.pair
        );
        Fault::Answer(reply(200, "application/json", body).delayed(self.delay))
    }

    fn api(&mut self, request: &Contents) -> Fault {
        self.calls += 1;
        let newest = format!("access-secret-{}", self.pair);
        let good = request.bearer_token() == Some(&*newest);
        let is_early = self.issued.elapsed() < self.behind;
        if !good || self.ended || self.refusing || is_early {
            return refuse(401, "unauthorized");
        }
        (self.accepted, self.served) = (self.accepted + 1, self.served + 1);
        self.ended = self.life == Some(self.served);
        (self.serve)(request, self.accepted - 1)
    }
}

#[derive(Clone)]
pub struct Authority {
    state: Arc<Mutex<State>>,
    server: Arc<Sandbox>,
}

impl Authority {
    pub async fn start() -> Self {
        Self::before(|_, _| fine()).await
    }

    /// Passes calls to `serve` if their token is valid.
    pub async fn before(serve: impl Fn(&Contents, u64) -> Fault + Send + 'static) -> Self {
        let state = Arc::new(Mutex::new(State {
            serve: Box::new(serve),
            token_requests: 0,
            calls: 0,
            accepted: 0,
            life: None,
            served: 0,
            pair: 0,
            ended: false,
            refreshes: 0,
            reuses: 0,
            refusing: false,
            revoked: false,
            delay: Duration::ZERO,
            behind: Duration::ZERO,
            issued: Instant::now(),
            faults: Vec::new(),
        }));
        let shared = state.clone();
        let server = answering(move |request, _| {
            let mut state = shared.lock().unwrap();
            match request.target.as_str() {
                "/token" => state.token(request),
                _ => state.api(request),
            }
        })
        .await;
        let server = Arc::new(server);
        Self { state, server }
    }

    pub fn server(&self) -> &Sandbox {
        &self.server
    }

    pub fn url(&self, path: &str) -> String {
        self.server.url(path)
    }

    pub fn oauth(&self) -> OAuth {
        let endpoints = Endpoints::default().token(&self.url("/token")).unwrap();
        OAuth::confidential("app", "client-secret-0815")
            .endpoints(endpoints)
            .token_interval(Duration::ZERO)
    }

    /// The newest tokens, in the form of a file.
    pub fn tokens(&self) -> Tokens {
        let pair = self.state.lock().unwrap().pair;
        Tokens::new(format!("access-secret-{pair}"))
            .with_refresh_token(format!("refresh-secret-{pair}"))
    }

    /// A session whose access token is valid.
    pub async fn session(&self) -> Session {
        let store = MemoryStore::default();
        store.save(Previous::Any, &self.tokens()).await.unwrap();
        Session::new(self.oauth(), store)
    }

    /// A session whose access token has expired, by its own expiry.
    pub async fn expired_session(&self) -> Session {
        self.end_access();
        let store = MemoryStore::default();
        let tokens = self.tokens().with_expires_at(UNIX_EPOCH);
        store.save(Previous::Any, &tokens).await.unwrap();
        Session::new(self.oauth(), store)
    }

    /// Ends the access token without notice.
    pub fn end_access(&self) {
        self.state.lock().unwrap().ended = true;
    }

    /// Ends each further access token after this number of calls.
    pub fn end_access_after(&self, calls: u64) {
        self.state.lock().unwrap().life = Some(calls);
    }

    /// Ends the grant: no refresh token is valid.
    pub fn revoke(&self) {
        let mut state = self.state.lock().unwrap();
        (state.ended, state.revoked) = (true, true);
    }

    /// Refuses all further calls, with any token.
    pub fn refuse_all(&self) {
        self.state.lock().unwrap().refusing = true;
    }

    pub fn answer_after(&self, delay: Duration) {
        self.state.lock().unwrap().delay = delay;
    }

    /// Lets the clock of the API be behind that of the token endpoint.
    pub fn clock_behind(&self, time: Duration) {
        self.state.lock().unwrap().behind = time;
    }

    pub fn next_token_requests(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults.extend(faults);
    }

    pub fn refreshes(&self) -> u64 {
        self.state.lock().unwrap().refreshes
    }

    pub fn token_requests(&self) -> u64 {
        self.state.lock().unwrap().token_requests
    }

    pub fn reuses(&self) -> u64 {
        self.state.lock().unwrap().reuses
    }

    /// How many calls had a valid token.
    pub fn accepted(&self) -> u64 {
        self.state.lock().unwrap().accepted
    }

    /// How many requests reached the API.
    pub fn calls(&self) -> u64 {
        self.state.lock().unwrap().calls
    }
}
