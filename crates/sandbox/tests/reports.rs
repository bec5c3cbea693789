//! Reports on what was sent, by the client.

mod mail;

use chrono::TimeDelta;
use constant_contact::types::{BounceCode, ContactSource, TrackingActivityType};
use constant_contact_sandbox::{Bounce, NewContact, RecordError};
use futures_util::TryStreamExt;
use mail::{LINK, Mail, Result};

const ADA: &str = "ada@example.com";
const BOB: &str = "bob@example.com";

/// A mail that ada opened twice and clicked, and that bounced from bob.
async fn sent() -> Result<Mail> {
    let mail = Mail::start().await?;
    mail.send().await?;
    let campaigns = mail.sandbox.campaigns();
    campaigns.record_open(&mail.activity, ADA)?;
    campaigns.record_open(&mail.activity, ADA)?;
    campaigns.record_click(&mail.activity, ADA, LINK)?;
    campaigns.record_bounce(&mail.activity, BOB, Bounce::MailboxFull)?;
    Ok(mail)
}

#[tokio::test]
async fn what_was_never_sent_has_no_report() -> Result<()> {
    let mail = Mail::start().await?;
    let sends = mail.client.get_email_sends_report(&mail.activity).await;
    assert!(sends.unwrap_err().is_not_found());
    let stats = mail
        .client
        .get_email_stats_report([mail.campaign.clone()])
        .await;
    assert!(stats.unwrap_err().is_not_found());
    let activities = [mail.activity.clone()];
    let stats = mail
        .client
        .get_email_campaign_activity_report(activities)
        .await?;
    assert!(stats.results.is_empty());
    assert_eq!(stats.errors.len(), 1);
    let malformed = mail.client.get_email_campaign_activity_report(["x"]).await;
    assert!(malformed.unwrap_err().is_not_found());
    let opened = mail.sandbox.campaigns().record_open(&mail.activity, ADA);
    assert_eq!(opened, Err(RecordError::NotSent));
    Ok(())
}

#[tokio::test]
async fn the_lists_of_a_mail_have_what_happened_to_it() -> Result<()> {
    let mail = sent().await?;
    let (client, activity) = (&mail.client, &mail.activity);
    assert_eq!(
        client
            .get_email_sends_report(activity)
            .await?
            .tracking_activities
            .len(),
        2
    );
    assert_eq!(
        client
            .get_email_opens_report(activity)
            .await?
            .tracking_activities
            .len(),
        2
    );
    assert_eq!(
        client
            .get_unique_opens_report(activity)
            .await?
            .tracking_activities
            .len(),
        1
    );
    let not_opened = client.get_did_not_opens_report(activity).await?;
    assert_eq!(
        not_opened.tracking_activities[0].email_address.as_deref(),
        Some(BOB)
    );
    let bounces = client.get_bounces_report(activity);
    let full = bounces
        .clone()
        .bounce_code([BounceCode::MailboxFull])
        .await?;
    assert_eq!(full.tracking_activities.len(), 1);
    let blocked = bounces
        .bounce_code([BounceCode::Blocked, BounceCode::Other])
        .await?;
    assert!(blocked.tracking_activities.is_empty());
    assert!(
        client
            .get_forwards_report(activity)
            .await?
            .tracking_activities
            .is_empty()
    );

    let links = client.get_campaign_activity_link_report(activity);
    assert_eq!(
        links.clone().no_clicks(true).await?.link_click_counts.len(),
        2
    );
    let links = links.await?;
    assert_eq!(links.link_click_counts[0].unique_clicks, Some(1));
    let url_id = links.link_click_counts[0].url_id.clone().ok_or("no id")?;
    let clicks = client.get_clicks_report(activity);
    let clicked = clicks.clone().url_id(&url_id).await?;
    assert_eq!(
        clicked.tracking_activities[0].link_url.as_deref(),
        Some(LINK)
    );
    assert!(clicks.url_id("1").await?.tracking_activities.is_empty());
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_long_list_comes_in_pages() -> Result<()> {
    let mail = Mail::start().await?;
    for number in 0..5 {
        let contact = NewContact::new(format!("{number}@example.com"));
        mail.sandbox.add_contact(contact.lists([&mail.list]));
    }
    mail.send().await?;
    let sends = mail
        .client
        .get_email_sends_report(&mail.activity)
        .limit(3)
        .stream();
    let sends: Vec<_> = sends.try_collect().await?;
    assert_eq!(sends.len(), 7);
    let name = "GET /reports/email_reports/{campaign_activity_id}/tracking/sends";
    assert_eq!(mail.sandbox.requests(name), 3);
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn the_counts_of_a_campaign_and_its_activity() -> Result<()> {
    let mail = sent().await?;
    let report = mail
        .client
        .get_email_stats_report([mail.campaign.clone()])
        .await?;
    let stats = report.results[0].stats.as_ref().ok_or("no counts")?;
    assert_eq!(
        (stats.em_sends, stats.em_opens, stats.em_opens_all),
        (Some(2), Some(1), Some(2))
    );
    assert_eq!((stats.em_bounces, stats.em_not_opened), (Some(1), Some(0)));
    let percents = report.results[0]
        .percents
        .as_ref()
        .ok_or("no percentages")?;
    assert_eq!((percents.bounce, percents.open), (Some(50.0), Some(100.0)));
    let report = mail
        .client
        .get_email_campaign_activity_report([mail.activity.clone()])
        .await?;
    let stats = report.results[0].stats.as_ref().ok_or("no counts")?;
    assert_eq!(stats.em_bounces_mailbox_full, Some(1));
    let unknown = [mail.campaign.clone(), mail.activity.clone()];
    let stats = mail.client.get_email_stats_report(unknown).await;
    assert!(stats.unwrap_err().is_not_found(), "one bad id fails all");
    let summaries = mail.client.get_email_campaign_report().await?;
    let summary = &summaries.bulk_email_campaign_summaries[0];
    assert_eq!(summary.campaign_id.as_ref(), Some(&mail.campaign));
    assert_eq!(
        summary
            .unique_counts
            .as_ref()
            .and_then(|counts| counts.clicks),
        Some(1)
    );
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn what_a_contact_did() -> Result<()> {
    let mail = sent().await?;
    let ada = mail.sandbox.add_contact(ADA);
    let kinds = [
        TrackingActivityType::EmOpens,
        TrackingActivityType::EmClicks,
    ];
    let details = mail.client.get_contact_tracking_report(&ada);
    let listed = details
        .clone()
        .tracking_activities_list(kinds.clone())
        .await?;
    assert_eq!(listed.tracking_activities.len(), 3);
    let name = listed.tracking_activities[0]
        .campaign_activity_name
        .as_deref();
    assert_eq!(name, Some("First"));
    let repeated = details.clone().tracking_activity_type(kinds).await?;
    assert_eq!(repeated.tracking_activities.len(), 3);
    assert!(details.await.unwrap_err().is_invalid());

    let end = mail.sandbox.clock().now() + TimeDelta::hours(1);
    let start = end - TimeDelta::days(1);
    let summary = mail
        .client
        .get_contact_tracking_count_report(&ada, start, end)
        .await?;
    let row = &summary.campaign_activities[0];
    assert_eq!(
        (row.em_sends, row.em_opens, row.em_clicks),
        (Some(1), Some(2), Some(1))
    );
    let rates = mail
        .client
        .get_contact_open_click_rate_report(&ada, start, end)
        .await?;
    assert_eq!(
        (rates.included_activities_count, rates.average_open_rate),
        (Some(1), Some(1.0))
    );
    let early = start - TimeDelta::days(6 * 366);
    let rates = mail
        .client
        .get_contact_open_click_rate_report(&ada, early, end)
        .await;
    assert!(rates.unwrap_err().is_invalid());
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn an_opt_out_by_the_link_in_a_mail_unsubscribes_the_contact() -> Result<()> {
    let mail = sent().await?;
    let reason = Some("Too many");
    mail.sandbox
        .campaigns()
        .record_opt_out(&mail.activity, ADA, reason)?;
    let report = mail.client.get_optouts_report(&mail.activity).await?;
    assert_eq!(
        report.tracking_activities[0].opt_out_reason.as_deref(),
        reason
    );
    assert_eq!(
        mail.sandbox.contacts().by_email(ADA)?.permission,
        "unsubscribed"
    );
    let read = mail.client.find_contact(ADA).await?.ok_or("no contact")?;
    let address = read.email_address.ok_or("no address")?;
    assert_eq!(address.opt_out_source, Some(ContactSource::Contact));
    Ok(())
}
