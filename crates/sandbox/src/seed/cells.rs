//! What the cells of one row make of a contact.

use super::Problem;
use serde_json::{Map, Value, json};

/// A column of an import that has one meaning of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Email,
    SmsNumber,
    SmsConsentDate,
    /// A member of the contact with this limit.
    Text(&'static str, usize),
    Phone,
    Anniversary,
    BirthdayDay,
    BirthdayMonth,
    /// A member of the home address with this limit.
    Address(&'static str, usize),
    Street2,
    Lists,
    /// The index of a custom field.
    Custom(usize),
}

/// The columns by their headings.
pub(super) const COLUMNS: [(&str, Column); 18] = [
    ("email", Column::Email),
    ("sms_number", Column::SmsNumber),
    ("sms_consent_date", Column::SmsConsentDate),
    ("first_name", Column::Text("first_name", 50)),
    ("last_name", Column::Text("last_name", 50)),
    ("job_title", Column::Text("job_title", 50)),
    ("company_name", Column::Text("company_name", 50)),
    ("phone", Column::Phone),
    ("anniversary", Column::Anniversary),
    ("birthday_day", Column::BirthdayDay),
    ("birthday_month", Column::BirthdayMonth),
    ("street", Column::Address("street", 255)),
    ("street2", Column::Street2),
    ("city", Column::Address("city", 50)),
    ("state", Column::Address("state", 50)),
    ("zip", Column::Address("postal_code", 50)),
    ("country", Column::Address("country", 50)),
    ("lists", Column::Lists),
];

/// A contact as its row is read.
#[derive(Default)]
pub(super) struct Cells {
    members: Map<String, Value>,
    address: Map<String, Value>,
    street2: Option<String>,
    consent: bool,
    pub email: Option<String>,
    pub number: Option<String>,
    pub lists: Vec<String>,
    pub custom_fields: Vec<(usize, String)>,
}

impl Cells {
    /// Takes a cell that is not empty.
    pub fn take(&mut self, column: Column, text: &str) -> Result<(), Problem> {
        match column {
            Column::Email => self.email = Some(email(text)?),
            Column::SmsNumber => self.number = Some(number(text)?),
            Column::SmsConsentDate => {
                is_date(text).then_some(()).ok_or(Problem::NotADate)?;
                self.consent = true;
            }
            Column::Text(member, limit) => {
                self.members
                    .insert(member.to_owned(), limited(text, limit)?);
            }
            Column::Phone => {
                let phone = json!({ "kind": "other", "phone_number": limited(text, 25)? });
                self.members
                    .insert("phone_numbers".to_owned(), json!([phone]));
            }
            Column::Anniversary => {
                is_date(text).then_some(()).ok_or(Problem::NotADate)?;
                self.members.insert("anniversary".to_owned(), json!(text));
            }
            Column::BirthdayDay => self.number_of("birthday_day", text, 31)?,
            Column::BirthdayMonth => self.number_of("birthday_month", text, 12)?,
            Column::Address(member, limit) => {
                self.address
                    .insert(member.to_owned(), limited(text, limit)?);
            }
            Column::Street2 => self.street2 = Some(text.to_owned()),
            Column::Lists => self.lists = lists(text)?,
            Column::Custom(index) => {
                limited(text, 255)?;
                self.custom_fields.push((index, text.to_owned()));
            }
        }
        Ok(())
    }

    fn number_of(&mut self, member: &str, text: &str, limit: u8) -> Result<(), Problem> {
        let number = text
            .parse()
            .ok()
            .filter(|number| (1..=limit).contains(number));
        let number: u8 = number.ok_or(Problem::NotInRange { limit })?;
        self.members.insert(member.to_owned(), json!(number));
        Ok(())
    }

    /// The body of the request that creates the contact; otherwise the heading of the column with the
    /// problem, if it is one of a column.
    pub fn document(&mut self) -> Result<Value, (Option<&'static str>, Problem)> {
        let has = |member| self.members.contains_key(member);
        match (has("birthday_day"), has("birthday_month")) {
            (true, false) => return Err((Some("birthday_day"), Problem::IncompleteBirthday)),
            (false, true) => return Err((Some("birthday_month"), Problem::IncompleteBirthday)),
            _ => {}
        }
        if self.custom_fields.len() > 25 {
            return Err((None, Problem::TooManyCustomFields));
        }
        let mut document = std::mem::take(&mut self.members);
        document.insert("create_source".to_owned(), json!("Account"));
        if let Some(email) = &self.email {
            let address = json!({ "address": email, "permission_to_send": "implicit" });
            document.insert("email_address".to_owned(), address);
        }
        match (&self.number, self.consent) {
            (None, true) => return Err((Some("sms_consent_date"), Problem::NumberMissing)),
            (None, false) if self.email.is_none() => return Err((None, Problem::NoAddress)),
            (None, false) => {}
            (Some(number), consent) => {
                let permission = if consent { "explicit" } else { "not_set" };
                let consent = json!({
                    "consent_type": "promotional_sms",
                    "sms_consent_permission": permission,
                });
                let channel =
                    json!({ "full_sms_address": number, "sms_channel_consents": [consent] });
                document.insert("sms_channel".to_owned(), channel);
            }
        }
        if let Some(street2) = self.street2.take() {
            // As an import does.
            let street = match self.address.get("street").and_then(Value::as_str) {
                Some(street) => format!("{street} {street2}"),
                None => street2,
            };
            let street = limited(&street, 255).map_err(|problem| (Some("street2"), problem))?;
            self.address.insert("street".to_owned(), street);
        }
        if !self.address.is_empty() {
            let mut address = std::mem::take(&mut self.address);
            address.insert("kind".to_owned(), json!("home"));
            document.insert("street_addresses".to_owned(), json!([address]));
        }
        Ok(Value::Object(document))
    }
}

fn limited(text: &str, limit: usize) -> Result<Value, Problem> {
    match text.chars().count() > limit {
        true => Err(Problem::TooLong { limit }),
        false => Ok(json!(text)),
    }
}

fn email(text: &str) -> Result<String, Problem> {
    limited(text, 80)?;
    let parts = text.split_once('@');
    let is_address = parts.is_some_and(|(local, domain)| {
        let is_domain = !domain.contains('@') && !domain.is_empty();
        !local.is_empty() && is_domain && !text.contains(char::is_whitespace)
    });
    is_address
        .then(|| text.to_owned())
        .ok_or(Problem::NotAnAddress)
}

/// The number with the dial code.
fn number(text: &str) -> Result<String, Problem> {
    let is_written = |one: char| one.is_ascii_digit() || "+-. ()".contains(one);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.len() {
        11 => digits.strip_prefix('1'),
        _ => Some(&*digits),
    };
    let national = national.filter(|digits| digits.len() == 10 && text.chars().all(is_written));
    let national = national.ok_or(Problem::NotAPhoneNumber)?;
    Ok(format!("1{national}"))
}

/// Whether the text is a date in one of the documented orders. Which day a month ends with is not checked.
fn is_date(text: &str) -> bool {
    let separator = if text.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = text.split(separator).collect();
    let in_range = |part: &str, limit: u8| {
        let is_number = matches!(part.len(), 1 | 2);
        is_number
            && part
                .parse()
                .is_ok_and(|number: u8| (1..=limit).contains(&number))
    };
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let [first, second, third] = parts[..] else {
        return false;
    };
    match is_year(first) {
        true => in_range(second, 12) && in_range(third, 31),
        false => in_range(first, 12) && in_range(second, 31) && is_year(third),
    }
}

/// The names of lists; each counts once.
fn lists(text: &str) -> Result<Vec<String>, Problem> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(';').map(str::trim) {
        if !name.is_empty()
            && !names
                .iter()
                .any(|known| known.to_lowercase() == name.to_lowercase())
        {
            limited(name, 255)?;
            names.push(name.to_owned());
        }
    }
    match names.len() > 50 {
        true => Err(Problem::TooManyLists),
        false => Ok(names),
    }
}
