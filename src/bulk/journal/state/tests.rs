//! What the journal says after each line, and that damage is found.

use super::*;
use crate::bulk::journal::history::EARLIEST;
use crate::transport::call::{Call, Operation};
use crate::transport::future::BoxFuture;
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

fn part(number: u32) -> PartRequest {
    let first = u64::from(number) * 10;
    PartRequest {
        number,
        rows: first..first + 10,
        lines: None,
        is_last: false,
        file: None,
        call: Box::new(|| Call::new(&OPERATION)),
    }
}

fn begin(lists: &str) -> Begin {
    let (id, lists) = ("id".to_owned(), lists.to_owned());
    let source = Some("hash".to_owned());
    Begin::new(id, lists, None, (4_000, 40), source, None)
}

/// Writes a journal from what happens to a part.
struct Writer {
    memory: Memory,
    state: JournalState,
}

impl Writer {
    async fn new() -> Self {
        let memory = Memory::default();
        let mut state = JournalState::load(Box::new(memory.clone())).await.unwrap();
        state.begin(begin("a,b")).await.unwrap();
        Self { memory, state }
    }

    /// `sent`, `refused`, `confirmed`, `accepted job` or `found job`.
    async fn note(&mut self, number: u32, event: &str) {
        let job = event.split(' ').nth(1).unwrap_or_default();
        let noted = match event.split(' ').next().unwrap() {
            "sent" => self.state.intent(&part(number), SystemTime::now()).await,
            "refused" => self.state.refused(number).await,
            "confirmed" => self.state.confirmed(number).await,
            "accepted" => self.state.accepted(number, job, false).await,
            _ => self.state.found(number, job).await,
        };
        noted.unwrap();
    }

    fn lines(&self) -> Vec<String> {
        self.memory.0.lock().unwrap().clone()
    }
}

/// The lines of an import of two parts, of which the first was refused once.
async fn lines() -> Vec<String> {
    let mut writer = Writer::new().await;
    for event in ["sent", "refused", "sent", "accepted job-1"] {
        writer.note(1, event).await;
    }
    for event in ["sent", "accepted job-2"] {
        writer.note(2, event).await;
    }
    writer.lines()
}

#[tokio::test]
async fn after_each_line_a_crash_leaves_the_right_history() {
    // The known jobs, the number of unresolved requests, and whether the server has one of them.
    type Notes = (&'static [&'static str], usize, bool);
    let cases: [&[(&str, Notes)]; 6] = [
        &[
            ("sent", (&[], 1, false)),
            ("refused", (&[], 0, false)),
            ("sent", (&[], 1, false)),
            ("accepted a", (&["a"], 0, false)),
        ],
        // The first answer was lost.
        &[
            ("sent", (&[], 1, false)),
            ("sent", (&[], 2, false)),
            ("accepted b", (&["b"], 1, false)),
        ],
        &[
            ("sent", (&[], 1, false)),
            ("sent", (&[], 2, false)),
            ("refused", (&[], 1, false)),
            ("found a", (&["a"], 0, false)),
        ],
        &[
            ("sent", (&[], 1, false)),
            ("sent", (&[], 2, false)),
            ("sent", (&[], 3, false)),
            ("found a", (&["a"], 2, false)),
            ("found b", (&["a", "b"], 1, false)),
        ],
        &[
            ("sent", (&[], 1, false)),
            ("confirmed", (&[], 1, true)),
            ("found a", (&["a"], 0, false)),
            ("found of-another", (&["a", "of-another"], 0, false)),
        ],
        // A queue that is full repeatedly.
        &[
            ("sent", (&[], 1, false)),
            ("refused", (&[], 0, false)),
            ("sent", (&[], 1, false)),
            ("refused", (&[], 0, false)),
        ],
    ];
    for case in cases {
        let mut writer = Writer::new().await;
        for (event, (jobs, open, confirmed)) in case {
            writer.note(1, event).await;
            let state = JournalState::read(&writer.lines()).unwrap();
            for notes in [state.history(&part(1)), writer.state.history(&part(1))] {
                let found = (notes.jobs.as_slice(), notes.unresolved(), notes.confirmed);
                assert_eq!(
                    (found.1, found.2),
                    (*open, *confirmed),
                    "{case:?} after {event}"
                );
                assert_eq!(found.0, *jobs, "{case:?} after {event}");
            }
            assert_eq!(state.history(&part(2)), PartHistory::default());
        }
    }
}

#[tokio::test]
async fn an_import_begins_once_and_stays_the_same() {
    let mut state = JournalState::read(&lines().await).unwrap();
    assert_eq!(state.begun().unwrap().import, "id");
    assert!(state.begin(begin("a,b")).await.is_ok());
    assert!(state.begin(begin("a")).await.is_err());
    let mut unread = begin("a,b");
    unread.source = None;
    assert!(state.begin(unread).await.is_ok());
}

#[tokio::test]
async fn a_part_with_other_rows_is_another_source() {
    let state = JournalState::read(&lines().await).unwrap();
    assert!(state.history(&part(1)).check_unchanged(&part(1)).is_ok());
    let other = PartRequest {
        rows: 10..21,
        ..part(1)
    };
    let error = state.history(&other).check_unchanged(&other).unwrap_err();
    assert!(error.to_string().contains("source changed"), "{error}");
}

/// The state of a journal whose part 1 was sent at this time, in seconds since 1970.
async fn sent_at(at: u64, accepted: bool) -> JournalState {
    let mut writer = Writer::new().await;
    let at = UNIX_EPOCH + Duration::from_secs(at);
    writer.state.intent(&part(1), at).await.unwrap();
    if accepted {
        writer.note(1, "accepted job-1").await;
    }
    writer.state
}

const DAY: u64 = 86_400;

#[tokio::test]
async fn what_is_no_longer_listed_is_outdated_unless_the_clock_was_wrong() {
    const NOW: u64 = EARLIEST + 400 * DAY;
    for (sent, now, outdated) in [
        (NOW, NOW, false),
        (NOW - 9 * DAY, NOW, false),
        (NOW - 9 * DAY - 1, NOW, true),
        (NOW - 300 * DAY, NOW, true),
        // The clock stood at 1970 or another early year, or was set back since.
        (0, NOW, false),
        (77, NOW, false),
        (EARLIEST - 1, NOW, false),
        (NOW + DAY, NOW, false),
        (NOW, 5, false),
    ] {
        let state = sent_at(sent, false).await;
        let now = UNIX_EPOCH + Duration::from_secs(now);
        let notes = state.history(&part(1));
        assert_eq!(notes.is_outdated(now), outdated, "{sent}");
    }
    // The oldest request counts, even if others followed.
    let mut state = sent_at(NOW - 20 * DAY, false).await;
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    state.intent(&part(1), now).await.unwrap();
    assert!(state.history(&part(1)).is_outdated(now));
}

#[tokio::test]
async fn a_job_proves_the_account_while_the_server_must_know_it() {
    const NOW: u64 = EARLIEST + 400 * DAY;
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    let bound = Duration::from_secs(300);
    for (sent, known) in [
        (NOW - 299, None),
        (NOW - 300, Some("job-1")),
        (NOW - 8 * DAY, Some("job-1")),
        (NOW - 10 * DAY, None),
        (NOW + 10, None),
        (7, None),
    ] {
        let state = sent_at(sent, true).await;
        assert_eq!(state.known_job(now, bound), known, "{sent}");
        assert_eq!(sent_at(sent, false).await.known_job(now, bound), None);
    }
}

#[tokio::test]
async fn lines_that_cannot_follow_are_an_error_and_are_not_skipped() {
    let good = lines().await;

    let line = |number: u64, text: &str| line::write(number, text);
    for (at, text) in [
        (0, "x".to_owned()),
        (1, line(1, r#"{"event":"later"}"#)),
        (
            1,
            line(1, r#"{"event":"accepted","part":1,"activity":"job"}"#),
        ),
        (2, line(2, r#"{"event":"refused","part":9}"#)),
        (3, line(3, r#"{"event":"refused","part":1}"#)),
        (3, line(3, r#"{"event":"confirmed","part":1}"#)),
        (3, line(3, r#"{"event":"found","part":2,"activity":"job"}"#)),
        (
            5,
            line(
                5,
                r#"{"event":"intent","part":1,"first":10,"end":20,"sha256":"","at":1}"#,
            ),
        ),
        (2, good[0].clone()),
        (2, good[4].clone()),
    ] {
        let mut lines = good.clone();
        lines.insert(at, text);
        let error = JournalState::read(&lines).err().unwrap().to_string();
        assert!(error.contains(&format!("line {}", at + 1)), "{error}");
    }
    assert!(
        JournalState::read(&good[1..]).is_err(),
        "without a beginning"
    );
}

#[tokio::test]
async fn a_line_that_is_missing_or_in_another_place_is_found_but_not_one_that_was_stored_twice() {
    let good = lines().await;
    for at in 0..good.len() - 1 {
        let mut lines = good.clone();
        lines.remove(at);
        assert!(JournalState::read(&lines).is_err(), "without {at}");
        let mut lines = good.clone();
        lines.swap(at, at + 1);
        assert!(JournalState::read(&lines).is_err(), "with {at} too late");
    }
    let expected = JournalState::read(&good).unwrap().history(&part(1));
    for at in 0..good.len() {
        let mut lines = good.clone();
        lines.insert(at, good[at].clone());
        let state = JournalState::read(&lines).unwrap();
        assert_eq!(state.history(&part(1)), expected, "{at} twice");
        assert_eq!(state.lines, good.len() as u64);
    }
}

/// Reads bytes as a journal in a file does.
fn read_file(bytes: &[u8]) -> Option<JournalState> {
    let end = bytes.iter().rposition(|byte| *byte == b'\n')? + 1;
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let lines = text
        .split_terminator('\n')
        .chain(line::whole(&bytes[end..]));
    let lines: Vec<_> = lines.map(str::to_owned).collect();
    JournalState::read(&lines).ok()
}

#[tokio::test]
async fn every_flipped_bit_is_found_or_makes_no_difference() {
    let mut text = lines().await.join("\n");
    text.push('\n');
    let last = text.len() - 1;
    let expected = JournalState::read(&lines().await).unwrap().parts;
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            match read_file(&bytes) {
                None => {}
                // Without its line end, the last line is still whole.
                Some(state) => {
                    assert_eq!(at, last, "{bit}");
                    assert_eq!(state.parts, expected);
                }
            }
        }
    }
}
