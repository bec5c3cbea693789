use super::*;
use std::collections::BTreeSet;

#[test]
fn members_are_kept_by_name() {
    let mut members = UnknownMembers::default();
    assert!(members.is_empty() && members.get("a").is_none());
    assert_eq!(members.insert("b", 1), None);
    assert_eq!(members.insert("b", 2), Some(Value::from(1)));
    members.extend([("a", "x")]);
    let names: BTreeSet<_> = members.iter().map(|(name, _)| name).collect();
    assert_eq!((names, members.len()), (BTreeSet::from(["a", "b"]), 2));
    assert_eq!(members.remove("b"), Some(Value::from(2)));
    members.clear();
    assert!(members.is_empty());
}

#[test]
fn debug_hides_names_and_values() {
    let mut members = UnknownMembers::default();
    members.insert("Ann", "Doe");
    assert_eq!(format!("{members:?}"), "{… 1 members}");
}

#[test]
fn unknown_members_do_not_affect_equality() {
    let mut members = UnknownMembers::default();
    members.insert("a", 1);
    assert!(members == UnknownMembers::default());
}

#[test]
fn a_copy_has_members_of_its_own() {
    let mut members = UnknownMembers::default();
    members.insert("a", 1);
    let mut copy = members.clone();
    copy.insert("a", 2);
    assert_eq!(members.get("a"), Some(&Value::from(1)));
    copy.clear();
    assert_eq!((members.len(), copy.len()), (1, 0));
    assert_eq!(members.remove("a"), Some(Value::from(1)));
}
