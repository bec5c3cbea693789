//! The stages of a request, in the API's order: the path, the token, the limits, the contract, the
//! operation. Each stage is a function of the request and the state; one that refuses ends the request.
//! A fault can replace them.

mod arrival;
mod authorization;
mod late;

pub(crate) use arrival::{Arrival, BASE};
pub(crate) use late::LateEffects;

use crate::answer::Answer;
use crate::faults::{Delivery, Effect, Plan, Strike};
use crate::judge;
use crate::log::{Contents, LoggedRequest};
use crate::operations;
use crate::request::Request;
use crate::sandbox::Shared;
use arrival::Target;
use bytes::Bytes;

/// Logs a request that was read completely, before anything happens to it. Returns its number in the log.
pub(crate) fn log(shared: &Shared, arrival: &Arrival, body: &Bytes) -> u64 {
    let contents = || Contents::new(&arrival.head, body);
    shared.log().add(LoggedRequest {
        at: arrival.at,
        operation: arrival.name.clone(),
        status: None,
        answered_at: None,
        account: None,
        contents: shared.keeps_contents.then(contents),
    })
}

/// Carries out a request that has this number in the log. Returns its answer; none if it has none, because a
/// fault keeps it from having its effect.
pub(crate) fn carry_out(
    shared: &Shared,
    number: u64,
    arrival: Arrival,
    body: Bytes,
    strike: Option<&Strike>,
) -> Option<Answer> {
    let plan = strike.map_or(Plan::USUAL, |strike| strike.plan);
    let now = shared.clock.now();
    let mut account = None;
    let answer = match arrival.target {
        Target::Operation(operation, path) => {
            let mut request = Request::new(operation, path, arrival.head, body, now);
            let findings = judge::judge(&request);
            let refusal = findings.refusal(&operation.area);
            let summary = findings.summary();
            shared.add_violations(findings.into_violations(arrival.name.clone()));
            let answer = (plan.effect != Effect::Never)
                .then(|| stages(shared, &mut request, refusal, plan.effect));
            account = Some(request.account).filter(|account| !account.is_empty());
            match summary {
                Some(summary) => answer.map(|answer| answer.header(judge::HEADER, summary)),
                None => answer,
            }
        }
        // They have their effect at once, or never.
        Target::Endpoint(endpoint) => {
            (plan.effect != Effect::Never).then(|| (endpoint.answer)(shared, &arrival.head, &body))
        }
        Target::Unknown(refusal) => {
            let method = arrival.head.method.as_str();
            let violation = judge::unknown_operation(method, arrival.head.uri.path());
            let violation_text = format!("{} {}", violation.place, violation.problem);
            shared.add_violations([violation].into_iter());
            Some(refusal.header(judge::HEADER, violation_text))
        }
    };
    let answer = match strike.and_then(|strike| strike.fault.as_ref()) {
        Some(fault) => fault.change(answer, now),
        None => answer,
    };
    let is_answered = !matches!(plan.delivery, Delivery::Close | Delivery::Hold);
    let sent = answer.as_ref().filter(|_| is_answered);
    shared
        .log()
        .complete(number, sent.map(|answer| answer.status), account);
    shared.report_strike(strike);
    answer
}

/// Logs a request that was lost before it was read.
pub(crate) fn lose(shared: &Shared, arrival: Arrival, strike: Option<&Strike>) {
    shared.log().add(LoggedRequest {
        at: arrival.at,
        operation: arrival.name,
        status: None,
        answered_at: None,
        account: None,
        contents: None,
    });
    shared.report_strike(strike);
}

/// The stages of an operation.
fn stages(
    shared: &Shared,
    request: &mut Request,
    refusal: Option<Answer>,
    effect: Effect,
) -> Answer {
    let caller = match authorization::authorize(shared, request) {
        Ok(caller) => caller,
        Err(answer) => return answer,
    };
    request.account = caller.account;
    request.role = caller.role;
    if let Err(exceeded) = shared.take_turn(&caller.api_key, request.now) {
        return exceeded.answer();
    }
    if let Some(refusal) = refusal {
        return refusal;
    }
    match effect {
        Effect::After(time) => {
            shared.late_effects().add(request.clone(), time);
            Answer::empty(202)
        }
        _ => operations::run(&mut shared.state(), request),
    }
}
