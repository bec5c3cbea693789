//! The client accounts of a technology partner: their plans, their users, and the partner's webhooks.

pub(crate) mod webhooks;

use super::refusal::Refusal;
use crate::timestamp;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use webhooks::Webhooks;

/// How long a trial lasts.
const TRIAL: TimeDelta = TimeDelta::days(60);
/// The reasons for a cancellation.
const REASONS: &[i64] = &[1, 2, 3, 11, 12, 14, 21, 27, 30];
/// The plans that can be chosen.
const PLANS: &[&str] = &["TRIAL", "BRONZE", "SILVER", "GOLD"];
/// How many contacts a client account has in its first tier, and what that costs.
const FIRST_TIER: (u64, f64) = (500, 20.0);

/// The client accounts and webhooks of the partner.
#[derive(Debug, Default)]
pub(crate) struct PartnerState {
    /// The accounts by `encoded_account_id`, which are in the order of their creation.
    clients: BTreeMap<String, Client>,
    pub webhooks: Webhooks,
}

/// A client account.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    login: String,
    organization: Option<String>,
    is_managed: bool,
    has_single_billing: bool,
    created: DateTime<Utc>,
    plan: String,
    billing_day: Option<u32>,
    cancelled: Option<DateTime<Utc>>,
    /// The login names of the users of single sign-on.
    users: Vec<String>,
}

impl PartnerState {
    /// Creates a client account, as a trial.
    pub fn provision(
        &mut self,
        id: String,
        sent: &Value,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let problems = problems(sent);
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems.join(", ")));
        }
        let text = |name: &str| sent[name].as_str().map(str::to_owned);
        let login = text("login_name").unwrap_or_default();
        if self.clients.values().any(|one| one.has_login(&login)) {
            return Err(Refusal::conflict("login_name exists already"));
        }
        let client = Client {
            login,
            organization: text("organization_name"),
            is_managed: sent["managed_site_owner"].as_bool().unwrap_or(true),
            has_single_billing: sent["enable_single_billing"].as_bool().unwrap_or(false),
            created: now,
            plan: "TRIAL".to_owned(),
            billing_day: None,
            cancelled: None,
            users: Vec::new(),
        };
        self.clients.insert(id, client);
        Ok(())
    }

    /// The client accounts, in the order of their creation.
    pub fn clients(&self) -> impl Iterator<Item = (&str, &Client)> {
        self.clients.iter().map(|(id, client)| (&**id, client))
    }

    pub fn get(&self, id: &str) -> Result<&Client, Refusal> {
        self.clients.get(id).ok_or(Refusal::NotFound)
    }

    /// The client account that calls are made on behalf of: one that the partner manages.
    pub fn managed(&self, id: &str) -> Result<&Client, Refusal> {
        let client = self.get(id)?;
        match client.is_managed {
            true => Ok(client),
            false => Err(Refusal::NotFound),
        }
    }

    fn get_mut(&mut self, id: &str) -> Result<&mut Client, Refusal> {
        self.clients.get_mut(id).ok_or(Refusal::NotFound)
    }

    /// Changes the plan of a client account.
    pub fn set_plan(&mut self, id: &str, sent: &Value, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.get_mut(id)?.set_plan(sent, now)
    }

    /// Cancels a client account, now or at a later time. Returns that time.
    pub fn cancel(
        &mut self,
        id: &str,
        sent: &Value,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Refusal> {
        let client = self.get_mut(id)?;
        if sent["reason_id"]
            .as_i64()
            .is_some_and(|reason| !REASONS.contains(&reason))
        {
            return Err(Refusal::invalid("reason_id does not have a valid value"));
        }
        let date = match sent["effective_date"].as_str() {
            None => Some(now),
            Some(date) => timestamp::read(date).filter(|date| *date >= now),
        };
        let Some(date) = date else {
            let problem = "effective_date does not have a valid value";
            return Err(Refusal::invalid(problem));
        };
        client.cancelled = Some(date);
        Ok(date)
    }

    /// Creates a user of single sign-on.
    pub fn add_user(&mut self, id: &str, sent: &Value) -> Result<(), Refusal> {
        let problems = problems_of_user(sent);
        let client = self.get_mut(id)?;
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems.join(", ")));
        }
        let login = sent["login_name"].as_str().unwrap_or_default();
        if client.has_login(login) {
            return Err(Refusal::conflict("login_name exists already"));
        }
        client.users.push(login.to_owned());
        Ok(())
    }
}

impl Client {
    fn has_login(&self, login: &str) -> bool {
        let mut users = self.users.iter();
        self.login.eq_ignore_ascii_case(login) || users.any(|one| one.eq_ignore_ascii_case(login))
    }

    pub fn is_managed(&self) -> bool {
        self.is_managed
    }

    fn status(&self, now: DateTime<Utc>) -> &'static str {
        match &*self.plan {
            _ if self.cancelled.is_some_and(|date| date <= now) => "Canceled",
            "TRIAL" if now >= self.created + TRIAL => "Trial End",
            "TRIAL" => "Trial",
            _ => "Open",
        }
    }

    fn set_plan(&mut self, sent: &Value, now: DateTime<Utc>) -> Result<(), Refusal> {
        // Without a plan, the group changes; groups have no model.
        let Some(plan) = sent["plan_type"].as_str() else {
            return Ok(());
        };
        if !PLANS.contains(&plan) {
            return Err(Refusal::invalid("plan_type is not in the plan group"));
        }
        let was_trial = self.plan == "TRIAL";
        if plan == "TRIAL" && (!was_trial || self.cancelled.is_some()) {
            return Err(Refusal::invalid("plan_type cannot be changed to TRIAL"));
        }
        // The day counts only with the change from a trial.
        if was_trial && plan != "TRIAL" {
            let day = sent["billing_day_of_month"].as_u64();
            if day.is_some_and(|day| !(1..=31).contains(&day)) {
                let problem = "billing_day_of_month does not have a valid value";
                return Err(Refusal::invalid(problem));
            }
            let day = day.and_then(|day| u32::try_from(day).ok());
            self.billing_day = match self.has_single_billing {
                true => day,
                false => Some(day.unwrap_or(now.day())),
            };
        }
        self.plan = plan.to_owned();
        self.cancelled = None;
        Ok(())
    }

    /// The plan, with the tier that so many contacts are in.
    pub fn plan_document(&self, contacts: u64, now: DateTime<Utc>) -> Value {
        let (size, price) = FIRST_TIER;
        let tier = contacts.saturating_sub(1) / size + 1;
        json!({
            "plan_type": self.plan,
            "billing_status": self.status(now),
            "billing_day_of_month": self.billing_day,
            "current_tiers": [{
                "usage_type": "CONTACTS",
                "current_usage": contacts as f64,
                "tier": tier,
                "tier_min": ((tier - 1) * size) as f64,
                "tier_max": (tier * size) as f64,
                "price": price * tier as f64,
                "currency_code": "USD",
            }],
        })
    }

    /// The entry in the list of client accounts.
    pub fn row(&self, id: &str, contacts: u64, now: DateTime<Utc>) -> Value {
        json!({
            "encoded_account_id": id,
            "subscriber_count": contacts,
            "organization_name": self.organization.as_deref().unwrap_or_default(),
            "site_owner_name": self.login,
            "billing_status": self.status(now),
        })
    }
}

/// The problems of a new client account.
fn problems(sent: &Value) -> Vec<String> {
    let text = |name: &str| sent[name].as_str().unwrap_or_default();
    let required = ["contact_email", "country_code", "login_name", "state_code"];
    let missing = required.iter().filter(|name| text(name).is_empty());
    let mut problems: Vec<_> = missing.map(|name| format!("{name} is missing")).collect();
    for (name, shortest, longest) in [
        ("contact_email", 1, 80),
        ("country_code", 2, 3),
        ("login_name", 6, 50),
        ("organization_name", 1, 50),
        ("password", 8, 80),
        ("first_name", 2, 80),
        ("last_name", 2, 80),
    ] {
        let length = text(name).chars().count();
        if length > 0 && !(shortest..=longest).contains(&length) {
            problems.push(format!("{name} does not have a valid length"));
        }
    }
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_@.+".contains(letter);
    if !text("login_name").chars().all(is_allowed) {
        problems.push("login_name does not have a valid value".to_owned());
    }
    let is_external = !text("external_id").is_empty() && !text("external_provider").is_empty();
    match (text("password").is_empty(), is_external) {
        (true, false) => problems.push("password is missing".to_owned()),
        (false, true) => problems.push("password is not allowed with external_id".to_owned()),
        _ => {}
    }
    problems
}

/// The problems of a user of single sign-on.
fn problems_of_user(sent: &Value) -> Vec<String> {
    let text = |name: &str| sent[name].as_str().unwrap_or_default();
    let limits = [
        ("first_name", 80),
        ("last_name", 80),
        ("role_name", 80),
        ("contact_email", 80),
        ("login_name", 50),
        ("external_id", 255),
        ("external_provider", 80),
    ];
    let wrong = limits
        .iter()
        .filter_map(|(name, longest)| match text(name).chars().count() {
            0 => Some(format!("{name} is missing")),
            length if length > *longest => Some(format!("{name} is too long")),
            _ => None,
        });
    let mut problems: Vec<_> = wrong.collect();
    let role = text("role_name");
    if !role.is_empty() && !["account_manager", "campaign_creator"].contains(&role) {
        problems.push("role_name does not have a valid value".to_owned());
    }
    problems
}

#[cfg(test)]
mod tests;
