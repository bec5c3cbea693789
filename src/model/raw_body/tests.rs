use super::*;

#[test]
fn the_bytes_are_there_and_do_not_print() {
    let body = RawBody::from(Bytes::from_static(b"ann@example.com"));
    assert_eq!(format!("{body:?}"), "RawBody(15 bytes)");
    assert_eq!(&body[..3], b"ann");
    assert_eq!(body, "ann@example.com");
    assert_eq!(Bytes::from(body), "ann@example.com");
}
