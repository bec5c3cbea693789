//! The suite for journals.

use super::lock::{self, Held, Lock};
use super::violation::{Rule, Violation, answer, failed};
use super::work::{join, poll_times};
use crate::bulk::Journal;
use crate::error::BoxError;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// After how many polls, at most, a future is dropped, and how long it is polled.
const POLLS: u32 = 6;
const POLLING: Duration = Duration::from_millis(100);
/// How long an attempt to lock a journal lasts that must not succeed.
const ATTEMPT: Duration = Duration::from_millis(200);
/// How long a journal that is free may take to be locked.
const GRANT_LIMIT: Duration = Duration::from_secs(5);
/// How many lines are appended at the same time.
const AT_ONCE: usize = 8;

const EMPTY: Rule = Rule {
    statement: "a new journal has no lines",
    advice: "keep the lines of each journal apart, by its name",
};
const ORDER: Rule = Rule {
    statement: "`load` returns all lines as they were appended, in this order",
    advice: "order the lines by a number that the storage assigns, and store their text without a change",
};
const DURABLE: Rule = Rule {
    statement: "a line is stored when `append` returns",
    advice: "commit before you return",
};
const CURRENT: Rule = Rule {
    statement: "`load` under the lock returns what others appended before",
    advice: "read the lines in `load`, not when the journal is opened, unless it cannot be opened twice",
};
const WHOLE: Rule = Rule {
    statement: "an append whose future is dropped leaves the whole line or nothing",
    advice: "append in one statement, or overwrite a part of a line with the next one",
};
const EXCLUSIVE: Rule = Rule {
    statement: "only one handle at a time can open and lock a journal",
    advice: "implement `Journal::lock`, or make opening the journal exclusive",
};
const STALE: Rule = Rule {
    statement: "a holder that has lost the lock does not change the lines of the next holder",
    advice: "refuse its appends, or append them to the end",
};

/// Checks a journal: what it keeps, and its lock.
///
/// ```
/// use constant_contact::FileJournal;
/// use constant_contact::conformance;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// conformance::journal(async |name| Ok(FileJournal::open(folder.path().join(name)).await?)).await?;
/// # Ok(()) }
/// ```
///
/// `open` opens a handle to the journal of that name, which consists of lowercase letters. The suite writes to journals
/// of several names, which must not exist before, and does not remove them. It opens up to four handles to one journal
/// at the same time; that may fail, as it does for [`FileJournal`](crate::FileJournal). Each handle is used as an import
/// does: `lock`, then `load`, then `append`, one line after another. A lock that expires should have a duration of about
/// a second.
///
/// | rule | how it is checked |
/// |---|---|
/// | `load` returns all lines as they were appended, in this order | by another handle: long lines, quotes, all of Unicode |
/// | a line is stored when `append` returns | after each of the first lines |
/// | `load` under the lock returns what others appended before | a handle is opened before, and locked after it |
/// | an append whose future is dropped leaves the whole line or nothing | dropped after one poll and later; the next line follows |
/// | appends at the same time do not mix | each that succeeds is there as a whole |
/// | only one handle at a time can open and lock a journal | if both can be opened, the lock is checked like that of a token store: handed over, renewed, killed, lost |
/// | a holder that has lost the lock does not change the lines of the next holder | its append fails, or its line follows the others (then the import finds it when it resumes) |
///
/// # Errors
///
/// The first rule that is not kept.
pub async fn journal<J: Journal + 'static>(
    open: impl AsyncFn(&str) -> Result<J, BoxError>,
) -> Result<(), Violation> {
    let open = async |name: &str| -> Result<Arc<dyn Journal>, BoxError> {
        let journal: Arc<dyn Journal> = Arc::new(open(name).await?);
        Ok(journal)
    };
    keeps_lines(&open).await?;
    survives_dropped_futures(&open).await?;
    appends_at_once(&open).await?;
    Box::pin(excludes(&open)).await
}

/// A journal that is locked and loaded.
struct Opened {
    journal: Arc<dyn Journal>,
    held: Held,
    lines: Vec<String>,
}

impl Opened {
    async fn new(
        open: &impl AsyncFn(&str) -> Result<Arc<dyn Journal>, BoxError>,
        name: &str,
    ) -> Result<Self, Violation> {
        let journal = answer("opening a journal", open(name)).await?;
        Self::lock(journal).await
    }

    async fn lock(journal: Arc<dyn Journal>) -> Result<Self, Violation> {
        let held = Held::new(answer("`lock`", journal.lock()).await?);
        let lines = load(&journal).await?;
        Ok(Self {
            journal,
            held,
            lines,
        })
    }

    async fn append(&mut self, line: String) -> Result<(), Violation> {
        append(&self.journal, &line).await?;
        self.lines.push(line);
        Ok(())
    }

    async fn close(self) -> Result<Vec<String>, Violation> {
        self.held.release().await?;
        Ok(self.lines)
    }
}

async fn load(journal: &Arc<dyn Journal>) -> Result<Vec<String>, Violation> {
    answer("`load`", journal.load()).await
}

async fn append(journal: &Arc<dyn Journal>, line: &str) -> Result<(), Violation> {
    answer("`append`", journal.append(line)).await
}

/// A line that begins like those of an import.
fn line(text: &str) -> String {
    format!(r#"{{"event":"begin","text":"{text}"}}"#)
}

/// Fails unless the lines are those that are expected. The lines are not quoted, since they may be long.
fn compare(loaded: &[String], expected: &[String], rule: &Rule) -> Result<(), Violation> {
    if loaded == expected {
        return Ok(());
    }
    let same = loaded
        .iter()
        .zip(expected)
        .take_while(|(one, other)| one == other)
        .count();
    Err(rule.broken(
        format!("{} lines", expected.len()),
        format!(
            "{}, of which the first {same} are as expected",
            loaded.len()
        ),
    ))
}

async fn keeps_lines(
    open: &impl AsyncFn(&str) -> Result<Arc<dyn Journal>, BoxError>,
) -> Result<(), Violation> {
    let unicode: String = ('\u{a0}'..='\u{2fff}')
        .chain('\u{1f300}'..='\u{1f64f}')
        .collect();
    let texts = [
        "first",
        "second",
        "third",
        r#"quotes \" and \\ and ' and %s"#,
        "",
        &unicode,
        &"long ".repeat(20_000),
        "last",
    ];
    let mut expected = vec![];
    for (number, text) in texts.iter().enumerate() {
        let mut opened = Opened::new(open, "lines").await?;
        let rule = match number {
            0 => &EMPTY,
            1..=3 => &DURABLE,
            _ => &ORDER,
        };
        compare(&opened.lines, &expected, rule)?;
        opened.append(line(text)).await?;
        expected = opened.close().await?;
    }
    let mut opened = Opened::new(open, "lines").await?;
    for number in 0..20 {
        opened
            .append(line(&format!("many {}", 20 - number)))
            .await?;
    }
    let expected = opened.close().await?;
    let opened = Opened::new(open, "lines").await?;
    compare(&opened.lines, &expected, &ORDER)?;
    opened.close().await?;
    let other = Opened::new(open, "other").await?;
    compare(&other.lines, &[], &EMPTY)?;
    other.close().await.map(|_| ())
}

async fn survives_dropped_futures(
    open: &impl AsyncFn(&str) -> Result<Arc<dyn Journal>, BoxError>,
) -> Result<(), Violation> {
    let mut opened = Opened::new(open, "dropped").await?;
    opened.append(line("first")).await?;
    let mut expected = opened.close().await?;
    for polls in 1..=POLLS {
        let opened = Opened::new(open, "dropped").await?;
        compare(&opened.lines, &expected, &WHOLE)?;
        let dropped = line(&format!("dropped after {polls}"));
        poll_times(opened.journal.append(&dropped), polls, POLLING).await;
        opened.close().await?;
        let mut opened = Opened::new(open, "dropped").await?;
        if opened.lines.len() > expected.len() {
            expected.push(dropped);
        }
        compare(&opened.lines, &expected, &WHOLE)?;
        opened.append(line(&format!("next after {polls}"))).await?;
        expected = opened.close().await?;
    }
    Ok(())
}

async fn appends_at_once(
    open: &impl AsyncFn(&str) -> Result<Arc<dyn Journal>, BoxError>,
) -> Result<(), Violation> {
    let mut opened = Opened::new(open, "concurrent").await?;
    opened.append(line("first")).await?;
    let lines = (0..AT_ONCE).map(|number| line(&format!("{number}").repeat(100)));
    let work = lines.clone().map(|line| {
        let journal = opened.journal.clone();
        // A journal may refuse it, as long as the lines stay whole.
        async move {
            let is_stored = journal.append(&line).await.is_ok();
            Ok((line, is_stored))
        }
    });
    let appended = join(work).await?;
    opened.close().await?;
    let opened = Opened::new(open, "concurrent").await?;
    for (line, is_stored) in appended {
        let count = opened
            .lines
            .iter()
            .filter(|stored| **stored == line)
            .count();
        if count != 1 && (is_stored || count > 1) {
            return Err(ORDER.broken("each line once", format!("one {count} times")));
        }
    }
    let mut lines = lines.chain([line("first")]);
    let mut unknown = opened.lines.clone();
    unknown.retain(|stored| !lines.clone().any(|line| line == *stored));
    if opened.lines.first() != lines.nth(AT_ONCE).as_ref() || !unknown.is_empty() {
        return Err(ORDER.broken("the lines as they were appended", "others"));
    }
    opened.close().await.map(|_| ())
}

async fn excludes(
    open: &impl AsyncFn(&str) -> Result<Arc<dyn Journal>, BoxError>,
) -> Result<(), Violation> {
    let mut first = Opened::new(open, "locked").await?;
    first.append(line("first")).await?;
    let Ok(second) = open("locked").await else {
        // It cannot be opened twice, so it has to be free when the first is closed.
        first.close().await?;
        return reopens(open).await;
    };
    if let Ok(Ok(_)) = timeout(ATTEMPT, second.lock()).await {
        return Err(EXCLUSIVE.broken("one handle that locks the journal", "two"));
    }
    compare(&load(&second).await?, &first.lines, &DURABLE)?;
    first.append(line("second")).await?;
    let lease = first.held.duration();
    let expected = first.close().await?;
    let limit = GRANT_LIMIT + lease.unwrap_or_default();
    let Ok(second) = timeout(limit, Opened::lock(second)).await else {
        return Err(EXCLUSIVE.broken("a lock after the other handle released it", "none"));
    };
    let second = second?;
    compare(&second.lines, &expected, &CURRENT)?;
    second.close().await?;

    let lock = async || -> Result<Lock, Violation> {
        let journal = answer("opening a journal", open("lease")).await?;
        let lock: Lock = Arc::new(move || {
            let journal = journal.clone();
            Box::pin(async move { journal.lock().await })
        });
        Ok(lock)
    };
    let locks = [lock().await?, lock().await?, lock().await?, lock().await?];
    match Box::pin(lock::check(&locks)).await? {
        Some(lease) => outlives_stale_holders(open, lease).await,
        None => Ok(()),
    }
}

async fn reopens(
    open: &impl AsyncFn(&str) -> Result<Arc<dyn Journal>, BoxError>,
) -> Result<(), Violation> {
    let since = Instant::now();
    loop {
        match open("locked").await {
            Ok(journal) => return Opened::lock(journal).await?.close().await.map(|_| ()),
            Err(error) if since.elapsed() > GRANT_LIMIT => {
                return Err(failed("opening a journal that was closed", &error));
            }
            Err(_) => sleep(ATTEMPT).await,
        }
    }
}

async fn outlives_stale_holders(
    open: &impl AsyncFn(&str) -> Result<Arc<dyn Journal>, BoxError>,
    lease: Duration,
) -> Result<(), Violation> {
    let mut stale = Opened::new(open, "stale").await?;
    stale.append(line("first")).await?;
    sleep(lease).await;
    let mut next = Opened::new(open, "stale").await?;
    compare(&next.lines, &stale.lines, &CURRENT)?;
    next.append(line("second")).await?;
    let late = line("late");
    let is_refused = timeout(GRANT_LIMIT, stale.journal.append(&late)).await;
    let is_refused = !matches!(is_refused, Ok(Ok(())));
    let third = line("third");
    let third_is_refused = next.journal.append(&third).await.is_err();
    if is_refused && third_is_refused {
        return Err(STALE.broken("success of the next holder's append", "an error"));
    }
    stale.held.release().await?;
    let mut expected = next.lines.clone();
    next.close().await?;

    let opened = Opened::new(open, "stale").await?;
    if !is_refused || opened.lines.contains(&late) {
        expected.push(late);
    }
    if !third_is_refused {
        expected.push(third);
    }
    compare(&opened.lines, &expected, &STALE)?;
    opened.close().await.map(|_| ())
}
