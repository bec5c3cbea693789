//! Journals: that of this crate passes, and so does one with a lease. One that is broken is caught.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::lease::{LeaseLock, LockFault, ON_THE_WAY};
use constant_contact::{BoxError, BoxFuture, FileJournal, Journal, LockGuard, conformance};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::time::sleep;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    SharesOneJournal,
    SortsLines,
    ReversesLines,
    TrimsLines,
    CutsLines,
    IsAscii,
    Unescapes,
    StoresOnTheNextAppend,
    LoadsWhenOpened,
    AppendsInTwoSteps,
    WritesAtItsOwnIndex,
    Lock(LockFault),
}

/// A table in memory, with the lines of all journals.
struct Database {
    journals: Mutex<HashMap<String, Lines>>,
    fault: Fault,
}

#[derive(Clone)]
struct Lines {
    lines: Arc<Mutex<Vec<String>>>,
    lock: LeaseLock,
}

/// A handle, as one process has it.
struct TableJournal {
    stored: Lines,
    fault: Fault,
    grant: AtomicU64,
    /// The number of lines that this handle knows of.
    known: Mutex<usize>,
    opened: Vec<String>,
    pending: Mutex<Option<String>>,
}

impl Database {
    fn new(fault: Fault) -> Self {
        Self {
            journals: Mutex::default(),
            fault,
        }
    }

    fn open(&self, name: &str) -> TableJournal {
        let name = match self.fault {
            Fault::SharesOneJournal => "journal",
            _ => name,
        };
        let mut journals = self.journals.lock().unwrap();
        let stored = journals.entry(name.to_owned()).or_insert_with(|| Lines {
            lines: Arc::default(),
            lock: LeaseLock::new(match self.fault {
                Fault::Lock(fault) => fault,
                _ => LockFault::None,
            }),
        });
        TableJournal {
            stored: Lines {
                lines: stored.lines.clone(),
                lock: stored.lock.open(),
            },
            fault: self.fault,
            grant: AtomicU64::default(),
            known: Mutex::default(),
            opened: stored.lines.lock().unwrap().clone(),
            pending: Mutex::default(),
        }
    }
}

impl TableJournal {
    fn to_column(&self, line: &str) -> String {
        match self.fault {
            Fault::CutsLines => line.chars().take(65_535).collect(),
            Fault::IsAscii => line.replace(|letter: char| !letter.is_ascii(), "?"),
            Fault::Unescapes => line.replace("\\\\", "\\"),
            Fault::TrimsLines => line.replace("long \"", "long\""),
            _ => line.to_owned(),
        }
    }

    fn push(&self, line: &str) {
        let line = self.to_column(line);
        self.stored.lines.lock().unwrap().push(line);
    }
}

impl Journal for TableJournal {
    fn lock(&self) -> BoxFuture<'_, Result<LockGuard, BoxError>> {
        Box::pin(async {
            let (guard, id) = self.stored.lock.take().await?;
            self.grant.store(id, Ordering::SeqCst);
            Ok(guard)
        })
    }

    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
        Box::pin(async {
            sleep(ON_THE_WAY).await;
            let mut lines = match self.fault {
                Fault::LoadsWhenOpened => self.opened.clone(),
                _ => self.stored.lines.lock().unwrap().clone(),
            };
            *self.known.lock().unwrap() = lines.len();
            match self.fault {
                Fault::SortsLines => lines.sort(),
                Fault::ReversesLines => lines.reverse(),
                _ => {}
            }
            Ok(lines)
        })
    }

    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            sleep(ON_THE_WAY).await;
            if self.fault == Fault::WritesAtItsOwnIndex {
                let mut known = self.known.lock().unwrap();
                let mut lines = self.stored.lines.lock().unwrap();
                lines.truncate(*known);
                lines.push(line.to_owned());
                *known += 1;
                return Ok(());
            }
            let has_lock = self
                .stored
                .lock
                .is_held_by(self.grant.load(Ordering::SeqCst));
            if !has_lock && self.fault != Fault::Lock(LockFault::Missing) {
                return Err("the lock was lost".into());
            }
            match self.fault {
                Fault::StoresOnTheNextAppend => {
                    let previous = self.pending.lock().unwrap().replace(line.to_owned());
                    previous.iter().for_each(|line| self.push(line));
                }
                Fault::AppendsInTwoSteps => {
                    let (start, end) = line.split_at(line.len() / 2);
                    self.push(start);
                    let index = self.stored.lines.lock().unwrap().len() - 1;
                    sleep(ON_THE_WAY).await;
                    self.stored.lines.lock().unwrap()[index].push_str(end);
                }
                _ => self.push(line),
            }
            sleep(ON_THE_WAY).await;
            Ok(())
        })
    }
}

#[tokio::test]
async fn the_file_journal_passes() {
    let folder = tempfile::tempdir().unwrap();
    let open = async |name: &str| Ok(FileJournal::open(folder.path().join(name)).await?);
    conformance::journal(open).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_journal_with_a_lease_passes() {
    let database = Database::new(Fault::None);
    conformance::journal(async |name: &str| Ok(database.open(name)))
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn each_rule_catches_a_journal_that_breaks_it() {
    const ORDER: &str = "`load` returns all lines as they were appended, in this order";
    const EXCLUSIVE: &str = "only one handle at a time can open and lock a journal";
    let faults = [
        (Fault::SharesOneJournal, "a new journal has no lines"),
        (Fault::SortsLines, ORDER),
        (
            Fault::ReversesLines,
            "a line is stored when `append` returns",
        ),
        (Fault::TrimsLines, ORDER),
        (Fault::CutsLines, ORDER),
        (Fault::IsAscii, ORDER),
        (Fault::Unescapes, ORDER),
        (
            Fault::StoresOnTheNextAppend,
            "a line is stored when `append` returns",
        ),
        (
            Fault::LoadsWhenOpened,
            "`load` under the lock returns what others appended before",
        ),
        (
            Fault::AppendsInTwoSteps,
            "an append whose future is dropped leaves the whole line or nothing",
        ),
        (
            Fault::WritesAtItsOwnIndex,
            "a holder that has lost the lock does not change the lines of the next holder",
        ),
        (Fault::Lock(LockFault::Missing), EXCLUSIVE),
        (Fault::Lock(LockFault::OnePerHandle), EXCLUSIVE),
        (
            Fault::Lock(LockFault::NeverExpires),
            "the lock of a holder that was killed becomes free when its lease expires",
        ),
        (
            Fault::Lock(LockFault::RenewalAlwaysSucceeds),
            "`renew` of a lease that another handle had in between returns false",
        ),
    ];
    for (fault, rule) in faults {
        let database = Database::new(fault);
        let checked = conformance::journal(async |name: &str| Ok(database.open(name))).await;
        let violation = checked.expect_err(&format!("{fault:?} was not noticed"));
        assert_eq!(violation.rule(), rule, "{fault:?}: {violation}");
    }
}
