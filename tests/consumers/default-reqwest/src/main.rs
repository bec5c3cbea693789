//! An application whose own reqwest has its default features, and which installs its own cryptography
//! provider late.

#[tokio::main(flavor = "current_thread")]
async fn main() {
    drop(reqwest::Client::new());
    check::calls_this_machine().await;
    check::speaks_tls().await;
    check::calls_over(|client| client.http(reqwest::Client::builder())).await;
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("none is installed yet");
    check::speaks_tls().await;
}
