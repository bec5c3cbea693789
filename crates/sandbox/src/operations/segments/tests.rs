use crate::operations::test_account::TestAccount;
use serde_json::{Value, json};

fn body(name: &str) -> Value {
    let criteria = json!({ "version": "1.0.0", "criteria": { "type": "and", "group": [] } });
    json!({ "name": name, "segment_criteria": criteria.to_string() })
}

fn create(account: &mut TestAccount, name: &str) -> String {
    account.ok("createSegment", "", "", body(name))["segment_id"].to_string()
}

fn names(account: &mut TestAccount, query: &str) -> Vec<String> {
    let page = account.ok("getAccountSegments", "", query, Value::Null);
    let segments = page["segments"].as_array().unwrap().iter();
    segments
        .map(|segment| segment["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn segments_are_sorted_by_their_last_change_or_their_name() {
    let mut account = TestAccount::new();
    let old = create(&mut account, "B");
    create(&mut account, "A");
    assert_eq!(names(&mut account, ""), ["A", "B"]);
    account.day = 1;
    account.ok("updateSegmentName", &old, "", json!({ "name": "C" }));
    assert_eq!(names(&mut account, "sort_by=date"), ["C", "A"]);
    assert_eq!(names(&mut account, "sort_by=name"), ["A", "C"]);
    let page = account.ok("getAccountSegments", "", "", Value::Null);
    assert!(page["segments"][0].get("segment_criteria").is_none());
}

#[test]
fn a_name_belongs_to_one_segment_until_it_is_deleted() {
    let mut account = TestAccount::new();
    let one = create(&mut account, "One");
    let two = create(&mut account, "Two");
    assert_eq!(account.refused("createSegment", "", body("One")).0, 409);
    assert_eq!(account.refused("updateSegment", &two, body("One")).0, 409);
    let name = json!({ "name": "One" });
    assert_eq!(account.refused("updateSegmentName", &two, name).0, 409);
    account.ok("updateSegment", &one, "", body("One"));
    account.ok("deleteSegment", &one, "", Value::Null);
    create(&mut account, "One");
}

#[test]
fn a_deleted_segment_can_be_read_and_not_changed() {
    let mut account = TestAccount::new();
    let segment = create(&mut account, "One");
    account.ok("deleteSegment", &segment, "", Value::Null);
    assert_eq!(names(&mut account, ""), Vec::<String>::new());
    let read = account.ok("getSegmentDetail", &segment, "", Value::Null);
    assert_eq!(read["name"], "One");
    assert_eq!(
        account.refused("updateSegment", &segment, body("One")).0,
        404
    );
    assert_eq!(
        account.refused("deleteSegment", &segment, Value::Null).0,
        404
    );
}

#[test]
fn criteria_that_are_not_possible_are_refused() {
    let mut account = TestAccount::new();
    let segment = create(&mut account, "One");
    for criteria in ["", "not JSON", "{}"] {
        let body = json!({ "name": "Two", "segment_criteria": criteria });
        assert_eq!(
            account.refused("createSegment", "", body.clone()).0,
            400,
            "{criteria}"
        );
        assert_eq!(
            account.refused("updateSegment", &segment, body).0,
            400,
            "{criteria}"
        );
    }
    assert_eq!(
        account
            .refused("updateSegment", &segment, json!({ "name": "One" }))
            .0,
        400
    );
}
