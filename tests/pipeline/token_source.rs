//! Calls with tokens from a source of the application, and clients that share everything except their credentials.

use crate::authority::Authority;
use crate::calls::{Turns, Verb, builder};
use crate::scripted::{Scripted, answering, fine, refuse};
use crate::time::{Stopped, becomes};
use constant_contact::auth::{
    AccessToken, AuthErrorKind, ExposeSecret, PartnerCredentials, TokenSource,
};
use constant_contact::{BoxError, BoxFuture, Client, ErrorKind, Unlimited};
use constant_contact_sandbox::Sandbox;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// A service that issues `token-1`, `token-2`, … when the test permits it.
#[derive(Clone)]
struct Service {
    asked: Arc<AtomicUsize>,
    permits: Arc<Semaphore>,
}

impl Service {
    fn new(permits: usize) -> Self {
        Self {
            asked: Arc::default(),
            permits: Arc::new(Semaphore::new(permits)),
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    async fn was_asked(&self, times: usize) {
        becomes(|| self.asked() >= times).await;
    }
}

impl TokenSource for Service {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            self.permits.acquire().await?.forget();
            Ok(AccessToken::new(format!("token-{number}")))
        })
    }
}

/// A server that accepts one token only.
async fn accepting(token: &'static str) -> Sandbox {
    answering(
        move |request, _| match request.bearer_token() == Some(token) {
            true => fine(),
            false => refuse(401, "unauthorized"),
        },
    )
    .await
}

fn client(server: &Sandbox, source: impl TokenSource) -> Client {
    let client = builder(server.url("/v3")).credentials(source);
    client.rate_limiter(Unlimited).build().unwrap()
}

#[tokio::test]
async fn fifty_refused_calls_renew_the_token_of_a_source_once() {
    let server = accepting("token-2").await;
    let service = Service::new(10);
    let client = client(&server, service.clone());
    let mut calls = JoinSet::new();
    for call in 0..50 {
        let client = client.clone();
        calls.spawn(async move {
            Verb::METHODS[call % Verb::METHODS.len()]
                .call(&client)
                .await
        });
    }
    for result in calls.join_all().await {
        result.unwrap();
    }
    assert_eq!(service.asked(), 2, "one token, and its successor");
}

struct Broken;

impl TokenSource for Broken {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async { Err(std::io::Error::other("no route to the vault").into()) })
    }
}

#[tokio::test]
async fn a_failing_source_fails_the_call_and_nothing_is_sent() {
    let server = accepting("any").await;
    let turns = Turns::default();
    let client = builder(server.url("/v3"))
        .credentials(Broken)
        .rate_limiter(turns.clone())
        .build()
        .unwrap();
    let error = Verb::Post.call(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authorization);
    let cause = error.authorization().unwrap();
    assert_eq!(cause.kind(), AuthErrorKind::TokenSource);
    assert!(error.find_source::<std::io::Error>().is_some());
    assert!(!error.is_ambiguous() && !error.needs_authorization());
    assert_eq!(
        (error.attempts(), server.request_count(), turns.taken()),
        (0, 0, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_of_a_call_ends_the_wait_for_a_source() {
    let _stopped = Stopped::new();
    let limit = Duration::from_secs(10);
    let server = accepting("token-1").await;
    let service = Service::new(0);
    let client = client(&server, service.clone());
    let hurried = client.with_call_timeout(limit);
    let up = async {
        service.was_asked(1).await;
        tokio::time::advance(limit).await;
    };
    let error = tokio::join!(Verb::Post.call(&hurried), up).0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_retryable() && !error.is_ambiguous(), "{error:?}");
    // When the source answers later, the next call has its token.
    service.permits.add_permits(1);
    Verb::Post.call(&client).await.unwrap();
    assert_eq!((service.asked(), server.request_count()), (1, 1));
}

#[tokio::test]
async fn a_dropped_call_does_not_interrupt_the_fetch_that_it_started() {
    let server = accepting("token-1").await;
    let service = Service::new(0);
    let client = client(&server, service.clone());
    let first = tokio::spawn({
        let client = client.clone();
        async move { Verb::Get.call(&client).await }
    });
    service.was_asked(1).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let others = [(); 10].map(|()| {
        let client = client.clone();
        tokio::spawn(async move { Verb::Get.call(&client).await })
    });
    service.permits.add_permits(1);
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(service.asked(), 1);
}

/// A source that issues one token.
struct Fixed(String);

impl TokenSource for Fixed {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async { Ok(AccessToken::new(self.0.clone())) })
    }
}

#[tokio::test]
async fn a_thousand_derived_clients_share_connections_and_pacing_and_send_their_own_tokens() {
    let server = answering(|_, _| fine()).await;
    let turns = Turns::default();
    let base = builder(server.url("/v3"))
        .access_token("base")
        .rate_limiter(turns.clone())
        .build()
        .unwrap();
    let clients: Vec<Client> = (0..1000)
        .map(|account| base.with_credentials(Fixed(format!("account-{account}"))))
        .collect();
    for client in &clients {
        Verb::Get.call(client).await.unwrap();
    }
    Verb::Get.call(&base).await.unwrap();
    let tokens: Vec<String> = server
        .received()
        .iter()
        .map(|request| request.bearer_token().unwrap().to_owned())
        .collect();
    let mut expected: Vec<String> = (0..1000)
        .map(|account| format!("account-{account}"))
        .collect();
    expected.push("base".to_owned());
    assert_eq!(tokens, expected);
    assert_eq!(server.connections(), 1);
    assert_eq!(turns.taken(), 1001);
}

#[tokio::test]
async fn a_client_with_another_session_keeps_everything_else() {
    let authority = Authority::start().await;
    let turns = Turns::default();
    let base = builder(authority.url("/v3"))
        .access_token("refused")
        .rate_limiter(turns.clone())
        .build()
        .unwrap()
        .with_call_timeout(Duration::from_secs(60));
    let session = authority.session().await;
    let client = base.with_session(session.clone());
    authority.end_access();
    Verb::Get.call(&client).await.unwrap();
    assert_eq!((authority.refreshes(), turns.taken()), (1, 2));
    let newest = session.access_token().await.unwrap();
    let last = authority.server().received().pop().unwrap();
    let newest = newest.secret().expose_secret();
    assert_eq!(last.bearer_token(), Some(newest));
    assert!(Verb::Get.call(&base).await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn other_credentials_end_the_calls_on_behalf_of_an_account() {
    let server = answering(|_, _| fine()).await;
    let partner = builder(server.url("/v3"))
        .partner(PartnerCredentials::new("partner", "secret", "key"))
        .rate_limiter(Unlimited)
        .build()
        .unwrap();
    let client = partner
        .on_behalf_of("managed")
        .with_credentials(Fixed("own".to_owned()));
    Verb::Get.call(&client).await.unwrap();
    let requests = server.received();
    let [request] = requests.as_slice() else {
        panic!("{} requests", requests.len());
    };
    assert_eq!(
        (request.bearer_token(), request.header("x-api-key")),
        (Some("own"), None)
    );
    assert!(!request.target.contains("partner"), "{}", request.target);
}
