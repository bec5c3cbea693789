use super::*;

#[test]
fn a_job_has_one_to_fifty_ids() {
    let ids = |count: usize| vec!["id".to_owned(); count];
    for (ids, what) in [
        (ids(0), Some("0 are set")),
        (ids(1), None),
        (ids(50), None),
        (ids(51), Some("51 are set")),
        (vec![String::new()], Some("is empty")),
        (vec!["id".to_owned(), "a,b".to_owned()], Some("comma")),
        (vec!["a\n".to_owned()], Some("control")),
    ] {
        let error = check_ids("list_ids", &ids)
            .err()
            .map(|error| error.to_string());
        match (what, error) {
            (None, None) => {}
            (Some(what), Some(error)) => {
                assert!(
                    error.contains(what) && error.contains("`list_ids`"),
                    "{error}"
                );
            }
            (what, error) => panic!("{what:?} {error:?}"),
        }
    }
}
