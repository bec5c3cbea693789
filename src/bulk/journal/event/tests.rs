//! An event is read as it was written, and nothing else is read.

use super::*;

/// Each event, with its optional members and without them.
const EVENTS: [&str; 8] = [
    r#"{"event":"begin","version":2,"import":"i","lists":"a,b","permission":"p","max_bytes":4000,"max_lines":40,"source":"s","owner":"o"}"#,
    r#"{"event":"begin","version":2,"import":"i","lists":"a,b","permission":null,"max_bytes":4000,"max_lines":18446744073709551615,"source":null,"owner":null}"#,
    r#"{"event":"intent","part":1,"first":10,"end":20,"sha256":"5f1c","at":1735689600}"#,
    r#"{"event":"accepted","part":1,"activity":"job","renamed":true}"#,
    r#"{"event":"accepted","part":1,"activity":"job"}"#,
    r#"{"event":"found","part":1,"activity":"job"}"#,
    r#"{"event":"confirmed","part":1}"#,
    r#"{"event":"refused","part":4294967295}"#,
];

/// The members that may be missing or null.
const OPTIONAL: [&str; 4] = ["permission", "source", "owner", "renamed"];

fn written(json: &str) -> Option<String> {
    Event::from_json(json).map(|event| serde_json::to_string(&event).unwrap())
}

#[test]
fn events_are_written_as_they_were_read() {
    for json in EVENTS {
        assert_eq!(written(json).as_deref(), Some(json));
    }
}

#[test]
fn members_of_later_versions_are_ignored() {
    for json in EVENTS {
        let extended = json.replace(r#"{"event""#, r#"{"later":[{}],"event""#);
        assert_eq!(written(&extended).as_deref(), Some(json));
    }
}

#[test]
fn an_event_is_not_read_if_a_member_has_another_type_or_a_required_one_is_missing() {
    for json in EVENTS {
        let Value::Object(members) = serde_json::from_str(json).unwrap() else {
            panic!("{json} is not an object");
        };
        for name in members.keys() {
            let mut changed = members.clone();
            changed.insert(name.clone(), Value::Array(vec![]));
            let changed = Value::Object(changed).to_string();
            assert_eq!(written(&changed), None, "{changed}");
            let mut shorter = members.clone();
            shorter.remove(name);
            let shorter = Value::Object(shorter).to_string();
            let is_optional = OPTIONAL.contains(&name.as_str());
            assert_eq!(written(&shorter).is_some(), is_optional, "{shorter}");
        }
    }
    for json in [
        "[]",
        "null",
        "{}",
        "",
        r#"{"event":"refused","part":4294967296}"#,
    ] {
        assert_eq!(written(json), None, "{json}");
    }
}
