//! One contact: its data and the changes whose rules belong together.

use super::permission::{Confirmation, Permission, SmsPermission, Status};
use crate::id::Id;
use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;

pub(crate) use super::permission::Source;

/// A contact.
pub(crate) struct Contact {
    pub id: Id,
    /// Changed by [`Contacts::set_address`](super::Contacts::set_address), which finds contacts by it.
    pub(super) address: Option<Arc<str>>,
    pub permission: Permission,
    pub confirmation: Confirmation,
    pub opt_in_source: Source,
    pub create_source: Source,
    pub update_source: Source,
    pub opt_in_date: Option<DateTime<Utc>>,
    pub first_name: Option<Box<str>>,
    pub last_name: Option<Box<str>>,
    pub lists: Vec<Id>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When the address or its permission changed.
    pub address_updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
    /// What few contacts have.
    pub details: Option<Box<Details>>,
}

/// What few contacts have.
#[derive(Default)]
pub(crate) struct Details {
    pub job_title: Option<Box<str>>,
    pub company_name: Option<Box<str>>,
    /// The month and the day.
    pub birthday: Option<(u8, u8)>,
    pub anniversary: Option<Box<str>>,
    pub custom_fields: Vec<CustomValue>,
    pub phones: Vec<Phone>,
    pub addresses: Vec<StreetAddress>,
    pub tags: Vec<Id>,
    pub notes: Vec<Note>,
    pub sms: Option<Sms>,
    pub opt_out: Option<OptOut>,
    /// The lists of a mail that asks the contact to subscribe again; there is one such mail.
    pub resubscribe: Option<Vec<Id>>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct CustomValue {
    pub field: Id,
    pub value: Option<Box<str>>,
    pub choices: Vec<Box<str>>,
}

#[derive(Clone)]
pub(crate) struct Phone {
    pub id: Id,
    pub kind: Box<str>,
    pub number: Box<str>,
    pub source: Source,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone)]
pub(crate) struct StreetAddress {
    pub id: Id,
    pub kind: Box<str>,
    pub street: Option<Box<str>>,
    pub city: Option<Box<str>>,
    pub state: Option<Box<str>>,
    pub postal_code: Option<Box<str>>,
    pub country: Option<Box<str>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone)]
pub(crate) struct Note {
    pub id: Id,
    pub content: Box<str>,
    pub created_at: DateTime<Utc>,
}

/// The SMS channel of a contact.
#[derive(Clone)]
pub(crate) struct Sms {
    pub id: Id,
    /// The digits, which begin with the dial code.
    pub number: Box<str>,
    /// How many of the digits are the dial code.
    pub dial_digits: usize,
    pub country: Box<str>,
    pub consents: Vec<SmsConsent>,
    pub source: Source,
}

#[derive(Clone)]
pub(crate) struct SmsConsent {
    pub kind: Box<str>,
    pub permission: SmsPermission,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub opt_in_date: Option<DateTime<Utc>>,
    pub opt_out_date: Option<DateTime<Utc>>,
}

/// How a contact unsubscribed.
#[derive(Clone)]
pub(crate) struct OptOut {
    pub source: Source,
    pub date: DateTime<Utc>,
    pub reason: Option<Box<str>>,
}

impl Sms {
    pub fn dial_code(&self) -> &str {
        self.number.get(..self.dial_digits).unwrap_or_default()
    }

    pub fn local_number(&self) -> &str {
        self.number.get(self.dial_digits..).unwrap_or_default()
    }
}

impl StreetAddress {
    /// What makes two addresses the same.
    pub fn lines(&self) -> [&Option<Box<str>>; 5] {
        [
            &self.street,
            &self.city,
            &self.state,
            &self.postal_code,
            &self.country,
        ]
    }
}

impl Contact {
    /// A contact without an address and names, on no list.
    pub fn new(id: Id, source: Source, now: DateTime<Utc>) -> Self {
        Self {
            id,
            address: None,
            permission: Permission::NotSet,
            confirmation: Confirmation::Off,
            opt_in_source: source,
            create_source: source,
            update_source: source,
            opt_in_date: None,
            first_name: None,
            last_name: None,
            lists: Vec::new(),
            created_at: now,
            updated_at: now,
            address_updated_at: now,
            deleted_at: None,
            details: None,
        }
    }

    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    pub fn details_mut(&mut self) -> &mut Details {
        self.details.get_or_insert_default()
    }

    pub fn sms(&self) -> Option<&Sms> {
        self.details.as_ref()?.sms.as_ref()
    }

    pub fn opt_out(&self) -> Option<&OptOut> {
        self.details.as_ref()?.opt_out.as_ref()
    }

    pub fn tags(&self) -> &[Id] {
        self.details.as_ref().map_or(&[], |details| &details.tags)
    }

    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// Whether the account may send email to the contact.
    pub fn is_active(&self) -> bool {
        self.status() == Status::Active
    }

    /// What the contact is searched by.
    ///
    /// The status of a contact with only an SMS number is not documented; here it is that of the SMS consent.
    pub fn status(&self) -> Status {
        if self.is_deleted() {
            return Status::Deleted;
        }
        if self.address.is_none() {
            let has_consent = self.sms_permission() == Some(SmsPermission::Explicit);
            return if has_consent {
                Status::Active
            } else {
                Status::NotSet
            };
        }
        match self.permission {
            Permission::Explicit | Permission::Implicit => Status::Active,
            Permission::NotSet => Status::NotSet,
            Permission::PendingConfirmation => Status::PendingConfirmation,
            Permission::TempHold => Status::TempHold,
            Permission::Unsubscribed => Status::Unsubscribed,
        }
    }

    pub fn sms_permission(&self) -> Option<SmsPermission> {
        let sms = self.sms()?;
        let first = sms.consents.first();
        Some(first.map_or(SmsPermission::NotSet, |consent| consent.permission))
    }

    /// Whether the contact, not the account, ended the permission. The account cannot take this back.
    pub fn has_opted_out(&self) -> bool {
        let source = self.opt_out().map(|opt_out| opt_out.source);
        self.permission == Permission::Unsubscribed && source == Some(Source::Contact)
    }

    /// Ends the permission. This is no update of the contact: `updated_at` stays.
    pub fn unsubscribe(&mut self, source: Source, reason: Option<&str>, now: DateTime<Utc>) {
        if self.permission == Permission::Unsubscribed {
            return;
        }
        self.permission = Permission::Unsubscribed;
        self.address_updated_at = now;
        self.details_mut().opt_out = Some(OptOut {
            source,
            date: now,
            reason: reason.map(Into::into),
        });
    }

    /// Gives another permission than `unsubscribed`, which ends an opt-out.
    pub fn permit(&mut self, permission: Permission, source: Source, now: DateTime<Utc>) {
        if self.permission == permission {
            return;
        }
        self.permission = permission;
        self.confirmation = match permission {
            Permission::PendingConfirmation => Confirmation::Pending,
            _ => Confirmation::Off,
        };
        self.address_updated_at = now;
        if matches!(permission, Permission::Explicit | Permission::Implicit) {
            self.opt_in_source = source;
            self.opt_in_date = Some(now);
        }
        if let Some(details) = &mut self.details {
            details.opt_out = None;
        }
    }

    /// Confirms the address, as the link of a confirmation mail does.
    pub fn confirm(&mut self, now: DateTime<Utc>) {
        let lists = self
            .details
            .as_mut()
            .and_then(|details| details.resubscribe.as_mut());
        let lists = lists.map(std::mem::take).unwrap_or_default();
        self.join(&lists);
        self.permit(Permission::Explicit, Source::Contact, now);
        self.confirmation = Confirmation::Confirmed;
    }

    /// Adds the contact to lists.
    pub fn join(&mut self, lists: &[Id]) {
        for list in lists {
            if !self.lists.contains(list) {
                self.lists.push(*list);
            }
        }
    }

    /// Deletes the contact: it leaves its lists, and its record stays.
    pub fn delete(&mut self, now: DateTime<Utc>) {
        if self.deleted_at.is_none() {
            self.deleted_at = Some(now);
            self.updated_at = now;
            self.lists = Vec::new();
        }
    }
}

/// Shows no data of the person.
impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("permission", &self.permission)
            .field("lists", &self.lists)
            .finish_non_exhaustive()
    }
}
