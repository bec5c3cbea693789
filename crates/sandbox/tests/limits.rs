//! The limits of an API key, through HTTP.

use constant_contact_sandbox::{Sandbox, SandboxBuilder};
use std::time::Duration;

async fn statuses(sandbox: &Sandbox, requests: usize) -> Vec<u16> {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut statuses = Vec::new();
    for _ in 0..requests {
        let url = format!("{}/contact_lists", sandbox.base_url());
        let request = http.get(url).bearer_auth("sandbox-access-token");
        statuses.push(request.send().await.unwrap().status().as_u16());
    }
    statuses
}

async fn start(settings: SandboxBuilder) -> Sandbox {
    settings.start().await.unwrap()
}

#[tokio::test]
async fn the_limit_of_a_day_ends_when_the_clock_reaches_the_next_day() {
    let sandbox = start(Sandbox::builder().rate(100).daily(2)).await;
    assert_eq!(statuses(&sandbox, 3).await, [200, 200, 429]);
    sandbox.clock().advance(Duration::from_secs(86_400));
    assert_eq!(statuses(&sandbox, 1).await, [200]);
}

#[tokio::test]
async fn the_limit_of_a_second_ends_when_the_clock_has_moved_on() {
    let sandbox = start(Sandbox::builder().rate(0)).await;
    assert_eq!(statuses(&sandbox, 1).await, [429]);
    let sandbox = start(Sandbox::builder().rate(0).without_limits()).await;
    assert_eq!(statuses(&sandbox, 9).await, [200; 9]);
}

#[tokio::test]
async fn the_limits_of_the_api_hold_unless_a_test_changes_them() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(statuses(&sandbox, 4).await, [200; 4]);
    // On a busy machine, the fifth can come in the next second.
    for _ in 0..100 {
        if statuses(&sandbox, 1).await == [429] {
            return;
        }
    }
    panic!("a hundred requests were answered");
}
