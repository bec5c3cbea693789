use super::{fingerprint, fingerprints, ungiven};

fn rest(rows: &[&'static str], given: &[&'static str]) -> Vec<&'static str> {
    let given: Vec<u64> = fingerprints(given).collect();
    ungiven(rows.to_vec(), &given)
}

#[test]
fn rows_that_were_given_are_left_out_wherever_they_stand_now() {
    assert_eq!(rest(&["a", "b", "c"], &["a", "b"]), ["c"]);
    assert_eq!(rest(&["b", "c", "e"], &["a", "b"]), ["c", "e"]);
    assert_eq!(rest(&["x", "a", "b", "c"], &["a", "b"]), ["x", "c"]);
    assert_eq!(rest(&["a"], &[]), ["a"]);
}

#[test]
fn equal_rows_are_counted() {
    assert_eq!(rest(&["a", "a", "a"], &["a", "a"]), ["a"]);
}

#[test]
fn a_fingerprint_is_the_published_hash_of_the_text() {
    // The JSON text of an empty string is two quotation marks.
    assert_eq!(fingerprint(&""), Some(0x07cc_7607_b494_9e25));
}
