use super::surface_changes;

#[test]
fn a_removed_conversion_is_reported_unless_a_type_is_removed() {
    let old = "types::A: struct\ntypes::B: struct\ntypes::B: impl From<types::A> for types::B\n";
    let (counts, lost) = surface_changes(old, "types::A: struct\ntypes::B: struct\n");
    assert_eq!(counts, [1, 0]);
    assert_eq!(lost[0].element, "From<A> for B");
    let (counts, lost) = surface_changes(old, "types::B: struct\ntypes::C: struct\n");
    assert_eq!((counts, lost.len()), ([2, 1], 0));
}

#[test]
fn a_conversion_that_takes_more_is_one_too() {
    let with = |rest: &str| {
        format!(
            "types::A: struct\ntypes::B: struct\ntypes::B::from_a: fn from_a(a: types::A{rest}) -> Self\n"
        )
    };
    let one = with(", kind: impl Into<types::Kind>");
    let (_, lost) = surface_changes(&one, "types::A: struct\ntypes::B: struct\n");
    assert_eq!(lost[0].element, "From<A> for B");
    assert!(
        surface_changes(&one, &with(", kind: impl Into<String>"))
            .1
            .is_empty()
    );
    let setter = "types::B: struct\ntypes::B::from_email: fn from_email(self, value: impl Into<String>) -> Self\n";
    assert!(surface_changes(setter, "types::B: struct\n").1.is_empty());
}
