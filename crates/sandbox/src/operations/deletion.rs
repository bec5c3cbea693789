//! Deleting a list or a tag, which the API does in the background: the answer is the activity.

use super::time::{second, written};
use crate::answer::Answer;
use crate::id::Id;
use crate::request::Request;
use crate::state::State;
use serde_json::json;

/// Deletes a list and its memberships.
pub(super) fn of_list(state: &mut State, request: &Request, id: Id) -> Answer {
    let now = second(request.now);
    let account = state.account(&request.account);
    account.delete_list(id, now);
    activity(state, request)
}

/// Deletes a tag and its taggings.
pub(super) fn of_tag(state: &mut State, request: &Request, id: Id) -> Answer {
    state.account(&request.account).delete_tag(id);
    activity(state, request)
}

fn activity(state: &mut State, request: &Request) -> Answer {
    let id = state.ids.uuid();
    let now = written(request.now);
    let document = json!({
        "activity_id": id,
        "state": "initialized",
        "created_at": now,
        "updated_at": now,
        "percent_done": 1,
        "activity_errors": [],
        "_links": { "self": { "href": format!("/v3/activities/{id}") } },
    });
    Answer::json(202, &document)
}
