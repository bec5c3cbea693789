use super::*;
use crate::auth::Endpoints;

#[test]
fn the_address_has_the_parameters_of_the_rfcs() {
    let endpoint = "https://login.example.com/authorize?tenant=1";
    let endpoints = Endpoints::default().authorize(endpoint).unwrap();
    let oauth = OAuth::public("i d")
        .redirect_uri("http://localhost:8765/callback?a=b")
        .endpoints(endpoints);
    let scopes = [Scope::ContactData, Scope::OfflineAccess];
    let request = oauth.authorize(scopes.clone()).unwrap();
    let url = Url::parse(request.url()).unwrap();
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let value = |name: &str| {
        let mut values = query.iter().filter(|pair| pair.0 == name);
        let value = values.next().map(|pair| pair.1.as_str());
        assert!(values.next().is_none(), "{name} is there twice");
        value
    };
    assert!(request.url().starts_with(endpoint));
    assert_eq!(value("response_type"), Some("code"));
    assert_eq!(value("client_id"), Some("i d"));
    assert_eq!(value("scope"), Some("contact_data offline_access"));
    let redirect_uri = Some("http://localhost:8765/callback?a=b");
    assert_eq!(value("redirect_uri"), redirect_uri);
    let verifier = request.verifier().unwrap().expose_secret();
    assert_eq!(
        value("code_challenge"),
        Some(pkce::challenge(verifier).as_str())
    );
    assert_eq!(value("code_challenge_method"), Some("S256"));
    let callback = format!("/callback?code=C&state={}", value("state").unwrap());
    assert_eq!(request.read(&callback).unwrap().expose_secret(), "C");

    let oauth = OAuth::confidential("id", "secret").redirect_uri("https://app.example.com/cb");
    let request = oauth.authorize(scopes).unwrap();
    assert!(!request.url().contains("code_challenge") && request.verifier().is_none());
}

#[test]
fn a_redirect_uri_is_a_whole_url_without_a_fragment() {
    for uri in [
        "",
        "/callback",
        "app.example.com",
        "https://app.example.com/cb#x",
    ] {
        let oauth = OAuth::public("id").redirect_uri(uri);
        assert!(oauth.authorize([Scope::OfflineAccess]).is_err(), "{uri}");
    }
}
