use super::*;

#[test]
fn every_circle_is_found() {
    for (pages, circle) in [
        (&["a", "a"][..], 1),
        (&["a", "b", "a"], 2),
        (&["a", "b", "c", "b"], 3),
        (&["first"], 0),
    ] {
        let mut visited = VisitedPages::default();
        visited.begin(&"first");
        for (step, next) in pages.iter().enumerate() {
            let expected = if step == circle {
                Err(EndlessList::Circle)
            } else {
                Ok(())
            };
            assert_eq!(visited.follow(false, next), expected, "{pages:?} {step}");
        }
    }
}

#[test]
fn pages_without_rows_end_and_a_row_begins_the_count_again() {
    let mut visited = VisitedPages::default();
    let mut steps = 0..;
    let mut go =
        |is_empty, count| (0..count).all(|_| visited.follow(is_empty, &steps.next()) == Ok(()));
    assert!(go(true, MOST_EMPTY - 1));
    assert!(go(false, 1));
    assert!(go(true, MOST_EMPTY - 1));
    assert!(!go(true, 1));
}
