//! Whether a row of an import can be used, before anything of it is applied.

use crate::state::activities::Row;
use crate::state::contacts::CustomValue;
use crate::state::lists::CustomFields;
use chrono::{Datelike, NaiveDate};

/// How many custom fields a row can have.
const MOST_CUSTOM_FIELDS: usize = 25;
/// The most characters of names, and of a part of an address.
const NAME: usize = 50;
const LONG: usize = 255;
const EMAIL: usize = 80;

/// A row that was checked, so that it can be applied as a whole.
pub(super) struct Checked<'r> {
    pub email: Option<&'r str>,
    pub sms: Option<String>,
    pub birthday: Option<(u8, u8)>,
    pub custom_fields: Vec<CustomValue>,
}

/// Checks a row. An error says what is wrong with it, without its data.
pub(super) fn check<'r>(row: Row<'r>, known: &CustomFields) -> Result<Checked<'r>, String> {
    let email = row.get("email");
    let number = row.get("sms_number");
    if email.is_none() && number.is_none() {
        return Err("email and sms_number are missing".to_owned());
    }
    if email.is_some_and(|email| !is_address(email)) {
        return Err("email does not have a valid value".to_owned());
    }
    let sms = number
        .map(|number| sms_number(number).ok_or_else(|| "sms_number is not a US number".to_owned()));
    for (name, value) in row.fields() {
        let most = match name {
            "email" => EMAIL,
            _ if name.starts_with("cf:") || name.contains("street") => LONG,
            _ => NAME,
        };
        if value.chars().count() > most {
            return Err(format!("{name} has more than {most} characters"));
        }
        let is_date = matches!(name, "anniversary" | "sms_consent_date");
        if is_date && date(value).is_none() {
            return Err(format!("{name} is not a date"));
        }
    }
    Ok(Checked {
        email,
        sms: sms.transpose()?,
        birthday: birthday(row)?,
        custom_fields: custom_fields(row, known)?,
    })
}

/// The month and the day, which come together.
fn birthday(row: Row<'_>) -> Result<Option<(u8, u8)>, String> {
    let problem = "birthday_month and birthday_day are not a day";
    match (row.get("birthday_month"), row.get("birthday_day")) {
        (None, None) => Ok(None),
        (Some(month), Some(day)) => match (month.parse(), day.parse()) {
            (Ok(month @ 1..=12), Ok(day @ 1..=31)) => Ok(Some((month, day))),
            _ => Err(problem.to_owned()),
        },
        _ => Err(problem.to_owned()),
    }
}

/// The values of custom fields. That fields which do not exist are ignored is not documented.
fn custom_fields(row: Row<'_>, known: &CustomFields) -> Result<Vec<CustomValue>, String> {
    let mut values = Vec::new();
    for (column, text) in row.fields() {
        let Some(name) = column.strip_prefix("cf:") else {
            continue;
        };
        let Some((id, field)) = known.iter().find(|(_, field)| field.name == name) else {
            continue;
        };
        // A field with choices has the ids of those that are named.
        let named = |label: &str| {
            field
                .choices
                .iter()
                .find(|choice| choice.label == label.trim())
        };
        let (value, choices) = match field.choices.is_empty() {
            true => (Some(text.into()), Vec::new()),
            false => {
                let chosen = text.split(',').map(|label| named(label).map(|one| one.id));
                let chosen: Option<Vec<u64>> = chosen.collect();
                let chosen = chosen.ok_or_else(|| format!("{column} is not a choice"))?;
                let ids = chosen.iter().map(|id| id.to_string().into());
                (None, ids.collect())
            }
        };
        values.push(CustomValue {
            field: *id,
            value,
            choices,
        });
    }
    match values.len() > MOST_CUSTOM_FIELDS {
        true => Err(format!(
            "the row has more than {MOST_CUSTOM_FIELDS} custom fields"
        )),
        false => Ok(values),
    }
}

/// A US number with its dial code. Imports take no others.
fn sms_number(text: &str) -> Option<String> {
    let is_filler = |c: char| matches!(c, '-' | ' ' | '.' | '(' | ')' | '+');
    let digits = text.replace(is_filler, "");
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        10 => Some(format!("1{digits}")),
        11 if digits.starts_with('1') => Some(digits),
        _ => None,
    }
}

/// A date in one of the API's forms: the year first, or the month.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let forms = ["%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m-%d-%Y"];
    let mut dates = forms
        .iter()
        .map(|form| NaiveDate::parse_from_str(text, form));
    dates
        .find(|date| date.is_ok_and(|date| date.year() >= 1_000))?
        .ok()
}

/// Whether a text looks like an address: something, an `@`, and a domain with a dot.
fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    let is_label = |label: &str| !label.is_empty() && !label.contains('@');
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    !name.is_empty()
        && !text.contains(is_blank)
        && domain.contains('.')
        && domain.split('.').all(is_label)
}
