use super::{Problem, judge};
use crate::contract::CONTRACT;
use crate::request::Request;
use crate::state::tokens::Role;
use bytes::Bytes;
use chrono::DateTime;
use http::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use url::form_urlencoded;

/// A request with a token and these headers.
fn request(name: &str, query: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let (method, path) = name.split_once(' ').unwrap();
    let (operation, values) = CONTRACT.find(method, path).unwrap();
    let mut all = HeaderMap::new();
    for (name, value) in headers.iter().chain(&[("authorization", "Bearer t")]) {
        let name: HeaderName = name.parse().unwrap();
        all.insert(name, value.parse().unwrap());
    }
    Request {
        operation,
        path: values.into_iter().map(str::to_owned).collect(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        raw_query: query.to_owned(),
        headers: all,
        body: Bytes::from(body.to_owned()),
        json: serde_json::from_str(body).unwrap_or(Value::Null),
        now: DateTime::UNIX_EPOCH,
        account: String::new(),
        role: Role::default(),
    }
}

fn found(request: &Request) -> Vec<(Problem, String)> {
    judge(request).found
}

fn one(problem: Problem, place: &str) -> Vec<(Problem, String)> {
    vec![(problem, place.to_owned())]
}

const JSON: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("content-length", "9"),
];
const ID: &str = "00000001-0000-11f1-8000-fa163e0a0b0c";

#[test]
fn each_mistake_in_a_query_is_found() {
    let valid = [
        "status=active,unsubscribed&limit=50",
        "updated_after=2026-01-01T00:00:00%2B01:00",
        "email=ada%2Blists@example.com&include=custom_fields",
        "cursor=abc",
    ];
    for query in valid {
        let request = request("GET /contacts", query, &[], "");
        assert_eq!(found(&request), [], "{query}");
    }
    for (query, problem, place) in [
        ("status=active,odd", Problem::UnknownValue, "query status"),
        (
            "status=active&status=deleted",
            Problem::Repeated,
            "query status",
        ),
        ("limit=many", Problem::WrongType, "query limit"),
        ("limit=501", Problem::OutOfRange, "query limit"),
        (
            "include_count=yes",
            Problem::WrongType,
            "query include_count",
        ),
        (
            "updated_after=yesterday",
            Problem::WrongFormat,
            "query updated_after",
        ),
        (
            "email=ada+lists@example.com",
            Problem::Unencoded,
            "query email",
        ),
        ("odd=1", Problem::Unexpected, "query odd"),
    ] {
        let request = request("GET /contacts", query, &[], "");
        assert_eq!(found(&request), one(problem, place), "{query}");
    }
    let offset = request(
        "GET /contacts",
        "updated_after=2026-01-01T00:00:00+01:00",
        &[],
        "",
    );
    assert!(found(&offset).contains(&(Problem::Unencoded, "query updated_after".to_owned())));
    let missing = request("GET /contacts/contact_id_xrefs", "", &[], "");
    let place = "query sequence_ids";
    assert_eq!(found(&missing), one(Problem::Missing, place));
}

#[test]
fn a_cursor_replaces_the_query_only_where_pages_are_links() {
    let name = "GET /reports/summary_reports/sms_campaign_summaries";
    let missing = one(Problem::Missing, "query start_at");
    assert_eq!(found(&request(name, "", &[], "")), missing);
    assert_eq!(found(&request(name, "cursor=abc", &[], "")), []);
    let events = request("GET /events", "cursor=abc", &[], "");
    assert_eq!(found(&events), one(Problem::Unexpected, "query cursor"));
}

#[test]
fn lists_that_are_repeated_are_not_joined() {
    let path = format!("GET /reports/email_reports/{ID}/tracking/bounces");
    let repeated = request(&path, "bounce_code=B&bounce_code=D", &[], "");
    assert_eq!(found(&repeated), []);
    let joined = request(&path, "bounce_code=B,D", &[], "");
    assert_eq!(
        found(&joined),
        one(Problem::UnknownValue, "query bounce_code")
    );
}

#[test]
fn an_id_in_the_path_has_to_be_one() {
    let odd = request("GET /contacts/17", "", &[], "");
    assert_eq!(found(&odd), one(Problem::InvalidId, "path contact_id"));
    let refusal = judge(&odd).refusal("contacts").unwrap();
    let body = r#"[{"error_key":"contacts.api.not_found","error_message":"contact_id is in an invalid format."}]"#;
    assert_eq!((refusal.status, &*refusal.body), (404, body.as_bytes()));
}

#[test]
fn each_mistake_in_a_body_is_found() {
    let valid = json!({
        "email_address": { "address": "ada@example.com", "permission_to_send": "implicit" },
        "create_source": "Account",
        "list_memberships": [ID],
    });
    let body = |change: &dyn Fn(&mut Value)| {
        let mut body = valid.clone();
        change(&mut body);
        found(&request("POST /contacts", "", JSON, &body.to_string()))
    };
    assert_eq!(body(&|_| {}), []);
    let removed = |body: &mut Value| drop(body.as_object_mut().unwrap().remove("create_source"));
    assert_eq!(body(&removed), one(Problem::Missing, "body/create_source"));
    type Change = fn(&mut Value);
    let changes: [(Change, Problem, &str); 7] = [
        (
            |body| body["create_source"] = json!("account"),
            Problem::UnknownValue,
            "body/create_source",
        ),
        (
            |body| body["first_name"] = json!(7),
            Problem::WrongType,
            "body/first_name",
        ),
        (
            |body| body["first_name"] = json!("a".repeat(51)),
            Problem::OutOfRange,
            "body/first_name",
        ),
        (
            |body| body["first_name"] = json!(null),
            Problem::Null,
            "body/first_name",
        ),
        (
            |body| body["surname"] = json!("L"),
            Problem::UnknownMember,
            "body/surname",
        ),
        (
            |body| body["list_memberships"] = json!([ID, "l"]),
            Problem::WrongFormat,
            "body/list_memberships/*",
        ),
        (
            |body| body["email_address"]["address"] = json!(1),
            Problem::WrongType,
            "body/email_address/address",
        ),
    ];
    for (change, problem, place) in changes {
        assert_eq!(body(&change), one(problem, place));
    }
}

#[test]
fn members_that_only_answers_have_are_found() {
    let address = json!({ "address": "ada@example.com", "created_at": "2026-01-01T00:00:00Z" });
    let body = json!({ "update_source": "Account", "email_address": address });
    let name = format!("PUT /contacts/{ID}");
    let request = request(&name, "", JSON, &body.to_string());
    let place = "body/email_address/created_at";
    assert_eq!(found(&request), one(Problem::ReadOnly, place));
    assert!(judge(&request).refusal("contacts").is_none());
}

#[test]
fn custom_fields_of_an_import_have_any_name() {
    let body = |name: &str| {
        let row = json!({ "email": "ada@example.com", name: "red" });
        let body = json!({ "import_data": [row], "list_ids": [ID] });
        let name = "POST /activities/contacts_json_import";
        found(&request(name, "", JSON, &body.to_string()))
    };
    assert_eq!(body("cf:colour"), []);
    let place = "body/import_data/*/colour";
    assert_eq!(body("colour"), one(Problem::UnknownMember, place));
}

#[test]
fn each_mistake_in_a_head_is_found() {
    let name = "POST /events/default";
    let length = ("content-length", "0");
    assert_eq!(found(&request(name, "", &[length], "")), []);
    let missing = one(Problem::Missing, "header content-length");
    assert_eq!(found(&request(name, "", &[], "")), missing);
    let typed = request(name, "", &[length, JSON[0]], "");
    let unexpected = one(Problem::Unexpected, "header content-type");
    assert_eq!(found(&typed), unexpected);

    let partner = "GET /partner/accounts";
    assert_eq!(found(&request(partner, "", &[("x-api-key", "k")], "")), []);
    let missing = one(Problem::Missing, "header x-api-key");
    assert_eq!(found(&request(partner, "", &[], "")), missing);
    let unexpected = one(Problem::Unexpected, "header x-api-key");
    let own = request("GET /contacts", "", &[("x-api-key", "k")], "");
    assert_eq!(found(&own), unexpected);
    assert!(judge(&own).refusal("contacts").is_none());

    let text = &[("content-type", "text/plain"), ("content-length", "2")];
    let text = request("POST /contact_lists", "", text, "{}");
    let wrong = one(Problem::WrongMediaType, "header content-type");
    assert_eq!(found(&text), wrong);
    assert_eq!(judge(&text).refusal("contact-lists").unwrap().status, 415);

    let cut = request("POST /contact_lists", "", JSON, "{");
    assert_eq!(found(&cut), one(Problem::Malformed, "body"));
}

#[test]
fn the_fields_of_a_form_are_checked_by_name() {
    let field = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = field("file", "email\r\nada@example.com");
    let form = |fields: &[String]| {
        let body = fields.concat() + "--b--\r\n";
        let headers = &[("content-type", "multipart/form-data; boundary=b")];
        let headers = [&headers[..], &[("content-length", "9")]].concat();
        let name = "POST /activities/contacts_file_import";
        found(&request(name, "", &headers, &body))
    };
    assert_eq!(form(&[file.clone(), field("list_ids", ID)]), []);
    let missing = one(Problem::Missing, "field list_ids");
    assert_eq!(form(std::slice::from_ref(&file)), missing);
    let lists = field("list_ids", ID);
    let odd = [file.clone(), lists.clone(), field("odd", "1")];
    assert_eq!(form(&odd), one(Problem::Unexpected, "field odd"));
    let repeated = [file.clone(), lists.clone(), lists.clone()];
    assert_eq!(form(&repeated), one(Problem::Repeated, "field list_ids"));
    let permission = [file, lists, field("sms_permission_to_send", "yes")];
    let unknown = one(Problem::UnknownValue, "field sms_permission_to_send");
    assert_eq!(form(&permission), unknown);
}

#[test]
fn the_refusal_joins_what_the_api_complains_about() {
    let body = json!({ "create_source": "odd" }).to_string();
    let request = request("POST /contacts", "odd=1", JSON, &body);
    let refusal = judge(&request).refusal("contacts").unwrap();
    let errors: Value = serde_json::from_slice(&refusal.body).unwrap();
    assert_eq!(refusal.status, 400);
    assert_eq!(errors[0]["error_key"], "contacts.api.validation.error");
    let message = errors[0]["error_message"].as_str().unwrap();
    assert_eq!(message, "create_source does not have a valid value");
}

#[test]
fn the_schema_of_each_body_can_be_compiled() {
    let mut compiled = 0;
    for operation in &CONTRACT.operations {
        compiled += usize::from(super::schema::validator(operation).is_some());
    }
    assert_eq!(compiled, 50);
}

/// A partner's request whose body describes another one.
fn on_behalf(inner: &Value) -> Request {
    let name = "POST /partner/accounts/a1/account_operations/sync";
    let key = ("x-api-key", "k");
    request(name, "", &[JSON, &[key]].concat(), &inner.to_string())
}

#[test]
fn a_request_on_behalf_of_an_account_is_judged_as_one_of_that_account() {
    let inner = |method: &str, url: &str| json!({"account_operation_method": method, "account_operation_url": url});
    let with = |mut inner: Value, name: &str, value: Value| {
        inner[name] = value;
        inner
    };
    let id = |id: &str| json!([{"path_param_key": "contact_id", "path_param_value": id}]);
    let query = |name: &str| json!([{"query_param_key": name, "query_param_value": "1"}]);
    let contact = || inner("GET", "/contacts/{contact_id}");
    let parameters = "account_operation_path_parameters";
    let contact = |one: &str| with(contact(), parameters, id(one));
    let queried = |name: &str| {
        with(
            inner("GET", "/contacts"),
            "account_operation_query_parameters",
            query(name),
        )
    };
    let list = |payload: &str| {
        with(
            inner("POST", "/contact_lists"),
            "account_operation_payload",
            json!(payload),
        )
    };
    for valid in [contact(ID), queried("limit"), list(r#"{"name":"News"}"#)] {
        let findings = judge(&on_behalf(&valid));
        assert!(findings.summary().is_none(), "{valid}: {findings:?}");
        assert!(findings.refusal("technology-partners").is_none(), "{valid}");
    }
    for (wrong, violation, status) in [
        (
            contact("x/y"),
            "GET /contacts/{contact_id}: path contact_id is not an id",
            Some(404),
        ),
        (
            queried("limits"),
            "GET /contacts: query limits is not one of the operation",
            None,
        ),
        (
            list("{}"),
            "POST /contact_lists: body/name is missing",
            Some(400),
        ),
        (
            list("{"),
            "POST /contact_lists: body cannot be read",
            Some(400),
        ),
        (
            list(r#"{"name":"News","list_id":"1"}"#),
            "POST /contact_lists: body/list_id is not a member of the schema",
            None,
        ),
        (
            inner("GET", "/unknown"),
            "partner: body/account_operation_url is not one of the contract with this method",
            None,
        ),
    ] {
        let findings = judge(&on_behalf(&wrong));
        let refusal = findings.refusal("technology-partners");
        assert_eq!(refusal.map(|answer| answer.status), status, "{wrong}");
        assert!(findings.summary().is_some(), "{wrong}");
        let violations: Vec<_> = findings.into_violations("partner".into()).collect();
        assert_eq!(violations.len(), 1, "{wrong}: {violations:?}");
        assert_eq!(violations[0].to_string(), violation);
    }
}
