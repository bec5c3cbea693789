//! The operations on segments.

use super::Handler;
use super::page::Page;
use super::refusal::{answer, conflict, invalid_value};
use super::time::{second, written};
use super::validation::check;
use crate::answer::Answer;
use crate::operations::refusal::not_found;
use crate::request::Request;
use crate::state::criteria::check_criteria;
use crate::state::lists::{Segment, Segments, same_name};
use crate::state::{Account, State};
use serde_json::{Value, json};
use std::cmp::Reverse;

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getAccountSegments", |state, request| {
        answer(list(state, request))
    }),
    ("getSegmentDetail", |state, request| {
        answer(read(state, request))
    }),
    ("createSegment", |state, request| {
        answer(create(state, request))
    }),
    ("updateSegment", |state, request| {
        answer(update(state, request))
    }),
    ("updateSegmentName", |state, request| {
        answer(rename(state, request))
    }),
    ("deleteSegment", |state, request| {
        answer(delete(state, request))
    }),
];

fn list(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let segments = &state.account(&request.account).segments;
    let page = Page::of_links(request)?;
    let mut rows: Vec<_> = segments.iter().filter(|(_, one)| !one.is_deleted).collect();
    match page.query().value("sort_by") {
        None | Some("date") => rows.sort_by_key(|(id, one)| Reverse((one.edited_at, **id))),
        Some("name") => rows.sort_by_key(|(_, one)| one.name.to_lowercase()),
        Some(_) => return Err(invalid_value("sort_by")),
    }
    let rows = rows.into_iter().map(|(id, segment)| {
        let mut document = document(*id, segment);
        document
            .as_object_mut()
            .map(|members| members.remove("segment_criteria"));
        document
    });
    let document = page.linked("segments", rows);
    Ok(Answer::json(200, &Value::Object(document)))
}

/// A deleted segment can still be read.
fn read(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let account = state.account(&request.account);
    let id = known(account, request, true)?;
    Ok(Answer::json(200, &document(id, &account.segments[&id])))
}

fn create(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let (account, ids) = state.parts(&request.account);
    let name = name(request, &account.segments, None)?;
    let now = request.now;
    let segment = Segment {
        name,
        criteria: criteria(request)?,
        is_evaluated: false,
        created_at: now,
        edited_at: now,
        is_deleted: false,
    };
    let id = ids.number();
    let answer = Answer::json(201, &document(id, &segment));
    account.segments.insert(id, segment);
    Ok(answer)
}

fn update(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let id = known(account, request, false)?;
    let name = name(request, &account.segments, Some(id))?;
    let criteria = criteria(request)?;
    let segment = account.segments.get_mut(&id).expect("it is known");
    segment.name = name;
    segment.is_evaluated &= segment.criteria == criteria;
    segment.criteria = criteria;
    segment.edited_at = request.now;
    Ok(Answer::json(200, &document(id, segment)))
}

fn rename(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    check(request)?;
    let account = state.account(&request.account);
    let id = known(account, request, false)?;
    let name = name(request, &account.segments, Some(id))?;
    let segment = account.segments.get_mut(&id).expect("it is known");
    segment.name = name;
    segment.edited_at = request.now;
    Ok(Answer::json(200, &document(id, segment)))
}

fn delete(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let account = state.account(&request.account);
    let id = known(account, request, false)?;
    let segment = account.segments.get_mut(&id).expect("it is known");
    segment.is_deleted = true;
    Ok(Answer::empty(204))
}

fn known(account: &Account, request: &Request, with_deleted: bool) -> Result<u64, Answer> {
    let id = request.path_value("segment_id");
    let number = id.parse().map_err(|_| invalid_value("segment_id"))?;
    let segment = account.segments.get(&number);
    let found = segment.filter(|segment| with_deleted || !segment.is_deleted);
    found
        .map(|_| number)
        .ok_or_else(|| not_found("segment_id", id))
}

/// The name that was sent, which no other segment may have.
fn name(request: &Request, segments: &Segments, own: Option<u64>) -> Result<String, Answer> {
    let name = request.json["name"].as_str().unwrap_or_default().trim();
    if name.is_empty() {
        return Err(invalid_value("name"));
    }
    let mut others = segments.iter().filter(|(id, _)| Some(**id) != own);
    let is_same = |segment: &Segment| !segment.is_deleted && same_name(&segment.name, name);
    match others.any(|(_, segment)| is_same(segment)) {
        true => Err(conflict("Name already exists for another segment")),
        false => Ok(name.to_owned()),
    }
}

fn criteria(request: &Request) -> Result<String, Answer> {
    let text = request.json["segment_criteria"]
        .as_str()
        .unwrap_or_default();
    match check_criteria(text) {
        true => Ok(text.to_owned()),
        false => Err(invalid_value("segment_criteria")),
    }
}

fn document(id: u64, segment: &Segment) -> Value {
    json!({
        "segment_id": id,
        "name": segment.name,
        "segment_criteria": segment.criteria,
        "created_at": written(second(segment.created_at)),
        "edited_at": written(second(segment.edited_at)),
    })
}

#[cfg(test)]
mod tests;
