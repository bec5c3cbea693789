//! That the client of a sandbox reaches it although the environment names a proxy.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact_sandbox::Sandbox;
use std::process::Command;

const PROXIES: [&str; 3] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY"];

#[tokio::test]
async fn the_client_of_a_sandbox_uses_no_proxy() {
    // The environment belongs to the process, so that a process of its own has the proxy.
    let name = "the_client_of_a_sandbox_uses_no_proxy";
    let nowhere = "http://127.0.0.1:9";
    if std::env::var(PROXIES[0]).as_deref() != Ok(nowhere) {
        let mut test = Command::new(std::env::current_exe().unwrap());
        test.args(["--exact", name])
            .env_remove("NO_PROXY")
            .env_remove("no_proxy");
        let test = test.envs(PROXIES.map(|proxy| (proxy, nowhere)));
        assert!(test.status().unwrap().success());
        return;
    }
    let sandbox = Sandbox::start().await.unwrap();
    let lists = sandbox.client().get_all_lists().send().await.unwrap();
    assert!(lists.lists.is_empty());
    // A client that uses the proxy fails.
    let request = reqwest::Client::new().get(sandbox.base_url());
    assert!(request.send().await.unwrap_err().is_connect());
}
