//! Campaigns from the draft to the resend, by the client.

mod mail;

use chrono::TimeDelta;
use constant_contact::types::{
    AbTestData, CampaignActivityRole, EmailCampaignActivity, EmailCampaignActivityInclude,
    EmailCampaignComplete, EmailCampaignName, EmailCampaignStatus, EmailScheduleInput,
    EmailTestSendInput, ResendToNonOpenersInput,
};
use futures_util::TryStreamExt;
use mail::{HTML, LINK, Mail, OWNER, Result, activity, content};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn a_name_is_unique_and_a_sender_confirmed() -> Result<()> {
    let mail = Mail::start().await?;
    let second = EmailCampaignComplete::new([content()], "first");
    let refusal = mail.client.create_email_campaign(second).await.unwrap_err();
    assert!(refusal.is_conflict());

    let mut from_news = content();
    from_news.from_email = "news@example.com".to_owned();
    let create = || {
        let body = EmailCampaignComplete::new([from_news.clone()], "Second");
        mail.client.create_email_campaign(body)
    };
    let address = constant_contact::types::AccountEmailInput::new("news@example.com");
    mail.client.add_account_email_address(address).await?;
    assert!(create().await.unwrap_err().is_invalid());
    assert!(mail.sandbox.confirm("news@example.com"));
    create().await?;
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn campaigns_are_listed_with_removed_ones_in_pages() -> Result<()> {
    let mail = Mail::start().await?;
    for number in 0..4 {
        let body = EmailCampaignComplete::new([content()], format!("Campaign {number}"));
        mail.client.create_email_campaign(body).await?;
    }
    mail.client.delete_email_campaign(&mail.campaign).await?;
    let all = mail.client.get_all_email_campaigns().limit(2).stream();
    let all: Vec<_> = all.try_collect().await?;
    assert_eq!(all.len(), 5);
    assert_eq!(mail.sandbox.requests("GET /emails"), 3);
    let removed = all
        .iter()
        .filter(|one| one.current_status == Some(EmailCampaignStatus::Removed));
    assert_eq!(removed.count(), 1);
    let read = mail
        .client
        .get_email_campaign_activity(&mail.activity)
        .await;
    assert!(read.unwrap_err().is_not_found());
    let rename = EmailCampaignName::new("Other");
    let rename = mail
        .client
        .patch_email_campaign_name(&mail.campaign, rename);
    assert!(rename.await.unwrap_err().is_invalid());

    let later = mail.sandbox.clock().now() + TimeDelta::seconds(1);
    let none = mail
        .client
        .get_all_email_campaigns()
        .after_date(later)
        .await?;
    assert!(none.campaigns.is_empty());
    let before = mail
        .client
        .get_all_email_campaigns()
        .before_date(later)
        .await?;
    assert_eq!(before.campaigns.len(), 5);
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_put_overwrites_but_keeps_the_html() -> Result<()> {
    let mail = Mail::start().await?;
    let put = EmailCampaignActivity::new(OWNER, "Bob", OWNER, "Other");
    mail.client
        .update_email_campaign_activity(&mail.activity, put)
        .await?;
    let html = EmailCampaignActivityInclude::HtmlContent;
    let read = mail
        .client
        .get_email_campaign_activity(&mail.activity)
        .include([html]);
    let read = read.await?;
    assert_eq!(read.subject.as_deref(), Some("Other"));
    assert_eq!(read.html_content.as_deref(), Some(HTML));
    assert_eq!(read.contact_list_ids, Some(Vec::new()));
    let preview = mail
        .client
        .get_email_campaign_activity_preview(&mail.activity)
        .await?;
    assert_eq!(preview.preview_text_content.as_deref(), Some("Shop About"));

    let unknown = EmailCampaignActivity::new(OWNER, "Bob", OWNER, "Other")
        .contact_list_ids(["0000ffff-0000-11f1-8000-fa163e0a0b0c"]);
    let put = mail
        .client
        .update_email_campaign_activity(&mail.activity, unknown);
    assert!(put.await.unwrap_err().is_invalid());
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_scheduled_mail_is_sent_when_its_time_has_come() -> Result<()> {
    let mail = Mail::start().await?;
    let at = mail.sandbox.clock().now() + TimeDelta::hours(1);
    let schedule = EmailScheduleInput::new(at);
    let schedule = mail
        .client
        .schedule_email_campaign_activity(&mail.activity, schedule);
    assert_eq!(schedule.await?.len(), 1);
    let status = async || {
        let read = mail
            .client
            .get_email_campaign_activity(&mail.activity)
            .await;
        read.map(|read| read.current_status.clone())
    };
    assert_eq!(status().await?, Some(EmailCampaignStatus::Scheduled));
    let delete = mail.client.delete_email_campaign(&mail.campaign).await;
    assert!(delete.unwrap_err().is_invalid());

    mail.client
        .unschedule_email_campaign_activity(&mail.activity)
        .await?;
    assert_eq!(status().await?, Some(EmailCampaignStatus::Draft));
    let again = mail
        .client
        .unschedule_email_campaign_activity(&mail.activity)
        .await;
    assert!(again.unwrap_err().is_invalid());

    let schedule = EmailScheduleInput::new(at);
    mail.client
        .schedule_email_campaign_activity(&mail.activity, schedule)
        .await?;
    mail.sandbox.clock().advance(HOUR);
    let sent = mail.sandbox.campaigns().recipients(&mail.activity);
    assert_eq!(sent, ["ada@example.com", "bob@example.com"]);
    assert_eq!(status().await?, Some(EmailCampaignStatus::Done));
    let schedules = mail
        .client
        .get_email_campaign_activity_schedule(&mail.activity)
        .await?;
    assert!(schedules.is_empty());
    let history = mail
        .client
        .get_email_campaign_activity_send_history(&mail.activity)
        .await?;
    assert_eq!(history[0].count, Some(2));
    assert_eq!(
        history[0].contact_list_ids,
        std::slice::from_ref(&mail.list)
    );
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_mail_without_recipients_is_not_scheduled() -> Result<()> {
    let mail = Mail::start().await?;
    let put = EmailCampaignActivity::new(OWNER, "Ada", OWNER, "News");
    mail.client
        .update_email_campaign_activity(&mail.activity, put)
        .await?;
    assert!(mail.send().await.is_err());
    assert!(
        mail.sandbox
            .campaigns()
            .recipients(&mail.activity)
            .is_empty()
    );
    Ok(())
}

#[tokio::test]
async fn test_mails_are_counted_by_recipient_and_day() -> Result<()> {
    let mail = Mail::start().await?;
    let test = |count| {
        let to = EmailTestSendInput::new(vec!["ada@example.com"; count]);
        mail.client
            .test_send_email_campaign_activity(&mail.activity, to)
    };
    for _ in 0..10 {
        test(5).await?;
    }
    assert_eq!(mail.sandbox.campaigns().test_mails(), 50);
    let refusal = test(1).await.unwrap_err();
    assert_eq!(refusal.status().map(|status| status.as_u16()), Some(429));
    mail.sandbox.clock().advance(24 * HOUR);
    test(1).await?;
    Ok(())
}

#[tokio::test]
async fn a_resend_goes_to_those_who_did_not_open() -> Result<()> {
    let mail = Mail::start().await?;
    let resend = ResendToNonOpenersInput::new("Again").delay_days(2);
    let created = mail
        .client
        .create_resend_email_campaign(&mail.activity, resend)
        .await?;
    assert_eq!(created[0].resend_request_id.as_deref(), Some("DRAFT"));
    mail.client
        .delete_resend_email_campaign(&mail.activity, "DRAFT")
        .await?;
    assert!(
        mail.client
            .get_resend_email_campaign(&mail.activity)
            .await?
            .is_empty()
    );

    let resend = ResendToNonOpenersInput::new("Again").delay_minutes(720);
    mail.client
        .create_resend_email_campaign(&mail.activity, resend)
        .await?;
    mail.send().await?;
    mail.sandbox
        .campaigns()
        .record_click(&mail.activity, "ada@example.com", LINK)?;
    mail.sandbox.clock().advance(12 * HOUR);
    let campaign = mail.client.get_email_campaign_by_id(&mail.campaign).await?;
    let resend = activity(&campaign, CampaignActivityRole::Resend).ok_or("no resend")?;
    assert_eq!(
        mail.sandbox.campaigns().recipients(&resend),
        ["bob@example.com"]
    );
    let history = mail
        .client
        .get_email_campaign_activity_send_history(&resend)
        .await?;
    assert_eq!(history[0].count, Some(1));
    let resends = mail
        .client
        .get_resend_email_campaign(&mail.activity)
        .await?;
    assert!(resends[0].resend_date.is_some());
    mail.sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn a_test_of_subjects_changes_the_type_until_it_is_deleted() -> Result<()> {
    let mail = Mail::start().await?;
    let missing = mail.client.get_ab_test_email_campaign(&mail.activity).await;
    assert!(missing.unwrap_err().is_not_found());
    let test = AbTestData::new("Other", 30, 24);
    mail.client
        .create_ab_test_email_campaign(&mail.activity, test)
        .await?;
    let code = async || {
        let campaign = mail.client.get_email_campaign_by_id(&mail.campaign).await;
        campaign.map(|campaign| campaign.type_code)
    };
    assert_eq!(code().await?, Some(57));
    let read = mail
        .client
        .get_ab_test_email_campaign(&mail.activity)
        .await?;
    assert_eq!(read.alternative_subject.as_deref(), Some("Other"));
    mail.client
        .delete_ab_test_email_campaign(&mail.activity)
        .await?;
    assert_eq!(code().await?, Some(10));
    mail.sandbox.assert_no_violations();
    Ok(())
}
