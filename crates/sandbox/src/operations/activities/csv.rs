//! The import of a CSV: the form that has the file, and the rows of the file. Unlike most servers, this one
//! reads the form as strictly as the API may do it: one part for each field, a file that calls itself CSV.

use super::super::refusal::invalid;
use super::import::{MAX_BYTES, MAX_LINES, Options};
use crate::answer::Answer;
use crate::form;
use crate::request::Request;
use crate::state::Account;
use crate::state::activities::{NewJob, Rows};
use ::csv::{ByteRecord, ReaderBuilder};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use std::borrow::Cow;

/// The columns that the contract lists for a CSV, in addition to `cf:` and the name of a custom field.
const COLUMNS: [&str; 17] = [
    "email",
    "sms_number",
    "first_name",
    "last_name",
    "phone",
    "job_title",
    "anniversary",
    "birthday_day",
    "birthday_month",
    "company_name",
    "street",
    "street2",
    "city",
    "state",
    "zip",
    "country",
    "sms_consent_date",
];

pub(super) fn read(account: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let form = Form::read(request)?;
    // The content is a part of the body.
    let before = form.content.as_ptr() as usize - request.body.as_ptr() as usize;
    let table = Table::read(&form.content, MAX_BYTES.saturating_sub(before))?;
    let options = Options {
        lists: form.lists,
        sms_permission: form.sms_permission,
    };
    let Table { rows, dropped } = table;
    options.job(
        account,
        "contacts_file_import",
        Some(form.file_name),
        rows,
        dropped,
    )
}

/// The parts of the form.
struct Form {
    file_name: String,
    content: Bytes,
    lists: Vec<String>,
    sms_permission: Option<String>,
}

impl Form {
    fn read(request: &Request) -> Result<Self, Answer> {
        let media_type = request.headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let is_form = media_type.is_some_and(|text| text.starts_with("multipart/form-data"));
        let media_type = media_type.filter(|_| is_form);
        let media_type = media_type.ok_or_else(|| not_a_csv("multipart/form-data is needed"))?;
        let fields = form::fields(media_type, &request.body);
        let mut fields = fields.ok_or_else(|| invalid("the form is malformed"))?;
        let mut take = |name: &str| {
            let place = fields.iter().position(|field| field.name == name);
            place.map(|place| fields.remove(place))
        };
        let file = take("file").ok_or_else(|| invalid("file is missing"))?;
        let lists = take("list_ids").ok_or_else(|| invalid("list_ids is missing"))?;
        let permission = take("sms_permission_to_send");
        // Also a second field of a name, such as one for each list: nothing documents that it works.
        if !fields.is_empty() {
            return Err(invalid("the form has a field that is not known"));
        }
        let file_name = file.file_name.unwrap_or_default();
        let is_named = file_name.to_ascii_lowercase().ends_with(".csv");
        let media_type = file.media_type.unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim_end();
        if !is_named || !media_type.eq_ignore_ascii_case("text/csv") {
            return Err(not_a_csv("the file has to be of the type .csv"));
        }
        let lists = text(&lists.data)?;
        let lists = lists.split(',').map(str::trim);
        Ok(Self {
            file_name,
            content: file.data,
            lists: lists
                .filter(|id| !id.is_empty())
                .map(str::to_owned)
                .collect(),
            sms_permission: permission.map(|part| text(&part.data)).transpose()?,
        })
    }
}

fn text(content: &[u8]) -> Result<String, Answer> {
    let text = std::str::from_utf8(content);
    text.map(|text| text.trim().to_owned())
        .map_err(|_| invalid("the form is malformed"))
}

fn not_a_csv(message: &str) -> Answer {
    Answer::error(415, "unsupported_media_type", message)
}

/// The rows of a file, as far as they are read.
struct Table {
    rows: Rows,
    /// How many rows are beyond the limits. They are dropped without an error.
    dropped: u64,
}

impl Table {
    /// Reads a file, of which the first `most` bytes belong to the first 4 MB of the request. A row that
    /// they contain only in part is dropped.
    fn read(content: &[u8], most: usize) -> Result<Self, Answer> {
        let bom = content.strip_prefix(b"\xef\xbb\xbf");
        let most = most - (content.len() - bom.unwrap_or(content).len()).min(most);
        let content = bom.unwrap_or(content);
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(content);
        let headings = reader.byte_headers();
        let headings = headings.map_err(|_| invalid("the file is not a CSV"))?;
        let headings: Vec<_> = headings.iter().map(String::from_utf8_lossy).collect();
        let headings: Vec<_> = headings.iter().map(|text| text.trim().to_owned()).collect();
        if !headings
            .iter()
            .any(|name| name == "email" || name == "sms_number")
        {
            return Err(invalid(
                "the file has neither the column email nor sms_number",
            ));
        }
        // Other columns are ignored, without an error.
        let places: Vec<usize> = (0..headings.len())
            .filter(|place| is_known(&headings[*place]))
            .collect();
        let columns = places.iter().map(|place| headings[*place].clone());
        let mut rows = Rows::new(columns.collect());
        let mut dropped = 0;
        let mut record = ByteRecord::new();
        while let Ok(true) = reader.read_byte_record(&mut record) {
            let end = reader.position();
            let bytes = end.byte() as usize;
            // The position is on the line after the row, unless the file ends with it.
            let ends_line = content[..bytes].ends_with(b"\n");
            let lines = end.line() - u64::from(ends_line);
            if bytes > most || lines > MAX_LINES {
                dropped += 1;
                continue;
            }
            let fields = places
                .iter()
                .map(|place| record.get(*place).unwrap_or_default());
            let fields: Vec<Cow<'_, str>> = fields.map(String::from_utf8_lossy).collect();
            rows.push(fields.iter().map(|field| &**field));
        }
        Ok(Self { rows, dropped })
    }
}

fn is_known(heading: &str) -> bool {
    COLUMNS.contains(&heading) || heading.starts_with("cf:")
}

#[cfg(test)]
mod tests;
