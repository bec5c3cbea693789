use super::*;
use crate::state::contacts::Source;
use chrono::TimeDelta;
use serde_json::json;

fn matches(criteria: Value) -> bool {
    let mut contact = Contact::new(Id(1), Source::Account, DateTime::UNIX_EPOCH);
    contact.lists = vec![Id(10)];
    contact.details_mut().tags = vec![Id(20)];
    let document = json!({ "version": "1.0.0", "criteria": criteria });
    Criteria::read(&document.to_string()).matches(&contact)
}

#[test]
fn conditions_on_lists_tags_and_the_creation_are_evaluated() {
    let condition = |source: &str, field: &str, op: &str, value: &str| json!({ "source": source, "field": field, "op": op, "value": value });
    let [on, off, tag] = [10, 11, 20].map(|number| Id(number).to_string());
    let on = condition("list_membership", "list_id", "eq", &on);
    let off = condition("list_membership", "list_id", "eq", &off);
    let tagged = condition("tags", "tag_id", "eq", &tag);
    let untagged = condition("tags", "tag_id", "not-contains-any", &tag);
    let after = condition("contact", "created_date", "gt", "1969-12-31");
    let before = condition("contact", "created_date", "lt", "1969-12-31");
    let group = |kind: &str, group: &[&Value]| json!({ "type": kind, "group": group });
    for (criteria, expected) in [
        (group("and", &[&on]), true),
        (group("and", &[&off]), false),
        (group("and", &[&on, &tagged]), true),
        (group("and", &[&on, &untagged]), false),
        (group("or", &[&off, &tagged]), true),
        (group("and", &[&after]), true),
        (group("and", &[&before]), false),
        (group("and", &[&group("or", &[&off, &on]), &after]), true),
        (group("and", &[]), true),
    ] {
        assert_eq!(matches(criteria.clone()), expected, "{criteria}");
    }
}

#[test]
fn no_contact_meets_a_condition_that_is_not_known() {
    let condition = json!({ "source": "tracking", "field": "not_opened", "op": "contains-any" });
    assert!(!matches(json!({ "type": "and", "group": [condition] })));
}

#[test]
fn a_deleted_contact_is_in_no_segment() {
    let mut contact = Contact::new(Id(1), Source::Account, DateTime::UNIX_EPOCH);
    assert!(Criteria::All(vec![]).matches(&contact));
    contact.delete(DateTime::UNIX_EPOCH + TimeDelta::days(1));
    assert!(!Criteria::All(vec![]).matches(&contact));
}

#[test]
fn criteria_are_json_and_cover_at_most_the_documented_campaigns_and_days() {
    let with = |constant: &str, param: &str| {
        let condition = json!({ "source": "tracking", "const_value": constant, "param": param });
        json!({ "criteria": { "type": "and", "group": [condition] } }).to_string()
    };
    for (text, expected) in [
        (with("last-n-campaigns", "500"), true),
        (with("last-n-campaigns", "501"), false),
        (with("last-n-days", "1825"), true),
        (with("last-n-days", "1826"), false),
        ("{}".to_owned(), false),
        ("not JSON".to_owned(), false),
    ] {
        assert_eq!(check_criteria(&text), expected, "{text}");
    }
}
