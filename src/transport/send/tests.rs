use super::*;

#[test]
fn debug_output_hides_secret_headers() {
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
