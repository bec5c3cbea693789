use super::*;

#[test]
fn a_base_url_is_checked_before_a_token_can_go_there() {
    for good in ["https://api.cc.email/v3", "http://localhost:1/v3/"] {
        assert!(base_url(good).is_ok(), "{good}");
    }
    for bad in [
        "http://api.cc.email/v3",
        "api.cc.email",
        "",
        "https://:password@api.cc.email",
        "https://api.cc.email?x=1",
    ] {
        assert!(base_url(bad).is_err(), "{bad}");
    }
}

#[cfg(not(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
)))]
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
