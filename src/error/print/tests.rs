use super::advice;
use reqwest::Url;

#[test]
fn a_failed_connection_names_what_to_check() {
    let api = "https://api.cc.email";
    for (origin, cause, checked) in [
        (
            api,
            "Connection refused (os error 111)",
            Some("HTTPS_PROXY"),
        ),
        (api, "failed to lookup address information", Some("network")),
        (
            api,
            "invalid peer certificate: UnknownIssuer",
            Some("replaces the certificates"),
        ),
        (api, "invalid peer certificate: Expired", Some("clock")),
        (
            "http://127.0.0.1:8080",
            "Connection refused (os error 111)",
            None,
        ),
    ] {
        let advice = advice(&Url::parse(origin).unwrap(), cause);
        match checked {
            Some(checked) => assert!(advice.unwrap().contains(checked), "{cause}: {advice:?}"),
            None => assert_eq!(advice, None, "{cause}"),
        }
    }
}
