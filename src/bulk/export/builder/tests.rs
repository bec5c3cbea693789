use super::*;
use crate::transport::history::History;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

fn client() -> Client {
    let client = Client::builder().base_url("http://localhost/proxy/v3");
    client.build().unwrap()
}

fn id_behind(href: &str) -> Result<String> {
    let activity = serde_json::json!({"_links": {"results": {"href": href}}});
    file_id(
        &client(),
        &answer(serde_json::from_value(activity).unwrap()),
    )
}

fn answer(activity: Activity) -> Response<Activity> {
    let history = History::of_first("get_activity_by_id", StatusCode::OK);
    Response::new(history, HeaderMap::new(), activity)
}

#[test]
fn the_file_is_found_by_every_form_of_the_link() {
    for href in [
        "/v3/contact_exports/f%2F1",
        "/v3/contacts_exports/f%2F1",
        "/proxy/v3/contact_exports/f%2F1",
        "https://api.cc.email/v3/contact_exports/f%2F1/?x=/y",
        "http://localhost/proxy/v3/contact_exports/f%2F1#x",
        "f%2F1",
    ] {
        assert_eq!(id_behind(href).unwrap(), "f/1", "{href}");
    }
}

#[test]
fn a_link_that_does_not_lead_to_a_file_of_the_api_is_an_error() {
    for href in [
        "",
        "/",
        "/contact_exports/f-1",
        "https://example.com/v3/contact_exports/f-1",
        "/v3/contact_exports/%ff",
    ] {
        assert_eq!(
            id_behind(href).unwrap_err().kind(),
            ErrorKind::Decode,
            "{href}"
        );
    }
    assert!(file_id(&client(), &answer(Activity::default())).is_err());
}
