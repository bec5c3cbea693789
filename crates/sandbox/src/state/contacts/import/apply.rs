//! What a row of an import changes in a contact: the properties that the row has.

use super::check::Checked;
use crate::id::Ids;
use crate::state::activities::Row;
use crate::state::contacts::{Contact, Phone, Source, StreetAddress};
use chrono::{DateTime, Utc};

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

/// Applies a row that was checked, except its address and its SMS number.
pub(super) fn apply(
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
