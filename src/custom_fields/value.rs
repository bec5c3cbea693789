//! A new value of a custom field: what the caller sets, and how it is sent.
//!
//! What is documented is checked before anything is sent. The rest, such as the format of dates, is left to the
//! server. No message contains the value, because it is usually personal.

use super::label::{Found, find, suggestion};
use crate::error::{Error, Result};
use crate::types::{CustomField, CustomFieldChoice, CustomFieldMetadata, CustomFieldType};
use chrono::NaiveDate;

/// The longest value in characters, for fields of every type.
const MAX_LENGTH: usize = 255;

/// A new value of a custom field, for the methods `custom_field` of the types that are sent, such as
/// `ContactPutRequest`.
///
/// ```
/// use constant_contact::CustomFieldInput;
/// use constant_contact::chrono::NaiveDate;
///
/// let text = CustomFieldInput::from("4711");
/// let number = CustomFieldInput::from(43);
/// let choices = CustomFieldInput::from(["Sailing", "Chess"]);
/// let date = NaiveDate::from_ymd_opt(2006, 1, 5).map(CustomFieldInput::from);
/// ```
///
/// The methods convert what they get, so that the value itself can be passed. A field takes these values:
///
/// | type of the field | value | what is sent |
/// |---|---|---|
/// | `string`, `text_area` | text, or any other single value | the text |
/// | `number` | a whole number, or text such as `-12.5` | the text |
/// | `currency` | a whole number, or text, which is not checked | the text |
/// | `boolean` | `bool`, or the text `true` or `false` in any case | `true` or `false` |
/// | `date`, `datetime` | [`NaiveDate`], or text, which is not checked | a `NaiveDate` as `YYYY-MM-DD`, a text as it is |
/// | `single_select` | the label of a choice | the id of the choice |
/// | `multi_select` | the label of a choice, or an array or vector of labels | the ids of the choices |
///
/// A value has at most 255 characters. The labels of choices are compared like those of fields:
/// [`CustomFieldSet::by_label`](crate::CustomFieldSet::by_label). A number is compared with what the field allows:
/// negative numbers, whole numbers, decimal places. The provider documents the spelling of `boolean` only; for dates
/// it shows `YYYY-MM-DD`. Whether an empty text or no choice at all removes the value of a contact is not known.
#[derive(Clone)]
pub struct CustomFieldInput(Input);

crate::opaque_debug!(CustomFieldInput, "CustomFieldInput");

#[derive(Clone)]
enum Input {
    Text(String),
    Boolean(bool),
    Integer(i64),
    Date(NaiveDate),
    Choices(Vec<String>),
}

impl From<&str> for CustomFieldInput {
    fn from(text: &str) -> Self {
        Self(Input::Text(text.to_owned()))
    }
}

impl From<&String> for CustomFieldInput {
    fn from(text: &String) -> Self {
        Self(Input::Text(text.clone()))
    }
}

impl From<String> for CustomFieldInput {
    fn from(text: String) -> Self {
        Self(Input::Text(text))
    }
}

impl From<bool> for CustomFieldInput {
    fn from(value: bool) -> Self {
        Self(Input::Boolean(value))
    }
}

impl From<i64> for CustomFieldInput {
    fn from(number: i64) -> Self {
        Self(Input::Integer(number))
    }
}

impl From<NaiveDate> for CustomFieldInput {
    fn from(date: NaiveDate) -> Self {
        Self(Input::Date(date))
    }
}

/// The labels of choices.
impl<T: Into<String>> From<Vec<T>> for CustomFieldInput {
    fn from(labels: Vec<T>) -> Self {
        Self(Input::Choices(labels.into_iter().map(Into::into).collect()))
    }
}

/// The labels of choices.
impl<T: Into<String>, const N: usize> From<[T; N]> for CustomFieldInput {
    fn from(labels: [T; N]) -> Self {
        Self(Input::Choices(labels.into_iter().map(Into::into).collect()))
    }
}

/// A value as it is sent.
#[derive(Debug, PartialEq)]
pub enum Encoded {
    Text(String),
    /// The ids of choices.
    Choices(Vec<String>),
}

/// How the value is sent for a field, if the field can have it.
pub fn encode(field: &CustomField, value: CustomFieldInput) -> Result<Encoded> {
    encoded(field, value.0).map_err(|reason| {
        let label = field.label.as_deref().unwrap_or_default();
        Error::invalid_request(format!("the custom field {label:?} {reason}"))
    })
}

/// The error says what is wrong, as the predicate of a sentence about the field.
fn encoded(field: &CustomField, value: Input) -> Result<Encoded, String> {
    let text = match (&field.type_, value) {
        (Some(CustomFieldType::MultiSelect), Input::Choices(labels)) => {
            return chosen(&field.choices, &labels);
        }
        (Some(CustomFieldType::SingleSelect), Input::Choices(labels)) if labels.len() == 1 => {
            return chosen(&field.choices, &labels);
        }
        (Some(CustomFieldType::MultiSelect | CustomFieldType::SingleSelect), value) => {
            let label = single(value).ok_or("takes one choice")?;
            return chosen(&field.choices, &[label]);
        }
        (Some(CustomFieldType::Boolean), Input::Boolean(value)) => value.to_string(),
        (Some(CustomFieldType::Boolean), Input::Text(text)) => boolean(&text)?.to_owned(),
        (Some(CustomFieldType::Boolean), _) => return Err("takes true or false".into()),
        (Some(CustomFieldType::Number), Input::Integer(number)) => {
            number_text(number.to_string(), field.metadata.as_ref())?
        }
        (Some(CustomFieldType::Number), Input::Text(text)) => {
            number_text(text, field.metadata.as_ref())?
        }
        (Some(CustomFieldType::Number), _) => return Err("takes a number".into()),
        (Some(CustomFieldType::Currency), Input::Boolean(_) | Input::Date(_)) => {
            return Err("takes an amount of money".into());
        }
        (
            Some(CustomFieldType::Date | CustomFieldType::Datetime),
            Input::Boolean(_) | Input::Integer(_),
        ) => return Err("takes a date".into()),
        (None | Some(CustomFieldType::Unknown(_)), _) if !field.choices.is_empty() => {
            return Err("has choices, but no type that this version knows".into());
        }
        (_, value) => single(value).ok_or("takes one value")?,
    };
    match text.chars().count() {
        0..=MAX_LENGTH => Ok(Encoded::Text(text)),
        _ => Err(format!("takes at most {MAX_LENGTH} characters")),
    }
}

/// The text of a single value.
fn single(value: Input) -> Option<String> {
    match value {
        Input::Text(text) => Some(text),
        Input::Boolean(value) => Some(value.to_string()),
        Input::Integer(number) => Some(number.to_string()),
        Input::Date(date) => Some(date.to_string()),
        Input::Choices(_) => None,
    }
}

fn boolean(text: &str) -> Result<&'static str, String> {
    match text.trim() {
        text if text.eq_ignore_ascii_case("true") => Ok("true"),
        text if text.eq_ignore_ascii_case("false") => Ok("false"),
        _ => Err("takes true or false".into()),
    }
}

/// A number in digits that the field can have.
fn number_text(text: String, metadata: Option<&CustomFieldMetadata>) -> Result<String, String> {
    let number = text.trim();
    let (is_negative, unsigned) = match number.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, number),
    };
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(decimals) {
        return Err("takes a number in digits, such as -12.5".into());
    }
    let decimals = decimals.trim_end_matches('0').len();
    let Some(metadata) = metadata else {
        return Ok(number.to_owned());
    };
    let is_zero = unsigned.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if is_negative && !is_zero && metadata.allow_negative == Some(false) {
        return Err("takes no negative numbers".into());
    }
    if decimals > 0 && metadata.integer == Some(true) {
        return Err("takes whole numbers only".into());
    }
    match metadata.decimal_places.map(usize::try_from) {
        Some(Ok(most)) if decimals > most => Err(format!("takes at most {most} decimal places")),
        _ => Ok(number.to_owned()),
    }
}

/// The ids of the choices with these labels, each once. A deleted choice cannot be chosen.
fn chosen(choices: &[CustomFieldChoice], labels: &[String]) -> Result<Encoded, String> {
    let existing = choices.iter().filter(|choice| choice.deleted_at.is_none());
    let mut ids: Vec<String> = Vec::new();
    for wanted in labels {
        let choice = match find(existing.clone(), choice_label, wanted) {
            Found::One(choice) => choice,
            Found::Several(count) => return Err(format!("has {count} choices with that label")),
            Found::None => {
                let known = existing.filter_map(choice_label);
                return Err(format!("has no such choice{}", suggestion(wanted, known)));
            }
        };
        let id = choice.choice_id.as_ref();
        let id = id.ok_or("has that choice without an id")?.to_string();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(Encoded::Choices(ids))
}

fn choice_label(choice: &CustomFieldChoice) -> Option<&str> {
    choice.choice_label.as_deref()
}

#[cfg(test)]
mod tests;
