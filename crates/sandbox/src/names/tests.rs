use super::{find, near};

#[test]
fn a_name_is_found_in_every_usual_spelling() {
    for text in [
        "GET /contacts/{contact_id}",
        "get /contacts/{id}",
        "GET /v3/contacts/{}",
        " GET  /contacts/{contact_id}",
    ] {
        assert_eq!(find(text), Some("GET /contacts/{contact_id}"), "{text}");
    }
    for text in ["GET contacts", "/contacts", "PUT /contacts", ""] {
        assert_eq!(find(text), None, "{text}");
    }
}

#[test]
fn a_misspelt_name_is_near_the_right_one() {
    for (text, expected) in [
        (
            "POST /activities/contact_file_import",
            "POST /activities/contacts_file_import",
        ),
        ("GET contacts", "GET /contacts"),
        ("/contact_lists", "GET /contact_lists"),
    ] {
        assert_eq!(near(text)[0], expected, "{text}");
    }
}
