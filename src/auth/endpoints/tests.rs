use super::safe;

#[test]
fn an_endpoint_is_checked_and_kept_as_written() {
    assert_eq!(safe("https://a.example/t").unwrap(), "https://a.example/t");
    assert!(safe("x").is_err());
    let error = safe("http://a.example/t").unwrap_err().to_string();
    assert!(error.contains("https"), "{error}");
}
