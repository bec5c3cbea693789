//! Partner tokens on paused time, with an HTTP client in memory.

use super::*;
use crate::auth::http_client::HttpResponse;
use secrecy::ExposeSecret;
use std::collections::VecDeque;
use std::sync::Mutex;
use tokio::time::Instant;

/// When each request was sent, and its path and form.
type Requests = Arc<Mutex<Vec<(u64, String)>>>;

/// A partner whose server returns prepared responses, and then tokens; and the requests.
fn partner(responses: Vec<HttpResponse>) -> (PartnerCredentials, Requests) {
    let queue = Mutex::new(VecDeque::from(responses));
    let requests = Arc::new(Mutex::new(vec![]));
    let (recorded, begin) = (requests.clone(), Instant::now());
    let mut partner = PartnerCredentials::new("id\n", " secret\r\n", "\tkey\n");
    partner.oauth = partner.oauth.with_http_client(Arc::new(move |request| {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let request = format!("{} {body}", request.uri().path());
        let mut requests = recorded.lock().unwrap();
        requests.push((begin.elapsed().as_secs(), request));
        let token = format!(r#"{{"access_token":"token-{}"}}"#, requests.len());
        let response = queue.lock().unwrap().pop_front();
        Box::pin(async move { Ok(response.unwrap_or(HttpResponse::new(200, token))) })
    }));
    (partner, requests)
}

fn times(requests: &Requests) -> Vec<u64> {
    requests.lock().unwrap().iter().map(|(at, _)| *at).collect()
}

fn busy(seconds: u64) -> HttpResponse {
    HttpResponse {
        retry_after: Some(Duration::from_secs(seconds)),
        ..HttpResponse::new(503, "")
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_fails_for_now_fails_no_call() {
    let (partner, requests) = partner(vec![
        HttpResponse::new(500, ""),
        HttpResponse::new(200, "<html>"),
    ]);
    let issued = partner.access_token().await.unwrap();
    assert_eq!(issued.secret().expose_secret(), "token-3");
    assert_eq!(times(&requests).len(), 3);

    let answers = vec![HttpResponse::new(401, r#"{"error":"invalid_client"}"#)];
    let (partner, requests) = self::partner(answers);
    let error = partner.access_token().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Refused);
    assert_eq!(times(&requests).len(), 1, "waiting does not help");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_server_asks_for_is_respected() {
    let (partner, requests) = partner(vec![busy(40), busy(30)]);
    partner.access_token().await.unwrap();
    assert_eq!(times(&requests), [0, 40, 70]);

    let (partner, requests) = self::partner(vec![busy(1800)]);
    let error = partner.access_token().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1800)));
    tokio::time::sleep(Duration::from_secs(1000)).await;
    let error = partner.clone().access_token().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(800)));
    assert!(error.is_retryable());
    tokio::time::sleep(Duration::from_secs(800)).await;
    partner.access_token().await.unwrap();
    assert_eq!(times(&requests), [0, 1800]);
}

#[tokio::test(start_paused = true)]
async fn a_valid_token_is_used_while_the_server_issues_no_other() {
    let token = |body: &str| HttpResponse::new(200, body);
    let mut answers = vec![token(r#"{"access_token":"first","expires_in":3600}"#)];
    answers.extend((0..200).map(|_| HttpResponse::new(503, "")));
    let (partner, requests) = partner(answers);
    partner.access_token().await.unwrap();
    tokio::time::sleep(Duration::from_secs(3200)).await;
    for _ in 0..300 {
        let issued = partner.access_token().await.unwrap();
        assert_eq!(issued.secret().expose_secret(), "first");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!((5..=20).contains(&times(&requests).len()), "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_token_only_if_they_request_the_same() {
    let (partner, requests) = partner(vec![]);
    let first = partner.access_token().await.unwrap();
    let same = partner.clone().access_token().await.unwrap();
    assert_eq!(
        same.secret().expose_secret(),
        first.secret().expose_secret()
    );

    let scoped = partner.clone().scopes([Scope::from("a")]);
    let elsewhere = Endpoints::default()
        .partner_token("https://elsewhere.example/token")
        .unwrap();
    let elsewhere = partner.clone().endpoints(elsewhere);
    for other in [&scoped, &elsewhere] {
        let other = other.access_token().await.unwrap();
        assert_ne!(
            other.secret().expose_secret(),
            first.secret().expose_secret()
        );
    }
    partner.access_token().await.unwrap();
    let bodies: Vec<String> = requests
        .lock()
        .unwrap()
        .iter()
        .map(|(_, request)| request.clone())
        .collect();
    assert_eq!(bodies.len(), 3);
    assert!(bodies[1].contains("scope=a"), "{bodies:?}");
    assert!(bodies[2].starts_with("/token "), "{bodies:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_replaced_a_refused_one_is_not_replaced_when_it_is_refused() {
    let (partner, requests) = partner(vec![]);
    let first = partner.access_token().await.unwrap();
    let second = partner.renew(&first).await.unwrap();
    assert_eq!(times(&requests).len(), 2);
    for _ in 0..5 {
        // Every call for the account is refused, whatever the token.
        let issued = partner.access_token().await.unwrap();
        assert_eq!(issued.generation, second.generation);
        let error = partner.renew(&issued).await.unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Refused);
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    // A call whose first token was refused gets the second.
    let late = partner.renew(&first).await.unwrap();
    assert_eq!(late.generation, second.generation);
    assert_eq!(times(&requests).len(), 2);
    // Later the token may be the cause after all.
    tokio::time::sleep(Duration::from_secs(300)).await;
    partner.renew(&second).await.unwrap();
    assert_eq!(times(&requests).len(), 3);
    // A token that replaced an expired one may be refused.
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let ordinary = partner.access_token().await.unwrap();
    partner.renew(&ordinary).await.unwrap();
    assert_eq!(times(&requests).len(), 5);
}

#[test]
fn white_space_around_secrets_is_dropped() {
    let partner = PartnerCredentials::new("id\n", " secret\r\n", "\u{FEFF}key\n");
    assert_eq!(partner.api_key().expose_secret(), "key");
}
