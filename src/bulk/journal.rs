//! The notes from which an import goes on after a crash.
//!
//! One line for each event, in the order in which things happen: `begin`, then for each
//! part `intent` before its request leaves and `accepted` (or `refused`) after it. The line is on
//! the disk before the next thing is done. So at any moment the notes say of each part that it is
//! at the server, that it never left, or that it may have left, and only the last needs a look at
//! the server. Reading the notes ([`Past::read`]) is pure.

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
/// The lines hold list ids, counts, hashes and job ids, but nothing of a row. One journal
/// belongs to one import, and only one process at a time may use it: see to that with a
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
const VERSION: u32 = 1;

/// The server lists a job for ten days. Short of that, an upload that is not in the list did not
/// arrive; later, nobody knows.
const LISTED: Duration = Duration::from_secs(9 * 86_400);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Begin(Begin),
    Intent(Intent),
    Accepted { part: u32, activity: String },
    Refused { part: u32 },
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
    /// The SHA-256 of the source, where it could be read before it was sent.
    pub source: Option<String>,
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
    ) -> Self {
        Self {
            version: VERSION,
            import,
            lists,
            permission,
            max_bytes: limits.0 as u64,
            max_lines: limits.1,
            source,
        }
    }

    /// The first difference that makes it another import.
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

/// What the notes say of a part.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    /// It never left.
    Nothing,
    /// It may have left.
    Begun,
    /// It is at the server, as this job.
    Accepted(String),
}

/// What was noted so far, and where to note what follows.
pub(crate) struct Past {
    journal: Option<Box<dyn Journal>>,
    begin: Option<Begin>,
    parts: BTreeMap<u32, Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    intent: Option<Intent>,
    accepted: Option<String>,
    refused: bool,
    /// Whether it left more than once, as far as anybody knows.
    sent_again: bool,
}

impl Past {
    /// No notes, and none to be taken.
    pub fn none() -> Self {
        Self {
            journal: None,
            begin: None,
            parts: BTreeMap::new(),
        }
    }

    pub async fn load(journal: Box<dyn Journal>) -> Result<Self> {
        let lines = journal.load().await.map_err(unreadable)?;
        let mut past = Self::read(&lines)?;
        past.journal = Some(journal);
        Ok(past)
    }

    /// Makes sense of the lines.
    fn read(lines: &[String]) -> Result<Self> {
        let mut past = Self::none();
        for (position, line) in lines.iter().enumerate() {
            let event = serde_json::from_str(line).ok();
            if event.and_then(|event| past.note(event)).is_none() {
                let message = format!(
                    "line {} of the journal is not one that this version of the crate writes there",
                    position + 1
                );
                return Err(Error::new(ErrorKind::Decode, message));
            }
        }
        Ok(past)
    }

    /// None if the event cannot follow those before it.
    fn note(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Begin(begin) if self.begin.is_none() => self.begin = Some(begin),
            _ if self.begin.is_none() => return None,
            Event::Begin(_) => return None,
            Event::Intent(intent) => {
                let noted = self.parts.entry(intent.part).or_default();
                *noted = Noted {
                    sent_again: noted.sent_again || noted.intent.is_some() && !noted.refused,
                    intent: Some(intent),
                    ..Noted::default()
                };
            }
            Event::Accepted { part, activity } => {
                self.parts.get_mut(&part)?.accepted = Some(activity);
            }
            Event::Refused { part } => self.parts.get_mut(&part)?.refused = true,
        }
        Some(())
    }

    pub fn is_kept(&self) -> bool {
        self.journal.is_some()
    }

    /// The import that was begun, if one was.
    pub fn import(&self) -> Option<&str> {
        self.begin.as_ref().map(|begin| begin.import.as_str())
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

    /// What is known of a part, provided that it is still the same part.
    pub(super) fn of(&self, part: &Part, now: SystemTime) -> Result<Known> {
        let Some(noted) = self.parts.get(&part.number) else {
            return Ok(Known::Nothing);
        };
        if let Some(intent) = &noted.intent {
            let rows = intent.first..intent.end;
            if rows != part.rows || part.sha256().is_some_and(|sha256| sha256 != intent.sha256) {
                return Err(Error::invalid_request(format!(
                    "the source changed since the import was begun: rows {} to {} are not \
                     those that were sent",
                    rows.start,
                    rows.end.saturating_sub(1)
                )));
            }
        }
        match noted {
            Noted {
                accepted: Some(activity),
                ..
            } => Ok(Known::Accepted(activity.clone())),
            Noted { refused: true, .. } => Ok(Known::Nothing),
            Noted { intent: None, .. } => Ok(Known::Nothing),
            Noted {
                intent: Some(intent),
                ..
            } => {
                let sent = UNIX_EPOCH.checked_add(Duration::from_secs(intent.at));
                match sent.and_then(|sent| now.duration_since(sent).ok()) {
                    Some(age) if age > LISTED => Err(Error::new(
                        ErrorKind::Activity,
                        "the import broke off too long ago: the server does not list the jobs of \
                         that time any more, so that nobody knows whether the last part arrived",
                    )),
                    _ => Ok(Known::Begun),
                }
            }
        }
    }

    /// Whether the part may be at the server more than once.
    pub(super) fn is_doubtful(&self, part: &Part) -> bool {
        let noted = self.parts.get(&part.number);
        noted.is_some_and(|noted| noted.sent_again)
    }

    pub async fn intent(&mut self, part: &Part, now: SystemTime) -> Result<()> {
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

    pub async fn accepted(&mut self, part: &Part, activity: &str) -> Result<()> {
        let (part, activity) = (part.number, activity.to_owned());
        self.append(Event::Accepted { part, activity }).await
    }

    pub async fn refused(&mut self, part: &Part) -> Result<()> {
        let part = part.number;
        self.append(Event::Refused { part }).await
    }

    async fn append(&mut self, event: Event) -> Result<()> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let line = serde_json::to_string(&event).map_err(|error| {
            Error::new(ErrorKind::Io, "a line of the journal").with_source(error)
        })?;
        journal.append(&line).await.map_err(|error| {
            let message = format!("the journal could not be written: {error}");
            Error::new(ErrorKind::Io, message).with_source(error)
        })?;
        self.note(event);
        Ok(())
    }
}

fn unreadable(error: BoxError) -> Error {
    let message = format!("the journal could not be read: {error}");
    Error::new(ErrorKind::Io, message).with_source(error)
}

#[cfg(test)]
mod tests;
