//! Sources of tokens on paused time.

use super::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::time::sleep;

type Answer = Box<dyn Fn(usize) -> Result<AccessToken, BoxError> + Send + Sync>;

/// Answers after this time with the number of the request, and counts the requests.
struct Scripted {
    after: Duration,
    answer: Answer,
    asked: Arc<AtomicUsize>,
    rejected: Arc<Mutex<Vec<String>>>,
}

impl TokenSource for Scripted {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(async move {
            sleep(self.after).await;
            (self.answer)(number)
        })
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, BoxError>> {
        let rejected = rejected.secret().expose_secret().to_owned();
        self.rejected.lock().unwrap().push(rejected);
        self.access_token()
    }
}

struct Fixture {
    credentials: Credentials,
    asked: Arc<AtomicUsize>,
    rejected: Arc<Mutex<Vec<String>>>,
}

impl Fixture {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn scripted(
    after: u64,
    answer: impl Fn(usize) -> Result<AccessToken, BoxError> + Send + Sync + 'static,
) -> Fixture {
    let (asked, rejected) = (Arc::default(), Arc::default());
    let source = Scripted {
        after: Duration::from_secs(after),
        answer: Box::new(answer),
        asked: Arc::clone(&asked),
        rejected: Arc::clone(&rejected),
    };
    Fixture {
        credentials: source.into(),
        asked,
        rejected,
    }
}

fn numbered(number: usize) -> Result<AccessToken, BoxError> {
    Ok(AccessToken::new(format!(" Bearer token-{number}\n")))
}

fn secret(token: &AccessToken) -> &str {
    token.secret().expose_secret()
}

#[tokio::test(start_paused = true)]
async fn fifty_calls_ask_the_source_once_for_a_token_and_once_after_a_401() {
    let fixture = scripted(1, numbered);
    for round in 1..=3 {
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let credentials = fixture.credentials.clone();
                tokio::spawn(async move { credentials.access_token().await })
            })
            .collect();
        let mut tokens = vec![];
        for call in calls {
            tokens.push(call.await.unwrap().unwrap());
        }
        let expected = format!("token-{round}");
        assert!(tokens.iter().all(|token| secret(token) == expected));
        let renewed = tokens.iter().map(|token| {
            let (credentials, token) = (fixture.credentials.clone(), token.clone());
            tokio::spawn(async move { credentials.renew(&token).await })
        });
        for renewed in renewed.collect::<Vec<_>>() {
            let expected = format!("token-{}", round + 1);
            assert_eq!(secret(&renewed.await.unwrap().unwrap()), expected);
        }
        assert_eq!(fixture.asked(), round + 1);
    }
    let rejected = fixture.rejected.lock().unwrap().clone();
    assert_eq!(rejected, ["token-1", "token-2", "token-3"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_replaced_before_it_expires_and_nobody_waits() {
    let hour = Duration::from_secs(3600);
    let begun = Instant::now();
    let wall = SystemTime::now();
    let fixture = scripted(1, move |number| {
        let expires_at = wall + begun.elapsed() + hour;
        Ok(numbered(number)?.with_expires_at(expires_at))
    });
    let token = fixture.credentials.access_token().await.unwrap();
    assert!(token.expires_at().is_some());
    sleep(hour - Duration::from_secs(500)).await;
    fixture.credentials.access_token().await.unwrap();
    assert_eq!(fixture.asked(), 1);
    sleep(Duration::from_secs(250)).await;
    let before = Instant::now();
    let due = fixture.credentials.access_token().await.unwrap();
    assert_eq!(
        (secret(&due), before.elapsed()),
        ("token-1", Duration::ZERO)
    );
    sleep(Duration::from_secs(2)).await;
    let next = fixture.credentials.access_token().await.unwrap();
    assert_eq!((secret(&next), fixture.asked()), ("token-2", 2));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_has_no_newer_token_yet_is_not_asked_all_the_time() {
    let expires_at = SystemTime::now() + Duration::from_secs(3600);
    let fixture = scripted(0, move |_| {
        Ok(AccessToken::new("the same").with_expires_at(expires_at))
    });
    fixture.credentials.access_token().await.unwrap();
    sleep(Duration::from_secs(3200)).await;
    for _ in 0..300 {
        fixture.credentials.access_token().await.unwrap();
        sleep(Duration::from_secs(1)).await;
    }
    // The wall clock has not moved: to the source, the token is valid for an hour.
    assert!((1..=3).contains(&fixture.asked()), "{}", fixture.asked());
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_source_keeps_its_cause_and_the_kind_that_it_says() {
    let io = || std::io::Error::other("no route to the vault");
    let table: [(Answer, AuthErrorKind, usize); 7] = [
        (
            Box::new(move |_| Err(io().into())),
            AuthErrorKind::TokenSource,
            1,
        ),
        (
            Box::new(move |_| Err(AuthError::from_source(AuthErrorKind::Unavailable, io()).into())),
            AuthErrorKind::Unavailable,
            3,
        ),
        (
            Box::new(|_| Err(AuthError::needs_new_grant("the customer has left").into())),
            AuthErrorKind::NeedsAuthorization,
            1,
        ),
        (
            Box::new(|_| panic!("as a test")),
            AuthErrorKind::TokenSource,
            1,
        ),
        (
            Box::new(|_| Ok(AccessToken::new("Bearer "))),
            AuthErrorKind::TokenSource,
            1,
        ),
        (
            Box::new(|_| {
                let past = SystemTime::now() - Duration::from_secs(1);
                Ok(AccessToken::new("secret-0815").with_expires_at(past))
            }),
            AuthErrorKind::TokenSource,
            1,
        ),
        (
            Box::new(|_| Err(AuthError::from_source(AuthErrorKind::Refused, "no").into())),
            AuthErrorKind::Refused,
            1,
        ),
    ];
    for (number, (answer, kind, asked)) in table.into_iter().enumerate() {
        let fixture = scripted(0, answer);
        let error = fixture.credentials.access_token().await.unwrap_err();
        assert_eq!(
            (error.kind(), fixture.asked()),
            (kind, asked),
            "line {number}"
        );
        let printed = format!("{error} {error:?} {:?}", fixture.credentials);
        assert!(!printed.contains("0815"), "{printed}");
        // The next call asks again.
        fixture.credentials.access_token().await.unwrap_err();
        assert_eq!(fixture.asked(), 2 * asked, "line {number}");
    }
    let fixture = scripted(0, move |_| Err(io().into()));
    let error = fixture.credentials.access_token().await.unwrap_err();
    let error = crate::Error::from(error);
    assert!(error.find_source::<std::io::Error>().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_same_token_after_a_401_is_no_new_one() {
    let fixture = scripted(0, |_| Ok(AccessToken::new("the same")));
    let token = fixture.credentials.access_token().await.unwrap();
    let error = fixture.credentials.renew(&token).await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Refused);
    assert_eq!(fixture.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_leaves_the_fetch_to_the_others() {
    let fixture = scripted(10, numbered);
    let first = {
        let credentials = fixture.credentials.clone();
        tokio::spawn(async move { credentials.access_token().await })
    };
    sleep(Duration::from_secs(1)).await;
    let others: Vec<_> = (0..10)
        .map(|_| {
            let credentials = fixture.credentials.clone();
            tokio::spawn(async move { credentials.access_token().await })
        })
        .collect();
    tokio::task::yield_now().await;
    first.abort();
    for other in others {
        assert_eq!(secret(&other.await.unwrap().unwrap()), "token-1");
    }
    assert_eq!(fixture.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_is_given_up_and_asked_again() {
    let fixture = scripted(10_000, numbered);
    let begun = Instant::now();
    let error = fixture.credentials.access_token().await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(60));
    assert_eq!(error.kind(), AuthErrorKind::TokenSource);
    fixture.credentials.access_token().await.unwrap_err();
    assert_eq!(fixture.asked(), 2);
}
