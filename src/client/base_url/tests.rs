use super::*;

#[test]
fn unsafe_base_urls_are_refused() {
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
