use super::rules::Choice;
use super::scripted::Script;
use super::{Delivery, Draw, Effect, ErrorShape, Fault, Rules, ScriptedAnswer, Strike};
use crate::answer::Answer;
use crate::log::Contents;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};
use std::time::Duration;

/// A request to this target, without a body.
fn request(target: &str) -> Contents {
    let request = http::Request::get(target).body(());
    Contents::new(&request.unwrap().into_parts().0, &Bytes::new())
}

fn strike(rules: &mut Rules, operation: &str) -> Option<Strike> {
    let draw = rules.draw(operation)?;
    Some(draw.decide(|| request("/")))
}

fn drawn(rules: &mut Rules, operations: &[&str]) -> Vec<Option<usize>> {
    let draw = |operation: &&str| strike(rules, operation).map(|strike| strike.rule);
    operations.iter().map(draw).collect()
}

#[test]
fn a_rule_strikes_only_its_operation_as_often_as_it_says_after_what_it_lets_pass() {
    let mut rules = Rules::new(0);
    let number = rules.add(Choice::Any(vec![Fault::LostAnswer]), Some("GET /a"));
    rules.rules[number].skip = 1;
    rules.rules[number].times = Some(2);
    let operations = ["GET /a", "GET /b", "GET /a", "GET /a", "GET /a"];
    assert_eq!(
        drawn(&mut rules, &operations),
        [None, None, Some(0), Some(0), None]
    );
}

#[test]
fn the_first_rule_that_strikes_decides_and_a_removed_one_does_not() {
    let mut rules = Rules::new(0);
    rules.add(Choice::Any(vec![Fault::LostAnswer]), None);
    rules.add(Choice::Any(vec![Fault::Throttled]), None);
    assert_eq!(drawn(&mut rules, &["GET /a"]), [Some(0)]);
    rules.rules[0].is_removed = true;
    assert_eq!(drawn(&mut rules, &["GET /a"]), [Some(1)]);
    assert_eq!(rules.rules[0].count(), 1);
}

#[test]
fn the_draws_of_a_probability_follow_from_the_seed() {
    let draws = |seed| {
        let mut rules = Rules::new(seed);
        rules.add(Choice::Any(vec![Fault::LostAnswer]), None);
        rules.rules[0].probability = Some(0.3);
        drawn(&mut rules, &["GET /a"; 1000])
    };
    assert_eq!(draws(7), draws(7));
    assert_ne!(draws(7), draws(8));
    let struck = draws(7).into_iter().flatten().count();
    assert!((240..360).contains(&struck), "{struck}");
}

#[test]
fn a_rule_with_several_faults_draws_each_of_them() {
    let mut rules = Rules::new(3);
    rules.add(
        Choice::Any(vec![Fault::LostRequest, Fault::LostAnswer]),
        None,
    );
    let mut drawn = [0, 0];
    for _ in 0..100 {
        let strike = strike(&mut rules, "GET /a").unwrap();
        drawn[usize::from(strike.fault == Some(Fault::LostAnswer))] += 1;
    }
    assert_eq!(rules.rules[0].struck, drawn);
    assert!(drawn.iter().all(|times| *times > 30), "{drawn:?}");
    rules.rules[0].is_removed = true;
    rules.add(Choice::Any(Vec::new()), None);
    assert!(rules.draw("GET /a").is_none());
}

#[test]
fn a_script_gets_each_request_of_its_operation_with_its_number() {
    let mut rules = Rules::new(0);
    let script = Script::new(|request, number| match (request.path(), number) {
        ("/a", 1) => Some(Fault::Throttled),
        ("/b", _) => Some(ScriptedAnswer::new(204).into()),
        _ => None,
    });
    rules.add(Choice::Script(script), Some("GET /a"));
    rules.rules[0].times = Some(4);
    rules.rules[0].delay = Duration::from_secs(1);
    assert!(rules.draw("GET /b").is_none());
    let faults = ["/a", "/a", "/b?c=d", "/a"].map(|target| {
        let strike = rules.draw("GET /a").unwrap().decide(|| request(target));
        assert_eq!(strike.plan.delay, Duration::from_secs(1));
        strike.fault
    });
    let answer = Some(ScriptedAnswer::new(204).into());
    assert_eq!(faults, [None, Some(Fault::Throttled), answer, None]);
    assert!(rules.draw("GET /a").is_none(), "four times at most");
    assert_eq!(rules.rules[0].count(), 4);
}

#[test]
fn a_script_decides_only_when_the_request_has_arrived() {
    let mut rules = Rules::new(0);
    rules.add(Choice::Script(Script::new(|_, _| None)), None);
    rules.add(Choice::Any(vec![Fault::LostRequest]), None);
    assert!(matches!(rules.draw("GET /a"), Some(Draw::Undecided(_))));
    rules.rules[0].is_removed = true;
    assert!(matches!(rules.draw("GET /a"), Some(Draw::Strike(_))));
    rules.remove_all();
    assert!(rules.draw("GET /a").is_none());
}

#[test]
fn a_rule_lets_a_request_pass_after_the_most_in_a_row() {
    let mut rules = Rules::new(0);
    rules.add(Choice::Any(vec![Fault::Throttled]), Some("GET /b"));
    rules.add(Choice::Any(vec![Fault::LostRequest]), None);
    rules.rules[1].most_in_a_row = Some(2);
    let operations = ["GET /a", "GET /a", "GET /b", "GET /a", "GET /a", "GET /a"];
    assert_eq!(
        drawn(&mut rules, &operations),
        [Some(1), Some(1), Some(0), None, Some(1), Some(1)]
    );
}

#[test]
fn each_fault_says_whether_the_effect_happens_and_how_the_answer_is_sent() {
    let second = Duration::from_secs(1);
    let status = ErrorShape::Empty;
    for (fault, effect, delivery) in [
        (Fault::LostRequest, Effect::Never, Delivery::Close),
        (Fault::LostAnswer, Effect::Now, Delivery::Close),
        (Fault::HeldRequest, Effect::Never, Delivery::Hold),
        (Fault::HeldAnswer, Effect::Now, Delivery::Hold),
        (Fault::ResetAnswer, Effect::Now, Delivery::Reset),
        (Fault::TruncatedAnswer, Effect::Now, Delivery::Truncate),
        (Fault::StalledAnswer, Effect::Now, Delivery::Stall),
        (Fault::Slow(second), Effect::Now, Delivery::Complete),
        (Fault::SlowAnswer(second), Effect::Now, Delivery::Complete),
        (
            Fault::LateEffect(second),
            Effect::After(second),
            Delivery::Complete,
        ),
        (
            Fault::Status(503, status),
            Effect::Never,
            Delivery::Complete,
        ),
        (
            Fault::StatusAfterEffect(503, status),
            Effect::Now,
            Delivery::Complete,
        ),
        (Fault::Throttled, Effect::Never, Delivery::Complete),
        (
            ScriptedAnswer::new(200).into(),
            Effect::Never,
            Delivery::Complete,
        ),
        (
            ScriptedAnswer::new(200).truncated().into(),
            Effect::Never,
            Delivery::Truncate,
        ),
        (
            ScriptedAnswer::new(200).stalled().into(),
            Effect::Never,
            Delivery::Stall,
        ),
        (Fault::MalformedAnswer, Effect::Now, Delivery::Complete),
        (Fault::altered(|body| body), Effect::Now, Delivery::Complete),
        (
            Fault::unfinished(|body| body),
            Effect::Now,
            Delivery::Unfinished,
        ),
    ] {
        let plan = fault.plan();
        assert_eq!(
            (plan.effect, plan.delivery),
            (effect, delivery),
            "{fault:?}"
        );
    }
    let delays = |fault: Fault| (fault.plan().delay, fault.plan().answer_delay);
    assert_eq!(delays(Fault::Slow(second)), (second, Duration::ZERO));
    assert_eq!(delays(Fault::SlowAnswer(second)), (Duration::ZERO, second));
    let delayed = ScriptedAnswer::new(200).delayed(second);
    assert_eq!(delays(delayed.into()), (second, Duration::ZERO));
}

#[test]
fn each_fault_changes_the_answer_as_it_says() {
    let answer = Answer::json(201, &json!({ "list_id": "l" }));
    for (fault, status, body) in [
        (Fault::LostAnswer, 201, r#"{"list_id":"l"}"#),
        (Fault::LateEffect(Duration::ZERO), 504, ""),
        (Fault::MalformedAnswer, 201, r#"{"list_"#),
        (Fault::EmptyAnswer, 201, ""),
        (ScriptedAnswer::new(302).body("gone").into(), 302, "gone"),
        (Fault::AnswerBody("<html>".to_owned()), 201, "<html>"),
        (Fault::altered(|body| body[..4].to_vec()), 201, r#"{"li"#),
        (
            Fault::unfinished(|body| body[4..].to_vec()),
            201,
            r#"st_id":"l"}"#,
        ),
        (Fault::Status(503, ErrorShape::Empty), 503, ""),
        (
            Fault::Unauthorized,
            401,
            r#"{"error_key":"unauthorized","error_message":"Unauthorized"}"#,
        ),
        (
            Fault::Throttled,
            429,
            r#"{"error_key":"throttled","error_message":"Too Many Requests"}"#,
        ),
        (
            Fault::QuotaExceeded,
            429,
            r#"{"error_key":"quota_exceeded","error_message":"Limit Exceeded"}"#,
        ),
    ] {
        let changed = fault
            .change(Some(answer.clone()), DateTime::UNIX_EPOCH)
            .unwrap();
        let text = String::from_utf8(changed.body.to_vec()).unwrap();
        assert_eq!((changed.status, &*text), (status, body), "{fault:?}");
    }
    let skew = Fault::ClockSkew(TimeDelta::hours(-1));
    let changed = skew.change(Some(answer), DateTime::UNIX_EPOCH).unwrap();
    let date = ("date", "Wed, 31 Dec 1969 23:00:00 GMT".to_owned());
    assert!(changed.headers.contains(&date));
}

#[test]
fn each_shape_of_an_error_has_its_keys() {
    for (shape, key) in [
        (ErrorShape::Array, "/0/error_key"),
        (ErrorShape::Object, "/error_key"),
        (ErrorShape::OAuth, "/error"),
        (ErrorShape::Okta, "/errorCode"),
    ] {
        let answer = Fault::Status(500, shape).change(None, DateTime::UNIX_EPOCH);
        let body: Value = serde_json::from_slice(&answer.unwrap().body).unwrap();
        assert!(body.pointer(key).is_some(), "{body}");
    }
    let page = Fault::Status(502, ErrorShape::Html).change(None, DateTime::UNIX_EPOCH);
    assert!(page.unwrap().body.starts_with(b"<html>"));
}

#[test]
fn two_alterations_are_equal_if_one_is_a_clone() {
    let fault = Fault::altered(|body| body);
    assert_eq!(fault, fault.clone());
    assert_ne!(fault, Fault::altered(|body| body));
}
