//! A row of an import: it creates a contact, or changes those properties of one that it has.

use super::{
    Contact, CustomValue, Permission, Phone, Sms, SmsConsent, SmsPermission, Source, StreetAddress,
};
use crate::id::{Id, Ids};
use crate::state::Account;
use crate::state::activities::Row;
use crate::state::lists::CustomFields;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// How many lists a contact can be on.
const MOST_LISTS: usize = 50;
/// How many custom fields a row can have.
const MOST_CUSTOM_FIELDS: usize = 25;
/// The most characters of names, and of a part of an address.
const NAME: usize = 50;
const LONG: usize = 255;
const EMAIL: usize = 80;

/// The kinds of phone numbers by their columns.
const PHONES: [(&str, &str); 5] = [
    ("phone", "other"),
    ("home_phone", "home"),
    ("work_phone", "work"),
    ("mobile_phone", "mobile"),
    ("other_phone", "other"),
];
/// The kinds of addresses by the prefix of their columns.
const ADDRESSES: [(&str, &str); 4] = [
    ("", "home"),
    ("home_", "home"),
    ("work_", "work"),
    ("other_", "other"),
];
const STREETS: [&str; 6] = ["street", "street2", "city", "state", "zip", "country"];

/// What an import says about all of its rows.
pub(crate) struct ImportOptions {
    pub lists: Vec<Id>,
    pub is_sms_explicit: bool,
}

/// What became of a row.
pub(crate) struct Imported {
    /// Whether the contact is on the lists of the import. One that has unsubscribed is not added to them.
    pub is_on_lists: bool,
}

/// A row that was checked, so that it can be applied as a whole.
struct Checked<'r> {
    email: Option<&'r str>,
    sms: Option<String>,
    birthday: Option<(u8, u8)>,
    custom_fields: Vec<CustomValue>,
}

impl Account {
    /// Imports a row. An error says what is wrong with it, without its data.
    pub fn import_row(
        &mut self,
        ids: &mut Ids,
        row: Row<'_>,
        options: &ImportOptions,
        now: DateTime<Utc>,
    ) -> Result<Imported, String> {
        let checked = check(row, &self.custom_fields)?;
        let by_address = checked
            .email
            .and_then(|email| self.contacts.by_address(email));
        let by_sms = checked
            .sms
            .as_ref()
            .and_then(|sms| self.contacts.by_sms(sms));
        let (by_address, by_sms) = (by_address.map(|one| one.id), by_sms.map(|one| one.id));
        if by_sms.is_some() && by_address != by_sms && checked.email.is_some() {
            let holder = by_sms.and_then(|id| self.contacts.get(id));
            // A contact with the number and without an address gets the address.
            if by_address.is_some() || holder.is_some_and(|one| one.address().is_some()) {
                return Err("sms_number belongs to another contact".to_owned());
            }
        }
        let id = match by_address.or(by_sms) {
            Some(id) => id,
            None => {
                let contact = Contact::new(ids.id(), Source::Account, now);
                self.contacts.add(contact).id
            }
        };
        if let Some(email) = checked.email {
            let is_new = self
                .contacts
                .get(id)
                .is_some_and(|one| one.address().is_none());
            if is_new {
                self.contacts.set_address(id, email);
                if let Some(contact) = self.contacts.get_mut(id) {
                    contact.permit(Permission::Implicit, Source::Account, now);
                }
            }
        }
        if let Some(number) = &checked.sms {
            let consent = consent(row, options, now);
            self.import_sms(ids, id, number, consent);
        }
        let Some(contact) = self.contacts.get_mut(id) else {
            return Err("the contact does not exist".to_owned());
        };
        // Whether an import revives a deleted contact is not documented; it updates one, and puts it on lists.
        contact.deleted_at = None;
        contact.updated_at = now;
        contact.update_source = Source::Account;
        apply(contact, ids, row, checked, now);
        Ok(Imported {
            is_on_lists: join(contact, &options.lists),
        })
    }

    fn import_sms(&mut self, ids: &mut Ids, id: Id, number: &str, consent: SmsConsent) {
        let held = self.contacts.get(id).and_then(Contact::sms);
        if held.is_some_and(|held| *held.number == *number) {
            return;
        }
        let sms = Sms {
            id: ids.id(),
            number: number.into(),
            dial_digits: 1,
            country: "US".into(),
            consents: vec![consent],
            source: Source::Account,
        };
        self.contacts.set_sms(id, sms);
    }
}

/// Adds a contact to the lists of the import, unless that is not possible.
fn join(contact: &mut Contact, lists: &[Id]) -> bool {
    let new = lists.iter().filter(|list| !contact.lists.contains(list));
    let is_possible = contact.permission != Permission::Unsubscribed
        && contact.lists.len() + new.count() <= MOST_LISTS;
    if is_possible {
        contact.join(lists);
    }
    is_possible
}

fn check<'r>(row: Row<'r>, known: &CustomFields) -> Result<Checked<'r>, String> {
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

fn apply(
    contact: &mut Contact,
    ids: &mut Ids,
    row: Row<'_>,
    checked: Checked<'_>,
    now: DateTime<Utc>,
) {
    for (name, value) in row.fields() {
        let value = || Some(value.into());
        match name {
            "first_name" => contact.first_name = value(),
            "last_name" => contact.last_name = value(),
            "job_title" => contact.details_mut().job_title = value(),
            "company_name" => contact.details_mut().company_name = value(),
            "anniversary" => contact.details_mut().anniversary = value(),
            _ => {}
        }
    }
    if checked.birthday.is_some() {
        contact.details_mut().birthday = checked.birthday;
    }
    for value in checked.custom_fields {
        let held = &mut contact.details_mut().custom_fields;
        match held.iter_mut().find(|held| held.field == value.field) {
            Some(held) => *held = value,
            None => held.push(value),
        }
    }
    for (column, kind) in PHONES {
        if let Some(number) = row.get(column) {
            set_phone(contact, ids, kind, number, now);
        }
    }
    for (prefix, kind) in ADDRESSES {
        set_address(contact, ids, row, prefix, kind, now);
    }
}

fn set_phone(contact: &mut Contact, ids: &mut Ids, kind: &str, number: &str, now: DateTime<Utc>) {
    let phones = &mut contact.details_mut().phones;
    if let Some(phone) = phones.iter_mut().find(|phone| &*phone.kind == kind) {
        phone.number = number.into();
        phone.updated_at = now;
        return;
    }
    // A contact has three numbers at most.
    if phones.len() < 3 {
        phones.push(Phone {
            id: ids.id(),
            kind: kind.into(),
            number: number.into(),
            source: Source::Account,
            created_at: now,
            updated_at: now,
        });
    }
}

/// Sets the parts of an address that the row has.
fn set_address(
    contact: &mut Contact,
    ids: &mut Ids,
    row: Row<'_>,
    prefix: &str,
    kind: &str,
    now: DateTime<Utc>,
) {
    let parts = STREETS.map(|part| {
        let mut fields = row.fields();
        fields
            .find(|(name, _)| name.strip_prefix(prefix) == Some(part))
            .map(|(_, value)| value)
    });
    if parts.iter().all(Option::is_none) {
        return;
    }
    let addresses = &mut contact.details_mut().addresses;
    let held = addresses.iter().position(|address| &*address.kind == kind);
    let place = held.unwrap_or_else(|| {
        addresses.push(StreetAddress {
            id: ids.id(),
            kind: kind.into(),
            street: None,
            city: None,
            state: None,
            postal_code: None,
            country: None,
            created_at: now,
            updated_at: now,
        });
        addresses.len() - 1
    });
    let address = &mut addresses[place];
    let [street, second, city, state, zip, country] = parts;
    // The second line is appended to the first.
    let lines: Vec<&str> = street.into_iter().chain(second).collect();
    let street = (!lines.is_empty()).then(|| lines.join(" "));
    let set = |member: &mut Option<Box<str>>, value: Option<&str>| {
        if let Some(value) = value {
            *member = Some(value.into());
        }
    };
    set(&mut address.street, street.as_deref());
    set(&mut address.city, city);
    set(&mut address.state, state);
    set(&mut address.postal_code, zip);
    set(&mut address.country, country);
    address.updated_at = now;
}

/// The consent of a row: explicit only with the date on which it was given.
fn consent(row: Row<'_>, options: &ImportOptions, now: DateTime<Utc>) -> SmsConsent {
    let given = row.get("sms_consent_date").and_then(date);
    let given = given.filter(|_| options.is_sms_explicit);
    let permission = match given {
        Some(_) => SmsPermission::Explicit,
        None => SmsPermission::NotSet,
    };
    SmsConsent {
        kind: "promotional_sms".into(),
        permission,
        created_at: now,
        updated_at: now,
        opt_in_date: given.map(|date| date.and_time(chrono::NaiveTime::MIN).and_utc()),
        opt_out_date: None,
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
fn date(text: &str) -> Option<NaiveDate> {
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

#[cfg(test)]
mod tests;
