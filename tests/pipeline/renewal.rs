//! Calls whose token has expired: one renewal for all calls that wait, one retry for each call, and the error
//! if there is no new token.

use crate::authority::Authority;
use crate::calls::{Verb, builder, quick};
use crate::scripted::{Scripted, answering, json, refuse};
use crate::time::Stopped;
use constant_contact::auth::{Endpoints, FileStore, MemoryStore, Previous, Session, TokenStore};
use constant_contact::{
    BoxFuture, Client, CsvSource, ErrorKind, LimitError, Permit, RateLimiter, RetryPolicy,
    Unlimited,
};
use constant_contact_sandbox::Fault;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use tokio::task::JoinSet;

fn client(authority: &Authority, session: Session) -> Client {
    let client = builder(authority.url("/v3")).session(session);
    client.rate_limiter(Unlimited).build().unwrap()
}

/// Calls of every method at once; each has to succeed.
async fn many(client: &Client, count: usize) {
    let mut set = JoinSet::new();
    for call in 0..count {
        let client = client.clone();
        set.spawn(async move {
            Verb::METHODS[call % Verb::METHODS.len()]
                .call(&client)
                .await
        });
    }
    for result in set.join_all().await {
        result.unwrap();
    }
}

/// Limits the concurrent requests, so that there are enough file descriptors for their connections.
struct Few {
    authority: Authority,
    granted: AtomicU64,
}

impl RateLimiter for Few {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            while self.granted.load(Ordering::SeqCst) > self.authority.calls() + 50 {
                tokio::task::yield_now().await;
            }
            self.granted.fetch_add(1, Ordering::SeqCst);
            Ok::<_, LimitError>(Permit::new())
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_with_an_expired_token_share_one_renewal() {
    let authority = Authority::start().await;
    authority.answer_after(Duration::from_millis(50));
    let session = authority.expired_session().await;
    let limiter = Few {
        authority: authority.clone(),
        granted: AtomicU64::new(0),
    };
    let client = builder(authority.url("/v3"))
        .session(session)
        .rate_limiter(limiter)
        .build()
        .unwrap();
    many(&client, 1000).await;
    assert_eq!(authority.refreshes(), 1);
    assert_eq!((authority.calls(), authority.reuses()), (1000, 0));
}

#[tokio::test]
async fn a_token_that_ends_without_notice_is_renewed_once_and_each_call_is_retried_once() {
    let authority = Authority::start().await;
    let client = client(&authority, authority.session().await);
    many(&client, 10).await;
    for round in 1..=5 {
        authority.end_access();
        let before = authority.calls();
        many(&client, 40).await;
        assert_eq!(authority.refreshes(), round, "one renewal each time");
        assert_eq!(authority.reuses(), 0);
        let sent = authority.calls() - before;
        assert!((41..=80).contains(&sent), "{sent} requests for 40 calls");
    }
}

#[tokio::test]
async fn a_refused_request_of_any_method_is_sent_again_completely_with_the_new_token() {
    for verb in Verb::METHODS {
        let authority = Authority::start().await;
        let client = client(&authority, authority.session().await);
        authority.end_access();
        verb.call(&client).await.unwrap();
        let requests = authority.server().received();
        let [refused, _, replayed] = requests.as_slice() else {
            panic!("{verb:?}: {} requests", requests.len());
        };
        assert_eq!(refused.bearer_token(), Some("access-secret-0"));
        assert_eq!(replayed.bearer_token(), Some("access-secret-1"));
        assert_eq!(refused.body, replayed.body);
        assert_eq!(refused.target, replayed.target);
    }
}

#[tokio::test]
async fn a_refused_upload_is_sent_again_completely() {
    let authority = Authority::start().await;
    let client = client(&authority, authority.session().await);
    authority.end_access();
    let csv = format!("email\n{}", "jane@example.com\n".repeat(10_000));
    let import = client.import_csv(CsvSource::bytes(csv.clone()), ["1"]);
    // The server names no job, which is another error; this test checks the request.
    let import = import
        .resend_after(Duration::ZERO)
        .listing_timeout(Duration::ZERO);
    assert!(import.send().await.is_err());
    let uploads: Vec<_> = authority
        .server()
        .received()
        .into_iter()
        .filter(|request| request.target.ends_with("contacts_file_import"))
        .collect();
    assert_eq!(uploads.len(), 2);
    for upload in uploads {
        assert!(upload.text().contains(&csv), "{} bytes", upload.body.len());
    }
}

#[tokio::test]
async fn a_call_that_is_refused_with_the_new_token_too_is_sent_twice() {
    let authority = Authority::start().await;
    let client = client(&authority, authority.session().await);
    authority.refuse_all();
    let error = Verb::Post.call(&client).await.unwrap_err();
    assert_eq!((authority.calls(), authority.refreshes()), (2, 1));
    assert!(error.is_unauthorized() && !error.is_retryable() && !error.is_ambiguous());
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn a_new_token_that_is_refused_for_a_moment_fails_no_call() {
    let interval = Duration::from_millis(100);
    for known in [true, false] {
        let authority = Authority::start().await;
        let store = MemoryStore::default();
        let ends = SystemTime::now() + Duration::from_secs(if known { 0 } else { 80_000 });
        let tokens = authority.tokens().with_expires_at(ends);
        store.save(Previous::Any, &tokens).await.unwrap();
        let oauth = authority.oauth().token_interval(interval);
        let client = client(&authority, Session::new(oauth, store));
        authority.end_access();
        authority.clock_behind(interval * 2);
        many(&client, 20).await;
        assert_eq!((authority.refreshes(), authority.reuses()), (1, 0));

        // If it is refused for longer, the call fails, and no further refresh token is used.
        authority.clock_behind(interval * 1000);
        let error = Verb::Post.call(&client).await.unwrap_err();
        assert!(error.is_unauthorized(), "{error:?}");
        assert_eq!(authority.refreshes(), 1);
    }
}

#[tokio::test]
async fn after_the_end_of_the_grant_a_person_has_to_authorise_again() {
    let authority = Authority::start().await;
    let client = client(&authority, authority.session().await);
    authority.revoke();
    let error = Verb::Get.call(&client).await.unwrap_err();
    assert!(
        error.is_unauthorized() && error.needs_authorization(),
        "{error:?}"
    );
    assert!(!error.is_retryable());
    assert_eq!((authority.calls(), error.attempts()), (1, 1));

    let known = builder(authority.url(""))
        .session(authority.expired_session().await)
        .build()
        .unwrap();
    let error = Verb::Get.call(&known).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NeedsAuthorization);
    assert!(error.needs_authorization(), "{error:?}");
    assert_eq!((authority.calls(), error.attempts()), (1, 0), "not sent");
}

#[tokio::test]
async fn a_token_endpoint_that_is_down_fails_the_call_and_not_the_session() {
    for fault in [
        json(503, ""),
        Fault::LostAnswer,
        json(200, "{\"access_token\":"),
    ] {
        let authority = Authority::start().await;
        let client = client(&authority, authority.session().await);
        authority.end_access();
        authority.next_token_requests(vec![fault; 3]);
        let error = Verb::Post.call(&client).await.unwrap_err();
        assert!(error.is_unauthorized() && error.is_retryable(), "{error:?}");
        assert!(!error.needs_authorization() && !error.is_ambiguous());
        Verb::Post.call(&client).await.unwrap();
        assert_eq!((authority.refreshes(), authority.calls()), (1, 3));
    }
}

#[tokio::test]
async fn without_retries_a_refused_call_fails_and_the_next_one_has_a_new_token() {
    let authority = Authority::start().await;
    let client = client(&authority, authority.session().await).with_retry(RetryPolicy::none());
    authority.end_access();
    let error = Verb::Get.call(&client).await.unwrap_err();
    assert!(error.is_unauthorized() && error.is_retryable(), "{error:?}");
    assert_eq!(authority.calls(), 1);
    Verb::Get.call(&client).await.unwrap();
    assert_eq!((authority.calls(), authority.refreshes()), (2, 1));
}

#[tokio::test]
async fn a_lost_post_whose_repetition_finds_no_token_stays_ambiguous() {
    let server = answering(|request, number| match (request.target.as_str(), number) {
        ("/token", _) => json(400, r#"{"error": "invalid_grant"}"#),
        (_, 0) => Fault::LostAnswer,
        _ => refuse(401, "unauthorized"),
    })
    .await;
    let authority = Authority::start().await;
    let oauth = authority
        .oauth()
        .endpoints(Endpoints::default().token(&server.url("/token")).unwrap());
    let store = MemoryStore::default();
    store
        .save(Previous::Any, &authority.tokens())
        .await
        .unwrap();
    let client = builder(server.url(""))
        .session(Session::new(oauth, store))
        .retry(quick().retry_ambiguous(true))
        .build()
        .unwrap();
    let error = Verb::Post.call(&client).await.unwrap_err();
    assert!(error.is_ambiguous() && error.is_unauthorized(), "{error:?}");
    assert!(error.needs_authorization());
}

#[tokio::test]
async fn only_one_of_two_clients_over_one_file_renews() {
    let authority = Authority::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    FileStore::new(&file)
        .save(Previous::Any, &authority.tokens())
        .await
        .unwrap();
    let open = || {
        client(
            &authority,
            Session::new(authority.oauth(), FileStore::new(&file)),
        )
    };
    let (first, second) = (open(), open());
    for expiry in 1..=10 {
        authority.end_access();
        tokio::join!(many(&first, 10), many(&second, 10));
        assert_eq!(authority.refreshes(), expiry);
        assert_eq!(authority.reuses(), 0, "no refresh token was used twice");
    }
    let stored = FileStore::new(&file).load().await.unwrap().unwrap();
    let newest = authority.tokens();
    let json = |tokens| serde_json::to_value(tokens).unwrap();
    let (stored, newest) = (json(stored), json(newest));
    assert_eq!(stored["refresh_token"], newest["refresh_token"]);
    assert_eq!(stored["access_token"], newest["access_token"]);
}

#[tokio::test]
async fn tokens_with_a_wrong_expiry_cause_one_renewal_at_most() {
    let years = Duration::from_secs(10 * 365 * 86_400);
    for (ends, refreshes) in [
        (SystemTime::now() - years, 1), // the clock that wrote them was behind, or ours is ahead
        (SystemTime::now() + years, 0), // conversely: good until refused
    ] {
        let authority = Authority::start().await;
        let store = MemoryStore::default();
        let tokens = authority.tokens().with_expires_at(ends);
        store.save(Previous::Any, &tokens).await.unwrap();
        let client = client(&authority, Session::new(authority.oauth(), store));
        many(&client, 20).await;
        many(&client, 20).await;
        assert_eq!(authority.refreshes(), refreshes);
        authority.end_access();
        many(&client, 20).await;
        assert_eq!(authority.refreshes(), refreshes + 1);
        assert_eq!(authority.reuses(), 0);
    }
}

/// Here the monotonic clock advances by a day while the wall clock stays the same: to the library,
/// the wall clock has jumped back by a day.
#[tokio::test(start_paused = true)]
async fn a_wall_clock_that_jumps_back_does_not_extend_the_lifetime_of_a_token() {
    let stopped = Stopped::new();
    let authority = Authority::start().await;
    let client = client(&authority, authority.expired_session().await);
    for day in 1..=3 {
        stopped.run(|| true, many(&client, 10)).await;
        assert_eq!(authority.refreshes(), day);
        assert_eq!(authority.calls(), 10 * day, "none was refused");
        authority.end_access();
        tokio::time::advance(Duration::from_secs(86_400)).await;
    }
    assert_eq!(authority.reuses(), 0);
}
