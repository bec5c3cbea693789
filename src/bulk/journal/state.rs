//! The content of a journal, and the writing of further lines.

use super::event::{Begin, Event, Intent};
use super::history::PartHistory;
use super::line;
use super::store::Journal;
use crate::bulk::part::PartRequest;
use crate::error::BoxError;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::lock::held::{HeldLock, Unconfirmed};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The content of a journal, and the journal to which further events are written.
pub(crate) struct JournalState {
    journal: Option<Box<dyn Journal>>,
    /// The lock of the journal.
    lock: Option<HeldLock>,
    /// How many lines there are.
    lines: u64,
    begin: Option<Begin>,
    /// The parts that were to be sent, in the order of their numbers.
    parts: Vec<(u32, PartHistory)>,
}

impl JournalState {
    /// The state of an import without a journal.
    pub fn none() -> Self {
        Self {
            journal: None,
            lock: None,
            lines: 0,
            begin: None,
            parts: Vec::new(),
        }
    }

    /// Locks the journal and reads it.
    pub async fn load(journal: Box<dyn Journal>) -> Result<Self> {
        let lock = journal.lock().await.map_err(|error| {
            let message = format!("the journal could not be locked: {error}");
            Error::new(ErrorKind::Store, message).with_source(error)
        })?;
        let lock = HeldLock::new(lock);
        let lines = journal.load().await.map_err(unreadable)?;
        let mut state = Self::read(&lines)?;
        (state.journal, state.lock) = (Some(journal), Some(lock));
        Ok(state)
    }

    /// The lock of the journal, which is released when it is dropped.
    pub fn into_lock(self) -> Option<HeldLock> {
        self.lock
    }

    /// Reads the events in these lines.
    fn read(lines: &[String]) -> Result<Self> {
        let mut state = Self::none();
        let mut before = None;
        for (position, line) in lines.iter().enumerate() {
            // A store that does not know whether a line was appended may have appended it twice.
            if before.replace(line) == Some(line) {
                continue;
            }
            let read = line::read(line);
            let read = read.and_then(|(number, json)| Some((number, Event::from_json(json)?)));
            let applied = match read {
                None => Err("is damaged, or this version of the crate does not write such a line"),
                Some((number, _)) if number != state.lines => {
                    Err("does not follow the one before it")
                }
                Some((_, event)) => state
                    .apply(event)
                    .ok_or("cannot follow the lines before it"),
            };
            if let Err(what) = applied {
                let message = format!("line {} of the journal {what}", position + 1);
                return Err(Error::new(ErrorKind::Decode, message));
            }
        }
        Ok(state)
    }

    /// Takes an event into account. `None` if it cannot follow those before it.
    fn apply(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Begin(begin) if self.begin.is_none() => self.begin = Some(begin),
            _ if self.begin.is_none() => return None,
            Event::Begin(_) => return None,
            Event::Intent(Intent { part, .. }) => {
                let position = self.position(part).unwrap_or_else(|position| {
                    self.parts.insert(position, (part, PartHistory::default()));
                    position
                });
                self.parts.get_mut(position)?.1.apply(event)?;
            }
            Event::Accepted { part, .. }
            | Event::Found { part, .. }
            | Event::Confirmed { part }
            | Event::Refused { part } => {
                let position = self.position(part).ok()?;
                self.parts.get_mut(position)?.1.apply(event)?;
            }
        }
        self.lines += 1;
        Some(())
    }

    /// The position of a part, or the position at which it would be.
    fn position(&self, part: u32) -> Result<usize, usize> {
        self.parts.binary_search_by_key(&part, |(other, _)| *other)
    }

    pub fn has_journal(&self) -> bool {
        self.journal.is_some()
    }

    /// The import that began in an earlier run.
    pub fn begun(&self) -> Option<&Begin> {
        self.begin.as_ref()
    }

    /// Begins the import, or checks that the one that is resumed is the same.
    pub async fn begin(&mut self, begin: Begin) -> Result<()> {
        if let Some(begun) = &self.begin {
            return match begun.difference(&begin) {
                None => Ok(()),
                Some(what) => Err(Error::invalid_request(format!(
                    "the journal belongs to another import: {what} changed since it began"
                ))),
            };
        }
        self.append(Event::Begin(begin)).await
    }

    /// What is known of a part.
    pub fn history(&self, part: &PartRequest) -> PartHistory {
        let position = self.position(part.number).ok();
        let found = position.and_then(|position| self.parts.get(position));
        found.map_or_else(PartHistory::default, |(_, history)| history.clone())
    }

    /// The number of the last part that was to be sent; 0 if there was none.
    pub fn last_part(&self) -> u32 {
        self.parts.last().map_or(0, |(part, _)| *part)
    }

    /// The youngest job that the server must know if this is its account.
    pub fn known_job(&self, now: SystemTime, listing_timeout: Duration) -> Option<&str> {
        let mut parts = self.parts.iter().rev();
        parts.find_map(|(_, history)| history.known_job(now, listing_timeout))
    }

    pub async fn intent(&mut self, part: &PartRequest, now: SystemTime) -> Result<()> {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let intent = Intent {
            part: part.number,
            first: part.rows.start,
            end: part.rows.end,
            sha256: part.sha256().unwrap_or_default().to_owned(),
            at: since.as_secs(),
        };
        self.append(Event::Intent(intent)).await?;
        // The request follows at once.
        self.confirm_lock().await
    }

    pub async fn accepted(&mut self, part: u32, job: &str, renamed: bool) -> Result<()> {
        let activity = job.to_owned();
        self.append(Event::Accepted {
            part,
            activity,
            renamed,
        })
        .await
    }

    pub async fn found(&mut self, part: u32, job: &str) -> Result<()> {
        let activity = job.to_owned();
        self.append(Event::Found { part, activity }).await
    }

    pub async fn confirmed(&mut self, part: u32) -> Result<()> {
        self.append(Event::Confirmed { part }).await
    }

    pub async fn refused(&mut self, part: u32) -> Result<()> {
        self.append(Event::Refused { part }).await
    }

    /// Fails if another process may have the lock.
    async fn confirm_lock(&self) -> Result<()> {
        let Some(lock) = &self.lock else {
            return Ok(());
        };
        lock.confirm().await.map_err(|why| {
            let error = Error::new(
                ErrorKind::Store,
                match &why {
                    Unconfirmed::Lost => {
                        "the lock of the journal expired, and another process took it: nothing more was sent; \
                         run the import again when the other one has ended"
                    }
                    Unconfirmed::Unknown(_) => {
                        "the lock of the journal could not be confirmed: nothing more was sent; run the import again \
                         to resume it"
                    }
                },
            );
            match why {
                Unconfirmed::Lost => error,
                Unconfirmed::Unknown(source) => error.with_source(source),
            }
        })
    }

    /// After a failure nothing more may be appended, since the line may be there or not.
    async fn append(&mut self, event: Event) -> Result<()> {
        if self.journal.is_none() {
            return Ok(());
        }
        self.confirm_lock().await?;
        let failed = |message: String| Error::new(ErrorKind::Store, message);
        let json = serde_json::to_string(&event).map_err(|error| {
            failed("an event cannot be written as a line of the journal".to_owned())
                .with_source(error)
        })?;
        let line = line::write(self.lines, &json);
        self.apply(event)
            .ok_or_else(|| failed("the event cannot follow the lines of the journal".to_owned()))?;
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        journal.append(&line).await.map_err(|error| {
            failed(format!("the journal could not be written: {error}")).with_source(error)
        })
    }
}

fn unreadable(error: BoxError) -> Error {
    let message = format!("the journal could not be read: {error}");
    Error::new(ErrorKind::Store, message).with_source(error)
}

#[cfg(test)]
mod tests;
