//! A row of an import: it creates a contact, or changes those properties of one that it has.

mod apply;
mod check;

use super::{Contact, Permission, Sms, SmsConsent, SmsPermission, Source};
use crate::id::{Id, Ids};
use crate::state::Account;
use crate::state::activities::Row;
use apply::apply;
use check::{check, date};
use chrono::{DateTime, Utc};

/// How many lists a contact can be on.
const MOST_LISTS: usize = 50;
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

#[cfg(test)]
mod tests;
