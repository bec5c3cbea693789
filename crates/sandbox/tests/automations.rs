//! Automations, by the client.

use constant_contact::types::{
    AutomationCampaignUpdate, AutomationTriggerDefinition, AutomationTriggerType,
};
use constant_contact_sandbox::Sandbox;
use std::error::Error;

#[tokio::test]
async fn an_automation_is_created_read_changed_and_listed() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let client = sandbox.client();
    let trigger = AutomationTriggerDefinition::new()
        .type_(AutomationTriggerType::Action)
        .action_name("list_join");
    let created = client
        .create_automation_campaign(trigger)
        .workflow_name("Welcome");
    let id = created.await?.into_inner().id.ok_or("no id")?;
    let read = client.get_automation_campaign(&id).await?.into_inner();
    assert_eq!(read.status.as_deref(), Some("DRAFT"));
    let change = AutomationCampaignUpdate::new(read.description("For new readers"));
    client.update_automation_campaign(&id, change).await?;
    let listed = client
        .get_all_automation_campaigns()
        .name("Welcome")
        .await?;
    let description = listed.flow_summaries[0].description.as_deref();
    assert_eq!(description, Some("For new readers"));
    sandbox.assert_no_violations();
    Ok(())
}
