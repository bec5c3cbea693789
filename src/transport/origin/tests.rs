use super::*;

#[test]
fn secrets_are_sent_over_https_or_to_loopback_addresses_only() {
    let refused = |address: &str| refusal(&Url::parse(address).unwrap()).is_some();
    for good in [
        "https://a.example/t",
        "http://127.0.0.1:1/t",
        "http://[::1]:1/t",
        "http://localhost/t",
    ] {
        assert!(!refused(good), "{good}");
    }
    for bad in [
        "http://a.example/t",
        "http://localhost.example/t",
        "http://127.0.0.1.example/",
        "ftp://localhost/",
        "https://u:p@a.example/",
        "https://:p@a.example/",
        "https://u@a.example/",
        "https://a.example/#f",
        "file:///etc/passwd",
        "http://10.0.0.1/",
    ] {
        assert!(refused(bad), "{bad}");
    }
}
