//! Deleting a list or a tag, which the API does in the background: the answer is the activity.

use super::activities::{batch, begin};
use crate::answer::Answer;
use crate::id::Id;
use crate::request::Request;
use crate::state::State;
use crate::state::activities::Work;

/// Deletes a list and its memberships.
pub(super) fn of_list(state: &mut State, request: &Request, id: Id) -> Answer {
    let work = Work::DeleteLists(vec![id.to_string()]);
    let job = batch::job("list_delete", work, &[("list_count", 1)]);
    begin(state, request, 202, job)
}

/// Deletes a tag and its taggings.
pub(super) fn of_tag(state: &mut State, request: &Request, id: Id) -> Answer {
    let work = Work::DeleteTags(vec![id.to_string()]);
    let job = batch::job("contacts_tags_delete", work, &[("items_total_count", 1)]);
    begin(state, request, 202, job)
}
