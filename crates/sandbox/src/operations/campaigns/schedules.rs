//! The area `email-scheduling`: previews, test mails, schedules and the history of what was sent.

use super::{account, activity_id, answered, done};
use crate::answer::Answer;
use crate::operations::Handler;
use crate::request::Request;
use crate::state::State;
use crate::state::campaigns::Campaign;
use crate::state::campaigns::activity::{Role, history_document};
use crate::state::refusal::Refusal;
use serde_json::{Value, json};

pub(in crate::operations) const HANDLERS: &[(&str, Handler)] = &[
    ("retrieveEmailCampaignActivityPreviewUsingGET", preview),
    ("testSendCampaignActivityUsingPOST", send_test),
    ("retrieveEmailSchedulesUsingGET", get),
    ("scheduleEmailCampaignActivityUsingPOST", schedule),
    ("unscheduleEmailCampaignActivityUsingDELETE", unschedule),
    ("retrieveEmailSendHistoryUsingGET", history),
];

fn preview(state: &mut State, request: &Request) -> Answer {
    let id = activity_id(request);
    let campaign = account(state, request).campaigns.with_activity(id);
    let document = campaign.map(|(campaign, _)| {
        let content = &campaign.primary.content;
        json!({
            "campaign_activity_id": id,
            "from_email": content.from_email,
            "from_name": content.from_name,
            "reply_to_email": content.reply_to_email,
            "subject": content.subject,
            "preheader": content.preheader.as_deref().unwrap_or_default(),
            "preview_html_content": content.preview(),
            "preview_text_content": content.text(),
        })
    });
    answered(200, document)
}

fn send_test(state: &mut State, request: &Request) -> Answer {
    let campaigns = &mut account(state, request).campaigns;
    done(campaigns.send_test(activity_id(request), &request.json, request.now))
}

fn get(state: &mut State, request: &Request) -> Answer {
    let campaigns = &account(state, request).campaigns;
    let campaign = campaigns.with_activity(activity_id(request));
    answered(
        200,
        campaign.map(|(campaign, role)| match role {
            Role::Primary => campaign.schedules_document(),
            _ => json!([]),
        }),
    )
}

fn schedule(state: &mut State, request: &Request) -> Answer {
    let id = activity_id(request);
    let (account, ids) = state.parts(&request.account);
    let date = &request.json["scheduled_date"];
    let scheduled = account.campaigns.schedule(id, date, request.now);
    // A mail that is to be sent now has no schedule any more when the answer is made.
    account.send_due(ids, request.now);
    let campaign = scheduled.and_then(|()| account.campaigns.with_primary(id));
    answered(201, campaign.map(Campaign::schedules_document))
}

fn unschedule(state: &mut State, request: &Request) -> Answer {
    let campaigns = &mut account(state, request).campaigns;
    done(campaigns.unschedule(activity_id(request), request.now))
}

fn history(state: &mut State, request: &Request) -> Answer {
    let campaigns = &account(state, request).campaigns;
    let found = campaigns.with_activity(activity_id(request));
    answered(
        200,
        found.and_then(|(campaign, role)| history_of(campaign, role)),
    )
}

fn history_of(campaign: &Campaign, role: Role) -> Result<Value, Refusal> {
    match (role, &campaign.resend) {
        (Role::Primary, _) => Ok(history_document(&campaign.primary.history)),
        (Role::Resend, Some(resend)) => Ok(resend.history_document()),
        _ => Err(Refusal::invalid("an activity of this role is not sent")),
    }
}
