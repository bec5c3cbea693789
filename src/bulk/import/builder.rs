//! The call that imports a CSV, and its settings.

use super::limits::{CSV_MAX_BYTES, CSV_MAX_LINES};
use super::source::CsvSource;
use crate::bulk::journal::Journal;
use crate::bulk::progress::{ProgressFeed, ProgressPublisher};
use crate::bulk::timeouts::Timeouts;
use crate::client::Client;
use crate::types::SmsPermissionToSend;
use std::time::Duration;

/// # Bulk work: files to import
impl Client {
    /// Imports contacts from a CSV of any size into 1 to 50 lists, as one or more bulk jobs.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contacts-custom-fields")]
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::{CsvSource, FileJournal};
    ///
    /// let import = client
    ///     .import_csv(CsvSource::path("contacts.csv"), ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"])
    ///     .check_headings() // a misspelt column is an error, and not ignored by the server
    ///     .journal(FileJournal::open("contacts.journal").await?) // to resume after a crash
    ///     .send()
    ///     .await?;
    /// let report = import.finish().await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// New contacts get implicit permission; in existing ones, only the given columns change. According to the
    /// provider's guide, an import puts contacts back on a list that they left recently, and sends no welcome
    /// emails. To import values of a type of your own, see `CsvSource::rows` (feature `csv-rows`).
    ///
    /// The header names the columns:
    ///
    #[doc = include_str!("../csv/header/columns.md")]
    ///
    /// Case is ignored, and spaces count as underscores. The headings of an export are
    /// sent as the names of the columns. All other headings are sent unchanged, and the server ignores their columns
    /// without an error: use `ImportCsv::check_headings` (feature `contacts-custom-fields`), which finds them before
    /// anything is sent.
    ///
    /// The API reads at most [`CSV_MAX_BYTES`] and [`CSV_MAX_LINES`] of an upload and silently drops the
    /// rest. So the source is split between records into parts within both limits, each with the header.
    /// The parts are sent one after the other; at most two of them are in memory. If an answer is lost, the list of
    /// jobs is searched for the file name of the part before the part is sent again. So the server has each part once,
    /// or the report says that the part was not sent or is unknown. The server can have a part twice only if it lists
    /// the part later than [`resend_after`](ImportCsv::resend_after). The report says so, unless the server lists the
    /// part even later than [`listing_timeout`](ImportCsv::listing_timeout).
    ///
    /// The API does not report which rows failed: see [`BulkReport`](crate::BulkReport).
    ///
    #[doc = include_str!(concat!(env!("OUT_DIR"), "/import_csv.md"))]
    #[doc(alias = "bulk")]
    #[doc(alias = "upload")]
    #[doc(alias = "contactsCSVImport")]
    #[doc(alias = "create_csv_import_activity")]
    #[doc(alias = "createCSVImportActivity")]
    pub fn import_csv(
        &self,
        source: CsvSource,
        lists: impl IntoIterator<Item = impl Into<String>>,
    ) -> ImportCsv {
        ImportCsv {
            client: self.clone(),
            source,
            lists: lists.into_iter().map(Into::into).collect(),
            permission: None,
            id: None,
            max_bytes: CSV_MAX_BYTES,
            max_lines: CSV_MAX_LINES,
            drop_repeated_headers: false,
            check_headings: false,
            journal: None,
            timeouts: Timeouts::default(),
            publisher: ProgressPublisher::new(ProgressFeed::new()),
        }
    }
}

/// The builder of [`Client::import_csv`].
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client
///     .import_csv(CsvSource::path("contacts.csv"), ["list-id"])
///     .part_lines(5_001); // the header and 5,000 lines
/// let report = import.send().await?.finish().await?;
/// # Ok(()) }
/// ```
///
/// Rows are the records of the CSV except the header, blank lines, and records whose fields are all empty,
/// which are left out and [counted](crate::BulkReport::empty_rows). A row is not a line: a quoted field
/// can span several lines. Limits count lines; reports count rows and
/// [name their lines](crate::PartReport::lines).
///
/// A file or bytes are read twice, first to find faults and then to be sent. A reader, a stream, rows or a
/// pipe are read once. Each part is compared with the first pass before it is sent: if a file has changed, the
/// import ends with an error
/// ([`CsvErrorKind::SourceChanged`](crate::csv::CsvErrorKind::SourceChanged)) that has the report of
/// what was sent. An import that is resumed reads its source from the beginning to split it into the same
/// parts, and sends those that the server does not have.
///
/// [`BulkReport`](crate::BulkReport) explains what is known about rows that failed.
#[must_use = "nothing is sent before `send`"]
pub struct ImportCsv {
    pub(super) client: Client,
    pub(super) source: CsvSource,
    pub(super) lists: Vec<String>,
    pub(super) permission: Option<SmsPermissionToSend>,
    pub(super) id: Option<String>,
    pub(super) max_bytes: usize,
    pub(super) max_lines: u64,
    pub(super) drop_repeated_headers: bool,
    pub(super) check_headings: bool,
    pub(super) journal: Option<Box<dyn Journal>>,
    pub(super) timeouts: Timeouts,
    pub(super) publisher: ProgressPublisher,
}

crate::opaque_debug!(ImportCsv, "ImportCsv");

impl ImportCsv {
    /// Sets the permission to send text messages. `Explicit` needs a column `sms_consent_date`.
    ///
    /// Default: no permission is set.
    pub fn sms_permission(mut self, permission: impl Into<SmsPermissionToSend>) -> Self {
        self.permission = Some(permission.into());
        self
    }

    /// Sets the beginning of the names of the uploaded files, which end with `-1.csv`, `-2.csv` and so on.
    ///
    /// An id has 1 to 64 letters, digits, `-` and `_`. The import recognises its parts by these names, so
    /// an id that was used before is refused while the server still lists its jobs. Two imports that begin
    /// at the same moment do not see each other's jobs, so
    /// [`finish`](crate::BulkJob::finish) reads the list of jobs once more,
    /// [`resend_after`](Self::resend_after) after the last part was accepted, and reports parts that the
    /// server has twice.
    ///
    /// Default: the id in the journal. Without a journal, it is the name of the file (at most 39 permitted
    /// characters) or `import`, followed by 24 random digits. So the name of the file is
    /// visible in the account's list of jobs.
    pub fn import_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the maximum number of bytes in one request, including the whole form. Default and maximum:
    /// [`CSV_MAX_BYTES`].
    pub fn part_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets the maximum number of lines in one part, including the header and lines within quotes. Default
    /// and maximum: [`CSV_MAX_LINES`]; minimum: 2.
    ///
    /// The report only says in which part the failed rows are: smaller parts narrow that down. But each
    /// part is a request and a job, and an account can have 1,000 jobs in its queue.
    pub fn part_lines(mut self, lines: u64) -> Self {
        self.max_lines = lines;
        self
    }

    /// Sets whether repetitions of the header are dropped, as in files that were joined. Default: no, they
    /// are an error ([`CsvErrorKind::RepeatedHeader`](crate::csv::CsvErrorKind::RepeatedHeader)).
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::path("all.csv"), ["list-id"]);
    /// let report = import.drop_repeated_headers(true).send().await?.finish().await?;
    /// println!("{} files were joined", report.repeated_headers + 1);
    /// # Ok(()) }
    /// ```
    ///
    /// Case, quotes, line ends and a byte order mark are ignored. A header with other
    /// columns, or with the same columns in another order, is always an error.
    pub fn drop_repeated_headers(mut self, yes: bool) -> Self {
        self.drop_repeated_headers = yes;
        self
    }

    /// Sets a journal, from which the same import resumes after an error, a dropped future or a crash.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::{CsvSource, FileJournal};
    /// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
    /// let journal = FileJournal::open("contacts.journal").await?;
    /// let report = import.journal(journal).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// To resume, make the same call with the same journal. Parts that the server has are not sent again, and the list
    /// of jobs is searched for the part that was being sent; the report covers all of them. The source, lists,
    /// permission, limits and account must be the same: if one of them has changed, `send` fails before it sends
    /// anything. The account is recognised by its jobs, or by the owner of the access token if there is no job yet and
    /// the token is a JWT that names its owner. An import can be resumed within nine days. After that, the server no
    /// longer shows whether the part that was being sent arrived.
    ///
    /// Two machines must not run one import at the same time: a journal that they share has a [lock](Journal::lock), which
    /// the import holds until the [`BulkJob`](crate::BulkJob) is dropped.
    ///
    /// After [`finish`](crate::BulkJob::finish) has returned a report, clean or not, remove the journal. The
    /// next import needs a new one.
    #[doc(alias = "resume")]
    pub fn journal(mut self, journal: impl Journal + 'static) -> Self {
        self.journal = Some(Box::new(journal));
        self
    }

    /// Publishes the progress through `feed`.
    pub fn progress(mut self, feed: ProgressFeed) -> Self {
        self.publisher = ProgressPublisher::new(feed);
        self
    }

    /// Sets how long after a lost answer its part is sent again, if the server does not list its job by then.
    /// Default: 90 seconds.
    ///
    /// The import waits only after a lost answer, and usually for less than this time: the list is read after a
    /// twentieth of the time, a quarter of it, and all of it. How late the server lists a job is not documented. If it
    /// lists the job even later, it has the part twice, which [`finish`](crate::BulkJob::finish) finds out: see
    /// [`listing_timeout`](Self::listing_timeout).
    pub fn resend_after(mut self, time: Duration) -> Self {
        self.timeouts.resend_after = time;
        self
    }

    /// Sets the longest time that the server takes to list a job that it has accepted. Default: 5 minutes.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    /// use std::time::Duration;
    ///
    /// let import = client
    ///     .import_csv(CsvSource::path("contacts.csv"), ["list-id"])
    ///     .listing_timeout(Duration::from_secs(20 * 60)); // slower, but more certain
    /// let report = import.send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// A part that was [sent again](crate::PartReport::may_be_duplicated) is not clean until the whole list, read
    /// this long after the answer was lost, shows exactly one job. So if a part was sent again, `finish`
    /// takes at least this long. For the same time, jobs that the server does not know are requested again,
    /// and the list is searched for the job of a part whose answer could not be read. If the server takes
    /// even longer, it can have a part twice without the report mentioning it.
    pub fn listing_timeout(mut self, time: Duration) -> Self {
        self.timeouts.listing_timeout = time;
        self
    }

    /// Sets how long to wait for a full queue (1,000 jobs) to drain. After that, the import fails with the refusal of
    /// the server ([`Error::is_queue_full`](crate::Error::is_queue_full)). The time starts again for each
    /// part. Default: 30 minutes.
    pub fn queue_timeout(mut self, time: Duration) -> Self {
        self.timeouts.queue = time;
        self
    }
}
