//! Sends a newsletter from an HTML file: checks the sender, sends a test, sets the recipients, and schedules it once,
//! even if an answer is lost.
//!
//! ```sh
//! cargo run --example campaign      # offline, against a sandbox of the API
//! # With a token, it mails the contacts of the list:
//! CONSTANT_CONTACT_ACCESS_TOKEN=… cargo run --example campaign -- \
//!     newsletter.html <list id> <sender> <address for the test> 2030-05-01T09:00:00-04:00
//! ```
//!
//! The title of the HTML is the subject. The sender is a confirmed address of the account.

use constant_contact::Client;
use constant_contact::chrono::{DateTime, TimeDelta, Utc};
use constant_contact::types::{
    AccountEmailConfirmStatus, EmailCampaign, EmailCampaignActivityInput, EmailCampaignComplete,
    EmailCampaignStatus, EmailScheduleInput, EmailTestSendInput,
};
use constant_contact_sandbox::{Fault, NewContact, Sandbox};
use std::error::Error;
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A newsletter, its sender, its recipients, and the time to send it.
struct Mailing {
    html: String,
    sender: String,
    test_address: String,
    list_id: String,
    at: DateTime<Utc>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let token = std::env::var("CONSTANT_CONTACT_ACCESS_TOKEN");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match (token, arguments.as_slice()) {
        (_, []) => offline().await,
        (Ok(token), [path, list_id, sender, test_address, at]) => {
            let client = Client::builder().access_token(token).build()?;
            let mailing = Mailing {
                html: tokio::fs::read_to_string(path).await?,
                sender: sender.clone(),
                test_address: test_address.clone(),
                list_id: list_id.clone(),
                at: DateTime::parse_from_rfc3339(at)?.to_utc(),
            };
            send(&client, &mailing).await.map(drop)
        }
        _ => {
            Err("give a token and five arguments, or neither: see the head of this example".into())
        }
    }
}

async fn send(client: &Client, mailing: &Mailing) -> Result<EmailCampaign> {
    let senders = client
        .get_all_account_email_addresses()
        .confirm_status(AccountEmailConfirmStatus::Confirmed)
        .send()
        .await?;
    let mut addresses = senders.iter().filter_map(|one| one.email_address.as_ref());
    if !addresses.any(|address| address.eq_ignore_ascii_case(&mailing.sender)) {
        return Err("the sender is not a confirmed address of the account".into());
    }
    let campaign = client.create_email_campaign(content(mailing)?);
    let campaign = campaign.send().await?.into_inner();
    let activity_id = campaign
        .primary_activity_id()
        .ok_or("no primary activity")?;
    println!("Created the campaign.");

    let test = EmailTestSendInput::new([&mailing.test_address]);
    let test = client.test_send_email_campaign_activity(activity_id, test);
    test.send().await?;
    println!("Sent a test.");

    // An update replaces the whole activity, so it is made from what the server has.
    let activity = client
        .get_email_campaign_activity(activity_id)
        .send()
        .await?;
    let activity = activity.into_inner().contact_list_ids([&mailing.list_id]);
    let update = client.update_email_campaign_activity(activity_id, activity);
    update.send().await?;

    schedule(client, activity_id, mailing.at).await?;
    let schedules = client.get_email_campaign_activity_schedule(activity_id);
    for schedule in schedules.send().await?.into_inner() {
        let at = schedule.scheduled_date.ok_or("a schedule without a date")?;
        println!("It will be sent at {at}.");
    }
    Ok(campaign)
}

fn content(mailing: &Mailing) -> Result<EmailCampaignComplete> {
    let html = &mailing.html;
    if !html.contains("[[trackingImage]]") {
        return Err("without [[trackingImage]] in the HTML, opens are not counted".into());
    }
    let title = html
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    let (subject, _) = title.ok_or("the HTML has no title")?;
    let sender = mailing.sender.as_str();
    let activity = EmailCampaignActivityInput::new(5, sender, "The Library", html, sender, subject);
    // No other campaign can have this name, so a second run on the same day fails before it sends anything.
    let name = format!("Newsletter of {}", mailing.at.date_naive());
    Ok(EmailCampaignComplete::new([activity], name))
}

/// Schedules the email. This is not safe to repeat: after an attempt whose outcome is unknown, the status decides.
async fn schedule(client: &Client, activity_id: &str, at: DateTime<Utc>) -> Result<()> {
    for _ in 0..3 {
        let input = EmailScheduleInput::new(at);
        let call = client.schedule_email_campaign_activity(activity_id, input);
        match call.send().await {
            Err(error) if error.is_ambiguous() => println!("It may be scheduled. {error}"),
            outcome => return Ok(outcome.map(drop)?),
        }
        let activity = client
            .get_email_campaign_activity(activity_id)
            .send()
            .await?;
        match &activity.current_status {
            Some(EmailCampaignStatus::Draft) => println!("It is not, so this is tried again."),
            Some(
                EmailCampaignStatus::Scheduled
                | EmailCampaignStatus::Executing
                | EmailCampaignStatus::Done,
            ) => {
                println!("It is.");
                return Ok(());
            }
            other => return Err(format!("look at the campaign: its status is {other:?}").into()),
        }
    }
    Err("the email was not scheduled in three attempts".into())
}

/// Sends it to invented readers, two of whom open it. The first request to schedule it is lost, and then an answer.
async fn offline() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let list_id = sandbox.add_list("Readers");
    for name in ["ada", "bob", "eve"] {
        sandbox.add_contact(NewContact::new(format!("{name}@example.com")).lists([&list_id]));
    }
    let mailing = Mailing {
        html: include_str!("campaign/newsletter.html").to_owned(),
        sender: "owner@example.com".to_owned(),
        test_address: "editor@example.com".to_owned(),
        list_id,
        at: sandbox.clock().now() + TimeDelta::hours(1),
    };
    let schedule = "POST /emails/activities/{campaign_activity_id}/schedules";
    sandbox.fail(Fault::LostRequest).on(schedule).times(1);
    sandbox.fail(Fault::LostAnswer).on(schedule).times(1);
    let campaign = send(&client, &mailing).await?;
    let campaign_id = campaign.campaign_id.as_deref().ok_or("no id")?;
    let activity_id = campaign
        .primary_activity_id()
        .ok_or("no primary activity")?;

    println!("\nAn hour later:");
    sandbox.clock().advance(Duration::from_secs(3600));
    let campaign = client.get_email_campaign_by_id(campaign_id).send().await?;
    let status = campaign.current_status.as_ref().ok_or("no status")?;
    println!("The status is {status}.");
    sandbox
        .campaigns()
        .record_open(activity_id, "ada@example.com")?;
    sandbox
        .campaigns()
        .record_open(activity_id, "bob@example.com")?;
    let report = client.get_email_stats_report([campaign_id]).send().await?;
    let counts = report.results.first().and_then(|row| row.stats.as_ref());
    let counts = counts.ok_or("the campaign has no counts")?;
    let count = |count: Option<i64>| count.unwrap_or_default();
    let (sends, opens) = (count(counts.em_sends), count(counts.em_opens));
    println!("{sends} emails were sent, and {opens} contacts opened it.");

    let is_right = *status == EmailCampaignStatus::Done
        && (sends, opens) == (3, 2)
        && (sandbox.requests(schedule), sandbox.campaigns().test_mails()) == (2, 1)
        && sandbox.violations().is_empty();
    is_right
        .then_some(())
        .ok_or_else(|| "that is not what was to be sent".into())
}
