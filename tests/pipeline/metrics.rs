//! The example with Prometheus: what it serves after a few calls.

#[allow(dead_code, reason = "the test does not use all of the example")]
#[path = "../../examples/prometheus.rs"]
mod prometheus;

use prometheus::{Metrics, offline};
use prometheus_client::registry::Registry;

#[tokio::test]
async fn the_metrics_count_calls_requests_waits_and_unknown_elements() {
    let mut registry = Registry::default();
    let metrics = Metrics::new(&mut registry);
    let text = offline(registry, metrics).await.unwrap();
    let value = |sample: &str| -> f64 {
        let mut values = text.lines().filter_map(|line| line.strip_prefix(sample));
        let value = values
            .next()
            .unwrap_or_else(|| panic!("no {sample} in {text}"));
        value.trim().parse().unwrap()
    };
    for (operation, outcome, count) in [
        ("get_all_lists", "success", 1.0),
        ("get_contact_by_id", "success", 2.0),
        ("get_contact_by_id", "not_found", 1.0),
    ] {
        let labels = format!(r#"{{operation="{operation}",outcome="{outcome}"}}"#);
        let sample = format!("constant_contact_calls_total{labels}");
        assert_eq!(value(&sample), count, "{sample}");
    }
    let lists = r#"{operation="get_all_lists"}"#;
    assert_eq!(
        value(&format!(
            "constant_contact_call_duration_seconds_count{lists}"
        )),
        1.0
    );
    assert!(
        value(&format!(
            "constant_contact_call_duration_seconds_sum{lists}"
        )) > 0.0
    );
    // One was repeated.
    assert_eq!(value("constant_contact_requests_total"), 5.0);
    assert!(value("constant_contact_rate_limit_wait_seconds_total") > 0.0);
    let left = value("constant_contact_requests_left_today");
    assert!((9_995.0..10_000.0).contains(&left), "{left}");
    let unknown = r#"constant_contact_unknown_elements_total{element="Contact.pronouns"}"#;
    assert_eq!(value(unknown), 2.0);
    assert!(text.ends_with("# EOF\n"));
    assert!(!text.contains("ann@"), "{text}");
}
