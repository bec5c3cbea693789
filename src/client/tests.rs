use super::*;

#[test]
fn debug_output_hides_the_token() {
    let builder = Client::builder().base_url("http://localhost/v3");
    let builder = builder.access_token("t0ken");
    let mut printed = format!("{builder:?}");
    printed.push_str(&format!("{:?}", builder.build().unwrap()));
    assert!(!printed.contains("t0ken"), "{printed}");
}
