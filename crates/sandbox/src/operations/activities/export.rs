//! The body of an export: which contacts, and which of their fields.

use super::super::refusal::invalid;
use super::source::{selection, with_exclusion};
use crate::answer::Answer;
use crate::request::Request;
use crate::state::Account;
use crate::state::activities::{EXPORT_FIELDS, Export, ExportStatus, NewJob, Selection, Work};
use serde_json::Value;

pub(super) fn read(account: &mut Account, request: &Request) -> Result<NewJob, Answer> {
    let body = &request.json;
    if !body.is_object() {
        return Err(invalid("the body is not a JSON object"));
    }
    let allowed = [
        "contact_ids",
        "list_ids",
        "segment_id",
        "tag_ids",
        "new_subscriber",
    ];
    let contacts = selection(account, body, &allowed)?.unwrap_or(Selection::All);
    let status = status(&body["status"])?;
    let has_status = matches!(contacts, Selection::Ids(_) | Selection::OnLists(_));
    // The contract allows it with two sources. That it works with none is an assumption.
    if status.is_some() && !has_status && !matches!(contacts, Selection::All) {
        return Err(invalid("status is not possible with this source"));
    }
    let excludes = matches!(
        contacts,
        Selection::OnLists(_) | Selection::New | Selection::All
    );
    let source = with_exclusion(contacts, body, excludes, 50)?;
    let fields = fields(&body["fields"])?;
    Ok(NewJob {
        operation: "contact_exports",
        file_name: None,
        work: Work::Export(Export {
            source,
            status,
            fields,
        }),
        counts: [("items_total_count", 0), ("items_completed_count", 0)].into(),
        dropped_rows: 0,
    })
}

fn status(status: &Value) -> Result<Option<ExportStatus>, Answer> {
    Ok(Some(match status.as_str() {
        None if status.is_null() => return Ok(None),
        Some("active") => ExportStatus::Active,
        Some("unsubscribed") => ExportStatus::Unsubscribed,
        Some("removed") => ExportStatus::Removed,
        _ => return Err(invalid("status does not have a valid value")),
    }))
}

/// The fields of the columns. Without any, all are exported.
fn fields(fields: &Value) -> Result<Option<Vec<&'static str>>, Answer> {
    let problem = || invalid("fields does not have a valid value");
    if fields.is_null() {
        return Ok(None);
    }
    let mut known = Vec::new();
    for field in fields.as_array().ok_or_else(problem)? {
        let field = field.as_str().ok_or_else(problem)?;
        let field = EXPORT_FIELDS.iter().find(|known| **known == field);
        known.push(*field.ok_or_else(problem)?);
    }
    let needs_address = |field: &&str| field.starts_with("email_opt");
    if known.iter().any(needs_address) && !known.contains(&"email_address") {
        return Err(invalid("email_address is missing in fields"));
    }
    Ok((!known.is_empty()).then_some(known))
}
