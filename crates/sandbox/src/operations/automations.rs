//! The area `automations`: automations are stored, listed and read.

use super::Handler;
use super::refused::refused;
use crate::answer::Answer;
use crate::request::Request;
use crate::state::State;
use crate::state::automations::{Automation, Automations};
use crate::state::refusal::Refusal;
use serde_json::{Value, json};

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("listAutomations", list),
    ("createAutomationCampaignUsingPost", create),
    ("retrieveAutomationCampaignUsingGet", get),
    ("updateAutomationCampaignUsingPut", put),
];

/// The prefix of the error keys. The API's own are not documented.
const AREA: &str = "automation";

fn automations<'s>(state: &'s mut State, request: &Request) -> &'s mut Automations {
    &mut state.account(&request.account).automations
}

fn automation_id(request: &Request) -> &str {
    request.path_value("automation_flow_id")
}

fn answered(automation: Result<&Automation, Refusal>) -> Answer {
    match automation {
        Ok(automation) => Answer::json(200, &automation.document()),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn list(state: &mut State, request: &Request) -> Answer {
    let [name, goal] = ["name", "goals"].map(|name| request.query_value(name));
    // None is made from a template. The channels are not documented, so all have the one that is asked for.
    let is_from_scratch = request.query_value("created_from") != Some("TEMPLATE");
    let found = automations(state, request).iter().filter(|one| {
        is_from_scratch
            && name.is_none_or(|name| one.name() == name)
            && goal.is_none_or(|goal| one.has_goal(goal))
    });
    let mut rows: Vec<Value> = found.map(Automation::row).collect();
    if request.query_value("sort_direction") != Some("ASC") {
        rows.reverse();
    }
    // The contract declares 209 by mistake.
    Answer::json(200, &json!({ "flow_summaries": rows }))
}

fn create(state: &mut State, request: &Request) -> Answer {
    let (account, ids) = state.parts(&request.account);
    let name = request.query_value("workflowName");
    let automations = &mut account.automations;
    let created = automations.create(ids, name, &request.json, request.now);
    Answer::json(201, &created.document())
}

fn get(state: &mut State, request: &Request) -> Answer {
    answered(automations(state, request).get(automation_id(request)))
}

fn put(state: &mut State, request: &Request) -> Answer {
    let sent = &request.json["automation_flow"];
    let automations = automations(state, request);
    answered(automations.put(automation_id(request), sent, request.now))
}

#[cfg(test)]
mod tests;
