//! What `Debug` of a type shows of a property. Texts are hidden by the types of the crate; this is the
//! rule for those that are not, because they are ids or times.

use crate::model::Field;

/// Ids that the partner or another system gives: they can be a login or an address.
const OF_OTHERS: [&str; 2] = ["external_id", "partner_account_id"];

/// The attribute of the macro `object!` for what is shown in addition to numbers, booleans, enumerations and times.
pub(super) fn shown(field: &Field) -> Option<&'static str> {
    let facts = &field.facts;
    let format = match field.ty.required().item() {
        Some(_) => &facts.item_format,
        None => &facts.format,
    };
    by_name(&field.wire, format.as_deref())
}

fn by_name(property: &str, format: Option<&str>) -> Option<&'static str> {
    if property.contains("birth") || property.contains("anniversary") {
        // As a number and as a time too.
        return Some("presence");
    }
    if format == Some("uuid") {
        return Some("ids");
    }
    match property.rsplit('_').next()? {
        "id" | "ids" | "uuid" if !OF_OTHERS.contains(&property) => Some("ids"),
        "at" | "date" | "end" | "on" | "start" | "time" | "timestamp" => Some("times"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
