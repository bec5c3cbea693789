//! An application whose own reqwest has no features, as `ClientBuilder::http` describes, and which installs
//! its own cryptography provider late.

#[tokio::main(flavor = "current_thread")]
async fn main() {
    drop(reqwest::Client::new());
    check::calls_over(|client| client.http(reqwest::Client::builder())).await;
    check::calls_this_machine().await;
    check::speaks_tls().await;
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("none is installed yet");
    drop(reqwest::Client::new());
    check::speaks_tls().await;
}
