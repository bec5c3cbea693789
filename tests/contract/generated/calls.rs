// Made from the contract by `cargo xtask regen`; not edited by hand.

use crate::sample::{Outcome, Sample};
use constant_contact::{Client, types};
/// Calls the operation of the sample with the sample's values. `None` if its area is off.
pub async fn call(client: &Client, sample: &Sample) -> Option<Outcome> {
    Some(
        match sample.id() {
            #[cfg(feature = "account-services")]
            "retrieveEmailAddresses" => {
                sample
                    .json(
                        client
                            .get_all_account_email_addresses()
                            .confirm_status(sample.one::<String>("confirm_status"))
                            .role_code(sample.one::<String>("role_code"))
                            .email_address(sample.one::<String>("email_address"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "account-services")]
            "addAccountEmailAddress" => {
                sample
                    .json(
                        client
                            .add_account_email_address(
                                sample.body::<types::AccountEmailInput>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "account-services")]
            "getAccountById" => {
                sample
                    .json(
                        client
                            .get_account_details()
                            .extra_fields(sample.all::<String>("extra_fields"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "account-services")]
            "putCustomerById" => {
                sample
                    .json(
                        client
                            .update_account(sample.body::<types::CustomerPut>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "account-services")]
            "getPhysicalAddress" => {
                sample.json(client.get_account_physical_address().send().await).await
            }
            #[cfg(feature = "account-services")]
            "putPhysicalAddress" => {
                sample
                    .json(
                        client
                            .update_account_physical_address(
                                sample.body::<types::AccountPhysicalAddress>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "account-services")]
            "addPhysicalAddress" => {
                sample
                    .json(
                        client
                            .add_physical_address(
                                sample.body::<types::AccountPhysicalAddress>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "account-services")]
            "getUserPrivileges" => {
                sample.json(client.get_user_privileges().send().await).await
            }
            #[cfg(feature = "bulk-activities")]
            "getActivityStatusCollection" => {
                sample
                    .json(
                        client
                            .get_all_activities()
                            .limit(sample.one::<u32>("limit"))
                            .state(sample.one::<String>("state"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postListAddContact" => {
                sample
                    .json(
                        client
                            .create_list_add_activity(
                                sample.body::<types::ListActivityAddContacts>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postContactDelete" => {
                sample
                    .json(
                        client
                            .create_delete_activity(
                                sample.body::<types::ContactDelete>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postContactsExport" => {
                sample
                    .json(
                        client
                            .create_export_activity(
                                sample.body::<types::ContactsExport>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "bulkImportContactsJSON" => {
                sample
                    .json(
                        client
                            .create_import_json_activity(
                                sample.body::<types::ContactsJsonImport>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postTagAddContact" => {
                sample
                    .json(
                        client
                            .create_tag_add_contact_activity(
                                sample.body::<types::TagAddRemoveContacts>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postTagRemoveContact" => {
                sample
                    .json(
                        client
                            .create_tag_remove_activity(
                                sample.body::<types::TagAddRemoveContacts>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postTagDelete" => {
                sample
                    .json(
                        client
                            .create_tag_delete_activity(sample.body::<types::TagIds>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postCustomFieldDelete" => {
                sample
                    .json(
                        client
                            .post_custom_field_delete(
                                sample.body::<types::CustomFieldIds>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postListDelete" => {
                sample
                    .json(
                        client
                            .create_list_delete_activity(sample.body::<types::ListIds>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "postListRemoveContact" => {
                sample
                    .json(
                        client
                            .create_list_remove_activity(
                                sample.body::<types::ListActivityRemoveContacts>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "getActivity" => {
                sample
                    .json(
                        client
                            .get_activity_by_id(sample.one::<String>("activity_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "automations")]
            "listAutomations" => {
                sample
                    .json(
                        client
                            .get_all_automation_campaigns()
                            .channel(sample.one::<String>("channel"))
                            .sort_direction(sample.one::<String>("sort_direction"))
                            .created_from(sample.one::<String>("created_from"))
                            .goals(sample.one::<String>("goals"))
                            .name(sample.one::<String>("name"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "automations")]
            "createAutomationCampaignUsingPost" => {
                sample
                    .json(
                        client
                            .create_automation_campaign(
                                sample.body::<types::AutomationTriggerDefinition>(),
                            )
                            .workflow_name(sample.one::<String>("workflowName"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "automations")]
            "retrieveAutomationCampaignUsingGet" => {
                sample
                    .json(
                        client
                            .get_automation_campaign(
                                sample.one::<String>("automation_flow_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "automations")]
            "updateAutomationCampaignUsingPut" => {
                sample
                    .json(
                        client
                            .update_automation_campaign(
                                sample.one::<String>("automation_flow_id"),
                                sample.body::<types::AutomationCampaignUpdate>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-custom-fields")]
            "getCustomFields" => {
                sample
                    .json(
                        client
                            .get_all_custom_fields()
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-custom-fields")]
            "postCustomFields" => {
                sample
                    .json(
                        client
                            .create_custom_fields(
                                sample.body::<types::CustomFieldRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-custom-fields")]
            "getCustomField" => {
                sample
                    .json(
                        client
                            .get_custom_field(sample.one::<String>("custom_field_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-custom-fields")]
            "putCustomField" => {
                sample
                    .json(
                        client
                            .update_custom_field(
                                sample.one::<String>("custom_field_id"),
                                sample.body::<types::CustomFieldPutRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-custom-fields")]
            "deleteCustomField" => {
                sample
                    .empty(
                        client
                            .delete_custom_field(sample.one::<String>("custom_field_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "bulk-activities")]
            "getContactsExport" => {
                sample
                    .stream(
                        client
                            .get_csv_export_file(sample.one::<String>("file_export_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "getLists" => {
                sample
                    .json(
                        client
                            .get_all_lists()
                            .limit(sample.one::<u32>("limit"))
                            .include_count(sample.one::<bool>("include_count"))
                            .include_membership_count(
                                sample.one::<String>("include_membership_count"),
                            )
                            .name(sample.one::<String>("name"))
                            .status(sample.all::<String>("status"))
                            .channel_type(sample.one::<String>("channel_type"))
                            .include_sms_membership_count(
                                sample.one::<bool>("include_sms_membership_count"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "createList" => {
                sample
                    .json(
                        client
                            .create_list(sample.body::<types::ListInput>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "getListIdXrefs" => {
                sample
                    .json(
                        client
                            .get_list_id_xrefs(sample.all::<String>("sequence_ids"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "getList" => {
                sample
                    .json(
                        client
                            .get_list(sample.one::<String>("list_id"))
                            .include_membership_count(
                                sample.one::<String>("include_membership_count"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "putList" => {
                sample
                    .json(
                        client
                            .update_list(
                                sample.one::<String>("list_id"),
                                sample.body::<types::ListInput>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "deleteListActivity" => {
                sample
                    .json(
                        client.delete_list(sample.one::<String>("list_id")).send().await,
                    )
                    .await
            }
            #[cfg(feature = "contact-tags")]
            "getTags" => {
                sample
                    .json(
                        client
                            .get_all_tags()
                            .limit(sample.one::<u32>("limit"))
                            .include_count(sample.one::<bool>("include_count"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-tags")]
            "postTag" => {
                sample
                    .json(client.post_tag(sample.body::<types::TagPost>()).send().await)
                    .await
            }
            #[cfg(feature = "contact-tags")]
            "getTag" => {
                sample
                    .json(
                        client
                            .get_tag(sample.one::<String>("tag_id"))
                            .include_count(sample.one::<bool>("include_count"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-tags")]
            "putTag" => {
                sample
                    .json(
                        client
                            .put_tag(
                                sample.one::<String>("tag_id"),
                                sample.body::<types::TagPut>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contact-tags")]
            "deleteTag" => {
                sample
                    .json(client.delete_tag(sample.one::<String>("tag_id")).send().await)
                    .await
            }
            #[cfg(feature = "contacts")]
            "getContacts" => {
                sample
                    .json(
                        client
                            .get_all_contacts()
                            .status(sample.all::<String>("status"))
                            .email(sample.one::<String>("email"))
                            .lists(sample.all::<String>("lists"))
                            .segment_id(sample.one::<i64>("segment_id"))
                            .tags(sample.all::<String>("tags"))
                            .updated_after(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("updated_after"),
                            )
                            .updated_before(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("updated_before"),
                            )
                            .created_after(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("created_after"),
                            )
                            .created_before(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("created_before"),
                            )
                            .optout_after(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("optout_after"),
                            )
                            .optout_before(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("optout_before"),
                            )
                            .include(sample.all::<String>("include"))
                            .sms_status(sample.all::<String>("sms_status"))
                            .include_count(sample.one::<bool>("include_count"))
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "createContact" => {
                sample
                    .json(
                        client
                            .create_contact(sample.body::<types::ContactPostRequest>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "getContactIdXrefs" => {
                sample
                    .json(
                        client
                            .get_contact_id_xrefs(sample.all::<String>("sequence_ids"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "countContact" => {
                sample
                    .json(
                        client
                            .get_contact_counts()
                            .include(sample.one::<String>("include"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "resubscribeContact" => {
                sample
                    .bytes(
                        client
                            .resubscribe_contact(
                                sample.one::<String>("contact_id"),
                                sample.body::<types::ContactResubscribeRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "createOrUpdateContact" => {
                sample
                    .json(
                        client
                            .create_or_update_contact(
                                sample.body::<types::ContactCreateOrUpdateInput>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "getSmsEngagementHistory" => {
                sample
                    .json(
                        client
                            .get_sms_engagement_history(
                                sample.one::<String>("contact_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "getContact" => {
                sample
                    .json(
                        client
                            .get_contact_by_id(sample.one::<String>("contact_id"))
                            .include(sample.all::<String>("include"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "putContact" => {
                sample
                    .json(
                        client
                            .update_contact(
                                sample.one::<String>("contact_id"),
                                sample.body::<types::ContactPutRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "deleteContact" => {
                sample
                    .empty(
                        client
                            .delete_contact(sample.one::<String>("contact_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "retrieveEmailCampaignsUsingGET" => {
                sample
                    .json(
                        client
                            .get_all_email_campaigns()
                            .limit(sample.one::<u32>("limit"))
                            .before_date(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("before_date"),
                            )
                            .after_date(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("after_date"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "createEmailCampaignUsingPOST" => {
                sample
                    .json(
                        client
                            .create_email_campaign(
                                sample.body::<types::EmailCampaignComplete>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "retrieveEmailCampaignActivityUsingGET" => {
                sample
                    .json(
                        client
                            .get_email_campaign_activity(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .include(sample.all::<String>("include"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "updateEmailCampaignActivityUsingPUT" => {
                sample
                    .json(
                        client
                            .update_email_campaign_activity(
                                sample.one::<String>("campaign_activity_id"),
                                sample.body::<types::EmailCampaignActivity>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns-ab-tests")]
            "retrieveEmailCampaignABTestUsingGET" => {
                sample
                    .json(
                        client
                            .get_ab_test_email_campaign(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns-ab-tests")]
            "createEmailCampaignABTestUsingPOST" => {
                sample
                    .json(
                        client
                            .create_ab_test_email_campaign(
                                sample.one::<String>("campaign_activity_id"),
                                sample.body::<types::AbTestData>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns-ab-tests")]
            "deleteEmailCampaignABTestUsingDELETE" => {
                sample
                    .empty(
                        client
                            .delete_ab_test_email_campaign(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "retrieveResendToNonOpenersUsingGET" => {
                sample
                    .json(
                        client
                            .get_resend_email_campaign(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "createResendToNonOpenersUsingPOST" => {
                sample
                    .json(
                        client
                            .create_resend_email_campaign(
                                sample.one::<String>("campaign_activity_id"),
                                sample.body::<types::ResendToNonOpenersInput>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "deleteResendToNonOpenersUsingDELETE" => {
                sample
                    .empty(
                        client
                            .delete_resend_email_campaign(
                                sample.one::<String>("campaign_activity_id"),
                                sample.one::<String>("resend_request_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-scheduling")]
            "retrieveEmailCampaignActivityPreviewUsingGET" => {
                sample
                    .json(
                        client
                            .get_email_campaign_activity_preview(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-scheduling")]
            "retrieveEmailSchedulesUsingGET" => {
                sample
                    .json(
                        client
                            .get_email_campaign_activity_schedule(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-scheduling")]
            "scheduleEmailCampaignActivityUsingPOST" => {
                sample
                    .json(
                        client
                            .schedule_email_campaign_activity(
                                sample.one::<String>("campaign_activity_id"),
                                sample.body::<types::EmailScheduleInput>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-scheduling")]
            "unscheduleEmailCampaignActivityUsingDELETE" => {
                sample
                    .empty(
                        client
                            .unschedule_email_campaign_activity(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-scheduling")]
            "retrieveEmailSendHistoryUsingGET" => {
                sample
                    .json(
                        client
                            .get_email_campaign_activity_send_history(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-scheduling")]
            "testSendCampaignActivityUsingPOST" => {
                sample
                    .empty(
                        client
                            .test_send_email_campaign_activity(
                                sample.one::<String>("campaign_activity_id"),
                                sample.body::<types::EmailTestSendInput>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "retrieveXrefMappingsUsingGET" => {
                sample
                    .json(
                        client
                            .get_email_campaign_xrefs(
                                sample.all::<String>("v2_email_campaign_ids"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "retrieveEmailCampaignUsingGET" => {
                sample
                    .json(
                        client
                            .get_email_campaign_by_id(
                                sample.one::<String>("campaign_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "removeEmailCampaignUsingDELETE" => {
                sample
                    .empty(
                        client
                            .delete_email_campaign(sample.one::<String>("campaign_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "renameEmailCampaignUsingPATCH" => {
                sample
                    .json(
                        client
                            .patch_email_campaign_name(
                                sample.one::<String>("campaign_id"),
                                sample.body::<types::EmailCampaignName>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "findEvents" => {
                sample
                    .json(
                        client
                            .find_events()
                            .event_status(sample.one::<String>("event_status"))
                            .search_text(sample.one::<String>("search_text"))
                            .sort_by(sample.one::<String>("sort_by"))
                            .sort_order(sample.one::<String>("sort_order"))
                            .limit(sample.one::<u32>("limit"))
                            .prev(sample.one::<String>("prev"))
                            .next(sample.one::<String>("next"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "addDefaultEvent" => {
                sample
                    .json(
                        client
                            .create_event()
                            .name(sample.one::<String>("name"))
                            .start_time(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("start_time"),
                            )
                            .end_time(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("end_time"),
                            )
                            .placeholder_campaign_id(
                                sample.one::<String>("placeholder_campaign_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "getEvent_2" => {
                sample
                    .json(
                        client
                            .get_event(sample.one::<String>("event_id"))
                            .include(sample.one::<bool>("include"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "patchEvent" => {
                sample
                    .empty(
                        client
                            .update_event(
                                sample.one::<String>("event_id"),
                                sample.body::<types::Event>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "checkInTickets" => {
                sample
                    .empty(
                        client
                            .check_in_tickets(
                                sample.one::<String>("event_id"),
                                sample.body::<types::OrderTicketKeysRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "copyEvent" => {
                sample
                    .json(
                        client
                            .copy_event(
                                sample.one::<String>("event_id"),
                                sample.body::<types::EventCopyRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "findRegistrationsUsingGET" => {
                sample
                    .json(
                        client
                            .find_registrations(
                                sample.one::<String>("event_id"),
                                sample.one::<String>("track_id"),
                            )
                            .registration_status(
                                sample.one::<String>("registration_status"),
                            )
                            .payment_status(sample.one::<String>("payment_status"))
                            .search_text(sample.one::<String>("search_text"))
                            .sort_by(sample.one::<String>("sort_by"))
                            .sort_order(sample.one::<String>("sort_order"))
                            .page_size(sample.one::<u32>("page_size"))
                            .limit(sample.one::<u32>("limit"))
                            .prev(sample.one::<String>("prev"))
                            .next(sample.one::<String>("next"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "updateRegistrationStatusUsingPUT" => {
                sample
                    .maybe_json(
                        client
                            .update_registration_status(
                                sample.one::<String>("event_id"),
                                sample.one::<String>("track_id"),
                                sample.body::<types::RegistrationStatusUpdateRequest>(),
                            )
                            .increase_count(sample.one::<bool>("increase_count"))
                            .increase_item_count(
                                sample.one::<bool>("increase_item_count"),
                            )
                            .return_items_to_inventory(
                                sample.one::<bool>("return_items_to_inventory"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "updateRegistrationPaymentStatusUsingPUT" => {
                sample
                    .maybe_json(
                        client
                            .update_registration_payment_status(
                                sample.one::<String>("event_id"),
                                sample.one::<String>("track_id"),
                                sample.body::<types::PaymentStatusUpdateRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "getRegistrationInfo" => {
                sample
                    .json(
                        client
                            .get_registration_info(
                                sample.one::<String>("event_id"),
                                sample.one::<String>("track_id"),
                                sample.one::<String>("registration_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "undoCheckInTickets" => {
                sample
                    .empty(
                        client
                            .undo_check_in_tickets(
                                sample.one::<String>("event_id"),
                                sample.body::<types::OrderTicketKeysRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "getPartnerSiteOwners" => {
                sample
                    .json(
                        client
                            .get_accounts()
                            .offset(sample.one::<u32>("offset"))
                            .limit(sample.one::<u32>("limit"))
                            .account_type(sample.one::<String>("account_type"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "provision" => {
                sample
                    .json(
                        client
                            .create_account(sample.body::<types::Provision>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "partnerAccountOperationsPostSync" => {
                sample
                    .bytes(
                        client
                            .send_request_using_managed_account(
                                sample.one::<String>("encoded_account_id"),
                                sample.body::<types::PartnerAccountOperationsRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "partnerUnsubscribeContacts" => {
                sample
                    .json(
                        client
                            .partner_unsubscribe_contacts(
                                sample.one::<String>("encoded_account_id"),
                                sample.body::<types::PartnerUnsubscribeRequest>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "getPlan" => {
                sample
                    .json(
                        client
                            .get_account_billing_plan(
                                sample.one::<String>("encoded_account_id"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "setPlan" => {
                sample
                    .json(
                        client
                            .update_account_billing_plan(
                                sample.one::<String>("encoded_account_id"),
                            )
                            .body(sample.body::<types::PlanInfo>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "cancelAccount" => {
                sample
                    .json(
                        client
                            .cancel_account_billing_plan(
                                sample.one::<String>("encoded_account_id"),
                            )
                            .body(sample.body::<types::AccountCancellation>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "createSSOUser" => {
                sample
                    .bytes(
                        client
                            .create_sso_user(
                                sample.one::<String>("encoded_account_id"),
                                sample.body::<types::SsoUser>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners-webhooks")]
            "getWebhooksCollection" => {
                sample.json(client.get_all_webhooks().send().await).await
            }
            #[cfg(feature = "technology-partners-webhooks")]
            "getWebhooksTopic" => {
                sample
                    .json(
                        client
                            .get_webhooks_topic_by_id(sample.one::<i64>("topic_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners-webhooks")]
            "putWebhooksTopic" => {
                sample
                    .json(
                        client
                            .update_webhooks_topic(
                                sample.one::<i64>("topic_id"),
                                sample.body::<types::WebhooksSubscriptionBody>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners-webhooks")]
            "deleteWebhooksSubscriptions" => {
                sample
                    .empty(
                        client
                            .delete_webhooks_subscriptions(sample.one::<i64>("topic_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "technology-partners-webhooks")]
            "testSendWebhooksTopic" => {
                sample
                    .json(
                        client
                            .test_send_webhooks_topic(sample.one::<i64>("topic_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-reporting")]
            "getContactTracking" => {
                sample
                    .json(
                        client
                            .get_contact_tracking_report(
                                sample.one::<String>("contact_id"),
                            )
                            .tracking_activities_list(
                                sample.all::<String>("tracking_activities_list"),
                            )
                            .tracking_activity_type(
                                sample.all::<String>("tracking_activity_type"),
                            )
                            .include_campaign_activity_names(
                                sample.one::<bool>("include_campaign_activity_names"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-reporting")]
            "getContactTrackingCount" => {
                sample
                    .json(
                        client
                            .get_contact_tracking_count_report(
                                sample.one::<String>("contact_id"),
                                sample
                                    .one::<::chrono::DateTime<::chrono::offset::Utc>>("start"),
                                sample
                                    .one::<::chrono::DateTime<::chrono::offset::Utc>>("end"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "contacts-reporting")]
            "getContactOpenClickRate" => {
                sample
                    .json(
                        client
                            .get_contact_open_click_rate_report(
                                sample.one::<String>("contact_id"),
                                sample
                                    .one::<::chrono::DateTime<::chrono::offset::Utc>>("start"),
                                sample
                                    .one::<::chrono::DateTime<::chrono::offset::Utc>>("end"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getCampaignActivityLinkStats" => {
                sample
                    .json(
                        client
                            .get_campaign_activity_link_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .no_clicks(sample.one::<bool>("no_clicks"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getBounces" => {
                sample
                    .json(
                        client
                            .get_bounces_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .bounce_code(sample.all::<String>("bounce_code"))
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getClicks" => {
                sample
                    .json(
                        client
                            .get_clicks_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .url_id(sample.one::<String>("url_id"))
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getDidNotOpens" => {
                sample
                    .json(
                        client
                            .get_did_not_opens_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getForwards" => {
                sample
                    .json(
                        client
                            .get_forwards_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getOpens" => {
                sample
                    .json(
                        client
                            .get_email_opens_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getOptouts" => {
                sample
                    .json(
                        client
                            .get_optouts_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getSends" => {
                sample
                    .json(
                        client
                            .get_email_sends_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getUniqueOpens" => {
                sample
                    .json(
                        client
                            .get_unique_opens_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getContactOpens" => {
                sample
                    .json(
                        client
                            .get_contact_opens(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getContactAdds" => {
                sample
                    .json(
                        client
                            .get_contact_adds(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactClicks" => {
                sample
                    .json(
                        client
                            .get_unique_contact_clicks(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactOpens" => {
                sample
                    .json(
                        client
                            .get_unique_contact_opens(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactSMSOptIns" => {
                sample
                    .json(
                        client
                            .get_unique_contact_sms_opt_ins(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactUpdates" => {
                sample
                    .json(
                        client
                            .get_unique_contact_updates(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getEmailCampaignActivitySummary" => {
                sample
                    .json(
                        client
                            .get_email_campaign_activity_report(
                                sample.all::<String>("campaign_activity_ids"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getEmailSummary" => {
                sample
                    .json(
                        client
                            .get_email_stats_report(sample.all::<String>("campaign_ids"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getAllBulkEmailCampaignSummaries" => {
                sample
                    .json(
                        client
                            .get_email_campaign_report()
                            .limit(sample.one::<u32>("limit"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "sms-reporting")]
            "getAllBulkSmsCampaignSummaries" => {
                sample
                    .json(
                        client
                            .get_all_bulk_sms_campaign_summaries(
                                sample
                                    .one::<
                                        ::chrono::DateTime<::chrono::offset::Utc>,
                                    >("start_at"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .end_at(
                                sample
                                    .one::<::chrono::DateTime<::chrono::offset::Utc>>("end_at"),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "getAccountSegments" => {
                sample
                    .json(
                        client
                            .get_all_segments()
                            .limit(sample.one::<u32>("limit"))
                            .sort_by(sample.one::<String>("sort_by"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "createSegment" => {
                sample
                    .json(
                        client
                            .create_segment(sample.body::<types::SegmentData>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "getSegmentDetail" => {
                sample
                    .json(
                        client
                            .get_segment_by_id(sample.one::<i64>("segment_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "updateSegment" => {
                sample
                    .json(
                        client
                            .update_segment(
                                sample.one::<i64>("segment_id"),
                                sample.body::<types::SegmentData>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "deleteSegment" => {
                sample
                    .empty(
                        client
                            .delete_segment(sample.one::<i64>("segment_id"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "updateSegmentName" => {
                sample
                    .json(
                        client
                            .update_segment_name(
                                sample.one::<i64>("segment_id"),
                                sample.body::<types::SegmentName>(),
                            )
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "social")]
            "getSocialConnectionsUsingGET" => {
                sample.json(client.get_social_connections().send().await).await
            }
            #[cfg(feature = "social")]
            "getSocialHashtagGroupsUsingGET" => {
                sample
                    .json(
                        client
                            .get_hashtag_groups()
                            .limit(sample.one::<u32>("limit"))
                            .page(sample.one::<i64>("page"))
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "social")]
            "createSocialPostUsingPOST" => {
                sample
                    .json(
                        client
                            .create_social_post(sample.body::<types::SocialPostCreate>())
                            .send()
                            .await,
                    )
                    .await
            }
            #[cfg(feature = "social")]
            "getSocialProfilesUsingGET" => {
                sample
                    .json(
                        client
                            .get_social_profiles()
                            .include(sample.all::<String>("include"))
                            .send()
                            .await,
                    )
                    .await
            }
            _ => return None,
        },
    )
}
