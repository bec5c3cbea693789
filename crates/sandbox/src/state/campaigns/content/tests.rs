use super::*;
use crate::state::details::OWNER;
use chrono::DateTime;

fn sent() -> Value {
    super::super::tests::activity()
}

#[test]
fn the_rules_for_a_new_activity() {
    let details = Details::default();
    for (name, value, problem) in [
        (
            "format_type",
            json!(4),
            "format_type does not have a valid value",
        ),
        ("html_content", json!(""), "html_content is missing"),
        (
            "html_content",
            json!("x".repeat(150_001)),
            "html_content is too long",
        ),
        (
            "html_content",
            json!("<p>${name}</p>"),
            "html_content contains a forbidden sequence",
        ),
        (
            "html_content",
            json!("<p>[# if]</p>"),
            "html_content contains a forbidden sequence",
        ),
        ("from_name", json!(null), "from_name is missing"),
        ("from_name", json!("x".repeat(101)), "from_name is too long"),
        ("subject", json!(""), "subject is missing"),
        (
            "from_email",
            json!("other@example.com"),
            "from_email is not a confirmed address of the account",
        ),
        (
            "reply_to_email",
            json!("other@example.com"),
            "reply_to_email is not a confirmed address of the account",
        ),
        ("preheader", json!("x".repeat(201)), "preheader is too long"),
        (
            "physical_address_in_footer",
            json!({"country_code": "US"}),
            "physical_address_in_footer.state_code is missing",
        ),
    ] {
        let mut sent = sent();
        sent[name] = value;
        let refusal = Content::create(&details, &sent).err();
        assert_eq!(refusal, Some(Refusal::invalid(problem)), "{name}");
    }
    let mut longest = sent();
    longest["html_content"] = json!("ä".repeat(150_000));
    Content::create(&details, &longest).expect("the limit is in characters");
}

#[test]
fn a_postal_address_is_needed_in_the_account_or_the_activity() {
    let mut details = Details::default();
    details.remove_physical_address();
    assert!(Content::create(&details, &sent()).is_err());
    let mut with_address = sent();
    with_address["physical_address_in_footer"] = json!({
        "address_line1": "1 Road", "country_code": "DE", "organization_name": "Ada",
    });
    Content::create(&details, &with_address).expect("it has its own");
}

#[test]
fn a_put_erases_what_is_left_out_but_not_the_parts_with_members() {
    let mut details = Details::default();
    let mut first = sent();
    first["preheader"] = json!("Before");
    first["physical_address_in_footer"] = json!({"address_line1": "1 Road", "city": "Town"});
    let mut content = Content::create(&details, &first).expect("valid");
    details.add_sender("news@example.com").expect("free");
    details.confirm("news@example.com", DateTime::UNIX_EPOCH);
    let second = json!({
        "from_name": "Bob",
        "from_email": "news@example.com",
        "reply_to_email": OWNER,
        "subject": "Other",
        "physical_address_in_footer": {"city": "Village", "address_line1": null},
    });
    content.put(&details, &second).expect("valid");
    assert_eq!(content.from_name, "Bob");
    assert_eq!(content.preheader, None);
    assert_eq!(content.html, first["html_content"]);
    let address = Value::Object(content.physical_address);
    assert_eq!(address, json!({"city": "Village"}));
}

#[test]
fn the_parts_of_the_html() {
    let content = |html: &str| Content {
        html: html.to_owned(),
        ..Content::default()
    };
    let html = "<html><body>[[trackingImage]] <a href=\"https://a.example\">one</a> \
        <a href='https://b.example'>two</a><a href=\"https://a.example\">three</a> \
        <a href=\"mailto:x@example.com\">four</a></body></html>";
    let full = content(html);
    assert_eq!(full.links(), ["https://a.example", "https://b.example"]);
    assert_eq!(full.text(), "one two three four");
    assert!(!full.preview().contains(TRACKING_IMAGE));
    assert!(full.is_tracked());
    for untracked in [
        "<body>Hi</body>",
        "<head>[[trackingImage]]</head><body></body>",
    ] {
        assert!(!content(untracked).is_tracked(), "{untracked}");
    }
}
