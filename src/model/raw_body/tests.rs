use super::*;

#[test]
fn the_bytes_can_be_read_and_debug_hides_them() {
    let body = RawBody::from(Bytes::from_static(b"ann@example.com"));
    assert_eq!(format!("{body:?}"), "RawBody(15 bytes)");
    assert_eq!(&body[..3], b"ann");
    assert_eq!(body, "ann@example.com");
    assert_eq!(Bytes::from(body), "ann@example.com");
}
