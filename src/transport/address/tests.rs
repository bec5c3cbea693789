use super::*;
use proptest::prelude::*;
use proptest::{collection, sample};

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

const BASES: [&str; 6] = [
    "https://api.cc.email/v3",
    "https://gateway.example/proxy/v3",
    "https://gateway.example/constant-contact/",
    "http://localhost:8080/v3/",
    "http://127.0.0.1:1",
    "https://gateway.example/v3/eu",
];

#[test]
fn paths_are_appended_to_the_base_url() {
    for (base, expected) in [
        ("http://localhost/v3", "http://localhost/v3/a%2Fb?x=1"),
        ("http://localhost/v3/", "http://localhost/v3/a%2Fb?x=1"),
        ("http://localhost", "http://localhost/a%2Fb?x=1"),
        (
            "https://gateway.example/proxy/v3",
            "https://gateway.example/proxy/v3/a%2Fb?x=1",
        ),
    ] {
        let placed = path_url(&url(base), "/a%2Fb", "x=1").unwrap();
        assert_eq!(placed.as_str(), expected);
    }
}

#[test]
fn links_in_every_form_are_resolved_below_the_base_url() {
    for base in BASES {
        let base = url(base);
        let expected = path_url(&base, "/contacts", "cursor=bGltaXQ9NQ%3D%3D").unwrap();
        let own = format!("{}/contacts?cursor=bGltaXQ9NQ%3D%3D", prefix(&base));
        for link in [
            "/v3/contacts?cursor=bGltaXQ9NQ%3D%3D",
            "https://api.cc.email/v3/contacts?cursor=bGltaXQ9NQ%3D%3D",
            "https://api.cc.email:443/v3/contacts?cursor=bGltaXQ9NQ%3D%3D",
            "HTTPS://API.CC.EMAIL/v3/contacts?cursor=bGltaXQ9NQ%3D%3D#top",
            "?cursor=bGltaXQ9NQ%3D%3D",
            "contacts?cursor=bGltaXQ9NQ%3D%3D",
            &own,
            base.join(&own).unwrap().as_str(),
        ] {
            let placed = link_url(&base, "/contacts", link);
            assert_eq!(placed.unwrap(), expected, "{base} {link}");
        }
    }
}

#[test]
fn links_to_other_places_are_refused() {
    for base in BASES.map(url) {
        for link in [
            "//example.com/v3/x",
            "https://example.com/v3/x",
            "http://api.cc.email/v3/x",
            "https://api.cc.email:444/v3/x",
            "https://api.cc.email@example.com/v3/x",
            "https://ann:secret@api.cc.email/v3/x",
            "https://api.cc.email.example/v3/x",
            "https://api.cc.email/v2/x",
            "https://api.cc.email/v3",
            "https://api.cc.email/v3extra/x",
            "javascript:alert(1)",
            "data:text/html,x",
            "\\\\example.com\\v3\\x",
            "/\\example.com/v3/x",
            "/\t/example.com/v3/x",
            "/v3/..%2fadmin",
            "/v3/x/..%5C..%5Cadmin",
            "/v3/..;/admin",
        ] {
            let placed = link_url(&base, "/contacts", link);
            assert!(placed.is_err(), "{base} {link:?} {placed:?}");
        }
    }
    for link in [
        "/v4/x",
        "/v3",
        "/admin",
        "/v3/../admin",
        "/v3/%2e%2E/admin",
        "/v3\\..\\admin",
        "/v3/.\t./admin",
        "../../admin",
        "",
    ] {
        let base = url("https://gateway.example/proxy/v3");
        let placed = link_url(&base, "/contacts", link);
        assert!(link.is_empty() || placed.is_err(), "{link:?} {placed:?}");
    }
}

#[test]
fn redirects_are_followed_below_the_base_url_only() {
    let base = url("https://gateway.example/proxy/v3");
    let follows = |to: &str| redirect_url(&base, &base, to).is_some();
    assert!(follows("/proxy/v3/new/place?x=1"));
    for astray in [
        "/v3/new/place",
        "/proxy/v3",
        "/proxy/v3/../x",
        "/proxy/v3/..%2fx",
        "https://gateway.example:8443/proxy/v3/x",
        "https://u:p@gateway.example/proxy/v3/x",
        "https://api.cc.email/v3/x",
    ] {
        assert!(!follows(astray), "{astray}");
    }
}

/// Texts that consist of characters and words with a meaning for URL parsers.
fn any_url_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        sample::select(vec![
            "..",
            ".",
            "/",
            "\\",
            "%2e",
            "%2E%2e",
            "%5c",
            "%2F",
            "%",
            "%00",
            "v3",
            "proxy",
            "//",
            "http:",
            "https:",
            "api.cc.email",
            "gateway.example",
            "example.com",
            "@",
            ":",
            ":443",
            "?",
            "#",
            ";",
            "\t",
            "\n",
            "\r",
            "\0",
            " ",
            "ä",
            "１",
            "。",
            "&=",
            "+",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_link_leaves_the_base_url(base in sample::select(&BASES[..]), link in any_url_text()) {
        let base = url(base);
        for link in [link.clone(), format!("/v3/{link}"), format!("https://api.cc.email/v3/{link}")] {
            let Ok(placed) = link_url(&base, "/contacts", &link) else { continue };
            prop_assert_eq!(placed.scheme(), base.scheme());
            prop_assert_eq!(placed.host(), base.host());
            prop_assert_eq!(placed.port_or_known_default(), base.port_or_known_default());
            prop_assert!(!has_user(&placed) && placed.fragment().is_none());
            let rest = below(placed.path(), prefix(&base)).unwrap();
            prop_assert!(!has_dot_segment(rest), "{}", placed);
            // Parsing the text of the URL again returns the same URL.
            prop_assert_eq!(&url(placed.as_str()), &placed);
        }
    }

    #[test]
    fn no_path_leaves_the_base_url(base in sample::select(&BASES[..]), path in any_url_text()) {
        let base = url(base);
        if let Ok(placed) = path_url(&base, &format!("/{path}"), "") {
            prop_assert!(is_below(&base, &placed), "{}", placed);
        }
    }
}
