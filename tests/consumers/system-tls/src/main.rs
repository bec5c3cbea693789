//! An application that uses the system's TLS.

#[tokio::main(flavor = "current_thread")]
async fn main() {
    drop(reqwest::Client::new());
    check::calls_this_machine().await;
    check::speaks_tls().await;
    check::calls_over(|client| client.http(reqwest::Client::builder())).await;
}
