use super::exchange;
use super::fault::Fault;
use super::requests::{Request, all};
use super::{document, known};
use exchange::Verdict;
use serde_json::{Value, json};

fn contract() -> Value {
    json!({
        "version": "1",
        "operations": [{
            "id": "putThing", "method": "PUT", "path": "/things/{thing_id}", "partner": false, "form": [],
            "parameters": [
                {
                    "name": "thing_id", "in": "path", "required": true, "comma_separated": false,
                    "schema": { "type": "string", "format": "uuid" },
                },
                {
                    "name": "kinds", "in": "query", "required": true, "comma_separated": true,
                    "schema": { "type": "string", "format": "csv", "maximum": 2, "enum": ["a b", "c"] },
                },
            ],
            "body": { "required": true, "schema": { "$ref": "#/definitions/Thing" } },
        }],
        "definitions": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "id": { "type": "integer", "readOnly": true },
                    "name": { "type": "string", "maxLength": 3 },
                    "parts": { "type": "array", "maxItems": 1, "items": { "$ref": "#/definitions/Thing" } },
                    "sizes": { "type": "array", "items": { "type": "integer", "minimum": 4 } },
                },
            },
        },
    })
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(request.body.as_deref().unwrap()).unwrap()
}

#[test]
fn valid_requests_have_one_and_two_entries_in_each_list_and_end_where_a_schema_contains_itself() {
    let requests = all(&contract());
    let valid: Vec<&Request> = requests
        .iter()
        .filter(|one| one.fault == Fault::Nothing)
        .collect();
    let [one, two] = valid[..] else {
        panic!("two requests");
    };
    let path = "/things/00fe9a97-a579-43c5-bb1a-58ed29bf0a6a";
    assert_eq!(one.target, format!("{path}?kinds=a%20b"));
    assert_eq!(two.target, format!("{path}?kinds=a%20b,c"));
    assert_eq!(
        body(one),
        json!({ "name": "tex", "parts": [], "sizes": [4] })
    );
    assert_eq!(
        body(two),
        json!({ "name": "tex", "parts": [], "sizes": [4, 5] })
    );
}

#[test]
fn each_fault_is_in_one_place() {
    let requests = all(&contract());
    let found: Vec<(Fault, &str)> = requests
        .iter()
        .filter(|one| one.fault != Fault::Nothing)
        .map(|one| (one.fault, &*one.place))
        .collect();
    let expected = [
        (Fault::PathOfWrongType, "thing_id"),
        (Fault::ParameterMissing, "kinds"),
        (Fault::ParameterNotListed, "kinds"),
        (Fault::ParameterUnknown, "no_such_parameter"),
        (Fault::BodyMissing, "body"),
        (Fault::BodyMalformed, "body"),
        (Fault::MemberOfWrongType, "body"),
        (Fault::MemberNull, "body"),
        (Fault::MemberMissing, "body/name"),
        (Fault::MemberUnknown, "body/no_such_member"),
        (Fault::MemberReadOnly, "body/id"),
        (Fault::MemberOfWrongType, "body/name"),
        (Fault::MemberNull, "body/name"),
        (Fault::MemberTooLong, "body/name"),
        (Fault::MemberOfWrongType, "body/parts"),
        (Fault::MemberNull, "body/parts"),
        (Fault::MemberOfWrongType, "body/sizes"),
        (Fault::MemberNull, "body/sizes"),
        (Fault::MemberOfWrongType, "body/sizes/0"),
        (Fault::MemberNull, "body/sizes/0"),
    ];
    assert_eq!(found, expected);
    for (fault, place, changed) in [
        (
            Fault::MemberMissing,
            "body/name",
            json!({ "parts": [], "sizes": [4] }),
        ),
        (
            Fault::MemberNull,
            "body/sizes/0",
            json!({ "name": "tex", "parts": [], "sizes": [null] }),
        ),
        (
            Fault::MemberTooLong,
            "body/name",
            json!({ "name": "xxxx", "parts": [], "sizes": [4] }),
        ),
    ] {
        let mut same = requests
            .iter()
            .filter(|one| one.fault == fault && one.place == place);
        assert_eq!(same.next().map(body), Some(changed), "{place}");
    }
}

#[test]
fn the_document_declares_lists_by_their_entries() {
    let document = document::swagger(&contract());
    let parameters = &document["paths"]["/things/{thing_id}"]["put"]["parameters"];
    let expected = json!({
        "name": "kinds", "in": "query", "required": true, "type": "array", "collectionFormat": "csv",
        "items": { "type": "string", "enum": ["a b", "c"] },
    });
    assert_eq!(parameters[1], expected);
    assert_eq!(parameters[2]["schema"]["$ref"], "#/definitions/Thing");
}

#[test]
fn an_answer_is_read_with_its_headers() {
    let answer = exchange::read(b"HTTP/1.1 422 No\r\nSL-Violations: [1]\r\n\r\nbody").unwrap();
    assert_eq!((answer.status, &*answer.body), (422, "body"));
    assert_eq!(answer.header("sl-violations"), Some("[1]"));
    assert!(exchange::read(b"HTTP/1.1 200 OK\r\n").is_none());
}

#[test]
fn only_laxness_of_prism_is_a_known_difference() {
    let request = |fault| {
        let mut requests = all(&contract()).into_iter();
        requests.find(|one| one.fault == fault).unwrap()
    };
    let verdict = |findings: &str| Verdict {
        status: 200,
        findings: findings.to_owned(),
    };
    let reason =
        |fault, ours, theirs| known::reason(&request(fault), &verdict(ours), &verdict(theirs));
    assert!(reason(Fault::MemberUnknown, "unknown", "").is_some());
    assert!(reason(Fault::MemberUnknown, "", "unknown").is_none());
    assert!(reason(Fault::Nothing, "", "missing").is_none());
    assert!(reason(Fault::Nothing, "missing", "").is_none());
    assert!(reason(Fault::MemberMissing, "", "missing").is_none());
}
