use super::{Field, fields};
use bytes::Bytes;

const TYPE: &str = "multipart/form-data; boundary=b";

fn read(body: &'static str) -> Option<Vec<Field>> {
    fields(TYPE, &Bytes::from_static(body.as_bytes()))
}

#[test]
fn the_fields_of_a_form_are_read() {
    let body = concat!(
        "--b\r\nContent-Disposition: form-data; name=\"list_ids\"\r\n\r\nl1,l2\r\n",
        "--b\r\ncontent-disposition: form-data; filename=\"a;%22b.csv\"; name=\"file\"\r\n",
        "Content-Type: text/csv\r\n\r\nemail\r\n--bad\r\n\r\n--b--\r\n"
    );
    // What only begins with the boundary is none.
    assert_eq!(read(body), None);
    let body = concat!(
        "--b\r\nContent-Disposition: form-data; name=\"list_ids\"\r\n\r\nl1,l2\r\n",
        "--b\r\ncontent-disposition: form-data; filename=\"a;%22b.csv\"; name=\"file\"\r\n",
        "Content-Type: text/csv\r\n\r\nemail\r\n\r\n--b--\r\n"
    );
    let fields = read(body).unwrap();
    let short: Vec<_> = fields
        .iter()
        .map(|field| (&*field.name, field.file_name.as_deref(), &field.data[..]))
        .collect();
    assert_eq!(
        short,
        [
            ("list_ids", None, &b"l1,l2"[..]),
            ("file", Some("a;\"b.csv"), b"email\r\n")
        ]
    );
    assert_eq!(fields[1].media_type.as_deref(), Some("text/csv"));
}

#[test]
fn what_is_no_form_is_not_read() {
    for body in [
        "",
        "--b",
        "--c\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--c--\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n",
        "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--\r\n",
        "--b\r\nContent-Type: text/csv\r\n\r\n1\r\n--b--\r\n",
        "--b\nContent-Disposition: form-data; name=\"a\"\n\n1\n--b--\n",
    ] {
        assert_eq!(read(body), None, "{body}");
    }
    let body = Bytes::from_static(b"--b--\r\n");
    assert_eq!(fields("multipart/form-data", &body), None);
}
