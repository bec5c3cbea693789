use super::*;

#[test]
fn without_tls_an_https_address_is_refused() {
    for base in ["https://api.cc.email/v3", "https://localhost:8443/v3"] {
        let error = Client::builder().base_url(base).build().unwrap_err();
        let said = error.to_string();
        assert!(said.contains("`rustls` and `native-tls`"), "{said}");
        let own = reqwest::Client::builder();
        assert!(Client::builder().base_url(base).http(own).build().is_ok());
    }
    assert!(
        Client::builder()
            .base_url("http://localhost")
            .build()
            .is_ok()
    );
}
