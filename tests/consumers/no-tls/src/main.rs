//! An application without TLS, behind a local proxy that adds it.

#[tokio::main(flavor = "current_thread")]
async fn main() {
    drop(reqwest::Client::new());
    check::calls_this_machine().await;
    check::calls_over(|client| client.http(reqwest::Client::builder())).await;
    check::refuses_https("`rustls`");
    check::lacks_tls(|client| client.http(reqwest::Client::builder())).await;
}
