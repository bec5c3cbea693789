//! Which contacts a job is about, as the bodies of requests say it.

use super::super::refusal::invalid;
use crate::answer::Answer;
use crate::state::Account;
use crate::state::activities::{Selection, Source};
use crate::state::criteria::Criteria;
use serde_json::Value;

/// The engagement levels of the API.
const LEVELS: [&str; 4] = ["unqualified", "low", "medium", "high"];

/// The ids in a member of a body. A member that is absent has none.
pub(super) fn ids(body: &Value, name: &str, most: usize) -> Result<Vec<String>, Answer> {
    let problem = || invalid(&format!("{name} does not have a valid value"));
    let Some(values) = body.get(name).filter(|value| !value.is_null()) else {
        return Ok(Vec::new());
    };
    let values = values.as_array().ok_or_else(problem)?;
    if values.len() > most {
        return Err(invalid(&format!("{name} has more than {most} values")));
    }
    let ids = values.iter().map(|value| value.as_str().map(str::to_owned));
    ids.collect::<Option<_>>().ok_or_else(problem)
}

/// As [`ids`], of which there has to be one.
pub(super) fn some_ids(body: &Value, name: &str, most: usize) -> Result<Vec<String>, Answer> {
    let ids = ids(body, name, most)?;
    match ids.is_empty() {
        true => Err(invalid(&format!("{name} is missing"))),
        false => Ok(ids),
    }
}

/// The contacts that the members of `source` select, of which `allowed` are possible. `None` if no
/// member does.
pub(super) fn selection(
    account: &Account,
    source: &Value,
    allowed: &[&str],
) -> Result<Option<Selection>, Answer> {
    let mut found = Vec::new();
    for name in allowed {
        found.extend(member(account, source, name)?);
    }
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => Err(invalid("source has more than one kind of contacts")),
    }
}

fn member(account: &Account, source: &Value, name: &str) -> Result<Option<Selection>, Answer> {
    let value = &source[name];
    let problem = || invalid(&format!("{name} does not have a valid value"));
    if value.is_null() {
        return Ok(None);
    }
    let listed = |most: usize, kind: fn(Vec<String>) -> Selection| {
        let ids = ids(source, name, most)?;
        Ok((!ids.is_empty()).then(|| kind(ids)))
    };
    let switched = |contacts: Selection| match value.as_bool() {
        Some(is_on) => Ok(is_on.then_some(contacts)),
        None => Err(problem()),
    };
    match name {
        "contact_ids" => listed(500, Selection::Ids),
        "list_ids" => listed(50, Selection::OnLists),
        "tag_ids" => listed(50, Selection::WithTags),
        "all_active_contacts" => switched(Selection::Active),
        "new_subscriber" => switched(Selection::New),
        "segment_id" => {
            let segment = value.as_u64().and_then(|id| account.segments.get(&id));
            let criteria = Criteria::read(&segment.ok_or_else(problem)?.criteria);
            let contacts = account.contacts.iter();
            let found = contacts.filter(|contact| criteria.matches(contact));
            Ok(Some(Selection::Found(
                found.map(|contact| contact.id).collect(),
            )))
        }
        "engagement_level" => match value.as_str() {
            Some(level) if LEVELS.contains(&level) => {
                Ok(Some(Selection::Engaged(level.to_owned())))
            }
            _ => Err(problem()),
        },
        _ => Ok(None),
    }
}

/// The contacts that a body leaves out, which only some kinds of contacts allow.
pub(super) fn with_exclusion(
    selection: Selection,
    body: &Value,
    is_allowed: bool,
    most: usize,
) -> Result<Source, Answer> {
    let excluded = ids(&body["exclude"], "contact_ids", most)?;
    if !excluded.is_empty() && !is_allowed {
        return Err(invalid("exclude is not possible with this source"));
    }
    Ok(Source {
        selection,
        excluded: excluded.into_iter().collect(),
    })
}
