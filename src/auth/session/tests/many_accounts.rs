//! Ten thousand accounts of one application on paused time.

use super::*;
use futures_util::FutureExt;
use std::collections::HashMap;

const ACCOUNTS: usize = 10_000;
const DAYS: u64 = 3;
const MINUTE: Duration = Duration::from_secs(60);
/// The longest time that a call may wait for a token.
const LONGEST: Duration = Duration::from_secs(2);

/// An authorization server that renews every grant and records when.
#[derive(Clone, Default)]
struct Renewals {
    times: Arc<Mutex<Vec<Instant>>>,
    accounts: Arc<Mutex<HashMap<String, usize>>>,
}

impl Renewals {
    fn oauth(&self) -> OAuth {
        let this = self.clone();
        OAuth::public(PUBLIC).with_http_client(Arc::new(move |request| {
            let account = account(request.body());
            let count = {
                this.times.lock().unwrap().push(Instant::now());
                let mut accounts = this.accounts.lock().unwrap();
                let count = accounts.entry(account.clone()).or_default();
                *count += 1;
                *count
            };
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(fastrand::u64(50..800))).await;
                Ok(granted_to(&account, count))
            })
        }))
    }
}

/// The account of the refresh token in the body, such as `7` of `refresh-7-2`.
fn account(body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    let (_, token) = body.split_once("refresh_token=refresh-").unwrap();
    token.split(['-', '&']).next().unwrap().to_owned()
}

fn granted_to(account: &str, count: usize) -> HttpResponse {
    let body = serde_json::json!({
        "access_token": format!("access-{account}-{count}"),
        "refresh_token": format!("refresh-{account}-{count}"),
        "expires_in": 86_400,
    });
    HttpResponse::new(200, body.to_string())
}

/// Sessions whose tokens were all issued in the last minute, as after a migration.
async fn sessions(oauth: &OAuth) -> Vec<Session> {
    let mut sessions = Vec::with_capacity(ACCOUNTS);
    for number in 0..ACCOUNTS {
        let age = Duration::from_millis(60_000 * number as u64 / ACCOUNTS as u64);
        let day = Duration::from_secs(86_400);
        let tokens = Tokens::new(format!("access-{number}-0"))
            .with_refresh_token(format!("refresh-{number}-0"))
            .with_lifetime(day)
            .with_expires_at(SystemTime::now() + day - age);
        let store = MemoryStore::default();
        store.save(Previous::Any, &tokens).await.unwrap();
        let session = Session::new(oauth.clone(), store);
        session.access_token().await.unwrap();
        sessions.push(session);
    }
    sessions
}

/// Calls every session at once; returns the calls that have to wait.
fn call<'a>(sessions: impl Iterator<Item = &'a Session>) -> Vec<tokio::task::JoinHandle<Duration>> {
    let mut waiting = vec![];
    for session in sessions {
        match session.access_token().now_or_never() {
            Some(token) => drop(token.unwrap()),
            None => {
                let session = session.clone();
                waiting.push(tokio::spawn(async move {
                    let begun = Instant::now();
                    session.access_token().await.unwrap();
                    begun.elapsed()
                }));
            }
        }
    }
    waiting
}

#[tokio::test(start_paused = true)]
async fn tokens_issued_in_one_minute_are_renewed_apart_and_no_call_waits_for_three_days() {
    let server = Renewals::default();
    let sessions = sessions(&server.oauth()).await;
    // A third is called once an hour at its own minute, and a third at each full hour. The rest is idle except for
    // a nightly job, and is renewed by a loop.
    let third = ACCOUNTS / 3;
    let (steady, rest) = sessions.split_at(third);
    let (hourly, nightly) = rest.split_at(third);
    let renewing = {
        let nightly = nightly.to_vec();
        tokio::spawn(async move {
            loop {
                for session in &nightly {
                    session.renew_if_due().await.unwrap();
                }
                tokio::time::sleep(10 * MINUTE).await;
            }
        })
    };
    let mut waiting = vec![];
    for minute in 1..=DAYS * 1440 {
        tokio::time::sleep(MINUTE).await;
        let phase = minute as usize % 60;
        waiting.extend(call(steady.iter().skip(phase).step_by(60)));
        if minute % 60 == 0 {
            waiting.extend(call(hourly.iter()));
        }
        if minute % 1440 == 0 {
            waiting.extend(call(nightly.iter()));
        }
    }
    renewing.abort();
    let mut longest = Duration::ZERO;
    for call in waiting {
        longest = longest.max(call.await.unwrap());
    }
    let accounts = server.accounts.lock().unwrap();
    let most = accounts.values().max().copied().unwrap();
    let times = server.times.lock().unwrap();
    let closest = times
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .min()
        .unwrap();
    println!(
        "{} renewals, at most {most} an account, {closest:?} apart; the longest wait was {longest:?}",
        times.len()
    );
    assert!(longest <= LONGEST, "a call waited {longest:?}");
    assert_eq!(accounts.len(), ACCOUNTS, "every account was renewed");
    assert!(
        most <= 2 * DAYS as usize,
        "an account was renewed {most} times"
    );
    assert!(
        closest >= Duration::from_secs(1),
        "two renewals came within {closest:?}"
    );
}
