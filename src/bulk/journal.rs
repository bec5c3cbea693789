//! The journal from which an import goes on after a crash.
//!
//! One line for each event, in the order in which things happen: `begin`, then for each
//! part `intent` before its request leaves, and after it what became of that: `accepted`, `refused`, or
//! `confirmed` if the server has the part but did not name its job. `found` is a job that turned up in
//! the list. A line is on the disk before the next thing is done. So at any moment the journal says how
//! often each part may have reached the server, and as which jobs. Making sense of the lines
//! ([`JournalState::read`]) is pure; [`line`] guards each against damage.

mod line;

pub(super) use line::whole as whole_line;

use super::part::Part;
use crate::auth::{BoxError, BoxFuture};
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where the notes on an import are kept.
///
/// ```
/// use constant_contact::Journal;
/// use constant_contact::auth::{BoxError, BoxFuture};
/// use std::sync::Mutex;
///
/// /// Notes that live as long as the process: they help after an error, not after a crash.
/// #[derive(Default)]
/// struct Memory(Mutex<Vec<String>>);
///
/// impl Journal for Memory {
///     fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
///         Box::pin(async { Ok(self.0.lock().map_err(|_| "poisoned")?.clone()) })
///     }
///     fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
///         Box::pin(async {
///             self.0.lock().map_err(|_| "poisoned")?.push(line.to_owned());
///             Ok(())
///         })
///     }
/// }
/// ```
///
/// The lines hold list ids, counts, hashes, job ids and the import's id, which can have the name of the
/// file in it, but nothing of a row. Each has a number and a
/// checksum: a line that was changed, is missing or comes from another process makes the
/// import fail before anything is sent. A line that was appended twice in a row counts once. One
/// journal belongs to one import, and only one process at a time may use it: see to that with a
/// lock, as [`FileJournal`](super::FileJournal) does.
pub trait Journal: Send + Sync {
    /// All lines, in the order in which they were appended; none for a new import.
    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>>;

    /// Appends a line, which has no line end.
    ///
    /// Once this is done the line has to survive a crash. If it fails or the future is dropped, the
    /// line may be there or not, but not in part.
    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>>;
}

/// The version of the lines.
const VERSION: u32 = 2;

/// The server lists a job for ten days. Short of that, an upload that is not in the list did not
/// arrive; later, nobody knows.
const LISTED: Duration = Duration::from_secs(9 * 86_400);

/// Seconds since 1970 on 1 January 2025: before that, no journal was written.
const EARLIEST: u64 = 1_735_689_600;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Begin(Begin),
    /// The part is about to be sent.
    Intent(Intent),
    /// The last request was answered with its job.
    Accepted {
        part: u32,
        activity: String,
        /// The server gave the file another name than the one it was sent with.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        renamed: bool,
    },
    /// The list of jobs shows a job of the part.
    Found {
        part: u32,
        activity: String,
    },
    /// The server has the part, but did not say as which job.
    Confirmed {
        part: u32,
    },
    /// The server did not accept the last request.
    Refused {
        part: u32,
    },
}

/// What must not change between two runs of one import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Begin {
    version: u32,
    pub import: String,
    pub lists: String,
    pub permission: Option<String>,
    pub max_bytes: u64,
    pub max_lines: u64,
    /// A fingerprint of the source's parts, where it could be read before it was sent.
    pub source: Option<String>,
    /// A fingerprint of the access token's owner, if the token names one.
    pub owner: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Intent {
    part: u32,
    first: u64,
    end: u64,
    sha256: String,
    /// Seconds since 1970.
    at: u64,
}

impl Begin {
    pub fn new(
        import: String,
        lists: String,
        permission: Option<String>,
        limits: (usize, u64),
        source: Option<String>,
        owner: Option<String>,
    ) -> Self {
        Self {
            version: VERSION,
            import,
            lists,
            permission,
            max_bytes: limits.0 as u64,
            max_lines: limits.1,
            source,
            owner,
        }
    }

    /// The first difference that makes it another import. Whether the owner is the same is decided in
    /// [`account`](super::account), with more than the fingerprint to go by.
    fn difference(&self, now: &Self) -> Option<&'static str> {
        let source = match (&self.source, &now.source) {
            (Some(then), Some(now)) => then == now,
            // A source that is read once shows its changes part by part.
            _ => true,
        };
        [
            (self.version == now.version, "the version of this crate"),
            (self.lists == now.lists, "the lists"),
            (self.permission == now.permission, "the SMS permission"),
            (self.max_bytes == now.max_bytes, "the limit of bytes"),
            (self.max_lines == now.max_lines, "the limit of lines"),
            (source, "the source"),
        ]
        .into_iter()
        .find_map(|(same, what)| (!same).then_some(what))
    }
}

/// What the journal says of a part.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PartNotes {
    /// Its jobs; mostly one.
    pub jobs: Vec<String>,
    /// Whether the server gave its file another name.
    pub renamed: bool,
    /// When requests left of which it is not known what the server made of them, in seconds since
    /// 1970.
    open: Vec<u64>,
    /// The server has one of those, as a job that is not known.
    pub confirmed: bool,
    /// What was sent last.
    intent: Option<Intent>,
}

impl PartNotes {
    /// How many requests may have arrived besides those that became known jobs.
    pub fn open(&self) -> usize {
        self.open.len()
    }

    /// Whether one of those is so old that the server may not list its job any more.
    pub fn is_outdated(&self, now: SystemTime) -> bool {
        let mut ages = self.open.iter().map(|at| age(*at, now));
        ages.any(|age| age.is_some_and(|age| age > LISTED))
    }

    /// Whether `part` is still what was sent.
    pub fn is_same(&self, part: &Part) -> Result<()> {
        let Some(intent) = &self.intent else {
            return Ok(());
        };
        let rows = intent.first..intent.end;
        if rows == part.rows && part.sha256().is_none_or(|sha256| sha256 == intent.sha256) {
            return Ok(());
        }
        Err(Error::invalid_request(format!(
            "the source changed since the import was begun: rows {} to {} are not those that were sent",
            rows.start,
            rows.end.saturating_sub(1)
        )))
    }

    /// None if the event cannot follow those before it.
    fn note(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Begin(_) => return None,
            Event::Intent(_) if self.confirmed || !self.jobs.is_empty() => return None,
            Event::Intent(intent) => {
                self.open.push(intent.at);
                self.intent = Some(intent);
            }
            Event::Accepted {
                activity, renamed, ..
            } => {
                self.open.pop()?;
                self.jobs.push(activity);
                self.renamed = renamed;
            }
            Event::Found { activity, .. } => {
                self.intent.as_ref()?;
                if !self.open.is_empty() {
                    self.open.remove(0);
                }
                self.confirmed = false;
                self.jobs.push(activity);
            }
            Event::Confirmed { .. } if self.open.is_empty() => return None,
            Event::Confirmed { .. } => self.confirmed = true,
            Event::Refused { .. } => {
                self.open.pop()?;
            }
        }
        Some(())
    }
}

/// How long ago a moment was by the calendar, if the clock can be believed: it can have stood at 1970
/// then, or have been set since.
fn age(at: u64, now: SystemTime) -> Option<Duration> {
    if at < EARLIEST {
        return None;
    }
    let at = UNIX_EPOCH.checked_add(Duration::from_secs(at))?;
    now.duration_since(at).ok()
}

/// What was noted so far, and where to note what follows.
pub(crate) struct JournalState {
    journal: Option<Box<dyn Journal>>,
    /// How many lines there are.
    lines: u64,
    begin: Option<Begin>,
    parts: BTreeMap<u32, PartNotes>,
}

impl JournalState {
    /// No notes, and none to be taken.
    pub fn none() -> Self {
        Self {
            journal: None,
            lines: 0,
            begin: None,
            parts: BTreeMap::new(),
        }
    }

    pub async fn load(journal: Box<dyn Journal>) -> Result<Self> {
        let lines = journal.load().await.map_err(unreadable)?;
        let mut state = Self::read(&lines)?;
        state.journal = Some(journal);
        Ok(state)
    }

    /// Makes sense of the lines.
    fn read(lines: &[String]) -> Result<Self> {
        let mut state = Self::none();
        let mut before = None;
        for (position, line) in lines.iter().enumerate() {
            // Whoever cannot tell whether a line was stored may have stored it twice.
            if before.replace(line) == Some(line) {
                continue;
            }
            let noted = match line::read(line) {
                None => Err("is damaged, or not one that this version of the crate writes"),
                Some((number, _)) if number != state.lines => {
                    Err("does not follow the one before it")
                }
                Some((_, event)) => state.note(event).ok_or("makes no sense where it stands"),
            };
            if let Err(what) = noted {
                let message = format!("line {} of the journal {what}", position + 1);
                return Err(Error::new(ErrorKind::Decode, message));
            }
        }
        Ok(state)
    }

    /// None if the event cannot follow those before it.
    fn note(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Begin(begin) if self.begin.is_none() => self.begin = Some(begin),
            _ if self.begin.is_none() => return None,
            Event::Begin(_) => return None,
            Event::Intent(Intent { part, .. }) => {
                self.parts.entry(part).or_default().note(event)?;
            }
            Event::Accepted { part, .. }
            | Event::Found { part, .. }
            | Event::Confirmed { part }
            | Event::Refused { part } => self.parts.get_mut(&part)?.note(event)?,
        }
        self.lines += 1;
        Some(())
    }

    pub fn is_kept(&self) -> bool {
        self.journal.is_some()
    }

    /// The import that was begun, if one was.
    pub fn begun(&self) -> Option<&Begin> {
        self.begin.as_ref()
    }

    /// Begins, or makes sure that what goes on is what was begun.
    pub async fn begin(&mut self, begin: Begin) -> Result<()> {
        if let Some(begun) = &self.begin {
            return match begun.difference(&begin) {
                None => Ok(()),
                Some(what) => Err(Error::invalid_request(format!(
                    "the journal belongs to another import: {what} changed since it was begun"
                ))),
            };
        }
        self.append(Event::Begin(begin)).await
    }

    /// What is known of a part.
    pub(super) fn of(&self, part: &Part) -> PartNotes {
        self.parts.get(&part.number).cloned().unwrap_or_default()
    }

    /// The last part that was begun; 0 if none was.
    pub fn last_part(&self) -> u32 {
        self.parts.last_key_value().map_or(0, |(part, _)| *part)
    }

    /// A job that the server knows if this is its account: old enough to be known everywhere, and not
    /// so old that it may be forgotten.
    pub(super) fn witness(&self, now: SystemTime, listed_within: Duration) -> Option<&str> {
        let mut parts = self.parts.values().rev();
        parts.find_map(|notes| {
            let age = age(notes.intent.as_ref()?.at, now)?;
            let known = (listed_within..LISTED).contains(&age);
            notes.jobs.first().filter(|_| known).map(String::as_str)
        })
    }

    pub(super) async fn intent(&mut self, part: &Part, now: SystemTime) -> Result<()> {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let intent = Intent {
            part: part.number,
            first: part.rows.start,
            end: part.rows.end,
            sha256: part.sha256().unwrap_or_default().to_owned(),
            at: since.as_secs(),
        };
        self.append(Event::Intent(intent)).await
    }

    pub(super) async fn accepted(&mut self, part: u32, job: &str, renamed: bool) -> Result<()> {
        let activity = job.to_owned();
        self.append(Event::Accepted {
            part,
            activity,
            renamed,
        })
        .await
    }

    pub(super) async fn found(&mut self, part: u32, job: &str) -> Result<()> {
        let activity = job.to_owned();
        self.append(Event::Found { part, activity }).await
    }

    pub(super) async fn confirmed(&mut self, part: u32) -> Result<()> {
        self.append(Event::Confirmed { part }).await
    }

    pub(super) async fn refused(&mut self, part: u32) -> Result<()> {
        self.append(Event::Refused { part }).await
    }

    /// After a failure the line may be there or not, so that nothing may be appended any more.
    async fn append(&mut self, event: Event) -> Result<()> {
        if self.journal.is_none() {
            return Ok(());
        }
        let io = |message: String| Error::new(ErrorKind::Io, message);
        let line = line::write(self.lines, &event)
            .map_err(|error| io("a line of the journal".to_owned()).with_source(error))?;
        self.note(event)
            .ok_or_else(|| io("the journal cannot have that line now".to_owned()))?;
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        journal.append(&line).await.map_err(|error| {
            io(format!("the journal could not be written: {error}")).with_source(error)
        })
    }
}

fn unreadable(error: BoxError) -> Error {
    let message = format!("the journal could not be read: {error}");
    Error::new(ErrorKind::Io, message).with_source(error)
}

#[cfg(test)]
mod tests;
