//! The report as an attachment of an error.

use super::bulk::BulkReport;
use crate::error::Error;
use std::fmt;

#[derive(Debug)]
struct Attachment(BulkReport);

impl fmt::Display for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Attachment {}

impl Error {
    pub(crate) fn with_report(self, report: BulkReport) -> Self {
        self.with_attachment(Attachment(report))
    }

    /// The report on a bulk job that failed, completely or in part.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
    /// if let Err(error) = import.send().await
    ///     && let Some(report) = error.report()
    /// {
    ///     println!("{} rows are at the server", report.rows_sent());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn report(&self) -> Option<&BulkReport> {
        Some(&self.attachment::<Attachment>()?.0)
    }
}
