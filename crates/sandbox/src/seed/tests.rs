use super::Seed;
use crate::state::{FIRST_ACCOUNT, State};
use chrono::Utc;
use serde_json::json;

fn error(csv: &str) -> String {
    match Seed::read(csv.as_bytes()) {
        Ok(_) => panic!("accepted: {csv:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_row_becomes_the_body_of_a_request() {
    let csv = "\u{feff}email,first_name,last_name,job_title,company_name,phone,anniversary,birthday_day,\
        birthday_month,street,street2,city,state,zip,country,sms_number,sms_consent_date,cf:shoe,lists\r\n\
        ada@example.com,Ada,Lovelace,Countess,\"Engines, Ltd.\",555-0100,2006-11-15,24,12,\
        1 Main St,Apt 2,Springfield,MA,01101,US,(508) 123-1235,7/3/2024,38,News; Friends ;News\r\n\
        bo@example.com,,,,,,,,,,,,,,,,,,Friends\r\n";
    let seed = Seed::read(csv.as_bytes()).unwrap();
    assert_eq!(seed.lists, ["News", "Friends"]);
    assert_eq!(seed.custom_fields, ["shoe"]);
    let [ada, bo] = &seed.contacts[..] else {
        panic!("two rows");
    };
    let expected = json!({
        "email_address": { "address": "ada@example.com", "permission_to_send": "implicit" },
        "create_source": "Account",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "job_title": "Countess",
        "company_name": "Engines, Ltd.",
        "phone_numbers": [{ "kind": "other", "phone_number": "555-0100" }],
        "anniversary": "2006-11-15",
        "birthday_day": 24,
        "birthday_month": 12,
        "street_addresses": [{
            "kind": "home", "street": "1 Main St Apt 2", "city": "Springfield", "state": "MA",
            "postal_code": "01101", "country": "US",
        }],
        "sms_channel": {
            "full_sms_address": "15081231235",
            "sms_channel_consents": [{
                "consent_type": "promotional_sms", "sms_consent_permission": "explicit",
            }],
        },
    });
    assert_eq!(ada.document, expected);
    assert_eq!((ada.line, &ada.lists[..]), (2, &[0, 1][..]));
    assert_eq!(ada.custom_fields, [(0, "38".to_owned())]);
    let expected = json!({
        "email_address": { "address": "bo@example.com", "permission_to_send": "implicit" },
        "create_source": "Account",
    });
    assert_eq!(bo.document, expected);
    assert_eq!((bo.line, &bo.lists[..]), (3, &[1][..]));
}

#[test]
fn a_contact_can_have_a_number_only() {
    let seed = Seed::read(b"sms_number\n1-508-123-1235\n").unwrap();
    let channel = &seed.contacts[0].document["sms_channel"];
    assert_eq!(channel["full_sms_address"], "15081231235");
    let consent = &channel["sms_channel_consents"][0]["sms_consent_permission"];
    assert_eq!(consent, "not_set");
}

#[test]
fn a_csv_may_have_no_contacts() {
    let seed = Seed::read(b"email,lists\n").unwrap();
    assert!(seed.contacts.is_empty() && seed.lists.is_empty());
}

#[test]
fn a_mistake_in_the_headings_is_an_error() {
    for (csv, message) in [
        (
            "",
            "line 1: the first line has neither a heading email nor sms_number",
        ),
        (
            "name\nAda\n",
            "line 1, column \"name\": no heading of an import, nor lists or cf:<name>",
        ),
        (
            "email,Email\n",
            "line 1, column \"Email\": no heading of an import, nor lists or cf:<name>",
        ),
        (
            "email,cf:\n",
            "line 1, column \"cf:\": no heading of an import, nor lists or cf:<name>",
        ),
        (
            "email,phone,email\n",
            "line 1, column \"email\": the heading occurs twice",
        ),
        (
            "email,cf:a,cf:a\n",
            "line 1, column \"cf:a\": the heading occurs twice",
        ),
        (
            "first_name\nAda\n",
            "line 1: the first line has neither a heading email nor sms_number",
        ),
    ] {
        assert_eq!(error(csv), message, "{csv:?}");
    }
}

#[test]
fn a_mistake_in_a_row_names_its_line_and_column() {
    let long = "x".repeat(51);
    for (csv, message) in [
        ("email,phone\na@b.c\n", "line 2: 1 cells instead of 2"),
        (
            "email,phone\na@b.c,1\nb@b.c,1,2\n",
            "line 3: 3 cells instead of 2",
        ),
        (
            "email,first_name\n,Ada\n",
            "line 2: the contact has neither an email address nor a number for texts",
        ),
        ("email\nada\n", "line 2, column \"email\": no email address"),
        (
            "email\na@b@c\n",
            "line 2, column \"email\": no email address",
        ),
        (
            "email\na b@c.d\n",
            "line 2, column \"email\": no email address",
        ),
        (
            "email,first_name\na@b.c,\"two\nlines\"\n\nA@B.C,x\n",
            "line 5, column \"email\": the same email address as in line 2",
        ),
        (
            "sms_number\n5081231235\n1 508 123 1235\n",
            "line 3, column \"sms_number\": the same number as in line 2",
        ),
        (
            "sms_number\n+44 20 7946 0018\n",
            "line 2, column \"sms_number\": no US phone number of ten digits",
        ),
        (
            "sms_number\n508-123-1235 x\n",
            "line 2, column \"sms_number\": no US phone number of ten digits",
        ),
        (
            &format!("email,last_name\na@b.c,{long}\n"),
            "line 2, column \"last_name\": longer than 50 characters",
        ),
        (
            "email,anniversary\na@b.c,15.11.2006\n",
            "line 2, column \"anniversary\": no date such as 2006-11-15 or 11/15/2006",
        ),
        (
            "email,anniversary\na@b.c,2006-13-01\n",
            "line 2, column \"anniversary\": no date such as 2006-11-15 or 11/15/2006",
        ),
        (
            "email,birthday_day,birthday_month\na@b.c,32,1\n",
            "line 2, column \"birthday_day\": no number from 1 to 31",
        ),
        (
            "email,birthday_day,birthday_month\na@b.c,,1\n",
            "line 2, column \"birthday_month\": a birthday needs a month and a day",
        ),
        (
            "email,sms_consent_date\na@b.c,2024-07-03\n",
            "line 2, column \"sms_consent_date\": a date of consent needs a number for texts",
        ),
    ] {
        assert_eq!(error(csv), message, "{csv:?}");
    }
}

#[test]
fn a_contact_has_a_limited_number_of_lists_and_custom_fields() {
    let lists: Vec<String> = (0..51).map(|number| format!("list {number}")).collect();
    let csv = format!("email,lists\na@b.c,{}\n", lists.join(";"));
    assert_eq!(
        error(&csv),
        "line 2, column \"lists\": a contact can be on 50 lists"
    );
    let fields: Vec<String> = (0..26).map(|number| format!("cf:{number}")).collect();
    let csv = format!("email,{}\na@b.c{}\n", fields.join(","), ",x".repeat(26));
    assert_eq!(
        error(&csv),
        "line 2: a contact can have values in 25 custom fields"
    );
}

#[test]
fn names_of_lists_that_differ_by_case_are_one_list() {
    let seed = Seed::read(b"email,lists\na@b.c,News;NEWS\nb@b.c,news\n").unwrap();
    assert_eq!(seed.lists, ["News"]);
    let lists: Vec<_> = seed.contacts.iter().map(|one| &one.lists[..]).collect();
    assert_eq!(lists, [[0], [0]]);
}

#[test]
fn a_seed_becomes_contacts_with_lists_and_custom_fields() {
    let csv =
        b"email,sms_number,cf:shoe_size,lists\na@b.c,5081231235,38,News;Friends\nb@b.c,,,News\n";
    let mut state = State::new();
    Seed::read(csv)
        .unwrap()
        .apply(&mut state, Utc::now())
        .unwrap();
    let account = state.account(FIRST_ACCOUNT);
    let fields: Vec<_> = account
        .custom_fields
        .values()
        .map(|one| &*one.name)
        .collect();
    assert_eq!(fields, ["shoe_size"]);
    let lists: Vec<_> = account.contacts.iter().map(|one| one.lists.len()).collect();
    assert_eq!(lists, [2, 1]);
    let numbered = account.contacts.by_sms("15081231235").unwrap();
    assert_eq!(numbered.address(), Some("a@b.c"));
}

#[test]
fn what_the_api_refuses_names_its_column_too() {
    let field = format!("cf:{}", "x".repeat(51));
    let csv = format!("email,{field}\na@b.c,1\n");
    let seed = Seed::read(csv.as_bytes()).unwrap();
    let error = seed.apply(&mut State::new(), Utc::now()).unwrap_err();
    let expected = format!("line 1, column {field:?}: refused: ");
    assert!(error.to_string().starts_with(&expected), "{error}");
}

#[test]
fn debug_shows_no_person() {
    let seed = Seed::read(b"email,lists\nada@example.com,News\n").unwrap();
    assert_eq!(
        format!("{seed:?}"),
        "Seed { contacts: 1, lists: 1, custom_fields: 0 }"
    );
}

#[test]
fn lines_are_those_of_an_editor() {
    for (csv, lines) in [
        ("email\na@b.c\nb@b.c\n", [2, 3]),
        ("email\r\na@b.c\r\nb@b.c", [2, 3]),
        ("email\ra@b.c\rb@b.c\r", [2, 3]),
        ("\n\nemail\n\na@b.c\n\r\n\nb@b.c\n", [5, 8]),
        ("email,lists\na@b.c,\"x\r\ny\"\nb@b.c,\n", [2, 4]),
    ] {
        let seed = Seed::read(csv.as_bytes()).unwrap();
        let found: Vec<u64> = seed.contacts.iter().map(|one| one.line).collect();
        assert_eq!(found, lines, "{csv:?}");
    }
}

#[test]
fn text_in_another_encoding_is_an_error() {
    let error = Seed::read(b"email,first_name\na@b.c,Andr\xe9\n");
    let message = error.err().map(|error| error.to_string());
    let expected = "line 2, column \"first_name\": the text is not UTF-8";
    assert_eq!(message.as_deref(), Some(expected));
}
