//! An application with its own cryptography provider.

#[tokio::main(flavor = "current_thread")]
async fn main() {
    check::refuses_https("`rustls-no-provider`");
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("none is installed yet");
    drop(reqwest::Client::new());
    check::calls_this_machine().await;
    check::speaks_tls().await;
    check::calls_over(|client| client.http(reqwest::Client::builder())).await;
}
