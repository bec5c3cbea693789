use super::*;

fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).expect("UTF-8")
}

#[test]
fn nothing_that_a_request_says_becomes_markup() {
    let attack = "\"><script>alert('&')</script>";
    let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;";
    let scopes = [attack.to_owned()];
    let question = Question {
        action: attack,
        client_id: attack,
        account: attack,
        scopes: &scopes,
        fields: &[(attack, attack)],
        signs_in_again: true,
    };
    let pages = [
        (consent(&question), 6),
        (code(attack, Some(attack)), 2),
        (done(attack), 1),
        (problem(attack), 1),
    ];
    for (page, count) in pages {
        assert!(!text(&page).contains("<script"), "{}", text(&page));
        assert_eq!(text(&page).matches(escaped).count(), count);
    }
}

#[test]
fn pages_load_nothing_and_are_not_stored() {
    for page in [code("/activate", None), done("Done."), problem("Wrong.")] {
        let value = |name: &str| {
            let mut headers = page.headers.iter();
            headers
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(value("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(value("cache-control"), Some("no-store"));
        assert!(
            value("content-security-policy")
                .is_some_and(|policy| policy.starts_with("default-src 'none'"))
        );
        for foreign in ["src=", "<link", "<style", "url("] {
            assert!(!text(&page).contains(foreign), "{foreign}");
        }
    }
}
