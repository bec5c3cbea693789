//! The strict authorization server on a loopback port, with faults that a test injects.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test server; each test file uses a part"
)]

pub mod disk;
#[cfg(target_os = "linux")]
pub mod file;
pub mod rules;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use constant_contact::BoxFuture;
use constant_contact::auth::{
    Endpoints, MemoryStore, OAuth, StoreGuard, StoreResult, TokenStore, Tokens,
};
use rules::{CLIENT_SECRET, CONFIDENTIAL, PUBLIC, REDIRECT, Reply, Request, Rules};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What fails in one POST.
#[derive(Clone, Debug)]
pub enum Fault {
    None,
    Slow(Duration),
    Response(u16, &'static str, &'static str),
    Okta,
    Huge,
    DropBefore,
    DropAfter,
    /// The request is carried out; half of the response arrives.
    Truncated,
    /// The request is carried out; the body is changed in transit.
    Altered(fn(Vec<u8>) -> Vec<u8>),
    /// As above, and the connection breaks after the body, before the declared length.
    AlteredAndCut(fn(Vec<u8>) -> Vec<u8>),
    Redirect,
}

#[derive(Default)]
struct Shared {
    rules: Mutex<Rules>,
    faults: Mutex<VecDeque<Fault>>,
    posts: AtomicUsize,
}

#[derive(Clone)]
pub struct Server {
    shared: Arc<Shared>,
    pub address: String,
}

impl Server {
    pub async fn start() -> Self {
        let shared = Arc::<Shared>::default();
        let this = shared.clone();
        let address = listen(move |stream| this.clone().serve(stream)).await;
        Self { shared, address }
    }

    pub fn rules(&self) -> MutexGuard<'_, Rules> {
        self.shared.rules.lock().unwrap()
    }

    pub fn inject(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared.faults.lock().unwrap().extend(faults);
    }

    pub fn clear_faults(&self) {
        self.shared.faults.lock().unwrap().clear();
    }

    pub fn posts(&self) -> usize {
        self.shared.posts.load(Ordering::SeqCst)
    }

    pub fn endpoints(&self) -> Endpoints {
        Endpoints::default()
            .authorize(&format!("{}/authorize", self.address))
            .and_then(|ends| ends.token(&format!("{}/token", self.address)))
            .and_then(|ends| ends.device(&format!("{}/device", self.address)))
            .and_then(|ends| ends.partner_token(&format!("{}/partner", self.address)))
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

    /// Tokens of a public application whose access token has expired.
    pub fn expired(&self) -> Tokens {
        let (access, refresh) = self.rules().seed(PUBLIC);
        self.rules().expire();
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
}

impl Shared {
    async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let Some(request) = read(&mut stream).await else {
            return;
        };
        let mut fault = Fault::None;
        if request.method == "POST" {
            self.posts.fetch_add(1, Ordering::SeqCst);
            fault = self
                .faults
                .lock()
                .unwrap()
                .pop_front()
                .unwrap_or(Fault::None);
        }
        let handle = || self.rules.lock().unwrap().handle(&request);
        let reply = match fault {
            Fault::None => handle(),
            Fault::Slow(time) => {
                tokio::time::sleep(time).await;
                handle()
            }
            Fault::Response(status, content_type, body) => Reply {
                status,
                content_type,
                location: None,
                body: body.as_bytes().to_vec(),
            },
            Fault::Okta => rules::okta(400),
            Fault::Huge => Reply {
                status: 400,
                content_type: "application/json",
                location: None,
                body: vec![b'x'; 10_000_000],
            },
            Fault::DropBefore => return,
            Fault::DropAfter => {
                handle();
                return;
            }
            Fault::Truncated => {
                let reply = handle();
                let bytes = encode(&reply);
                stream
                    .write_all(&bytes[..bytes.len() - reply.body.len() / 2])
                    .await
                    .ok();
                return;
            }
            Fault::Altered(change) => {
                let mut reply = handle();
                reply.body = change(reply.body);
                reply
            }
            Fault::AlteredAndCut(change) => {
                let mut reply = handle();
                reply.body = change(reply.body);
                reply.body.extend([b' '; 100]);
                let bytes = encode(&reply);
                stream.write_all(&bytes[..bytes.len() - 100]).await.ok();
                return;
            }
            Fault::Redirect => Reply {
                status: 307,
                content_type: "text/html",
                location: Some("http://127.0.0.1:9/token".into()),
                body: vec![],
            },
        };
        stream.write_all(&encode(&reply)).await.ok();
        stream.shutdown().await.ok();
    }
}

/// Serves each connection to a port of this machine; returns the URL.
pub async fn listen<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    url
}

/// The client id in the `Authorization` header of a request.
pub fn client_id(request: &Request) -> String {
    let basic = request.authorization.as_deref().unwrap();
    let basic = BASE64_STANDARD.decode(basic.strip_prefix("Basic ").unwrap());
    let basic = String::from_utf8(basic.unwrap()).unwrap();
    basic.split_once(':').unwrap().0.to_owned()
}

/// The number of the pair whose refresh token is in a request.
pub fn spent_pair(request: &Request) -> u64 {
    let form = std::str::from_utf8(&request.body).unwrap();
    let mut fields = form.split('&');
    let number = fields.find_map(|field| field.strip_prefix("refresh_token=refresh-"));
    number.unwrap().parse().unwrap()
}

/// The response with the pair of this number.
pub fn grant(number: u64) -> Reply {
    rules::json(
        200,
        serde_json::json!({
            "access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}"),
            "token_type": "Bearer", "expires_in": 86_400,
        }),
    )
}

pub fn encode(reply: &Reply) -> Vec<u8> {
    let location = reply
        .location
        .as_ref()
        .map(|at| format!("Location: {at}\r\n"))
        .unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {} X\r\nContent-Type: {}\r\nContent-Length: {}\r\n{location}Connection: close\r\n\r\n",
        reply.status,
        reply.content_type,
        reply.body.len()
    );
    [head.into_bytes(), reply.body.clone()].concat()
}

pub async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
            let header = |name: &str| {
                head.lines()
                    .skip(1)
                    .filter_map(|line| line.split_once(": "))
                    .find(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.to_owned())
            };
            let length = header("content-length")
                .and_then(|length| length.parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                let mut words = head.lines().next()?.split(' ');
                return Some(Request {
                    method: words.next()?.to_owned(),
                    target: words.next()?.to_owned(),
                    authorization: header("authorization"),
                    content_type: header("content-type"),
                    body: bytes[end + 4..end + 4 + length].to_vec(),
                });
            }
        }
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend(&part[..count]),
        }
    }
}

/// Waits until `condition` is true.
pub async fn until<F: Future<Output = bool>>(condition: impl Fn() -> F) {
    while !condition().await {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A pair of tokens that belong together by their name.
/// The lines of an error and of all its sources.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let lines: Vec<_> = chain.map(ToString::to_string).collect();
    lines.join(": ")
}

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
