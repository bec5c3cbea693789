use super::*;
use reqwest::header::HeaderValue;

fn is_file(status: u16, content_type: &str, beginning: &[u8]) -> bool {
    let mut headers = HeaderMap::new();
    if !content_type.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
    }
    let status = StatusCode::from_u16(status).unwrap();
    fault(status, &headers, beginning, false).is_none()
}

#[test]
fn a_file_is_accepted_with_any_content_type() {
    for content_type in ["text/csv; charset=utf-8", "application/octet-stream", ""] {
        for beginning in [
            &b"email\nann@example.com\n"[..],
            b"\xEF\xBB\xBF\"Email address\"\r\n",
            b"\xFF\xFEe\0m\0",
            b"[tag],{x},email\n",
            b"\n\nemail",
        ] {
            assert!(
                is_file(200, content_type, beginning),
                "{content_type} {beginning:?}"
            );
        }
    }
}

#[test]
fn html_pages_errors_and_empty_bodies_are_refused() {
    for beginning in [
        &b""[..],
        b" \r\n",
        b"\xEF\xBB\xBF",
        b"<!DOCTYPE html>",
        b"\n <?xml version='1.0'?><Error/>",
        b"{\"error_key\":\"throttled\"}",
        b"[ {\"error_key\":\"throttled\"}]",
        b"{ }",
        b"[]",
        b"{",
        b"null",
        b"7",
    ] {
        assert!(!is_file(200, "text/csv", beginning), "{beginning:?}");
    }
    for content_type in [
        "text/html; charset=utf-8",
        "application/json",
        "Application/Problem+JSON",
        "application/xml",
    ] {
        assert!(!is_file(200, content_type, b"email\n"), "{content_type}");
    }
    for status in [201, 203, 204, 206, 207] {
        assert!(!is_file(status, "text/csv", b"email\n"), "{status}");
    }
}
