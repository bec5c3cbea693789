//! The contacts of an account. There can be a million of them, so that a contact is small and what few
//! contacts have is in a box of its own.

mod contact;
mod import;
mod permission;

use crate::id::Id;
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) use contact::{
    Contact, CustomValue, Details, Note, Phone, Sms, SmsConsent, Source, StreetAddress,
};
pub(crate) use import::{ImportOptions, Imported};
pub(crate) use permission::{Confirmation, Permission, SmsPermission, Status};

/// The contacts, by their ids, addresses and SMS numbers.
#[derive(Default)]
pub(crate) struct Contacts {
    /// In the order of their creation, which is that of their ids. Deleted ones stay.
    all: Vec<Contact>,
    /// The indexes in `all`, by address in lower case.
    by_address: HashMap<Arc<str>, u32>,
    /// The indexes in `all`, by SMS number with its dial code.
    by_sms: HashMap<Box<str>, u32>,
}

impl Contacts {
    /// All contacts, with the deleted ones.
    pub fn iter(&self) -> impl Iterator<Item = &Contact> {
        self.all.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Contact> {
        self.all.iter_mut()
    }

    /// The contacts from a position on, each with its position.
    pub fn from(&self, position: u64) -> impl Iterator<Item = (u64, &Contact)> {
        (position..).zip(self.all.iter().skip(position as usize))
    }

    pub fn get(&self, id: Id) -> Option<&Contact> {
        Some(&self.all[self.index(id)?])
    }

    pub fn get_mut(&mut self, id: Id) -> Option<&mut Contact> {
        let index = self.index(id)?;
        Some(&mut self.all[index])
    }

    /// The contact with an address, deleted or not, in whatever case it is written.
    pub fn by_address(&self, address: &str) -> Option<&Contact> {
        let index = self.by_address.get(&*key(address))?;
        Some(&self.all[*index as usize])
    }

    /// The contact with an SMS number, which begins with its dial code.
    pub fn by_sms(&self, number: &str) -> Option<&Contact> {
        let index = self.by_sms.get(number)?;
        Some(&self.all[*index as usize])
    }

    /// Adds a contact without an address and a number.
    ///
    /// Its id has to be the newest: that is what the contacts are found by.
    pub fn add(&mut self, contact: Contact) -> &mut Contact {
        debug_assert!(self.all.last().is_none_or(|last| last.id < contact.id));
        self.all.push(contact);
        self.all.last_mut().expect("it was added")
    }

    /// Gives a contact an address, which no other contact may have.
    pub fn set_address(&mut self, id: Id, address: &str) {
        let Some(index) = self.index(id) else { return };
        let contact = &mut self.all[index];
        if contact.address() == Some(address) {
            return;
        }
        if let Some(old) = contact.address() {
            self.by_address.remove(&*key(old));
        }
        let address: Arc<str> = address.trim().into();
        let folded = key(&address);
        let folded = match *folded == *address {
            true => Arc::clone(&address),
            false => folded.into(),
        };
        self.by_address.insert(folded, index as u32);
        contact.address = Some(address);
    }

    /// Gives a contact an SMS channel, whose number no other contact may have.
    pub fn set_sms(&mut self, id: Id, sms: Sms) {
        let Some(index) = self.index(id) else { return };
        let contact = &mut self.all[index];
        if let Some(old) = contact.sms() {
            self.by_sms.remove(&old.number);
        }
        self.by_sms.insert(sms.number.clone(), index as u32);
        contact.details_mut().sms = Some(sms);
    }

    fn index(&self, id: Id) -> Option<usize> {
        self.all
            .binary_search_by_key(&id, |contact| contact.id)
            .ok()
    }
}

/// What addresses are compared by.
fn key(address: &str) -> String {
    address.trim().to_lowercase()
}

#[cfg(test)]
mod tests;
