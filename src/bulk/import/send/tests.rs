use super::*;

#[test]
fn one_to_fifty_lists_become_one_text() {
    let lists = |count: usize| vec!["id".to_owned(); count];
    assert_eq!(joined(&lists(2)).unwrap(), "id,id");
    assert!(joined(&lists(50)).is_ok());
    for bad in [
        lists(0),
        lists(51),
        vec![String::new()],
        vec!["a,b".to_owned()],
    ] {
        assert!(joined(&bad).is_err());
    }
}
