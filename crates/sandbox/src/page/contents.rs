//! The tables of what the accounts contain: counts and names, but no people and no tokens.

use super::html::Table;
use super::time;
use crate::id::Id;
use crate::state::{Account, State};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};

/// How many rows the tables of jobs, campaigns and grants show. The newest are shown.
const ROWS: usize = 50;

/// The tables of all accounts, and the grants.
pub(super) fn tables(state: &State, now: DateTime<Utc>) -> Vec<Table> {
    let mut tables = vec![accounts(state)];
    for (id, account) in &state.accounts {
        let all = [
            contacts(id, account),
            lists(id, account),
            jobs(id, account, now),
            campaigns(id, account),
        ];
        tables.extend(all.into_iter().filter(|table| !table.rows.is_empty()));
    }
    tables.push(grants(state));
    tables
}

fn accounts(state: &State) -> Table {
    let rows = state.accounts.iter().map(|(id, account)| {
        let counts = [
            account.contacts.iter().count(),
            account.lists.len(),
            account.tags.len(),
            account.custom_fields.len(),
            account.segments.len(),
            account.campaigns.newest_first().count(),
            account.activities.all().len(),
        ];
        let counts = counts.iter().map(usize::to_string);
        std::iter::once(id.clone()).chain(counts).collect()
    });
    Table {
        title: "Accounts, with what is deleted".to_owned(),
        headings: &[
            "account",
            "contacts",
            "lists",
            "tags",
            "custom fields",
            "segments",
            "campaigns",
            "jobs",
        ],
        rows: rows.collect(),
    }
}

fn contacts(id: &str, account: &Account) -> Table {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for contact in account.contacts.iter() {
        let status = match contact.is_deleted() {
            true => "deleted",
            false => contact.status().name(),
        };
        *counts.entry(status).or_default() += 1;
    }
    let rows = counts.into_iter();
    Table {
        title: format!("Contacts of {id}"),
        headings: &["status", "contacts"],
        rows: rows
            .map(|(status, count)| vec![status.to_owned(), count.to_string()])
            .collect(),
    }
}

fn lists(id: &str, account: &Account) -> Table {
    let mut counts: HashMap<Id, usize> = HashMap::new();
    for list in account.contacts.iter().flat_map(|contact| &contact.lists) {
        *counts.entry(*list).or_default() += 1;
    }
    let rows = account.lists.iter().map(|(list_id, list)| {
        let count = counts.get(list_id).copied().unwrap_or_default();
        let deleted = list.deleted_at.map(time).unwrap_or_default();
        let id = list_id.to_string();
        vec![list.name.clone(), id, count.to_string(), deleted]
    });
    Table {
        title: format!("Lists of {id}"),
        headings: &["name", "list_id", "contacts", "deleted at"],
        rows: rows.collect(),
    }
}

fn jobs(id: &str, account: &Account, now: DateTime<Utc>) -> Table {
    let rows = account.activities.all().rev().take(ROWS).map(|job| {
        vec![
            job.id.clone(),
            job.operation.to_owned(),
            job.state(now).to_owned(),
            job.percent(now).to_string(),
            job.errors.len().to_string(),
            time(job.created_at),
        ]
    });
    Table {
        title: format!("Jobs of {id}, the newest first"),
        headings: &[
            "activity_id",
            "operation",
            "state",
            "percent",
            "errors",
            "created at",
        ],
        rows: rows.collect(),
    }
}

fn campaigns(id: &str, account: &Account) -> Table {
    let rows = account.campaigns.newest_first().take(ROWS).map(|campaign| {
        vec![
            campaign.name.clone(),
            campaign.id.clone(),
            campaign.status().to_owned(),
            time(campaign.created),
            campaign.last_sent().map(time).unwrap_or_default(),
        ]
    });
    Table {
        title: format!("Campaigns of {id}, the newest first"),
        headings: &[
            "name",
            "campaign_id",
            "status",
            "created at",
            "last sent at",
        ],
        rows: rows.collect(),
    }
}

fn grants(state: &State) -> Table {
    let grants = state.tokens.grants();
    let rows = grants.iter().rev().take(ROWS).map(|grant| {
        let is_revoked = if grant.is_revoked { "yes" } else { "no" };
        vec![
            grant.client_id.clone(),
            grant.account.clone(),
            grant.scopes.join(" "),
            grant.renewals.to_string(),
            grant.reuses.to_string(),
            is_revoked.to_owned(),
        ]
    });
    Table {
        title: "Grants, the newest first".to_owned(),
        headings: &[
            "client id",
            "account",
            "scopes",
            "renewals",
            "reuses",
            "revoked",
        ],
        rows: rows.collect(),
    }
}
