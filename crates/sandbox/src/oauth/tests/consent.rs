use super::*;
use url::Url;
use url::form_urlencoded::Serializer;

/// The example of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT: &str = "https://app.example.com/callback";

/// The query of a valid request, with some parameters replaced; those without a value are left out.
fn query(changes: &[(&str, Option<&str>)]) -> String {
    let application = public();
    let usual = [
        ("client_id", application.client_id()),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "contact_data offline_access"),
        ("state", "a state & more"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let mut query = Serializer::new(String::new());
    for (name, value) in usual {
        let changed = changes.iter().find(|(changed, _)| *changed == name);
        if let Some(value) = changed.map_or(Some(value), |(_, value)| *value) {
            query.append_pair(name, value);
        }
    }
    for (name, value) in changes {
        if let (false, Some(value)) = (usual.iter().any(|(usual, _)| usual == name), value) {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

fn get(tokens: &mut Tokens, query: &str) -> Answer {
    let sent = Sent {
        method: "GET",
        path: AUTHORIZE,
        query,
        content_type: None,
        ..Sent::default()
    };
    sent.to(tokens, start())
}

/// A parameter of the address to which an answer redirects.
fn redirected(answer: &Answer, name: &str) -> Option<String> {
    let location = Url::parse(header(answer, "location").unwrap()).unwrap();
    let mut pairs = location.query_pairs();
    pairs
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

#[test]
fn the_page_names_the_application_and_the_scopes_and_passes_everything_on() {
    let mut tokens = server();
    let answer = get(&mut tokens, &query(&[]));
    let page = page(&answer);
    assert_eq!(answer.status, 200);
    let expected = [
        "<title>Allow an application",
        public().client_id(),
        "<li>contact_data</li>",
        "<li>offline_access</li>",
        "value=\"a state &amp; more\"",
        &format!("name=\"code_challenge\" value=\"{CHALLENGE}\""),
        "value=\"allow\">Allow</button>",
        "value=\"deny\">Deny</button>",
    ]
    .map(str::to_owned);
    for text in expected {
        assert!(page.contains(&text), "{text} is missing in {page}");
    }
    assert!(!page.contains("sign in again"));
    let again = get(&mut tokens, &query(&[("prompt", Some("login"))]));
    assert!(super::page(&again).contains("sign in again"));
}

#[test]
fn allowing_redirects_with_a_code_that_the_application_can_redeem() {
    let mut tokens = server();
    let body = query(&[]) + "&decision=allow";
    let sent = Sent {
        path: AUTHORIZE,
        body: &body,
        ..Sent::default()
    };
    let answer = sent.to(&mut tokens, start());
    assert_eq!(answer.status, 303);
    assert!(
        header(&answer, "location")
            .unwrap()
            .starts_with("https://app.example.com/callback?")
    );
    assert_eq!(
        redirected(&answer, "state").as_deref(),
        Some("a state & more")
    );
    let code = redirected(&answer, "code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_id", public().client_id()),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let sent = Sent {
        body: &body,
        ..Sent::default()
    };
    let answer = sent.to(&mut tokens, start());
    assert_eq!(document(&answer)["scope"], "contact_data offline_access");
}

#[test]
fn anything_but_allow_denies() {
    for decision in ["&decision=deny", "&decision=yes", ""] {
        let mut tokens = server();
        let body = query(&[]) + decision;
        let sent = Sent {
            path: AUTHORIZE,
            body: &body,
            ..Sent::default()
        };
        let answer = sent.to(&mut tokens, start());
        assert_eq!(
            redirected(&answer, "error").as_deref(),
            Some("access_denied")
        );
        assert_eq!(
            redirected(&answer, "state").as_deref(),
            Some("a state & more")
        );
        assert_eq!(redirected(&answer, "code"), None);
    }
}

#[test]
fn a_browser_is_never_sent_to_an_address_that_is_not_registered() {
    let cases = [
        ("client_id", None),
        ("client_id", Some("unknown")),
        ("redirect_uri", None),
        ("redirect_uri", Some("https://app.example.com/callback/")),
        ("redirect_uri", Some("https://app.example.com/callback?x=1")),
        ("redirect_uri", Some("https://APP.example.com/callback")),
        (
            "redirect_uri",
            Some("https://elsewhere.example.com/callback"),
        ),
    ];
    for consent in [Consent::Ask, Consent::Allow, Consent::Deny] {
        for (name, value) in cases {
            let mut tokens = server();
            tokens.consent = consent;
            let query = query(&[(name, value)]);
            let posted = query.clone() + "&decision=allow";
            let sent = Sent {
                path: AUTHORIZE,
                body: &posted,
                ..Sent::default()
            };
            for answer in [get(&mut tokens, &query), sent.to(&mut tokens, start())] {
                assert_eq!(answer.status, 400, "{name} {value:?}");
                assert_eq!(header(&answer, "location"), None);
            }
            assert!(decide(&mut tokens, &query, true, start()).is_err());
        }
    }
    let twice = query(&[]) + "&state=x";
    assert_eq!(get(&mut server(), &twice).status, 400);
}

#[test]
fn what_is_wrong_with_a_request_is_reported_to_the_application() {
    let cases: [(&str, Option<&str>, &str); 14] = [
        ("response_type", None, "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("scope", None, "invalid_request"),
        ("scope", Some(""), "invalid_request"),
        (
            "scope",
            Some("contact_data+offline_access"),
            "invalid_scope",
        ),
        ("scope", Some("everything"), "invalid_scope"),
        ("state", None, "invalid_request"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("prompt", Some("everything"), "invalid_request"),
        ("prompt", Some("none"), "login_required"),
        ("client_id", Some("device"), "unauthorized_client"),
    ];
    for (name, value, error) in cases {
        let mut tokens = server();
        tokens.register(Application::device("device").redirect_uri(REDIRECT));
        let answer = get(&mut tokens, &query(&[(name, value)]));
        assert_eq!(answer.status, 302, "{name} {value:?}");
        assert_eq!(
            redirected(&answer, "error").as_deref(),
            Some(error),
            "{name} {value:?}"
        );
        assert!(redirected(&answer, "error_description").is_some());
        let state = redirected(&answer, "state");
        assert_eq!(state.is_some(), name != "state", "{name} {value:?}");
    }
}

#[test]
fn a_sandbox_that_does_not_ask_redirects_at_once() {
    let mut tokens = server();
    tokens.consent = Consent::Allow;
    for prompt in [None, Some("login"), Some("none")] {
        let answer = get(&mut tokens, &query(&[("prompt", prompt)]));
        assert_eq!(answer.status, 302);
        assert!(redirected(&answer, "code").is_some(), "{prompt:?}");
    }
    tokens.consent = Consent::Deny;
    let answer = get(&mut tokens, &query(&[]));
    assert_eq!(
        redirected(&answer, "error").as_deref(),
        Some("access_denied")
    );
}

#[test]
fn the_query_of_the_redirect_uri_is_kept() {
    let mut tokens = server();
    let uri = "http://localhost:8765/callback?tenant=7";
    tokens.register(public().redirect_uri(uri));
    let location = decide(
        &mut tokens,
        &query(&[("redirect_uri", Some(uri))]),
        true,
        start(),
    );
    let location = location.unwrap();
    assert!(location.starts_with(&format!("{uri}&code=")), "{location}");
}
