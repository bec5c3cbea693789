//! Importing contacts from a CSV of any size: the one operation that is a form upload, which
//! progenitor cannot express. It goes out through the same pipeline as all others.
//!
//! The API drops, without a word, what exceeds 4 MB of the whole body or 40,000 lines. So the
//! [`source`] is [split](split) into parts within both limits, each with the header repeated, and each
//! part is a [form](form) of its own with a file name that no other has. [`bulk`](crate::bulk)
//! sends them and says what became of them. In memory are the part that is being sent and the one that
//! is being read.

mod form;
mod parts;
mod source;
pub mod split;

pub(crate) use form::Upload;
pub use source::CsvSource;

use crate::bulk::{
    Begin, BulkJob, Delivery, Journal, Part, Past, Patience, Payload, Phase, ProgressFeed, find,
};
use crate::client::{Client, runtime};
use crate::error::{Error, Result};
use crate::types::SmsPermissionToSend;
use form::{Fields, OPERATION};
use parts::{Parts, sha256};
use split::Limits;
use std::sync::Arc;
use std::time::Duration;

/// The longest form that the API reads to its end, in bytes: 4 MB.
pub const CSV_MAX_BYTES: usize = 4_000_000;

/// The most lines that the API reads, the header included.
pub const CSV_MAX_LINES: usize = 40_000;

/// How many lists an import can have.
const MOST_LISTS: usize = 50;

/// The longest import id: it becomes part of file names.
const LONGEST_ID: usize = 64;

/// What follows the import id in the name of a part, at most.
const NAME_END: &str = "-4294967295.csv";

/// # Bulk work: files to import
impl Client {
    /// Imports contacts from a CSV of any size, as one or more bulk jobs.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::{CsvSource, FileJournal};
    ///
    /// let import = client
    ///     .import_csv(CsvSource::path("contacts.csv"))
    ///     .lists(["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"])
    ///     .journal(FileJournal::open("contacts.journal").await?) // to go on after a crash
    ///     .send()
    ///     .await?;
    /// let report = import.finish().await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The header names the columns: `email` or `sms_number`, and for example `first_name`, `last_name`,
    /// `phone`, `company_name`, `street`, `city`, `state`, `zip`, `country`, or
    /// `cf:<name>` for a custom field that exists. New contacts get implicit permission; of
    /// existing ones only the given columns change.
    ///
    /// The API reads at most [`CSV_MAX_BYTES`] and [`CSV_MAX_LINES`] of an upload and drops the
    /// rest without a word. So the source is cut between records into parts within both limits,
    /// each with the header, which are sent one after the other. If an answer is lost, the part's file
    /// name is searched for in the list of jobs before the part is sent again. So a part is at the server
    /// once, or is reported as not sent or as unknown; only if the server lists it later than
    /// [`settle`](ImportCsv::settle) can it be there twice, and then the report says so. At most two parts
    /// are in memory.
    ///
    /// Which rows failed the API does not tell: see [`BulkReport`](crate::BulkReport).
    ///
    #[doc = include_str!(concat!(env!("OUT_DIR"), "/import_csv.md"))]
    #[doc(alias = "bulk")]
    #[doc(alias = "upload")]
    #[doc(alias = "contactsCSVImport")]
    #[doc(alias = "create_csv_import_activity")]
    #[doc(alias = "createCSVImportActivity")]
    pub fn import_csv(&self, source: CsvSource) -> ImportCsv {
        ImportCsv {
            client: self.clone(),
            source,
            lists: Vec::new(),
            permission: None,
            id: None,
            max_bytes: CSV_MAX_BYTES,
            max_lines: CSV_MAX_LINES,
            journal: None,
            patience: Patience::default(),
            feed: ProgressFeed::new(),
        }
    }
}

/// The call [`Client::import_csv`].
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client
///     .import_csv(CsvSource::path("contacts.csv"))
///     .lists(["list-id"])
///     .part_lines(5_001); // the header and 5,000 lines
/// let report = import.send().await?.finish().await?;
/// # Ok(()) }
/// ```
///
/// Rows are the records of the CSV, without the header and blank lines. They are not lines: a field
/// in quotes can go over several. Limits count lines, reports count rows.
///
/// A path or bytes are read twice, once in search of faults and once to be sent; a reader or stream is
/// read once. So a file must not change while it is imported. A resumed import reads
/// its source from the beginning again, in order to cut it into the same parts, and sends those that
/// are not at the server.
///
/// What the report tells of rows that failed, and what it cannot, is at
/// [`BulkReport`](crate::BulkReport).
#[must_use = "nothing is sent before `send`"]
pub struct ImportCsv {
    client: Client,
    source: CsvSource,
    lists: Vec<String>,
    permission: Option<SmsPermissionToSend>,
    id: Option<String>,
    max_bytes: usize,
    max_lines: usize,
    journal: Option<Box<dyn Journal>>,
    patience: Patience,
    feed: ProgressFeed,
}

crate::opaque_debug!(ImportCsv, "ImportCsv");

impl ImportCsv {
    /// The lists that the contacts join: 1 to 50.
    pub fn lists(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.lists = ids.into_iter().map(Into::into).collect();
        self
    }

    /// The permission to send text messages. `Explicit` needs a column `sms_consent_date`.
    ///
    /// Left out, the permission is not set.
    pub fn sms_permission(mut self, permission: impl Into<SmsPermissionToSend>) -> Self {
        self.permission = Some(permission.into());
        self
    }

    /// What the names of the uploaded files begin with; `-1.csv`, `-2.csv` and so on follow.
    ///
    /// 1 to 64 letters, digits, `-` and `_`. By these names the import recognises its own parts, so
    /// an id that was used before is refused, as far as the server still lists its jobs. Default:
    /// random, or the one in the journal.
    pub fn import_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The most bytes in one request, the whole form counted. Default and maximum:
    /// [`CSV_MAX_BYTES`].
    pub fn part_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// The most lines in one part, the header and those within quotes included. Default
    /// and maximum: [`CSV_MAX_LINES`]; minimum: 2.
    ///
    /// The report tells of failed rows only in which part they are: smaller parts narrow that
    /// down. But each is a request and a job, and an account can have 1,000 jobs in its queue.
    pub fn part_lines(mut self, lines: usize) -> Self {
        self.max_lines = lines;
        self
    }

    /// Keeps notes from which the same import, sent again with the same journal, goes on after an
    /// error, a dropped future or a crash.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::{CsvSource, FileJournal};
    /// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
    /// let journal = FileJournal::open("contacts.journal").await?;
    /// let report = import.journal(journal).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Parts that the server has are passed over, and the one that was under way is searched for; the
    /// report covers all of them. Source, lists, permission and limits have to be the same: if they
    /// changed, sending fails before anything else. This works within nine days: later the server does
    /// not tell whether the part under way arrived.
    ///
    /// Once [`finish`](BulkJob::finish) has returned a report, clean or not, the journal has done its
    /// work: remove it. The next import needs a journal of its own.
    #[doc(alias = "resume")]
    pub fn journal(mut self, journal: impl Journal + 'static) -> Self {
        self.journal = Some(Box::new(journal));
        self
    }

    /// Shows the progress to those who watch `feed`.
    pub fn progress(mut self, feed: ProgressFeed) -> Self {
        self.feed = feed;
        self
    }

    /// How long a part may take to appear in the list of jobs after its answer was lost; what
    /// did not appear by then is sent again. Default: 12 seconds.
    pub fn settle(mut self, time: Duration) -> Self {
        self.patience.settle = time;
        self
    }

    /// How long to wait for a full queue (1,000 jobs) to drain before giving up with the
    /// server's refusal ([`Error::is_queue_full`]). Counted anew for each part. Default: 30 minutes.
    pub fn queue_patience(mut self, time: Duration) -> Self {
        self.patience.queue = time;
        self
    }

    /// Uploads everything and returns the jobs that import it.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::bytes("email\nann@example.com\n")).lists(["list-id"]);
    /// let report = import.send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Dropping the future stops the sending; what was sent stays at the server, and the part under
    /// way may be there or not. With a [journal](Self::journal) the import can go on from there.
    ///
    /// # Errors
    ///
    /// A CSV with a fault ([`Error::csv`] says where), no list, an unreadable file or journal:
    /// from a path or bytes nothing was sent then. Otherwise as any other call. Once parts were
    /// sent, [`Error::report`] says which rows are at the server and which are not.
    pub async fn send(self) -> Result<BulkJob> {
        self.deliver()
            .await
            .map_err(|error| match error.operation() {
                None => error.with_operation(OPERATION.name),
                Some(_) => error,
            })
    }

    async fn deliver(self) -> Result<BulkJob> {
        runtime()?;
        let mut past = match self.journal {
            Some(journal) => Past::load(journal).await?,
            None => Past::none(),
        };
        let id_is_given = self.id.is_some();
        let id = import_id(self.id, past.import())?;
        let fields = Fields {
            lists: joined(&self.lists)?,
            permission: self.permission.map(|permission| permission.to_string()),
        };
        let limits = limits(self.max_bytes, self.max_lines, &fields)?;
        let source = match self.source.again() {
            Some(source) => {
                let parts = Parts::new(source.open().await?, limits, past.is_kept());
                look_through(parts, &self.feed).await?
            }
            None => None,
        };
        if id_is_given && past.import().is_none() {
            unused(&self.client, &id).await?;
        }
        if past.is_kept() {
            let begin = Begin::new(
                id.clone(),
                fields.lists.clone(),
                fields.permission.clone(),
                (limits.max_bytes, limits.max_lines),
                source,
            );
            past.begin(begin).await?;
        }
        let kept = past.is_kept();
        let mut parts = Parts::new(self.source.open().await?, limits, false);
        let mut delivery = Delivery::new(&self.client, &id, self.patience, past, self.feed.clone());
        let fields = Arc::new(fields);
        self.feed.change(|progress| {
            progress.phase = Phase::Sending;
            progress.bytes = 0;
        });
        loop {
            let part = match parts.next().await {
                Ok(Some(part)) => part,
                Ok(None) => return Ok(BulkJob::new(delivery.done())),
                Err(error) => return Err(delivery.stop(error)),
            };
            let part = Part {
                number: part.number,
                rows: part.rows,
                payload: Payload::Csv {
                    sha256: kept.then(|| sha256(&part.bytes)),
                    upload: Upload {
                        fields: Arc::clone(&fields),
                        csv: part.bytes,
                        name: part_name(&id, part.number),
                    },
                },
            };
            delivery.deliver(part).await?;
            self.feed.change(|progress| progress.bytes = parts.read);
        }
    }
}

/// Splits everything once without sending it, so that faults are found and totals known. Returns
/// the fingerprint, if one is wanted.
async fn look_through(mut parts: Parts, feed: &ProgressFeed) -> Result<Option<String>> {
    let (mut count, mut rows) = (0, 0);
    while let Some(part) = parts.next().await? {
        count = part.number;
        rows = part.rows.end.saturating_sub(1);
        feed.change(|progress| progress.bytes = parts.read);
    }
    feed.change(|progress| {
        progress.bytes_total = Some(parts.read);
        progress.rows_total = Some(rows);
        progress.parts_total = Some(count);
    });
    Ok(parts.fingerprint())
}

/// The id as given, as begun or a new one.
fn import_id(given: Option<String>, begun: Option<&str>) -> Result<String> {
    match (given, begun) {
        (Some(given), Some(begun)) if given != begun => Err(Error::invalid_request(
            "the journal belongs to another import: its id is not the given one",
        )),
        (Some(given), None) => {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            match (1..=LONGEST_ID).contains(&given.len()) && given.bytes().all(plain) {
                true => Ok(given),
                false => Err(Error::invalid_request(
                    "an import id has 1 to 64 letters, digits, `-` and `_`",
                )),
            }
        }
        (_, Some(begun)) => Ok(begun.to_owned()),
        (None, None) => Ok(format!(
            "import-{:016x}{:08x}",
            fastrand::u64(..),
            fastrand::u32(..)
        )),
    }
}

/// Makes sure that no listed job has a name of this import: it would be taken for one of its parts,
/// and the part would not be sent.
async fn unused(client: &Client, id: &str) -> Result<()> {
    match find(client, &part_name(id, 1)).await? {
        None => Ok(()),
        Some(_) => Err(Error::invalid_request(
            "the import id was used before: the server lists a job of its first part",
        )),
    }
}

fn part_name(id: &str, number: u32) -> String {
    format!("{id}-{number}.csv")
}

fn joined(lists: &[String]) -> Result<String> {
    let plain = |id: &String| !id.is_empty() && !id.contains(|c: char| c == ',' || c.is_control());
    if !lists.iter().all(plain) {
        return Err(Error::invalid_request("a list id is empty or no id"));
    }
    match lists.len() {
        0 => Err(Error::invalid_request(
            "no list to import into: set `.lists([…])`",
        )),
        1..=MOST_LISTS => Ok(lists.join(",")),
        many => Err(Error::invalid_request(format!(
            "{many} lists are more than the {MOST_LISTS} of one import"
        ))),
    }
}

/// What a part may hold, so that its form is within what the API reads.
fn limits(max_bytes: usize, max_lines: usize, fields: &Fields) -> Result<Limits> {
    if max_bytes > CSV_MAX_BYTES || max_lines > CSV_MAX_LINES {
        return Err(Error::invalid_request(format!(
            "a part of more than {CSV_MAX_BYTES} bytes or {CSV_MAX_LINES} lines would be cut off \
             by the server"
        )));
    }
    Ok(Limits {
        max_bytes: fields.room(max_bytes, LONGEST_ID + NAME_END.len()),
        max_lines: max_lines as u64,
    })
}

#[cfg(test)]
mod tests;
