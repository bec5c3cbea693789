use super::*;

#[test]
fn a_topic_has_one_address_that_is_replaced() {
    let mut webhooks = Webhooks::default();
    assert_eq!(webhooks.get("2"), Err(Refusal::NotFound));
    for (topic, uri) in [("5", "https://a.example"), ("x", "https://a.example")] {
        let refusal = webhooks.put(topic, &json!({ "hook_uri": uri }));
        assert_eq!(refusal, Err(Refusal::NotFound), "{topic}");
    }
    for uri in ["", "a.example", "mailto:a@example.com"] {
        assert!(
            webhooks.put("2", &json!({ "hook_uri": uri })).is_err(),
            "{uri}"
        );
    }
    for uri in ["https://a.example/", "https://b.example/"] {
        webhooks
            .put("2", &json!({ "hook_uri": uri }))
            .expect("valid");
    }
    let all = webhooks.all();
    assert_eq!(all.as_array().map(Vec::len), Some(1));
    assert_eq!(all[0]["hook_uri"], "https://b.example/");
    assert_eq!(webhooks.remove("2"), Ok(()));
    assert_eq!(webhooks.remove("2"), Err(Refusal::NotFound));
}

#[test]
fn a_test_needs_a_subscription() {
    let mut webhooks = Webhooks::default();
    assert_eq!(webhooks.test("1"), Err(Refusal::NotFound));
    webhooks
        .put("1", &json!({ "hook_uri": "https://a.example/" }))
        .expect("valid");
    assert_eq!(webhooks.test("1").expect("subscribed")["topic_id"], 1);
    assert_eq!(webhooks.tests(), [1]);
}
