use super::*;

#[test]
fn nothing_prints_a_secret_header() {
    let mut printed = String::new();
    printed.push_str(&format!(
        "{:?}",
        secret_header("t0ken", "the token").unwrap()
    ));
    printed.push_str(&format!(
        "{:?}",
        secret_header("t0ken\n", "the token").unwrap_err()
    ));
    assert!(!printed.contains("t0ken"), "{printed}");
}
