//! Where a request goes: below the base URL, whatever a caller or an answer says.
//!
//! A token is for one place. Paths are appended to the base URL. The links of an answer are written for
//! the API's own address (`/v3/contacts?cursor=…`, sometimes with the host), so they are moved below
//! the base URL, which may be that of a gateway with a prefix of its own. A link that leads anywhere
//! else is an error.

use crate::error::{Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use url::Host;

/// Where the API lives.
pub(super) const API: &str = "https://api.cc.email/v3";
const API_HOST: &str = "api.cc.email";
const API_PATH: &str = "/v3";

/// The address of a path below the base URL; path and query are encoded.
pub(super) fn of_path(base: &Url, path: &str, query: &str) -> Result<Url> {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", prefix(base)));
    url.set_query((!query.is_empty()).then_some(query));
    match is_below(base, &url) {
        true => Ok(url),
        false => Err(Error::invalid_request("the path leaves the base URL")),
    }
}

/// The address behind a link that an answer of the resource at the path `from` contains.
pub(super) fn of_link(base: &Url, from: &str, link: &str) -> Result<Url> {
    let astray = |what| Error::new(ErrorKind::Decode, format!("a link of the answer {what}"));
    let linked = of_path(base, from, "")?
        .join(link)
        .map_err(|_| astray("cannot be read as a URL"))?;
    // A gateway may have put its own prefix into the links. Where it has none, nothing is left out.
    let prefixes = match prefix(base) {
        _ if has_user(&linked) => return Err(astray("has a user or a password")),
        _ if linked.origin() != base.origin() && is_api(&linked) => [API_PATH, API_PATH],
        _ if linked.origin() != base.origin() => return Err(astray("leads to another host")),
        "" => [API_PATH, ""],
        own => [own, API_PATH],
    };
    let rest = prefixes
        .into_iter()
        .find_map(|prefix| below(linked.path(), prefix))
        .filter(|rest| !climbs(rest))
        .ok_or_else(|| astray("leads out of the API"))?;
    of_path(base, rest, linked.query().unwrap_or_default())
}

/// Where a request goes on that the server redirects, if that is a place for the token too.
pub(super) fn of_redirect(base: &Url, from: &Url, to: &str) -> Option<Url> {
    let to = from.join(to).ok()?;
    (is_below(base, &to) && !climbs(to.path())).then_some(to)
}

fn is_below(base: &Url, url: &Url) -> bool {
    url.origin() == base.origin() && !has_user(url) && below(url.path(), prefix(base)).is_some()
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn is_api(url: &Url) -> bool {
    let is_host = url.host() == Some(Host::Domain(API_HOST));
    url.scheme() == "https" && is_host && url.port().is_none()
}

/// The path of the base URL, without a `/` at its end.
fn prefix(base: &Url) -> &str {
    base.path().trim_end_matches('/')
}

/// The path below `prefix`, which begins with `/`.
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    path.strip_prefix(prefix)
        .filter(|rest| rest.starts_with('/'))
}

/// Whether a server that decodes the path before it looks at its segments would leave one of them.
fn climbs(path: &str) -> bool {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    decoded.split(['/', '\\']).any(is_dots)
}

/// Whether a segment stands for another one. Some servers cut off what follows a `;`.
pub(crate) fn is_dots(segment: &str) -> bool {
    let name = segment.split(';').next().unwrap_or_default();
    matches!(name, "." | "..")
}

#[cfg(test)]
mod tests {
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
    fn paths_go_below_the_base() {
        for (base, expected) in [
            ("http://localhost/v3", "http://localhost/v3/a%2Fb?x=1"),
            ("http://localhost/v3/", "http://localhost/v3/a%2Fb?x=1"),
            ("http://localhost", "http://localhost/a%2Fb?x=1"),
            (
                "https://gateway.example/proxy/v3",
                "https://gateway.example/proxy/v3/a%2Fb?x=1",
            ),
        ] {
            let placed = of_path(&url(base), "/a%2Fb", "x=1").unwrap();
            assert_eq!(placed.as_str(), expected);
        }
    }

    #[test]
    fn every_form_of_a_link_leads_below_the_base() {
        for base in BASES {
            let base = url(base);
            let expected = of_path(&base, "/contacts", "cursor=bGltaXQ9NQ%3D%3D").unwrap();
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
                let placed = of_link(&base, "/contacts", link);
                assert_eq!(placed.unwrap(), expected, "{base} {link}");
            }
        }
    }

    #[test]
    fn links_that_lead_elsewhere_are_refused() {
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
                let placed = of_link(&base, "/contacts", link);
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
            let placed = of_link(&base, "/contacts", link);
            assert!(link.is_empty() || placed.is_err(), "{link:?} {placed:?}");
        }
    }

    #[test]
    fn a_redirect_stays_below_the_base() {
        let base = url("https://gateway.example/proxy/v3");
        let follows = |to: &str| of_redirect(&base, &base, to).is_some();
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

    /// Texts made of what means something to some reader of a URL.
    fn odd() -> impl Strategy<Value = String> {
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
        fn no_link_leads_out_of_the_base(base in sample::select(&BASES[..]), link in odd()) {
            let base = url(base);
            for link in [link.clone(), format!("/v3/{link}"), format!("https://api.cc.email/v3/{link}")] {
                let Ok(placed) = of_link(&base, "/contacts", &link) else { continue };
                prop_assert_eq!(placed.scheme(), base.scheme());
                prop_assert_eq!(placed.host(), base.host());
                prop_assert_eq!(placed.port_or_known_default(), base.port_or_known_default());
                prop_assert!(!has_user(&placed) && placed.fragment().is_none());
                let rest = below(placed.path(), prefix(&base)).unwrap();
                prop_assert!(!climbs(rest), "{}", placed);
                // It reads to the same address again, by every rule that URL parsers have.
                prop_assert_eq!(&url(placed.as_str()), &placed);
            }
        }

        #[test]
        fn no_path_leads_out_of_the_base(base in sample::select(&BASES[..]), path in odd()) {
            let base = url(base);
            if let Ok(placed) = of_path(&base, &format!("/{path}"), "") {
                prop_assert!(is_below(&base, &placed), "{}", placed);
            }
        }
    }
}
