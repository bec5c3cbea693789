//! Importing contacts from CSV: the one operation that is a form upload, which progenitor cannot
//! express. It goes out through the same pipeline as all others.
//!
//! The API drops, without a word, what exceeds 4 MB of the whole body or 40,000 lines. So an upload
//! over either limit is refused here before anything is sent.

use crate::call::{Body, Call, Operation};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::types::{Activity, SmsPermissionToSend};
use bytes::Bytes;
use progenitor_client::ResponseValue;
use reqwest::multipart::{Form, Part};
use std::path::PathBuf;

/// The longest form that the API reads to its end, in bytes: 4 MB.
pub const CSV_MAX_BYTES: usize = 4_000_000;

/// The most lines that the API reads, the heading's included.
pub const CSV_MAX_LINES: usize = 40_000;

/// What the form takes besides the file and the list ids: three part headers and the boundaries.
const FORM_OVERHEAD: usize = 1_024;

const OPERATION: Operation = Operation {
    name: "create_csv_import_activity",
    method: reqwest::Method::POST,
    path: "/activities/contacts_file_import",
    partner: false,
};

/// Where the CSV comes from.
///
/// ```
/// use constant_contact::CsvSource;
///
/// let file = CsvSource::path("contacts.csv");
/// let text = CsvSource::bytes("email\nann@example.com\n");
/// # let _ = (file, text);
/// ```
pub struct CsvSource(Source);

enum Source {
    Bytes(Bytes),
    Path(PathBuf),
}

crate::opaque_debug!(CsvSource, "CsvSource");

impl CsvSource {
    /// CSV that is in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self(Source::Bytes(bytes.into()))
    }

    /// A file. It is opened when the import is sent.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Source::Path(path.into()))
    }
}

impl Client {
    /// Imports contacts from a CSV file as a bulk job.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::CsvSource;
    ///
    /// let import = client
    ///     .import_csv(CsvSource::path("contacts.csv"))
    ///     .lists(["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"])
    ///     .send()
    ///     .await?;
    /// let activity = client.activity(import.activity_id.clone().unwrap_or_default()).await?;
    /// println!("{:?}", activity.status);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The first line holds the headings: `email` or `sms_number`, and for example `first_name`,
    /// `last_name`, `phone`, `company_name`, `street`, `city`, `state`, `zip`, `country`, or
    /// `cf:<name>` for a custom field that exists. New contacts get implicit permission; of
    /// existing ones only the given columns change.
    ///
    /// At most [`CSV_MAX_BYTES`] and [`CSV_MAX_LINES`] at a time; more is an error before anything
    /// is sent, since the API would drop the rest without a word. Dropping the future may or may
    /// not start the job: look for the file's name in `get_all_activities`.
    ///
    /// `POST /activities/contacts_file_import`, scope `contact_data`.
    #[doc(alias = "contactsCSVImport")]
    #[doc(alias = "create_csv_import_activity")]
    #[doc(alias = "createCSVImportActivity")]
    pub fn import_csv(&self, source: CsvSource) -> ImportCsv<'_> {
        ImportCsv {
            client: self,
            source,
            lists: Vec::new(),
            sms_permission: None,
            file_name: None,
        }
    }
}

/// The call [`Client::import_csv`].
#[must_use = "nothing is sent before `send`"]
pub struct ImportCsv<'a> {
    client: &'a Client,
    source: CsvSource,
    lists: Vec<String>,
    sms_permission: Option<SmsPermissionToSend>,
    file_name: Option<String>,
}

crate::opaque_debug!(ImportCsv<'_>, "ImportCsv");

impl ImportCsv<'_> {
    /// The lists that the contacts join: 1 to 50.
    pub fn lists(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.lists = ids.into_iter().map(Into::into).collect();
        self
    }

    /// The permission to send text messages. `Explicit` needs a column `sms_consent_date`.
    ///
    /// Left out, the permission is not set.
    pub fn sms_permission(mut self, permission: impl Into<SmsPermissionToSend>) -> Self {
        self.sms_permission = Some(permission.into());
        self
    }

    /// The name under which the job is listed, ending in `.csv`.
    ///
    /// Default: the name of the file, or `contacts.csv`.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Uploads the file and returns the job that imports it.
    ///
    /// # Errors
    ///
    /// No list, too many bytes or lines, or an unreadable file: nothing was sent. Otherwise as any
    /// other call.
    pub async fn send(self) -> Result<ResponseValue<Activity>> {
        let client = self.client;
        let call = self
            .call()
            .await
            .map_err(|error| error.with_operation(OPERATION.name));
        client.json(call).await
    }

    async fn call(self) -> Result<Call> {
        let (bytes, name) = match self.source.0 {
            Source::Bytes(bytes) => (bytes, None),
            Source::Path(path) => {
                let name = path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                let bytes = tokio::fs::read(&path).await.map_err(|error| {
                    Error::new(ErrorKind::Io, format!("{}: {error}", path.display()))
                        .with_source(error)
                })?;
                (bytes.into(), name)
            }
        };
        if self.lists.is_empty() {
            return Err(Error::invalid_request(
                "no list to import into: set `.lists([…])`",
            ));
        }
        let lists = self.lists.join(",");
        check_limits(&bytes, lists.len())?;
        let name = self
            .file_name
            .or(name)
            .unwrap_or_else(|| "contacts.csv".to_owned());
        let permission = self.sms_permission;
        let mut call = Call::new(&OPERATION);
        call.body = Body::Multipart(Box::new(move || {
            let length = bytes.len() as u64;
            let mut file = Part::stream_with_length(bytes.clone(), length).file_name(name.clone());
            file = file.headers(csv_headers());
            let mut form = Form::new()
                .part("file", file)
                .text("list_ids", lists.clone());
            if let Some(permission) = &permission {
                form = form.text("sms_permission_to_send", permission.to_string());
            }
            form
        }));
        Ok(call)
    }
}

fn csv_headers() -> reqwest::header::HeaderMap {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
    HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/csv"))])
}

/// Refuses what the API would cut off in silence.
fn check_limits(csv: &[u8], lists: usize) -> Result<()> {
    let size = csv.len() + lists + FORM_OVERHEAD;
    if size > CSV_MAX_BYTES {
        return Err(Error::invalid_request(format!(
            "the upload of {size} bytes is longer than the {CSV_MAX_BYTES} that the API reads; \
             split the file"
        )));
    }
    let lines = lines(csv);
    if lines > CSV_MAX_LINES {
        return Err(Error::invalid_request(format!(
            "the file of {lines} lines is longer than the {CSV_MAX_LINES} that the API reads, the \
             heading's included; split the file"
        )));
    }
    Ok(())
}

/// Physical lines; the last one need not end in a line feed.
fn lines(csv: &[u8]) -> usize {
    let feeds = csv.iter().filter(|byte| **byte == b'\n').count();
    feeds + usize::from(csv.last().is_some_and(|last| *last != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_the_api_does() {
        for (csv, count) in [
            ("", 0),
            ("a", 1),
            ("a\n", 1),
            ("a\nb", 2),
            ("a\r\n\"b\nc\"\r\n", 3),
        ] {
            assert_eq!(lines(csv.as_bytes()), count, "{csv:?}");
        }
    }

    #[test]
    fn both_limits_are_exact() {
        let bytes = |size: usize| vec![b'x'; size];
        let largest = CSV_MAX_BYTES - FORM_OVERHEAD - 36;
        assert!(check_limits(&bytes(largest), 36).is_ok());
        let error = check_limits(&bytes(largest + 1), 36)
            .unwrap_err()
            .to_string();
        assert!(error.contains("4000001 bytes"), "{error}");
        assert!(check_limits("x\n".repeat(CSV_MAX_LINES).as_bytes(), 36).is_ok());
        let error = check_limits("x\n".repeat(CSV_MAX_LINES + 1).as_bytes(), 36);
        assert!(error.unwrap_err().to_string().contains("40001 lines"));
    }
}
