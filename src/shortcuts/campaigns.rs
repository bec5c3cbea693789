//! The primary activity of a campaign.

use crate::types::{CampaignActivityRole, EmailCampaign};

impl EmailCampaign {
    /// The id of the primary activity, which has the content and the recipients of the campaign.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let campaign = client.get_email_campaign_by_id("campaign-id").send().await?;
    /// let activity_id = campaign.primary_activity_id().ok_or("no primary activity")?;
    /// let activity = client.get_email_campaign_activity(activity_id).send().await?;
    /// println!("{:?}", activity.current_status);
    /// # Ok(()) }
    /// ```
    ///
    /// This is the activity to schedule and to read reports of. `None` if the answer lists no activity with this
    /// role.
    pub fn primary_activity_id(&self) -> Option<&str> {
        let mut activities = self.campaign_activities.iter();
        let primary = Some(CampaignActivityRole::PrimaryEmail);
        let activity = activities.find(|activity| activity.role == primary)?;
        activity.campaign_activity_id.as_deref()
    }
}
