//! The areas `email-campaigns` and `email-campaigns-ab-tests`: campaigns, their activities, resends and tests
//! of subject lines.

pub(super) mod schedules;

use super::Handler;
use super::page::Page;
use super::refused::refused;
use crate::answer::Answer;
use crate::request::Request;
use crate::state::campaigns::Campaign;
use crate::state::campaigns::activity::Role;
use crate::state::refusal::Refusal;
use crate::state::{Account, State};
use crate::timestamp;
use serde_json::{Map, Value, json};

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("retrieveEmailCampaignsUsingGET", list),
    ("createEmailCampaignUsingPOST", create),
    ("retrieveEmailCampaignUsingGET", get),
    ("removeEmailCampaignUsingDELETE", remove),
    ("renameEmailCampaignUsingPATCH", rename),
    ("retrieveXrefMappingsUsingGET", xrefs),
    ("retrieveEmailCampaignActivityUsingGET", get_activity),
    ("updateEmailCampaignActivityUsingPUT", put_activity),
    ("retrieveResendToNonOpenersUsingGET", get_resend),
    ("createResendToNonOpenersUsingPOST", add_resend),
    ("deleteResendToNonOpenersUsingDELETE", remove_resend),
    ("retrieveEmailCampaignABTestUsingGET", get_ab_test),
    ("createEmailCampaignABTestUsingPOST", add_ab_test),
    ("deleteEmailCampaignABTestUsingDELETE", remove_ab_test),
];

/// The prefix of the error keys. The API's own are not documented.
pub(super) const AREA: &str = "campaign";

/// The most V2 ids in one request.
const MOST_XREFS: usize = 50;

/// The id of the activity in the path.
pub(super) fn activity_id(request: &Request) -> &str {
    request.path_value("campaign_activity_id")
}

/// The answer with a document, or the refusal.
pub(super) fn answered(status: u16, document: Result<Value, Refusal>) -> Answer {
    match document {
        Ok(document) => Answer::json(status, &document),
        Err(refusal) => refused(AREA, refusal),
    }
}

/// The answer without a document, or the refusal.
pub(super) fn done(result: Result<(), Refusal>) -> Answer {
    match result {
        Ok(()) => Answer::empty(204),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn account<'s>(state: &'s mut State, request: &Request) -> &'s mut Account {
    state.account(&request.account)
}

fn list(state: &mut State, request: &Request) -> Answer {
    let page = match Page::of_links(request) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let date = |name: &str| match page.query().value(name).map(timestamp::read) {
        Some(None) => Err(Refusal::invalid(format!(
            "{name} does not have a valid value"
        ))),
        date => Ok(date.flatten()),
    };
    let (after, before) = match (date("after_date"), date("before_date")) {
        (Ok(after), Ok(before)) => (after, before),
        (Err(refusal), _) | (_, Err(refusal)) => return refused(AREA, refusal),
    };
    let campaigns = account(state, request).campaigns.newest_first();
    let campaigns = campaigns.filter(|one| {
        after.is_none_or(|after| one.updated > after)
            && before.is_none_or(|before| one.updated < before)
    });
    let rows = campaigns.map(|one| Value::Object(one.row()));
    Answer::json(200, &Value::Object(page.linked("campaigns", rows)))
}

fn create(state: &mut State, request: &Request) -> Answer {
    let (account, ids) = state.parts(&request.account);
    let campaigns = &mut account.campaigns;
    let created = campaigns.create(&account.details, ids, &request.json, request.now);
    answered(200, created.map(Campaign::document))
}

fn get(state: &mut State, request: &Request) -> Answer {
    let id = request.path_value("campaign_id");
    let campaign = account(state, request).campaigns.get(id);
    answered(200, campaign.map(Campaign::document))
}

fn remove(state: &mut State, request: &Request) -> Answer {
    let id = request.path_value("campaign_id");
    done(account(state, request).campaigns.remove(id, request.now))
}

fn rename(state: &mut State, request: &Request) -> Answer {
    let id = request.path_value("campaign_id");
    let name = &request.json["name"];
    match account(state, request)
        .campaigns
        .rename(id, name, request.now)
    {
        Ok(()) => get(state, request),
        Err(refusal) => refused(AREA, refusal),
    }
}

fn xrefs(state: &mut State, request: &Request) -> Answer {
    let ids = request.query_values("v2_email_campaign_ids");
    if ids.len() > MOST_XREFS {
        return refused(AREA, Refusal::invalid("too many v2_email_campaign_ids"));
    }
    let campaigns = &account(state, request).campaigns;
    let found = ids.iter().filter_map(|id| {
        let mut all = campaigns.newest_first();
        let campaign = all.find(|one| one.v2_id.to_string() == *id)?;
        Some(json!({
            "v2_email_campaign_id": id,
            "campaign_id": campaign.id,
            "campaign_activity_id": campaign.primary.id,
        }))
    });
    let found: Vec<Value> = found.collect();
    Answer::json(200, &json!({ "xrefs": found }))
}

fn get_activity(state: &mut State, request: &Request) -> Answer {
    let include = request.query_values("include");
    let campaigns = &account(state, request).campaigns;
    let found = campaigns.with_activity(activity_id(request));
    answered(
        200,
        found.map(|(campaign, role)| activity_document(campaign, role, &include)),
    )
}

fn put_activity(state: &mut State, request: &Request) -> Answer {
    let account = account(state, request);
    let unknown = unknown_in_audience(account, &request.json);
    let put = unknown.and_then(|()| {
        let id = activity_id(request);
        let campaigns = &mut account.campaigns;
        campaigns.put_activity(&account.details, id, &request.json, request.now)
    });
    match put {
        Ok(()) => get_activity(state, request),
        Err(refusal) => refused(AREA, refusal),
    }
}

/// Refuses an audience with a list that does not exist.
fn unknown_in_audience(account: &Account, sent: &Value) -> Result<(), Refusal> {
    let lists = sent["contact_list_ids"].as_array().into_iter().flatten();
    let is_known = |id: &Value| {
        let id = id.as_str().and_then(crate::id::Id::parse);
        let list = id.and_then(|id| account.lists.get(&id));
        list.is_some_and(|list| !list.is_deleted())
    };
    let segments = sent["segment_ids"].as_array().into_iter().flatten();
    let is_known_segment = |id: &Value| {
        let segment = id.as_u64().and_then(|id| account.segments.get(&id));
        segment.is_some_and(|segment| !segment.is_deleted)
    };
    if !lists.into_iter().all(is_known) {
        return Err(Refusal::invalid("contact_list_ids has an unknown list"));
    }
    if !segments.into_iter().all(is_known_segment) {
        return Err(Refusal::invalid("segment_ids has an unknown segment"));
    }
    Ok(())
}

/// An activity, with the parts that are only sent on request.
fn activity_document(campaign: &Campaign, role: Role, include: &[&str]) -> Value {
    let primary = &campaign.primary;
    let mut document = primary.content.document();
    let (id, status) = match (role, &campaign.resend) {
        (Role::Resend, Some(resend)) => {
            document.insert("subject".to_owned(), json!(resend.subject));
            (&resend.id, resend.status(primary.status))
        }
        (Role::Permalink, _) => (&campaign.permalink, primary.status),
        _ => (&primary.id, primary.status),
    };
    let audience = &primary.audience;
    document.extend(members(json!({
        "campaign_activity_id": id,
        "campaign_id": campaign.id,
        "role": role.name(),
        "current_status": status.capitals(),
        "contact_list_ids": audience.list_texts(),
        "segment_ids": audience.segments,
    })));
    let content = &primary.content;
    for name in include {
        let value = match *name {
            "html_content" => json!(content.html),
            "permalink_url" => json!(format!("https://conta.cc/{}", &campaign.permalink[..8])),
            "physical_address_in_footer" if !content.physical_address.is_empty() => {
                json!(content.physical_address)
            }
            "document_properties" => json!(content.document_properties),
            _ => continue,
        };
        document.insert((*name).to_owned(), value);
    }
    Value::Object(document)
}

fn members(document: Value) -> Map<String, Value> {
    match document {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn get_resend(state: &mut State, request: &Request) -> Answer {
    let campaigns = &account(state, request).campaigns;
    let campaign = campaigns.with_primary(activity_id(request));
    answered(200, campaign.map(Campaign::resends_document))
}

fn add_resend(state: &mut State, request: &Request) -> Answer {
    let (account, ids) = state.parts(&request.account);
    let id = activity_id(request);
    let added = account
        .campaigns
        .add_resend(id, ids, &request.json, request.now);
    let campaign = added.and_then(|()| account.campaigns.with_primary(id));
    answered(201, campaign.map(Campaign::resends_document))
}

fn remove_resend(state: &mut State, request: &Request) -> Answer {
    let resend = request.path_value("resend_request_id");
    let campaigns = &mut account(state, request).campaigns;
    done(campaigns.remove_resend(activity_id(request), resend, request.now))
}

fn get_ab_test(state: &mut State, request: &Request) -> Answer {
    let campaigns = &account(state, request).campaigns;
    let campaign = campaigns.with_primary(activity_id(request));
    answered(200, campaign.and_then(Campaign::ab_test_document))
}

fn add_ab_test(state: &mut State, request: &Request) -> Answer {
    let id = activity_id(request);
    let campaigns = &mut account(state, request).campaigns;
    let added = campaigns.add_ab_test(id, &request.json, request.now);
    let campaign = added.and_then(|()| campaigns.with_primary(id));
    answered(201, campaign.and_then(Campaign::ab_test_document))
}

fn remove_ab_test(state: &mut State, request: &Request) -> Answer {
    let campaigns = &mut account(state, request).campaigns;
    done(campaigns.remove_ab_test(activity_id(request), request.now))
}
