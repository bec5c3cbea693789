use super::Success;

#[test]
fn every_way_of_reading_has_its_own_name() {
    for (kind, name) in Success::ALL {
        assert_eq!((kind.as_str(), Success::parse(name)), (name, Some(kind)));
    }
    assert_eq!(Success::parse("other"), None);
}
