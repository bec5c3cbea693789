//! The import of contacts in a JSON document.

use super::super::refusal::invalid;
use super::import::{MAX_BYTES, MAX_LINES, Options};
use super::source::ids;
use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::request::Request;
use crate::state::Account;
use crate::state::activities::{NewJob, Rows};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The contacts, as texts whose places in the body are known.
#[derive(Deserialize)]
struct Document<'b> {
    #[serde(borrow)]
    import_data: Vec<&'b RawValue>,
}

pub(super) fn read(account: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let document = serde_json::from_slice::<Document<'_>>(&request.body);
    let document = document.map_err(|_| invalid("import_data does not have a valid value"))?;
    let permission = &request.json["sms_permission_to_send"];
    let options = Options {
        lists: ids(&request.json, "list_ids", 50)?,
        sms_permission: permission.as_str().map(str::to_owned),
    };
    let start = request.body.as_ptr() as usize;
    let mut rows = Rows::default();
    let mut dropped = 0;
    for contact in document.import_data {
        let text = contact.get();
        // The contacts of the first 4 MB and not more than the limit are imported, without an error.
        let end = text.as_ptr() as usize + text.len() - start;
        if end > MAX_BYTES || rows.len() as u64 >= MAX_LINES {
            dropped += 1;
            continue;
        }
        push(&mut rows, text)?;
    }
    options.job(account, "contacts_json_import", None, rows, dropped)
}

/// Adds a contact to the rows. Members that are not known are ignored.
fn push(rows: &mut Rows, contact: &str) -> Result<(), Answer> {
    let problem = || invalid("import_data does not have a valid value");
    let contact: Map<String, Value> = serde_json::from_str(contact).map_err(|_| problem())?;
    let mut fields = Vec::new();
    for (name, value) in contact {
        let value = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Null => continue,
            _ => return Err(problem()),
        };
        if is_known(&name) {
            let place = rows.column(&name);
            if fields.len() <= place {
                fields.resize(place + 1, String::new());
            }
            fields[place] = value;
        }
    }
    rows.push(fields.iter().map(String::as_str));
    Ok(())
}

/// Whether a contact can have the member: the contract's, and those of custom fields.
fn is_known(name: &str) -> bool {
    let properties = &CONTRACT.definitions["JsonImportContact"]["properties"];
    name.starts_with("cf:") || properties.get(name).is_some()
}
