//! A sandbox with a list of contacts and a campaign for them.

use constant_contact::Client;
use constant_contact::SendTime;
use constant_contact::types::{
    CampaignActivityRole, EmailCampaign, EmailCampaignActivity, EmailCampaignActivityInput,
    EmailCampaignComplete, EmailScheduleInput,
};
use constant_contact_sandbox::{NewContact, Sandbox};
use std::error::Error;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub const OWNER: &str = "owner@example.com";
pub const LINK: &str = "https://shop.example.com/";
pub const HTML: &str = "<html><body>[[trackingImage]]<a href=\"https://shop.example.com/\">Shop</a> \
    <a href=\"https://about.example.com/\">About</a></body></html>";

pub struct Mail {
    pub sandbox: Sandbox,
    pub client: Client,
    pub list: String,
    pub campaign: String,
    pub activity: String,
}

/// The content of a campaign.
pub fn content() -> EmailCampaignActivityInput {
    EmailCampaignActivityInput::new(5, OWNER, "Ada", HTML, OWNER, "News")
}

/// The id of a campaign's activity with a role.
pub fn activity(campaign: &EmailCampaign, role: CampaignActivityRole) -> Option<String> {
    let mut activities = campaign.campaign_activities.iter();
    let found = activities.find(|one| one.role.as_ref() == Some(&role))?;
    found.campaign_activity_id.clone()
}

impl Mail {
    /// A list with the contacts `ada`, `bob` and `cleo`, of whom `cleo` has unsubscribed, and a draft for it.
    pub async fn start() -> Result<Self> {
        let sandbox = Sandbox::builder().without_limits().start().await?;
        let client = sandbox.client();
        let list = sandbox.add_list("News");
        for name in ["ada", "bob"] {
            let address = format!("{name}@example.com");
            sandbox.add_contact(NewContact::new(address).lists([&list]));
        }
        let cleo = NewContact::new("cleo@example.com").lists([&list]);
        sandbox.add_contact(cleo.unsubscribed());
        let body = EmailCampaignComplete::new([content()], "First");
        let created = client.create_email_campaign(body).await?.into_inner();
        let activity = activity(&created, CampaignActivityRole::PrimaryEmail);
        let mail = Self {
            campaign: created.campaign_id.ok_or("no campaign id")?,
            activity: activity.ok_or("no activity")?,
            sandbox,
            client,
            list,
        };
        let whole = EmailCampaignActivity::new(OWNER, "Ada", OWNER, "News");
        let whole = whole.contact_list_ids([mail.list.clone()]);
        let update = mail
            .client
            .update_email_campaign_activity(&mail.activity, whole);
        update.await?;
        Ok(mail)
    }

    /// Sends the campaign at once.
    pub async fn send(&self) -> Result<()> {
        let now = EmailScheduleInput::new(SendTime::Now);
        let schedule = self
            .client
            .schedule_email_campaign_activity(&self.activity, now);
        let answer = schedule.await?;
        assert!(answer.is_empty());
        Ok(())
    }
}
