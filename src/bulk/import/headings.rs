//! Checking the headings of an import before anything is sent.
//!
//! The columns that the API documents are known here. The custom fields of the account are read from the server, once,
//! and only if the header names one.

use super::builder::ImportCsv;
use super::form::of_import;
use super::parts::Parts;
use crate::bulk::csv::{UnknownHeading, UnknownHeadingsError, names_a_custom_field};
use crate::client::{Client, runtime};
use crate::custom_fields::CustomFieldSet;
use crate::error::{Error, Result};

impl ImportCsv {
    /// Checks the headings before anything is sent: a heading that names no column of an import is an error.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
    /// let report = import.check_headings().send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Without this check, a column with a misspelt heading is sent, and the server ignores it without an error.
    ///
    /// If no heading begins with `cf:`, the check sends no request. If one does, it reads the
    /// [custom fields](Client::custom_fields) of the account once (`GET /contact_custom_fields`, scope
    /// `contact_data`), and the names have to be exactly the same. Columns that are documented only for imports of
    /// contacts in memory, such as `home_phone`, are errors too
    /// ([`UnknownHeadingKind::JsonOnly`](crate::csv::UnknownHeadingKind::JsonOnly)). Columns without a heading are
    /// permitted, because spreadsheets write empty ones. The number of custom fields for a contact is not checked.
    ///
    /// An import that is resumed from its [journal](Self::journal) is checked only if no part was sent before. So a
    /// custom field that was deleted in the meantime does not stop it.
    ///
    /// # Errors
    ///
    /// [`send`](Self::send) fails with [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), and
    /// [`Error::unknown_headings`] has all unknown headings with their positions. If the custom fields cannot be read,
    /// it fails with the error of that call. In both cases, and if the future is dropped during the check, nothing was
    /// sent, whatever the source.
    ///
    /// Needs the feature `contacts-custom-fields`.
    #[doc(alias = "validate")]
    pub fn check_headings(mut self) -> Self {
        self.check_headings = true;
        self
    }

    /// Returns the headings that [`check_headings`](Self::check_headings) would refuse, and imports nothing.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    ///
    /// let import = || client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
    /// for heading in import().unknown_headings().await? {
    ///     println!("this column will be ignored: {heading}");
    /// }
    /// let report = import().send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// It reads the source up to the end of its header. A file can be imported afterwards; a reader or a stream is
    /// used up. It ignores the journal.
    ///
    /// # Errors
    ///
    /// The same as those of [`send`](Self::send) for a source that cannot be read or has no valid header, and those of
    /// [`Client::custom_fields`].
    ///
    /// Needs the feature `contacts-custom-fields`.
    pub async fn unknown_headings(self) -> Result<Vec<UnknownHeading>> {
        let unknown = async {
            runtime()?;
            let (_, options) = self.form()?;
            let mut parts = Parts::new(self.source.open().await?, options);
            unknown_headings(&self.client, &mut parts).await
        };
        unknown.await.map_err(of_import)
    }
}

/// Reads the header, and refuses one with unknown headings.
pub(super) async fn check_headings(client: &Client, parts: &mut Parts) -> Result<()> {
    match UnknownHeadingsError::new(unknown_headings(client, parts).await?) {
        None => Ok(()),
        Some(error) => Err(Error::invalid_request(error.to_string()).with_source(error)),
    }
}

async fn unknown_headings(client: &Client, parts: &mut Parts) -> Result<Vec<UnknownHeading>> {
    let headings = parts.read_header().await?;
    let fields = match headings.iter().any(|heading| names_a_custom_field(heading)) {
        true => client.custom_fields().send().await?,
        false => CustomFieldSet::default(),
    };
    Ok(parts.unknown_headings(&fields))
}

impl Error {
    /// The headings that name no column of an import, if that is the error.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    ///
    /// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
    /// match import.check_headings().send().await {
    ///     Ok(_) => println!("the server has all rows"),
    ///     Err(error) => match error.unknown_headings() {
    ///         Some(unknown) => println!("{} headings are unknown", unknown.headings().len()),
    ///         None => return Err(error),
    ///     },
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Needs the feature `contacts-custom-fields`.
    pub fn unknown_headings(&self) -> Option<&UnknownHeadingsError> {
        self.find_source()
    }
}
