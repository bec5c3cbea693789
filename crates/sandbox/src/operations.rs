//! What each operation does to the state. The operations of an area are in a module of their own, which
//! lists them by `operationId`; an operation without a model answers with the contract's example.

mod account;
mod activities;
mod automations;
mod campaigns;
mod contacts;
mod custom_fields;
mod deletion;
mod events;
mod example;
mod lists;
pub(crate) mod page;
mod partner;
mod refusal;
mod refused;
mod reports;
mod segments;
mod tags;
#[cfg(test)]
mod test_account;
mod time;
mod validation;
mod xrefs;

pub(crate) use activities::queue_full;

use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::request::Request;
use crate::state::State;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What an operation does.
pub(crate) type Handler = fn(&mut State, &Request) -> Answer;

/// The operations with a model, by `operationId`.
static HANDLERS: LazyLock<HashMap<&str, Handler>> = LazyLock::new(|| {
    let all: &[&[(&str, Handler)]] = &[
        account::HANDLERS,
        activities::HANDLERS,
        automations::HANDLERS,
        campaigns::HANDLERS,
        campaigns::schedules::HANDLERS,
        events::HANDLERS,
        partner::HANDLERS,
        reports::HANDLERS,
        reports::contacts::HANDLERS,
        contacts::HANDLERS,
        custom_fields::HANDLERS,
        lists::HANDLERS,
        segments::HANDLERS,
        tags::HANDLERS,
    ];
    let handlers: HashMap<&str, Handler> = all.iter().copied().flatten().copied().collect();
    for id in handlers.keys() {
        let is_known = CONTRACT.operation(id).is_some();
        assert!(is_known, "the contract has no operation {id}");
    }
    handlers
});

/// Carries out an operation.
pub(crate) fn run(state: &mut State, request: &Request) -> Answer {
    state.settle(request.now);
    match HANDLERS.get(&*request.operation.id) {
        Some(handler) => handler(state, request),
        None => example::answer(request.operation),
    }
}
