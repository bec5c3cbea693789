use super::*;

#[test]
fn an_audience_is_of_lists_or_of_one_segment() {
    let list = Id(7).to_string();
    for (sent, expected) in [
        (json!({"contact_list_ids": [list]}), Some((1, 0))),
        (
            json!({"contact_list_ids": [list], "segment_ids": []}),
            Some((1, 0)),
        ),
        (
            json!({"contact_list_ids": null, "segment_ids": [3]}),
            Some((0, 1)),
        ),
        (json!({}), Some((0, 0))),
        (
            json!({"contact_list_ids": [list], "segment_ids": [3]}),
            None,
        ),
        (json!({"segment_ids": [3, 4]}), None),
        (json!({"contact_list_ids": ["no id"]}), None),
    ] {
        let audience = Audience::read(&sent).ok();
        let sizes = audience.map(|one| (one.lists.len(), one.segments.len()));
        assert_eq!(sizes, expected, "{sent}");
    }
}

#[test]
fn a_history_numbers_the_sendings_and_names_one_that_reached_nobody() {
    let sending = |count| Sending {
        at: DateTime::UNIX_EPOCH,
        audience: Audience {
            lists: vec![Id(7)],
            segments: Vec::new(),
        },
        count,
    };
    let document = history_document(&[sending(2), sending(0)]);
    assert_eq!(
        document[0],
        json!({
            "send_id": 1,
            "contact_list_ids": [Id(7).to_string()],
            "segment_ids": [],
            "count": 2,
            "run_date": "1970-01-01T00:00:00.000Z",
            "send_status": "COMPLETED",
            "reason_code": 0,
        })
    );
    assert_eq!(
        (&document[1]["send_id"], &document[1]["reason_code"]),
        (&json!(2), &json!(12))
    );
}
