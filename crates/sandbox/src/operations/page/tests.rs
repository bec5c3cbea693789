use super::*;
use crate::contract::CONTRACT;

fn request(operation: &str, path: &[&str], query: &str) -> Request {
    Request::to(operation, path, query, Value::Null)
}

/// The query of a link.
fn query_of(link: &str) -> &str {
    link.split_once('?').unwrap().1
}

#[test]
fn each_list_has_the_documented_sizes() {
    for (operation, default, smallest, largest) in [
        ("getContacts", 50, 1, 500),
        ("getLists", 50, 1, 1000),
        ("getTags", 50, 1, 500),
        ("getCustomFields", 50, 1, 100),
        ("getAccountSegments", 1000, 1, 1000),
        ("getActivityStatusCollection", 50, 1, 500),
        ("retrieveEmailCampaignsUsingGET", 50, 1, 500),
        ("getOpens", 500, 1, 500),
        ("getContactTracking", 100, 1, 100),
        ("getAllBulkEmailCampaignSummaries", 50, 1, 500),
        ("getAllBulkSmsCampaignSummaries", 50, 1, 50),
        ("getContactOpens", 50, 1, 500),
        ("getSocialHashtagGroupsUsingGET", 5, 1, 5),
        ("findEvents", 100, 1, 100),
        ("getPartnerSiteOwners", 50, 10, 50),
    ] {
        let sizes = Sizes::of(CONTRACT.operation(operation).unwrap());
        let expected = Sizes {
            default,
            smallest,
            largest,
        };
        assert_eq!(sizes, expected, "{operation}");
    }
}

#[test]
fn links_lead_to_all_rows_once_and_keep_the_filters() {
    let mut query = "limit=2&status=all&lists=a%2Cb".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = Page::of_links(&request("getContacts", &[], &query)).unwrap();
        assert_eq!(page.query().value("status"), Some("all"));
        assert_eq!(page.query().values("lists"), ["a", "b"]);
        let document = page.linked("contacts", (0..5).map(Value::from));
        seen.extend(document["contacts"].as_array().unwrap().clone());
        let Some(links) = document.get("_links") else {
            break;
        };
        let href = links["next"]["href"].as_str().unwrap();
        assert!(href.starts_with("/v3/contacts?limit=2&cursor="), "{href}");
        query = query_of(href).to_owned();
    }
    assert_eq!(seen, [0, 1, 2, 3, 4]);
}

#[test]
fn a_page_reads_one_row_more_than_it_holds() {
    let page = Page::of_links(&request("getContacts", &[], "limit=3")).unwrap();
    let mut read = 0;
    let rows = (0..1_000_000).inspect(|_| read += 1).map(Value::from);
    page.linked("contacts", rows);
    assert_eq!(read, 4);
}

#[test]
fn a_link_of_positions_begins_at_the_position_of_the_next_row() {
    let page = Page::of_links(&request("getContacts", &[], "limit=1")).unwrap();
    let rows = [(7, json!("a")), (12, json!("b"))];
    let document = page.linked_from("contacts", rows.into_iter());
    let href = document["_links"]["next"]["href"].as_str().unwrap();
    let next = Page::of_links(&request("getContacts", &[], query_of(href))).unwrap();
    assert_eq!(next.start, 12);
}

#[test]
fn a_limit_or_a_cursor_that_is_not_valid_is_refused() {
    for query in [
        "limit=0",
        "limit=501",
        "limit=x",
        "cursor=%21",
        "cursor=bGltaXQ9NQ",
    ] {
        let refusal = Page::of_links(&request("getContacts", &[], query)).unwrap_err();
        assert_eq!(refusal.status, 400, "{query}");
        let body = String::from_utf8_lossy(&refusal.body).into_owned();
        assert!(body.contains("contacts.api.validation.error"), "{body}");
    }
    assert!(Page::of_links(&request("getContacts", &[], "limit=500")).is_ok());
}

#[test]
fn cursors_lead_forwards_and_back() {
    let rows = || (0..5).map(Value::from).collect::<Vec<_>>();
    let page = |query: &str| Page::of_cursors(&request("findEvents", &[], query)).unwrap();
    let first = page("limit=2&sort_by=name").with_cursors("records", rows());
    assert_eq!(first["total_records"], 5);
    assert!(!first.contains_key("prev_cursor"));
    let cursor =
        |document: &Map<String, Value>, name: &str| document[name].as_str().unwrap().to_owned();
    let second = page(&format!("next={}", cursor(&first, "next_cursor")));
    assert_eq!(second.query().value("sort_by"), Some("name"));
    let second = second.with_cursors("records", rows());
    assert_eq!(second["records"], json!([2, 3]));
    let back = page(&format!("prev={}", cursor(&second, "prev_cursor")));
    assert_eq!(
        back.with_cursors("records", rows())["records"],
        json!([0, 1])
    );
    let last = page(&format!("next={}", cursor(&second, "next_cursor")));
    let last = last.with_cursors("records", rows());
    assert_eq!(last["records"], json!([4]));
    assert!(!last.contains_key("next_cursor"));
}

#[test]
fn cursors_that_exclude_each_other_are_refused() {
    for query in ["next=a&prev=b", "limit=5&page_size=6"] {
        let request = request("findRegistrationsUsingGET", &["e", "t"], query);
        assert_eq!(Page::of_cursors(&request).unwrap_err().status, 400);
    }
}

#[test]
fn offsets_ignore_a_limit_outside_the_range_and_repeat_the_filters() {
    let query = "limit=5&account_type=managed";
    let page = Page::of_offsets(&request("getPartnerSiteOwners", &[], query)).unwrap();
    assert_eq!(page.limit, 50);
    let document = page.with_offsets("site_owner_list", (0..60).map(Value::from).collect());
    let href = document["_links"]["next"]["href"].as_str().unwrap();
    let expected = "/v3/partner/accounts?account_type=managed&limit=50&offset=50";
    assert_eq!(href, expected);
    let page = Page::of_offsets(&request("getPartnerSiteOwners", &[], query_of(href))).unwrap();
    let last = page.with_offsets("site_owner_list", (0..60).map(Value::from).collect());
    assert_eq!(last["site_owner_list"].as_array().unwrap().len(), 10);
    assert!(!last.contains_key("_links"));
}

#[test]
fn a_link_has_the_path_values_of_its_request() {
    let page = Page::of_links(&request("getOpens", &["a b"], "limit=1")).unwrap();
    let document = page.linked("tracking_activities", (0..2).map(Value::from));
    let href = document["_links"]["next"]["href"].as_str().unwrap();
    let start = "/v3/reports/email_reports/a%20b/tracking/opens?limit=1&cursor=";
    assert!(href.starts_with(start), "{href}");
}
