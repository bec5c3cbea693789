//! Importing contacts from a CSV of any size: the one operation that is a form upload, which
//! progenitor cannot express. It goes out through the same pipeline as all others.
//!
//! The API drops, without a word, what exceeds 4 MB of the whole body or 40,000 lines. So the
//! [`source`] is [split](super::csv) into [`parts`] within both limits, each with the header repeated, and
//! each part is a [form](form) of its own with a [file name](name) that no other has.
//! [`bulk`](crate::bulk) sends them and says what became of them. In memory are the part that is being
//! sent and the one that is being read.

mod form;
mod name;
mod parts;
mod source;

pub(crate) use form::Upload;
pub use source::CsvSource;

use super::csv::Limits;
use crate::bulk::{
    Begin, BulkJob, Delivery, Journal, JournalState, Part, Payload, Phase, ProgressFeed, Timeouts,
    find, is_same_account, token_owner,
};
use crate::client::{Client, runtime};
use crate::error::{Error, Result};
use crate::types::SmsPermissionToSend;
use form::{Fields, OPERATION};
use name::{LONGEST_ID, import_id, part_name};
pub(crate) use parts::sha256;
use parts::{Checked, Options, Parts};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// The longest form that the API reads to its end, in bytes: 4 MB.
pub const CSV_MAX_BYTES: usize = 4_000_000;

/// The most lines that the API reads, the header included.
pub const CSV_MAX_LINES: usize = 40_000;

/// How many lists an import can have.
const MOST_LISTS: usize = 50;

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
    /// `cf:<name>` for a custom field that exists. Letter case and spaces make no difference, and the
    /// headings of an export ("Email address", "First name") are understood: the names above are what
    /// is sent. New contacts get implicit permission; of existing ones only the given columns change.
    ///
    /// The API reads at most [`CSV_MAX_BYTES`] and [`CSV_MAX_LINES`] of an upload and drops the
    /// rest without a word. So the source is cut between records into parts within both limits,
    /// each with the header, which are sent one after the other. If an answer is lost, the part's file
    /// name is searched for in the list of jobs before the part is sent again. So a part is at the server
    /// once, or is reported as not sent or as unknown; only if the server lists it later than
    /// [`settle`](ImportCsv::settle) can it be there twice, and then the report says so, unless it lists it
    /// later than [`listed_within`](ImportCsv::listed_within). At most two parts are in memory.
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
            drop_repeated_headers: false,
            journal: None,
            timeouts: Timeouts::default(),
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
/// Rows are the records of the CSV, without the header, blank lines, and records whose fields are all
/// empty: those are left out and [counted](crate::BulkReport::empty_rows). Rows are not lines: a field in
/// quotes can go over several. Limits count lines, reports count rows and
/// [name the lines](crate::PartReport::lines).
///
/// A file or bytes are read twice, once in search of faults and once to be sent; a reader, a stream or a
/// pipe is read once. A file that changes between the two ends the import, with an error
/// ([`CsvErrorKind::SourceChanged`](crate::csv::CsvErrorKind::SourceChanged)) that has the report of
/// what was sent: each part is compared before it is sent. A resumed import reads
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
    drop_repeated_headers: bool,
    journal: Option<Box<dyn Journal>>,
    timeouts: Timeouts,
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
    /// an id that was used before is refused, as far as the server still lists its jobs. Two imports
    /// that begin at the same moment do not see each other's: so
    /// [`finish`](BulkJob::finish) reads the list of jobs once more,
    /// [`settle`](Self::settle) after the last part was accepted, and reports parts that are there twice.
    ///
    /// Default: the one in the journal; else the name of the file, as far as it has such characters
    /// (39 of them at most), or `import`, and 24 random digits. So the name of the file shows in the
    /// account's list of jobs.
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

    /// Whether repetitions of the header are dropped, as files have them that were joined. Default:
    /// they are an error ([`CsvErrorKind::RepeatedHeader`](crate::csv::CsvErrorKind::RepeatedHeader)).
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::path("all.csv")).lists(["list-id"]);
    /// let report = import.drop_repeated_headers(true).send().await?.finish().await?;
    /// println!("{} files were joined", report.repeated_headers + 1);
    /// # Ok(()) }
    /// ```
    ///
    /// Letter case, quotes, line ends and a byte-order mark before it make no difference. A header with
    /// other columns, or with the same in another order, is always an error.
    pub fn drop_repeated_headers(mut self, yes: bool) -> Self {
        self.drop_repeated_headers = yes;
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
    /// report covers all of them. Source, lists, permission, limits and account have to be the same: if
    /// they changed, sending fails before anything else. The account is known by its jobs, and before
    /// there are any by the owner of the access token, if that is a JWT that names one. This works within
    /// nine days: later the server does not tell whether the part under way arrived.
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
    /// did not appear by then is sent again. Default: 90 seconds.
    ///
    /// Only a lost answer costs this wait, and mostly a part of it: the list is looked at after a
    /// twentieth of the time, a quarter of it, and all of it. How late the server lists a job is
    /// not documented. What it lists still later is there twice, which
    /// [`finish`](BulkJob::finish) finds out: see [`listed_within`](Self::listed_within).
    pub fn settle(mut self, time: Duration) -> Self {
        self.timeouts.settle = time;
        self
    }

    /// The longest time after which the server lists a job that it has accepted. Default: 5 minutes.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    /// use std::time::Duration;
    ///
    /// let import = client
    ///     .import_csv(CsvSource::path("contacts.csv"))
    ///     .lists(["list-id"])
    ///     .listed_within(Duration::from_secs(20 * 60)); // rather wait than be wrong
    /// let report = import.send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// A part that was [sent again](crate::PartReport::sent_again) is not clean before a look at the whole
    /// list, this long after the answer was lost, has shown exactly one job. So where a part was sent
    /// again, `finish` takes this long at least. It is also the time for which the server is asked again
    /// for a job that it does not know, and for the job of a part whose answer could not be read. A
    /// server that is slower still can have a part twice without the report saying so.
    pub fn listed_within(mut self, time: Duration) -> Self {
        self.timeouts.listed_within = time;
        self
    }

    /// How long to wait for a full queue (1,000 jobs) to drain before giving up with the
    /// server's refusal ([`Error::is_queue_full`]). Counted anew for each part. Default: 30 minutes.
    pub fn queue_patience(mut self, time: Duration) -> Self {
        self.timeouts.queue = time;
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
    /// from a file or bytes nothing was sent then. A file that was changed meanwhile, of the kind
    /// [`ErrorKind::Io`](crate::ErrorKind::Io). Otherwise as any other call. Once parts were
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
        let mut journal = match self.journal {
            Some(journal) => JournalState::load(journal).await?,
            None => JournalState::none(),
        };
        let begun = journal.begun().map(|begun| begun.import.clone());
        let id_is_new = self.id.is_some() && begun.is_none();
        let fields = Fields {
            lists: joined(&self.lists)?,
            permission: self.permission.map(|permission| permission.to_string()),
        };
        let options = Options {
            limits: limits(self.max_bytes, self.max_lines, &fields)?,
            drop_repeated_headers: self.drop_repeated_headers,
        };
        let source = self.source.open().await?;
        let id = import_id(self.id, begun.as_deref(), source.stem.as_deref())?;
        let mut parts = Parts::new(source, options);
        let feed = self.feed;
        let checked = parts
            .check(|bytes| feed.change(|progress| progress.bytes = bytes))
            .await?;
        if let Some(checked) = checked {
            feed.change(|progress| {
                progress.bytes_total = Some(checked.bytes);
                progress.rows_total = Some(checked.rows);
                progress.parts_total = Some(checked.parts());
            });
        }
        let fingerprint = checked.map(Checked::fingerprint);
        if id_is_new {
            unused(&self.client, &id).await?;
        }
        // Nobody else can have an id that was drawn here and not noted anywhere before.
        let look_for_others_after = match (id_is_new, begun) {
            (true, _) => Some(self.timeouts.settle),
            (false, begun) => begun.map(|_| Duration::ZERO),
        };
        if journal.is_kept() {
            let begin = Begin::new(
                id.clone(),
                fields.lists.clone(),
                fields.permission.clone(),
                (options.limits.max_bytes, options.limits.max_lines),
                fingerprint,
                token_owner(&self.client, &id).await?,
            );
            is_same_account(&self.client, &journal, &begin, self.timeouts.listed_within).await?;
            journal.begin(begin).await?;
            parts.expect_at_least(journal.last_part());
        }
        let mut delivery = Delivery::new(&self.client, &id, self.timeouts, journal, feed.clone());
        let fields = Arc::new(fields);
        feed.change(|progress| {
            progress.phase = Phase::Sending;
            progress.bytes = 0;
        });
        loop {
            let ready = parts.next().await;
            let (empty_rows, repeated_headers) = parts.left_out();
            delivery.leave_out(empty_rows, repeated_headers);
            let ready = match ready {
                Ok(Some(ready)) => ready,
                Ok(None) => {
                    let job = BulkJob::new(delivery.done());
                    return Ok(job.look_for_others_after(look_for_others_after));
                }
                Err(error) => return Err(delivery.stop(error)),
            };
            let sha256 = ready.sha256();
            let part = Part {
                number: ready.part.number,
                rows: ready.part.rows,
                lines: Some(ready.part.lines),
                is_last: ready.is_last,
                payload: Payload::Csv {
                    sha256,
                    upload: Upload {
                        fields: Arc::clone(&fields),
                        csv: ready.part.bytes,
                        name: part_name(&id, ready.part.number),
                    },
                },
            };
            delivery.deliver(part).await?;
            feed.change(|progress| progress.bytes = parts.read);
        }
    }
}

/// Makes sure that no listed job has a name of this import: it would be taken for one of its parts,
/// and the part would not be sent.
async fn unused(client: &Client, id: &str) -> Result<()> {
    let found = find(client, &part_name(id, 1), &HashMap::new()).await?;
    match found.jobs.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid_request(
            "the import id was used before: the server lists a job of its first part",
        )),
    }
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
        max_bytes: fields.room(max_bytes, part_name("", u32::MAX).len() + LONGEST_ID),
        max_lines: max_lines as u64,
    })
}

#[cfg(test)]
mod tests;
