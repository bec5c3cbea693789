//! What the two kinds of imports have in common.

use super::super::refusal::invalid;
use crate::answer::Answer;
use crate::id::Id;
use crate::state::Account;
use crate::state::activities::{Import, NewJob, Rows, Work};

/// How much of a request is read. Whether the API's 4 MB are 4,000,000 bytes or more is not documented.
pub(super) const MAX_BYTES: usize = 4_000_000;
/// How many lines of a CSV, or contacts of a JSON document, are read.
pub(super) const MAX_LINES: u64 = 40_000;

const PERMISSIONS: [&str; 2] = ["not_set", "explicit"];

/// What an import asks for, apart from its rows.
pub(super) struct Options {
    pub lists: Vec<String>,
    pub sms_permission: Option<String>,
}

/// The ids of lists, all of which have to exist. What the API answers to an unknown one is not documented.
pub(super) fn check_lists(account: &Account, lists: &[String]) -> Result<Vec<Id>, Answer> {
    if lists.is_empty() {
        return Err(invalid("list_ids is missing"));
    }
    if lists.len() > 50 {
        return Err(invalid("list_ids has more than 50 values"));
    }
    let known = lists.iter().map(|list| Id::parse(list));
    let known = known.map(|id| id.filter(|id| account.has_list(*id)));
    let known: Option<Vec<Id>> = known.collect();
    known.ok_or_else(|| invalid("list_ids has a list that does not exist"))
}

impl Options {
    /// Whether the permission is one, and fits the columns.
    fn check<'c>(&self, columns: impl Iterator<Item = &'c str> + Clone) -> Result<(), Answer> {
        let has = |name: &str| columns.clone().any(|column| column == name);
        match self.sms_permission.as_deref() {
            Some(permission) if !PERMISSIONS.contains(&permission) => Err(invalid(
                "sms_permission_to_send does not have a valid value",
            )),
            None if has("sms_number") => Err(invalid("sms_permission_to_send is missing")),
            Some("explicit") if !has("sms_consent_date") => {
                Err(invalid("sms_consent_date is missing"))
            }
            _ => Ok(()),
        }
    }

    /// The job of an import, if its options are valid.
    pub fn job(
        self,
        account: &mut Account,
        operation: &'static str,
        file_name: Option<String>,
        mut rows: Rows,
        dropped_rows: u64,
    ) -> Result<NewJob, Answer> {
        self.check(rows.columns())?;
        let lists = check_lists(account, &self.lists)?;
        rows.shrink();
        for row in rows.iter() {
            if let Some(key) = row.get("email").or_else(|| row.get("sms_number")) {
                account.activities.count_accepted(key);
            }
        }
        // The server counts the header of a CSV as an item.
        let items = rows.len() as u64 + u64::from(file_name.is_some());
        let work = Work::Import(Import {
            rows,
            lists,
            is_sms_explicit: self.sms_permission.as_deref() == Some("explicit"),
            failing_rows: account.activities.next.failing_rows.clone(),
        });
        Ok(NewJob {
            operation,
            file_name,
            work,
            counts: [("items_total_count", items)].into(),
            dropped_rows,
        })
    }
}
