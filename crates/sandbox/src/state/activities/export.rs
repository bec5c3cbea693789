//! The files of exports.
//!
//! The API's documentation says which fields can be exported, but not what the file looks like. Here, the
//! columns that an import has too have the import's headings, so that the file can be imported again, and
//! the others have the names of their fields. Lists are given by name, and every custom field has a column.

use super::work::Done;
use super::{Selection, Source};
use crate::id::Id;
use crate::state::Account;
use crate::state::contacts::{Contact, StreetAddress};
use chrono::{DateTime, SecondsFormat, Utc};
use csv::{QuoteStyle, WriterBuilder};
use std::borrow::Cow;

/// The fields that can be exported.
pub(crate) const EXPORT_FIELDS: [&str; 30] = [
    "email_address",
    "first_name",
    "last_name",
    "phone_number",
    "company_name",
    "job_title",
    "street",
    "city",
    "state",
    "zip",
    "country",
    "anniversary",
    "birthday",
    "birthday_day",
    "birthday_month",
    "sms_number",
    "sms_consent_date",
    "sms_status",
    "email_lists",
    "social_profiles",
    "website",
    "notes",
    "source_name",
    "created_at",
    "updated_at",
    "email_optin_source",
    "email_optin_date",
    "email_optout_source",
    "email_optout_date",
    "email_optout_reason",
];

/// The fields whose columns have another heading.
const HEADINGS: [(&str, &str); 2] = [("email_address", "email"), ("phone_number", "phone")];

/// An import with such a column needs a permission, so that only an export with numbers has them.
const SMS: [&str; 3] = ["sms_number", "sms_consent_date", "sms_status"];

/// An export.
pub(crate) struct Export {
    pub source: Source,
    pub status: Option<ExportStatus>,
    /// `None` means all, with the custom fields.
    pub fields: Option<Vec<&'static str>>,
}

/// Which of the contacts are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportStatus {
    Active,
    Unsubscribed,
    /// Deleted.
    Removed,
}

impl Export {
    pub fn apply(self, account: &Account, now: DateTime<Utc>) -> Done {
        let contacts = self.contacts(account, now);
        let custom_fields: Vec<_> = match self.fields {
            Some(_) => Vec::new(),
            None => account.custom_fields.iter().collect(),
        };
        let has_sms = contacts.iter().any(|contact| contact.sms().is_some());
        let all = || {
            EXPORT_FIELDS
                .into_iter()
                .filter(|field| has_sms || !SMS.contains(field))
        };
        let fields = self.fields.unwrap_or_else(|| all().collect());
        let mut file = WriterBuilder::new()
            .quote_style(QuoteStyle::Necessary)
            .from_writer(Vec::new());
        let headings = fields.iter().map(|field| Cow::Borrowed(heading(field)));
        let custom = custom_fields
            .iter()
            .map(|(_, field)| Cow::Owned(format!("cf:{}", field.name)));
        // Writing to memory does not fail.
        let _ = file.write_record(headings.chain(custom).map(|one| one.into_owned()));
        for contact in &contacts {
            let values = fields.iter().map(|field| value(account, contact, field));
            let custom = custom_fields
                .iter()
                .map(|(id, _)| custom_value(account, contact, **id));
            let _ = file.write_record(values.chain(custom).map(|value| value.into_owned()));
        }
        let count = contacts.len() as u64;
        Done {
            counts: [
                ("items_total_count", count),
                ("items_completed_count", count),
            ]
            .into(),
            errors: Vec::new(),
            file: file.into_inner().ok().map(Into::into),
        }
    }

    fn contacts<'a>(&self, account: &'a Account, now: DateTime<Utc>) -> Vec<&'a Contact> {
        let is_removed = self.status == Some(ExportStatus::Removed);
        let deleted = Source::from(Selection::Deleted);
        let source = match self.source.selection {
            Selection::All if is_removed => &deleted,
            _ => &self.source,
        };
        let (found, _) = source.find(account, now);
        let found = found.into_iter().filter_map(|id| account.contacts.get(id));
        let found = found.filter(|contact| match self.status {
            Some(ExportStatus::Active) => contact.is_active(),
            Some(ExportStatus::Unsubscribed) => {
                !contact.is_deleted() && contact.opt_out().is_some()
            }
            Some(ExportStatus::Removed) => contact.is_deleted(),
            None => !contact.is_deleted(),
        });
        found.collect()
    }
}

fn heading(field: &'static str) -> &'static str {
    let renamed = HEADINGS.iter().find(|(known, _)| *known == field);
    renamed.map_or(field, |(_, heading)| heading)
}

fn value<'a>(account: &'a Account, contact: &'a Contact, field: &str) -> Cow<'a, str> {
    let details = contact.details.as_deref();
    let text = |text: Option<&'a str>| Cow::Borrowed(text.unwrap_or_default());
    let number = |number: Option<u8>| number.map(|number| number.to_string());
    let owned = |text: Option<String>| Cow::Owned(text.unwrap_or_default());
    let home = details.and_then(|details| {
        let mut addresses = details.addresses.iter();
        addresses.find(|address| &*address.kind == "home")
    });
    let home = |part: fn(&StreetAddress) -> Option<&str>| text(home.and_then(part));
    let birthday = details.and_then(|details| details.birthday);
    let sms = contact.sms();
    match field {
        "email_address" => text(contact.address()),
        "first_name" => text(contact.first_name.as_deref()),
        "last_name" => text(contact.last_name.as_deref()),
        "company_name" => text(details.and_then(|one| one.company_name.as_deref())),
        "job_title" => text(details.and_then(|one| one.job_title.as_deref())),
        "anniversary" => text(details.and_then(|one| one.anniversary.as_deref())),
        "phone_number" => text(details.and_then(|one| Some(&*one.phones.first()?.number))),
        "street" => home(|address| address.street.as_deref()),
        "city" => home(|address| address.city.as_deref()),
        "state" => home(|address| address.state.as_deref()),
        "zip" => home(|address| address.postal_code.as_deref()),
        "country" => home(|address| address.country.as_deref()),
        "birthday" => owned(birthday.map(|(month, day)| format!("{month}/{day}"))),
        "birthday_month" => owned(number(birthday.map(|(month, _)| month))),
        "birthday_day" => owned(number(birthday.map(|(_, day)| day))),
        // Imports take numbers without the dial code.
        "sms_number" => text(sms.map(|sms| sms.number.strip_prefix('1').unwrap_or(&sms.number))),
        "sms_status" => text(contact.sms_permission().map(|permission| permission.name())),
        "sms_consent_date" => {
            let consent = sms.and_then(|sms| sms.consents.first()?.opt_in_date);
            owned(consent.map(|date| date.format("%Y-%m-%d").to_string()))
        }
        "email_lists" => {
            let lists = contact.lists.iter().filter_map(|id| account.lists.get(id));
            let names: Vec<&str> = lists.map(|list| list.name.as_str()).collect();
            Cow::Owned(names.join(", "))
        }
        "notes" => {
            let notes = details.into_iter().flat_map(|details| &details.notes);
            let notes: Vec<&str> = notes.map(|note| &*note.content).collect();
            Cow::Owned(notes.join("\n"))
        }
        "source_name" => Cow::Borrowed(contact.create_source.name()),
        "created_at" => owned(Some(time(contact.created_at))),
        "updated_at" => owned(Some(time(contact.updated_at))),
        "email_optin_source" => text(contact.opt_in_date.map(|_| contact.opt_in_source.name())),
        "email_optin_date" => owned(contact.opt_in_date.map(time)),
        "email_optout_source" => text(contact.opt_out().map(|opt_out| opt_out.source.name())),
        "email_optout_date" => owned(contact.opt_out().map(|opt_out| time(opt_out.date))),
        "email_optout_reason" => text(contact.opt_out().and_then(|one| one.reason.as_deref())),
        // Contacts of the sandbox have no social profiles and no website.
        _ => Cow::Borrowed(""),
    }
}

/// The value of a custom field. That of a field with choices has their labels.
fn custom_value<'a>(account: &'a Account, contact: &'a Contact, id: Id) -> Cow<'a, str> {
    let details = contact.details.as_ref();
    let values = details.map_or(&[][..], |details| &details.custom_fields);
    let Some(value) = values.iter().find(|value| value.field == id) else {
        return Cow::Borrowed("");
    };
    if let Some(text) = &value.value {
        return Cow::Borrowed(text);
    }
    let field = account.custom_fields.get(&id);
    let labels = field.into_iter().flat_map(|field| &field.choices);
    let labels = labels.filter(|choice| {
        let id = choice.id.to_string();
        value.choices.iter().any(|chosen| **chosen == *id)
    });
    let labels: Vec<&str> = labels.map(|choice| choice.label.as_str()).collect();
    Cow::Owned(labels.join(","))
}

fn time(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
