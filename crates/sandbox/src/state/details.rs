//! What an account says about itself: its owner, its addresses for mail, and its postal address.

use super::refusal::Refusal;
use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// The address of the owner of a new account.
pub(crate) const OWNER: &str = "owner@example.com";

/// The members of a summary that can be written.
const WRITABLE: &[&str] = &[
    "contact_email",
    "contact_phone",
    "country_code",
    "first_name",
    "last_name",
    "organization_name",
    "organization_phone",
    "state_code",
    "time_zone_id",
    "website",
];

/// The members of a postal address.
const ADDRESS: &[&str] = &[
    "address_line1",
    "address_line2",
    "address_line3",
    "city",
    "state_code",
    "state_name",
    "postal_code",
    "country_code",
];

/// What an account says about itself.
#[derive(Debug)]
pub(crate) struct Details {
    summary: Map<String, Value>,
    physical_address: Option<Map<String, Value>>,
    senders: Vec<Sender>,
}

/// An address of the account that campaigns can be sent from.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub email: String,
    pub id: u64,
    pub confirmed: Option<DateTime<Utc>>,
    roles: &'static [&'static str],
}

impl Default for Details {
    /// The details of an account that can send mail: a confirmed address and a postal address.
    fn default() -> Self {
        let summary = json!({
            "contact_email": OWNER,
            "contact_phone": "5550100",
            "country_code": "US",
            "first_name": "Sandbox",
            "last_name": "Owner",
            "organization_name": "Sandbox",
            "state_code": "MA",
            "time_zone_id": "US/Eastern",
            "website": "https://example.com",
        });
        let address = json!({
            "address_line1": "1 Example Street",
            "city": "Boston",
            "state_code": "MA",
            "postal_code": "02451",
            "country_code": "US",
        });
        let owner = Sender {
            email: OWNER.to_owned(),
            id: 1,
            confirmed: Some(DateTime::UNIX_EPOCH),
            roles: &["CONTACT", "BILLING", "REPLY_TO", "DEFAULT_FROM", "OTHER"],
        };
        Self {
            summary: members(&summary, WRITABLE),
            physical_address: Some(members(&address, ADDRESS)),
            senders: vec![owner],
        }
    }
}

impl Details {
    /// The summary, with the parts that are only sent on request.
    pub fn summary(&self, account: &str, extra: &[&str]) -> Value {
        let mut summary = self.summary.clone();
        summary.insert("encoded_account_id".to_owned(), json!(account));
        if let Some(address) = &self.physical_address
            && extra.contains(&"physical_address")
        {
            summary.insert("physical_address".to_owned(), json!(address));
        }
        Value::Object(summary)
    }

    /// Changes the members that were sent, and leaves the others as they are.
    pub fn change_summary(&mut self, sent: &Value) -> Result<(), Refusal> {
        let sent = members(sent, WRITABLE);
        let text = |name: &str| sent.get(name).and_then(Value::as_str);
        if text("contact_email").is_some_and(|email| !self.is_confirmed(email)) {
            let problem = "contact_email is not a confirmed address of the account";
            return Err(Refusal::invalid(problem));
        }
        if text("country_code") == Some("US") && text("state_code").is_none() {
            return Err(Refusal::invalid("state_code is missing"));
        }
        self.summary.extend(sent);
        Ok(())
    }

    pub fn physical_address(&self) -> Option<&Map<String, Value>> {
        self.physical_address.as_ref()
    }

    /// Stores the first postal address.
    pub fn add_physical_address(&mut self, sent: &Value) -> Result<(), Refusal> {
        if self.physical_address.is_some() {
            return Err(Refusal::conflict("the account has a physical address"));
        }
        self.put_physical_address(sent)
    }

    /// Replaces the postal address.
    pub fn put_physical_address(&mut self, sent: &Value) -> Result<(), Refusal> {
        let address = members(sent, ADDRESS);
        match problems_of_address(&address) {
            problems if problems.is_empty() => self.physical_address = Some(address),
            problems => return Err(Refusal::invalid(problems.join(", "))),
        }
        Ok(())
    }

    pub fn remove_physical_address(&mut self) {
        self.physical_address = None;
    }

    /// The addresses that campaigns can be sent from, confirmed or not.
    pub fn senders(&self) -> &[Sender] {
        &self.senders
    }

    /// Adds an address, which its owner has to confirm.
    pub fn add_sender(&mut self, email: &str) -> Result<&Sender, Refusal> {
        if email.is_empty() || !email.contains('@') || email.chars().count() > 80 {
            let problem = "email_address does not have a valid value";
            return Err(Refusal::invalid(problem));
        }
        if self.senders.iter().any(|one| one.is(email)) {
            return Err(Refusal::conflict("email_address exists already"));
        }
        let sender = Sender {
            email: email.to_owned(),
            id: self.senders.len() as u64 + 1,
            confirmed: None,
            roles: &["OTHER"],
        };
        self.senders.push(sender);
        Ok(self.senders.last().expect("it was just added"))
    }

    /// Follows the link that was sent to an address. Says whether the account has the address.
    pub fn confirm(&mut self, email: &str, now: DateTime<Utc>) -> bool {
        let sender = self.senders.iter_mut().find(|one| one.is(email));
        match sender {
            Some(sender) => {
                sender.confirmed.get_or_insert(now);
                true
            }
            None => false,
        }
    }

    /// Whether campaigns can be sent from an address.
    pub fn is_confirmed(&self, email: &str) -> bool {
        let mut confirmed = self.senders.iter().filter(|one| one.confirmed.is_some());
        confirmed.any(|one| one.is(email))
    }
}

impl Sender {
    fn is(&self, email: &str) -> bool {
        self.email.eq_ignore_ascii_case(email)
    }

    /// The state in words; the first letter is enough in a filter.
    pub fn status(&self) -> &'static str {
        match self.confirmed {
            Some(_) => "CONFIRMED",
            None => "UNCONFIRMED",
        }
    }

    /// Whether the address has a role, which can be named by its first letter.
    pub fn has_role(&self, role: &str) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|one| *one == role || (role.len() == 1 && one.starts_with(role)))
    }

    pub fn document(&self) -> Value {
        let mut document = json!({
            "email_address": self.email,
            "email_id": self.id,
            "confirm_status": self.status(),
        });
        // An address takes its roles when it is confirmed.
        match self.confirmed {
            Some(time) => {
                document["confirm_time"] = json!(timestamp::written(time));
                document["confirm_source_type"] = json!("SITE_OWNER");
                document["roles"] = json!(self.roles);
            }
            None => document["pending_roles"] = json!(self.roles),
        }
        document
    }
}

/// The problems of a postal address. Which of the state's members it needs depends on the country.
fn problems_of_address(address: &Map<String, Value>) -> Vec<String> {
    let text = |name: &str| address.get(name).and_then(Value::as_str).unwrap_or("");
    let has_states = matches!(text("country_code"), "US" | "CA");
    let (needed, excluded): (&[&str], &[&str]) = match has_states {
        true => (&["state_code", "postal_code"], &["state_name"]),
        false => (&[], &["state_code", "postal_code"]),
    };
    let always = ["address_line1", "city", "country_code"];
    let needed = always.iter().chain(needed);
    let missing = needed.filter(|name| text(name).is_empty());
    let missing = missing.map(|name| format!("{name} is missing"));
    let excluded = excluded.iter().filter(|name| !text(name).is_empty());
    let excluded = excluded.map(|name| format!("{name} is not allowed for this country"));
    let lines = ["address_line1", "address_line2", "address_line3"];
    let long = lines.iter().filter(|name| text(name).chars().count() > 80);
    let long = long.map(|name| format!("{name} is too long"));
    missing.chain(excluded).chain(long).collect()
}

/// The members of a document with these names, without those that are null.
fn members(document: &Value, names: &[&str]) -> Map<String, Value> {
    let members = document.as_object().into_iter().flatten();
    let known = members.filter(|(name, value)| names.contains(&&***name) && !value.is_null());
    known
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
