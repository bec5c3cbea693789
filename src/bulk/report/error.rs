//! The error that carries a report.

use super::BulkReport;
use crate::error::Error;
use std::fmt;

/// A report as an error has it.
#[derive(Debug)]
struct Attached(BulkReport);

impl fmt::Display for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Attached {}

impl Error {
    pub(crate) fn with_report(self, report: BulkReport) -> Self {
        self.with_attachment(Attached(report))
    }

    /// What became of the rows of a bulk job that did not go well, or not to its end.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
    /// if let Err(error) = import.send().await
    ///     && let Some(report) = error.report()
    /// {
    ///     println!("{} rows are at the server", report.rows_sent());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn report(&self) -> Option<&BulkReport> {
        Some(&self.attachment::<Attached>()?.0)
    }
}
