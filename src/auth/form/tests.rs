use super::*;

const URL: &str = "https://server.example.com/token?tenant=1";

fn sent(request: &HttpRequest) -> (String, String) {
    let header = request.headers().get("authorization");
    let header = header.map_or("-", |value| value.to_str().unwrap());
    let body = String::from_utf8(request.body().clone()).unwrap();
    (header.to_owned(), body)
}

#[test]
fn fields_are_encoded_as_a_form() {
    // RFC 6749, appendix B.
    let request = post(URL, "id", None, &[("field", " %&+£€")]).unwrap();
    let (header, body) = sent(&request);
    assert_eq!(header, "-");
    assert_eq!(body, "field=+%25%26%2B%C2%A3%E2%82%AC&client_id=id");
    assert_eq!(
        (request.method().as_str(), request.uri().to_string()),
        ("POST", URL.to_owned())
    );
    for (name, value) in [
        ("accept", "application/json"),
        ("content-type", "application/x-www-form-urlencoded"),
    ] {
        assert_eq!(request.headers().get(name).unwrap(), value);
    }
}

#[test]
fn a_secret_is_in_the_header_only() {
    // RFC 6749, 2.3.1.
    let secret = SecretString::from("7Fjfp0ZBr1KtDRbnfVdmIw");
    let request = post(URL, "s6BhdRkqt3", Some(&secret), &[("a", "b")]).unwrap();
    assert_eq!(
        sent(&request),
        (
            "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3".to_owned(),
            "a=b".to_owned()
        )
    );
    // Id and secret are encoded before they are joined: `i%3Ad:s+ecret`.
    let request = post(URL, "i:d", Some(&"s ecret".into()), &[]).unwrap();
    assert_eq!(sent(&request).0, "Basic aSUzQWQ6cytlY3JldA==");
}

#[test]
fn what_is_no_url_is_refused() {
    assert!(post("server.example.com", "id", None, &[]).is_err());
}
