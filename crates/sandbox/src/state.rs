//! Everything that the sandbox remembers: the accounts and what they contain.

pub(crate) mod activities;
pub(crate) mod automations;
pub(crate) mod campaigns;
pub(crate) mod contacts;
pub(crate) mod criteria;
pub(crate) mod details;
pub(crate) mod events;
pub(crate) mod lists;
pub(crate) mod partner;
pub(crate) mod refusal;
mod sending;
pub(crate) mod tokens;
pub(crate) mod tracking;

use crate::id::Ids;
use activities::Activities;
use automations::Automations;
use campaigns::Campaigns;
use contacts::Contacts;
use details::Details;
use events::Events;
use lists::{CustomFields, Lists, Segments, Tags};
use partner::PartnerState;
use std::collections::BTreeMap;
use tokens::Tokens;
use tracking::Tracking;

/// The state of a sandbox.
#[derive(Default)]
pub(crate) struct State {
    pub ids: Ids,
    /// The accounts by their `encoded_account_id`.
    pub accounts: BTreeMap<String, Account>,
    pub tokens: Tokens,
    /// The client accounts of the partner.
    pub partner: PartnerState,
}

/// The account that exists from the start.
pub(crate) const FIRST_ACCOUNT: &str = "a07e1ilt3hm1";

/// An account of the API.
#[derive(Default)]
pub(crate) struct Account {
    pub details: Details,
    pub campaigns: Campaigns,
    pub tracking: Tracking,
    pub events: Events,
    pub automations: Automations,
    pub contacts: Contacts,
    pub lists: Lists,
    pub tags: Tags,
    pub custom_fields: CustomFields,
    pub segments: Segments,
    pub activities: Activities,
    /// Whether new contacts of a sign-up form have to confirm their address.
    pub confirmed_opt_in: bool,
}

impl State {
    pub fn new() -> Self {
        let mut state = Self::default();
        let first = Account::default();
        state.accounts.insert(FIRST_ACCOUNT.to_owned(), first);
        state
    }

    /// The account with this `encoded_account_id`; it is created if need be.
    pub fn account(&mut self, id: &str) -> &mut Account {
        self.accounts.entry(id.to_owned()).or_default()
    }

    /// The account with this `encoded_account_id`, and what makes ids.
    pub fn parts(&mut self, id: &str) -> (&mut Account, &mut Ids) {
        let Self { ids, accounts, .. } = self;
        (accounts.entry(id.to_owned()).or_default(), ids)
    }
}
