use super::{fingerprint, fingerprints, skip_given};

fn rest(rows: &[&'static str], given: &[&'static str]) -> Vec<&'static str> {
    let given: Vec<u64> = fingerprints(given).collect();
    skip_given(rows.to_vec(), &given)
}

#[test]
fn returned_rows_are_left_out_at_any_position() {
    assert_eq!(rest(&["a", "b", "c"], &["a", "b"]), ["c"]);
    assert_eq!(rest(&["b", "c", "e"], &["a", "b"]), ["c", "e"]);
    assert_eq!(rest(&["x", "a", "b", "c"], &["a", "b"]), ["x", "c"]);
    assert_eq!(rest(&["a"], &[]), ["a"]);
}

#[test]
fn only_as_many_equal_rows_are_left_out_as_were_returned() {
    assert_eq!(rest(&["a", "a", "a"], &["a", "a"]), ["a"]);
}

#[test]
fn a_fingerprint_is_the_fnv_1a_hash_of_the_json() {
    // The JSON text of an empty string is two quotation marks.
    assert_eq!(fingerprint(&""), Some(0x07cc_7607_b494_9e25));
}
