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
