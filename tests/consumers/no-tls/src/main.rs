//! An application without TLS, behind a local proxy that adds it. It uses the feature `arbitrary_precision` of
//! serde_json, which changes how numbers with a fraction are read.

use constant_contact::types::ContactList;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let list: ContactList = serde_json::from_str(r#"{"membership_count": 3.0}"#).unwrap();
    assert_eq!(list.membership_count, Some(3));
    drop(reqwest::Client::new());
    check::calls_this_machine().await;
    check::calls_over(|client| client.http(reqwest::Client::builder())).await;
    check::refuses_https("`rustls`");
    check::lacks_tls(|client| client.http(reqwest::Client::builder())).await;
}
