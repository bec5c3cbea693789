use super::*;
use crate::bulk::csv::records::Records;

#[test]
fn a_written_record_has_the_same_fields_when_it_is_read() {
    let fields = ["", "a b", "a,b", "\"", "\"\"a\n", " ", "é\r", ";"];
    let mut text = Vec::new();
    write_record(fields.into_iter(), b"\r\n", &mut text);
    let record = Records::single(&text, b',');
    assert!(record.fields().eq(fields));
    assert_eq!(line_end(record.raw()), b"\r\n");
    assert_eq!(record.lines(), 3);
}
