use super::target;

#[test]
fn only_a_get_has_a_target() {
    assert_eq!(
        target(b"GET /cb?code=x HTTP/1.1\r\nHost: x\r\n\r\n"),
        Some("/cb?code=x")
    );
    for head in [
        &b"POST /cb HTTP/1.1\r\n"[..],
        b"GET http://x/cb HTTP/1.1\r\n",
        b"GET /cb\r\n",
        b"\xff\xfe",
        b"",
    ] {
        assert_eq!(target(head), None);
    }
}
