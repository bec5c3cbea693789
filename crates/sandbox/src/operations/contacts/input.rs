//! What a request says of a contact, read and checked against the account.

use crate::answer::Answer;
use crate::id::Id;
use crate::operations::refusal::{conflict, invalid, invalid_value};
use crate::state::Account;
use crate::state::contacts::{Contact, CustomValue, Permission, SmsPermission};
use chrono::NaiveDate;
use serde_json::Value;

/// What a request says of a contact. What is `None` was not sent.
pub(super) struct Input<'r> {
    /// The document, for the members that are texts.
    pub body: &'r Value,
    pub address: Option<&'r str>,
    pub permission: Option<Permission>,
    pub opt_out_reason: Option<&'r str>,
    pub birthday: Option<(u8, u8)>,
    pub lists: Option<Vec<Id>>,
    pub tags: Option<Vec<Id>>,
    pub custom_fields: Option<Vec<CustomValue>>,
    /// The kinds and the numbers.
    pub phones: Option<Vec<(&'r str, &'r str)>>,
    pub addresses: Option<Vec<&'r Value>>,
    pub notes: Option<Vec<&'r Value>>,
    pub sms: Option<SmsInput<'r>>,
}

/// An SMS channel as it was sent.
pub(super) struct SmsInput<'r> {
    /// The digits, which begin with the dial code.
    pub number: String,
    pub dial_digits: usize,
    pub country: &'r str,
    /// The kinds and permissions.
    pub consents: Vec<(&'r str, SmsPermission)>,
}

/// The most lists that a contact can be on.
const MOST_LISTS: usize = 50;

impl<'r> Input<'r> {
    /// Reads the body of a contact that is created or updated.
    pub fn of_contact(body: &'r Value, account: &Account) -> Result<Self, Answer> {
        let email = &body["email_address"];
        let permission = email["permission_to_send"].as_str();
        let sms = &body["sms_channel"];
        let phones = objects(&body["phone_numbers"]);
        Ok(Self {
            address: address(&email["address"])?,
            permission: permission.and_then(Permission::parse),
            opt_out_reason: email["opt_out_reason"].as_str(),
            tags: tags(&body["taggings"], account)?,
            phones: phones.map(|phones| phones.into_iter().filter_map(phone).collect()),
            addresses: objects(&body["street_addresses"]),
            notes: objects(&body["notes"]),
            sms: match sms {
                Value::Object(_) => Some(SmsInput::of_contact(sms)?),
                _ => None,
            },
            ..Self::common(body, account)?
        })
    }

    /// Reads the body of a sign-up form.
    pub fn of_form(body: &'r Value, account: &Account) -> Result<Self, Answer> {
        let sms = &body["sms_channel"];
        // The kind of the number is not documented.
        let phone = body["phone_number"]
            .as_str()
            .map(|number| ("other", number));
        let street_address = &body["street_address"];
        Ok(Self {
            address: address(&body["email_address"])?,
            phones: phone.map(|phone| vec![phone]),
            addresses: street_address.is_object().then(|| vec![street_address]),
            sms: match sms {
                Value::Object(_) => Some(SmsInput::of_form(sms)?),
                _ => None,
            },
            ..Self::common(body, account)?
        })
    }

    fn common(body: &'r Value, account: &Account) -> Result<Self, Answer> {
        check_anniversary(&body["anniversary"])?;
        Ok(Self {
            body,
            address: None,
            permission: None,
            opt_out_reason: None,
            birthday: birthday(body)?,
            lists: lists(&body["list_memberships"], account)?,
            tags: None,
            custom_fields: custom_fields(&body["custom_fields"], account)?,
            phones: None,
            addresses: None,
            notes: None,
            sms: None,
        })
    }

    /// A member that is a text; `None` if it is blank.
    pub fn text(&self, name: &str) -> Option<Box<str>> {
        text(&self.body[name])
    }

    /// Refuses an address or a number that another contact has.
    pub fn check_unique(&self, account: &Account, own: Option<Id>) -> Result<(), Answer> {
        let holder = self
            .address
            .and_then(|address| account.contacts.by_address(address));
        if let Some(holder) = other(holder, own) {
            return Err(conflict(&match holder.is_deleted() {
                true => "Validation failed: EmailAddress is not unique".to_owned(),
                false => format!("Email already exists for contact {}", holder.id),
            }));
        }
        let number = self.sms.as_ref().map(|sms| &*sms.number);
        let holder = number.and_then(|number| account.contacts.by_sms(number));
        match other(holder, own) {
            // The message is not documented; it follows that of an address.
            Some(holder) => Err(conflict(&format!(
                "SMS number already exists for contact {}",
                holder.id
            ))),
            None => Ok(()),
        }
    }
}

/// The holder of a value, unless it is the contact itself.
fn other(holder: Option<&Contact>, own: Option<Id>) -> Option<&Contact> {
    holder.filter(|holder| Some(holder.id) != own)
}

impl<'r> SmsInput<'r> {
    fn of_contact(sms: &'r Value) -> Result<Self, Answer> {
        let number = digits(&sms["full_sms_address"]);
        let number = number.ok_or_else(|| invalid_value("sms_channel.full_sms_address"))?;
        // Only numbers of the United States are documented; others have codes of two digits here.
        let (dial_digits, country) = match number.starts_with('1') {
            true => (1, "US"),
            false => (2, ""),
        };
        Ok(Self {
            number,
            dial_digits,
            country,
            consents: consents(sms),
        })
    }

    fn of_form(sms: &'r Value) -> Result<Self, Answer> {
        let dial = digits(&sms["dial_code"]);
        let dial = dial.ok_or_else(|| invalid_value("sms_channel.dial_code"))?;
        let number = digits(&sms["sms_address"]);
        let number = number.ok_or_else(|| invalid_value("sms_channel.sms_address"))?;
        Ok(Self {
            dial_digits: dial.len(),
            number: dial + &number,
            country: sms["country_code"].as_str().unwrap_or_default(),
            consents: consents(sms),
        })
    }
}

fn consents(sms: &Value) -> Vec<(&str, SmsPermission)> {
    let consents = sms["sms_channel_consents"].as_array().into_iter().flatten();
    let consents = consents.filter_map(|consent| {
        let permission = consent["sms_consent_permission"].as_str()?;
        let kind = consent["consent_type"].as_str()?;
        Some((kind, SmsPermission::parse(permission)?))
    });
    consents.collect()
}

/// A number whose characters are digits, after an optional plus sign.
fn digits(value: &Value) -> Option<String> {
    let digits = value.as_str()?.trim().trim_start_matches('+');
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.to_owned())
}

/// The text of a member; `None` if it is blank.
pub(super) fn text(value: &Value) -> Option<Box<str>> {
    let text = value.as_str()?;
    (!text.is_empty()).then(|| text.into())
}

fn objects(value: &Value) -> Option<Vec<&Value>> {
    Some(value.as_array()?.iter().collect())
}

fn phone(phone: &Value) -> Option<(&str, &str)> {
    let number = phone["phone_number"].as_str()?;
    Some((phone["kind"].as_str().unwrap_or("other"), number))
}

fn address(value: &Value) -> Result<Option<&str>, Answer> {
    let Some(address) = value.as_str().filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let address = address.trim();
    let parts = address.split_once('@');
    let is_address = parts.is_some_and(|(local, domain)| {
        let is_domain = !domain.is_empty() && !domain.contains('@');
        !local.is_empty() && is_domain && !address.contains(char::is_whitespace)
    });
    match is_address {
        true => Ok(Some(address)),
        false => Err(invalid_value("email_address")),
    }
}

fn birthday(body: &Value) -> Result<Option<(u8, u8)>, Answer> {
    let [month, day] = ["birthday_month", "birthday_day"].map(|name| body[name].as_u64());
    match (month, day) {
        (None, None) => Ok(None),
        (Some(month @ 1..=12), Some(day @ 1..=31)) => Ok(Some((month as u8, day as u8))),
        (Some(_), None) => Err(invalid("birthday_day is missing")),
        (None, Some(_)) => Err(invalid("birthday_month is missing")),
        (Some(1..=12), _) => Err(invalid_value("birthday_day")),
        _ => Err(invalid_value("birthday_month")),
    }
}

fn check_anniversary(value: &Value) -> Result<(), Answer> {
    let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let forms = ["%m/%d/%Y", "%Y/%m/%d", "%Y-%m-%d", "%m-%d-%Y"];
    let has_whole_year = text.split(['/', '-']).any(|part| part.len() == 4);
    let is_date = |form: &&str| NaiveDate::parse_from_str(text, form).is_ok();
    match has_whole_year && forms.iter().any(is_date) {
        true => Ok(()),
        false => Err(invalid_value("anniversary")),
    }
}

/// Reads the ids of a member that was sent; `None` for an id that is not known is a refusal.
fn ids(
    value: &Value,
    name: &str,
    is_known: impl Fn(Id) -> bool,
) -> Result<Option<Vec<Id>>, Answer> {
    let Some(items) = value.as_array() else {
        return Ok(None);
    };
    let mut ids = Vec::with_capacity(items.len());
    for item in items {
        let id = item.as_str().and_then(Id::parse);
        let id = id.filter(|id| is_known(*id));
        let id = id.ok_or_else(|| invalid_value(name))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(Some(ids))
}

pub(super) fn lists(value: &Value, account: &Account) -> Result<Option<Vec<Id>>, Answer> {
    let is_known = |id| {
        account
            .lists
            .get(&id)
            .is_some_and(|list| !list.is_deleted())
    };
    ids(value, "list_memberships", is_known)
}

fn tags(value: &Value, account: &Account) -> Result<Option<Vec<Id>>, Answer> {
    ids(value, "taggings", |id| account.tags.contains_key(&id))
}

/// Refuses more lists than a contact can be on.
pub(super) fn check_lists(lists: &[Id]) -> Result<(), Answer> {
    match lists.len() <= MOST_LISTS {
        true => Ok(()),
        false => Err(invalid_value("list_memberships")),
    }
}

fn custom_fields(value: &Value, account: &Account) -> Result<Option<Vec<CustomValue>>, Answer> {
    let Some(items) = value.as_array() else {
        return Ok(None);
    };
    let values = items.iter().map(|item| {
        let id = item["custom_field_id"].as_str().and_then(Id::parse);
        let field = id.and_then(|id| account.custom_fields.get(&id));
        let (Some(id), Some(field)) = (id, field) else {
            return Err(invalid_value("custom_fields.custom_field_id"));
        };
        let choices = item["choice_ids"].as_array().into_iter().flatten();
        let choices = choices.map(|choice| match choice {
            Value::String(text) => text.as_str().into(),
            other => other.to_string().into(),
        });
        let choices: Vec<Box<str>> = choices.collect();
        let is_known = |id: &str| field.choices.iter().any(|one| one.id.to_string() == id);
        if !choices.iter().all(|id| is_known(id)) {
            return Err(invalid_value("custom_fields.choice_ids"));
        }
        Ok(CustomValue {
            field: id,
            value: text(&item["value"]),
            choices,
        })
    });
    values.collect::<Result<Vec<_>, _>>().map(Some)
}

#[cfg(test)]
mod tests;
