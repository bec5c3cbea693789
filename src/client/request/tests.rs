use super::check;

#[test]
fn paths_must_stay_below_the_base_url() {
    for (path, parts) in [
        ("/contacts", ("/contacts", "")),
        ("/contacts?limit=1&x=%2F", ("/contacts", "limit=1&x=%2F")),
        ("/a%2Fb/..c", ("/a%2Fb/..c", "")),
    ] {
        assert_eq!(check(path).unwrap(), parts);
    }
    for path in [
        "",
        "contacts",
        "//example.com/x",
        "https://example.com",
        "/\\example.com",
        "/a/../b",
        "/.",
        "/%2e%2E/x",
        "/..;/x",
        "/a b",
        "/a\r\nHost: x",
        "/a#b",
    ] {
        assert!(check(path).is_err(), "{path:?}");
    }
}
