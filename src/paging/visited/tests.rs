use super::*;

#[test]
fn every_cycle_is_detected() {
    for (pages, cycle) in [
        (&["a", "a"][..], 1),
        (&["a", "b", "a"], 2),
        (&["a", "b", "c", "b"], 3),
        (&["first"], 0),
    ] {
        let mut visited = VisitedPages::default();
        visited.visit(&"first");
        for (step, next) in pages.iter().enumerate() {
            let expected = if step == cycle {
                Err(EndlessList::Cycle)
            } else {
                Ok(())
            };
            assert_eq!(visited.follow(false, next), expected, "{pages:?} {step}");
        }
    }
}

#[test]
fn too_many_empty_pages_are_an_error_and_a_row_resets_the_count() {
    let mut visited = VisitedPages::default();
    let mut steps = 0..;
    let mut go =
        |is_empty, count| (0..count).all(|_| visited.follow(is_empty, &steps.next()) == Ok(()));
    assert!(go(true, MAX_EMPTY_PAGES - 1));
    assert!(go(false, 1));
    assert!(go(true, MAX_EMPTY_PAGES - 1));
    assert!(!go(true, 1));
}
