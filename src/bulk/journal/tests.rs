//! What the notes say, whatever was noted last.

use super::*;
use crate::bulk::part::Payload;
use crate::call::Operation;
use bytes::Bytes;
use std::sync::{Arc, Mutex};

static OPERATION: Operation = Operation {
    name: "test",
    method: reqwest::Method::POST,
    path: "/activities/test",
    partner: false,
    idempotent: false,
};

#[derive(Default, Clone)]
struct Memory(Arc<Mutex<Vec<String>>>);

impl Journal for Memory {
    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
        Box::pin(async { Ok(self.0.lock().unwrap().clone()) })
    }

    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async {
            self.0.lock().unwrap().push(line.to_owned());
            Ok(())
        })
    }
}

fn part(number: u32) -> Part {
    let first = u64::from(number) * 10;
    Part {
        number,
        rows: first..first + 10,
        lines: None,
        is_last: false,
        payload: Payload::Json {
            operation: &OPERATION,
            body: Bytes::new(),
        },
    }
}

fn begin(lists: &str) -> Begin {
    let source = Some("hash".to_owned());
    Begin::new("id".to_owned(), lists.to_owned(), None, (4_000, 40), source)
}

/// The lines of an import of two parts, of which the first was refused once.
async fn lines() -> Vec<String> {
    let memory = Memory::default();
    let mut past = Past::load(Box::new(memory.clone())).await.unwrap();
    let now = SystemTime::now();
    past.begin(begin("a,b")).await.unwrap();
    past.intent(&part(1), now).await.unwrap();
    past.refused(&part(1)).await.unwrap();
    past.intent(&part(1), now).await.unwrap();
    past.accepted(&part(1), "job-1").await.unwrap();
    past.intent(&part(2), now).await.unwrap();
    past.accepted(&part(2), "job-2").await.unwrap();
    memory.0.lock().unwrap().clone()
}

#[tokio::test]
async fn after_each_line_a_crash_leaves_the_right_notes() {
    let accepted = |id: &str| Known::Accepted(id.to_owned());
    let expected = [
        (Known::Nothing, Known::Nothing),
        (Known::Nothing, Known::Nothing),
        (Known::Begun, Known::Nothing),
        (Known::Nothing, Known::Nothing),
        (Known::Begun, Known::Nothing),
        (accepted("job-1"), Known::Nothing),
        (accepted("job-1"), Known::Begun),
        (accepted("job-1"), accepted("job-2")),
    ];
    let lines = lines().await;
    assert_eq!(lines.len() + 1, expected.len());
    for (written, (first, second)) in expected.into_iter().enumerate() {
        let past = Past::read(&lines[..written]).unwrap();
        let now = SystemTime::now();
        assert_eq!(past.of(&part(1), now).unwrap(), first, "after {written}");
        assert_eq!(past.of(&part(2), now).unwrap(), second, "after {written}");
    }
}

#[tokio::test]
async fn an_import_begins_once_and_stays_the_same() {
    let mut past = Past::read(&lines().await).unwrap();
    assert_eq!(past.import(), Some("id"));
    assert!(past.begin(begin("a,b")).await.is_ok());
    assert!(past.begin(begin("a")).await.is_err());
    let unread = Begin {
        source: None,
        ..begin("a,b")
    };
    assert!(past.begin(unread).await.is_ok());
}

#[tokio::test]
async fn a_part_with_other_rows_is_another_source() {
    let past = Past::read(&lines().await).unwrap();
    let other = Part {
        rows: 10..21,
        ..part(1)
    };
    let error = past.of(&other, SystemTime::now()).unwrap_err();
    assert!(error.to_string().contains("source changed"), "{error}");
}

#[tokio::test]
async fn a_part_that_left_twice_is_in_doubt_unless_it_was_refused() {
    let mut lines = lines().await;
    let past = Past::read(&lines).unwrap();
    assert!(!past.is_doubtful(&part(1)), "refused, then accepted");
    lines.insert(5, lines[3].clone());
    let past = Past::read(&lines).unwrap();
    assert!(past.is_doubtful(&part(1)));
    assert!(!past.is_doubtful(&part(2)));
}

#[tokio::test]
async fn what_is_no_longer_listed_cannot_be_found_out() {
    let mut lines = lines().await;
    lines.pop();
    let past = Past::read(&lines).unwrap();
    let later = SystemTime::now() + LISTED + Duration::from_secs(60);
    assert!(past.of(&part(2), later).is_err());
    let known = past.of(&part(1), later).unwrap();
    assert_eq!(known, Known::Accepted("job-1".to_owned()), "known whenever");
}

#[tokio::test]
async fn lines_that_make_no_sense_are_an_error_and_not_passed_over() {
    let good = lines().await;
    for (at, line) in [
        (0, "x"),
        (1, r#"{"event":"later"}"#),
        (1, r#"{"event":"accepted","part":1,"activity":"job"}"#),
        (2, r#"{"event":"refused","part":9}"#),
        (2, &good[0]),
    ] {
        let mut lines = good.clone();
        lines.insert(at, line.to_owned());
        let error = Past::read(&lines).err().unwrap().to_string();
        assert!(error.contains(&format!("line {}", at + 1)), "{error}");
    }
    assert!(Past::read(&good[1..]).is_err(), "without a beginning");
}
