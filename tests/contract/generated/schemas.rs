// Made from the contract by `cargo xtask regen`; not edited by hand.

use crate::schemas::Checks;
use constant_contact::types;
/// The types that are written as rows of a report.
pub const ROWS: &[&str] = &[
    "BouncesTrackingActivity",
    "CampaignActivitySummary",
    "ClicksTrackingActivity",
    "ContactTrackingActivity",
    "DidNotOpensTrackingActivity",
    "EmailCampaignListing",
    "ForwardsTrackingActivity",
    "OpensTrackingActivity",
    "OptoutsTrackingActivity",
    "RegistrantInformationLite",
    "SegmentMaster",
    "SendsTrackingActivity",
    "SiteOwner",
];
/// Checks every type that a request or response of the areas that are on can contain.
pub fn check_all(checks: &mut impl Checks) {
    #[cfg(feature = "email-campaigns-ab-tests")]
    {
        checks.check::<types::AbTestData>("AbTestData");
        checks.lenient::<types::AbTestData>("AbTestData");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::AccountCancellation>("AccountCancellation");
        checks.lenient::<types::AccountCancellation>("AccountCancellation");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::AccountEmail>("AccountEmail");
        checks.lenient::<types::AccountEmail>("AccountEmail");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::AccountEmailCreateResponse>("AccountEmailCreateResponse");
        checks
            .lenient::<types::AccountEmailCreateResponse>("AccountEmailCreateResponse");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::AccountEmailInput>("AccountEmailInput");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::AccountPhysicalAddress>("AccountPhysicalAddress");
        checks.lenient::<types::AccountPhysicalAddress>("AccountPhysicalAddress");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::Activities>("Activities");
        checks.lenient::<types::Activities>("Activities");
    }
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )]
    {
        checks.check::<types::Activity>("Activity");
        checks.lenient::<types::Activity>("Activity");
    }
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )]
    {
        checks.check::<types::ActivityLinks>("ActivityLinks");
        checks.lenient::<types::ActivityLinks>("ActivityLinks");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::ActivityReference>("ActivityReference");
        checks.lenient::<types::ActivityReference>("ActivityReference");
    }
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )]
    {
        checks.check::<types::ActivityStatus>("ActivityStatus");
        checks.lenient::<types::ActivityStatus>("ActivityStatus");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationCampaign>("AutomationCampaign");
        checks.lenient::<types::AutomationCampaign>("AutomationCampaign");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationCampaignUpdate>("AutomationCampaignUpdate");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<
                types::AutomationCorrelationMetadata,
            >("AutomationCorrelationMetadata");
        checks
            .lenient::<
                types::AutomationCorrelationMetadata,
            >("AutomationCorrelationMetadata");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<
                types::AutomationCustomFieldComparison,
            >("AutomationCustomFieldComparison");
        checks
            .lenient::<
                types::AutomationCustomFieldComparison,
            >("AutomationCustomFieldComparison");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationFlow>("AutomationFlow");
        checks.lenient::<types::AutomationFlow>("AutomationFlow");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationFlowSummaries>("AutomationFlowSummaries");
        checks.lenient::<types::AutomationFlowSummaries>("AutomationFlowSummaries");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationFlowSummary>("AutomationFlowSummary");
        checks.lenient::<types::AutomationFlowSummary>("AutomationFlowSummary");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationParameter>("AutomationParameter");
        checks.lenient::<types::AutomationParameter>("AutomationParameter");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<
                types::AutomationPropertyComparison,
            >("AutomationPropertyComparison");
        checks
            .lenient::<
                types::AutomationPropertyComparison,
            >("AutomationPropertyComparison");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationStructuredTag>("AutomationStructuredTag");
        checks.lenient::<types::AutomationStructuredTag>("AutomationStructuredTag");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTask>("AutomationTask");
        checks.lenient::<types::AutomationTask>("AutomationTask");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<
                types::AutomationTaskCorrelationMetadata,
            >("AutomationTaskCorrelationMetadata");
        checks
            .lenient::<
                types::AutomationTaskCorrelationMetadata,
            >("AutomationTaskCorrelationMetadata");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTaskMetadata>("AutomationTaskMetadata");
        checks.lenient::<types::AutomationTaskMetadata>("AutomationTaskMetadata");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTaskRetryOptions>("AutomationTaskRetryOptions");
        checks
            .lenient::<types::AutomationTaskRetryOptions>("AutomationTaskRetryOptions");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTimeout>("AutomationTimeout");
        checks.lenient::<types::AutomationTimeout>("AutomationTimeout");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTrigger>("AutomationTrigger");
        checks.lenient::<types::AutomationTrigger>("AutomationTrigger");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTriggerBounds>("AutomationTriggerBounds");
        checks.lenient::<types::AutomationTriggerBounds>("AutomationTriggerBounds");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTriggerDate>("AutomationTriggerDate");
        checks.lenient::<types::AutomationTriggerDate>("AutomationTriggerDate");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<types::AutomationTriggerDefinition>("AutomationTriggerDefinition");
        checks
            .lenient::<
                types::AutomationTriggerDefinition,
            >("AutomationTriggerDefinition");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationTriggerFilter>("AutomationTriggerFilter");
        checks.lenient::<types::AutomationTriggerFilter>("AutomationTriggerFilter");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<types::AutomationTriggerFilterRule>("AutomationTriggerFilterRule");
        checks
            .lenient::<
                types::AutomationTriggerFilterRule,
            >("AutomationTriggerFilterRule");
    }
    #[cfg(feature = "automations")]
    {
        checks.check::<types::AutomationWorkflow>("AutomationWorkflow");
        checks.lenient::<types::AutomationWorkflow>("AutomationWorkflow");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<
                types::AutomationWorkflowDefinition,
            >("AutomationWorkflowDefinition");
        checks
            .lenient::<
                types::AutomationWorkflowDefinition,
            >("AutomationWorkflowDefinition");
    }
    #[cfg(feature = "automations")]
    {
        checks
            .check::<
                types::AutomationWorkflowParameters,
            >("AutomationWorkflowParameters");
        checks
            .lenient::<
                types::AutomationWorkflowParameters,
            >("AutomationWorkflowParameters");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::BouncesTrackingActivitiesPage,
            >("BouncesTrackingActivitiesPage");
        checks
            .lenient::<
                types::BouncesTrackingActivitiesPage,
            >("BouncesTrackingActivitiesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::BouncesTrackingActivity>("BouncesTrackingActivity");
        checks.lenient::<types::BouncesTrackingActivity>("BouncesTrackingActivity");
        checks
            .row::<
                types::BouncesTrackingActivity,
            >(
                "BouncesTrackingActivity",
                &[
                    "bounce_code",
                    "campaign_activity_id",
                    "contact_id",
                    "created_time",
                    "current_email_address",
                    "deleted_at",
                    "email_address",
                    "first_name",
                    "last_name",
                    "tracking_activity_type",
                ],
            );
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::BulkEmailCampaignSummariesPage,
            >("BulkEmailCampaignSummariesPage");
        checks
            .lenient::<
                types::BulkEmailCampaignSummariesPage,
            >("BulkEmailCampaignSummariesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::BulkEmailCampaignSummariesPercents,
            >("BulkEmailCampaignSummariesPercents");
        checks
            .lenient::<
                types::BulkEmailCampaignSummariesPercents,
            >("BulkEmailCampaignSummariesPercents");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::BulkEmailCampaignSummary>("BulkEmailCampaignSummary");
        checks.lenient::<types::BulkEmailCampaignSummary>("BulkEmailCampaignSummary");
    }
    #[cfg(feature = "sms-reporting")]
    {
        checks
            .check::<
                types::BulkSmsCampaignSummariesPercents,
            >("BulkSmsCampaignSummariesPercents");
        checks
            .lenient::<
                types::BulkSmsCampaignSummariesPercents,
            >("BulkSmsCampaignSummariesPercents");
    }
    #[cfg(feature = "sms-reporting")]
    {
        checks.check::<types::BulkSmsCampaignSummary>("BulkSmsCampaignSummary");
        checks.lenient::<types::BulkSmsCampaignSummary>("BulkSmsCampaignSummary");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::CampaignActivityStats>("CampaignActivityStats");
        checks.lenient::<types::CampaignActivityStats>("CampaignActivityStats");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::CampaignActivityStatsResults,
            >("CampaignActivityStatsResults");
        checks
            .lenient::<
                types::CampaignActivityStatsResults,
            >("CampaignActivityStatsResults");
    }
    #[cfg(feature = "contacts-reporting")]
    {
        checks.check::<types::CampaignActivitySummary>("CampaignActivitySummary");
        checks.lenient::<types::CampaignActivitySummary>("CampaignActivitySummary");
        checks
            .row::<
                types::CampaignActivitySummary,
            >(
                "CampaignActivitySummary",
                &[
                    "campaign_activity_id",
                    "em_bounces",
                    "em_clicks",
                    "em_forwards",
                    "em_opens",
                    "em_sends",
                    "em_unsubscribes",
                    "start_on",
                ],
            );
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::CampaignStats>("CampaignStats");
        checks.lenient::<types::CampaignStats>("CampaignStats");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::CampaignStatsResults>("CampaignStatsResults");
        checks.lenient::<types::CampaignStatsResults>("CampaignStatsResults");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::ClicksTrackingActivitiesPage,
            >("ClicksTrackingActivitiesPage");
        checks
            .lenient::<
                types::ClicksTrackingActivitiesPage,
            >("ClicksTrackingActivitiesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::ClicksTrackingActivity>("ClicksTrackingActivity");
        checks.lenient::<types::ClicksTrackingActivity>("ClicksTrackingActivity");
        checks
            .row::<
                types::ClicksTrackingActivity,
            >(
                "ClicksTrackingActivity",
                &[
                    "campaign_activity_id",
                    "contact_id",
                    "created_time",
                    "deleted_at",
                    "device_type",
                    "email_address",
                    "first_name",
                    "last_name",
                    "link_url",
                    "tracking_activity_type",
                    "url_id",
                ],
            );
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::CompanyLogo>("CompanyLogo");
        checks.lenient::<types::CompanyLogo>("CompanyLogo");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::Contact>("Contact");
        checks.lenient::<types::Contact>("Contact");
    }
    #[cfg(feature = "contacts-reporting")]
    {
        checks
            .check::<
                types::ContactCampaignActivitiesSummary,
            >("ContactCampaignActivitiesSummary");
        checks
            .lenient::<
                types::ContactCampaignActivitiesSummary,
            >("ContactCampaignActivitiesSummary");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactCreateOrUpdateInput>("ContactCreateOrUpdateInput");
    }
    #[cfg(feature = "contacts")]
    {
        checks
            .check::<
                types::ContactCreateOrUpdateInputStreetAddress,
            >("ContactCreateOrUpdateInputStreetAddress");
    }
    #[cfg(feature = "contacts")]
    {
        checks
            .check::<
                types::ContactCreateOrUpdateResponse,
            >("ContactCreateOrUpdateResponse");
        checks
            .lenient::<
                types::ContactCreateOrUpdateResponse,
            >("ContactCreateOrUpdateResponse");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactCustomField>("ContactCustomField");
        checks.lenient::<types::ContactCustomField>("ContactCustomField");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::ContactDelete>("ContactDelete");
        checks.lenient::<types::ContactDelete>("ContactDelete");
    }
    #[cfg(feature = "contact-lists")]
    {
        checks.check::<types::ContactList>("ContactList");
        checks.lenient::<types::ContactList>("ContactList");
    }
    #[cfg(feature = "contact-lists")]
    {
        checks.check::<types::ContactListPutPost>("ContactListPutPost");
        checks.lenient::<types::ContactListPutPost>("ContactListPutPost");
    }
    #[cfg(feature = "contact-lists")]
    {
        checks.check::<types::ContactLists>("ContactLists");
        checks.lenient::<types::ContactLists>("ContactLists");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactNote>("ContactNote");
        checks.lenient::<types::ContactNote>("ContactNote");
    }
    #[cfg(feature = "contacts-reporting")]
    {
        checks.check::<types::ContactOpenAndClickRates>("ContactOpenAndClickRates");
        checks.lenient::<types::ContactOpenAndClickRates>("ContactOpenAndClickRates");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactPostRequest>("ContactPostRequest");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactPutRequest>("ContactPutRequest");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactResubscribeRequest>("ContactResubscribeRequest");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactSmsChannel>("ContactSmsChannel");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactSmsChannelConsents>("ContactSmsChannelConsents");
    }
    #[cfg(feature = "contacts-reporting")]
    {
        checks
            .check::<
                types::ContactTrackingActivitiesPage,
            >("ContactTrackingActivitiesPage");
        checks
            .lenient::<
                types::ContactTrackingActivitiesPage,
            >("ContactTrackingActivitiesPage");
    }
    #[cfg(feature = "contacts-reporting")]
    {
        checks.check::<types::ContactTrackingActivity>("ContactTrackingActivity");
        checks.lenient::<types::ContactTrackingActivity>("ContactTrackingActivity");
        checks
            .row::<
                types::ContactTrackingActivity,
            >(
                "ContactTrackingActivity",
                &[
                    "campaign_activity_id",
                    "campaign_activity_name",
                    "contact_id",
                    "created_time",
                    "tracking_activity_type",
                ],
            );
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactXref>("ContactXref");
        checks.lenient::<types::ContactXref>("ContactXref");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactXrefs>("ContactXrefs");
        checks.lenient::<types::ContactXrefs>("ContactXrefs");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::Contacts>("Contacts");
        checks.lenient::<types::Contacts>("Contacts");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::ContactsCounts>("ContactsCounts");
        checks.lenient::<types::ContactsCounts>("ContactsCounts");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::ContactsExport>("ContactsExport");
        checks.lenient::<types::ContactsExport>("ContactsExport");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::ContactsExportExclude>("ContactsExportExclude");
        checks.lenient::<types::ContactsExportExclude>("ContactsExportExclude");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::ContactsJsonImport>("ContactsJsonImport");
    }
    #[cfg(feature = "contacts")]
    {
        checks
            .check::<
                types::CreateOrUpdateContactCustomField,
            >("CreateOrUpdateContactCustomField");
        checks
            .lenient::<
                types::CreateOrUpdateContactCustomField,
            >("CreateOrUpdateContactCustomField");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::CrossReference>("CrossReference");
        checks.lenient::<types::CrossReference>("CrossReference");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::CrossReferenceResponse>("CrossReferenceResponse");
        checks.lenient::<types::CrossReferenceResponse>("CrossReferenceResponse");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks.check::<types::CustomField>("CustomField");
        checks.lenient::<types::CustomField>("CustomField");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks.check::<types::CustomFieldChoice>("CustomFieldChoice");
        checks.lenient::<types::CustomFieldChoice>("CustomFieldChoice");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks
            .check::<types::CustomFieldChoicePutRequest>("CustomFieldChoicePutRequest");
        checks
            .lenient::<
                types::CustomFieldChoicePutRequest,
            >("CustomFieldChoicePutRequest");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks.check::<types::CustomFieldChoiceRequest>("CustomFieldChoiceRequest");
        checks.lenient::<types::CustomFieldChoiceRequest>("CustomFieldChoiceRequest");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::CustomFieldIds>("CustomFieldIds");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks.check::<types::CustomFieldMetadata>("CustomFieldMetadata");
        checks.lenient::<types::CustomFieldMetadata>("CustomFieldMetadata");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks.check::<types::CustomFieldPutRequest>("CustomFieldPutRequest");
        checks.lenient::<types::CustomFieldPutRequest>("CustomFieldPutRequest");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks.check::<types::CustomFieldRequest>("CustomFieldRequest");
    }
    #[cfg(feature = "contacts-custom-fields")]
    {
        checks.check::<types::CustomFields>("CustomFields");
        checks.lenient::<types::CustomFields>("CustomFields");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::Customer>("Customer");
        checks.lenient::<types::Customer>("Customer");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::CustomerPhysicalAddress>("CustomerPhysicalAddress");
        checks.lenient::<types::CustomerPhysicalAddress>("CustomerPhysicalAddress");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::CustomerPut>("CustomerPut");
        checks.lenient::<types::CustomerPut>("CustomerPut");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::DetailedRegistration>("DetailedRegistration");
        checks.lenient::<types::DetailedRegistration>("DetailedRegistration");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::DidNotOpensTrackingActivitiesPage,
            >("DidNotOpensTrackingActivitiesPage");
        checks
            .lenient::<
                types::DidNotOpensTrackingActivitiesPage,
            >("DidNotOpensTrackingActivitiesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<types::DidNotOpensTrackingActivity>("DidNotOpensTrackingActivity");
        checks
            .lenient::<
                types::DidNotOpensTrackingActivity,
            >("DidNotOpensTrackingActivity");
        checks
            .row::<
                types::DidNotOpensTrackingActivity,
            >(
                "DidNotOpensTrackingActivity",
                &[
                    "campaign_activity_id",
                    "contact_id",
                    "created_time",
                    "deleted_at",
                    "email_address",
                    "first_name",
                    "last_name",
                    "tracking_activity_type",
                ],
            );
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::EmailAddress>("EmailAddress");
        checks.lenient::<types::EmailAddress>("EmailAddress");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::EmailAddressPost>("EmailAddressPost");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::EmailAddressPut>("EmailAddressPut");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailCampaign>("EmailCampaign");
        checks.lenient::<types::EmailCampaign>("EmailCampaign");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailCampaignActivity>("EmailCampaignActivity");
        checks.lenient::<types::EmailCampaignActivity>("EmailCampaignActivity");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks
            .check::<
                types::EmailCampaignActivityDocumentProperties,
            >("EmailCampaignActivityDocumentProperties");
        checks
            .lenient::<
                types::EmailCampaignActivityDocumentProperties,
            >("EmailCampaignActivityDocumentProperties");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailCampaignActivityInput>("EmailCampaignActivityInput");
    }
    #[cfg(feature = "email-scheduling")]
    {
        checks
            .check::<
                types::EmailCampaignActivityPreview,
            >("EmailCampaignActivityPreview");
        checks
            .lenient::<
                types::EmailCampaignActivityPreview,
            >("EmailCampaignActivityPreview");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailCampaignComplete>("EmailCampaignComplete");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailCampaignListing>("EmailCampaignListing");
        checks.lenient::<types::EmailCampaignListing>("EmailCampaignListing");
        checks
            .row::<
                types::EmailCampaignListing,
            >(
                "EmailCampaignListing",
                &[
                    "campaign_id",
                    "created_at",
                    "current_status",
                    "name",
                    "type",
                    "type_code",
                    "updated_at",
                ],
            );
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailCampaignName>("EmailCampaignName");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailCampaignPage>("EmailCampaignPage");
        checks.lenient::<types::EmailCampaignPage>("EmailCampaignPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::EmailLinkClickCount>("EmailLinkClickCount");
        checks.lenient::<types::EmailLinkClickCount>("EmailLinkClickCount");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::EmailLinks>("EmailLinks");
        checks.lenient::<types::EmailLinks>("EmailLinks");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::EmailPhysicalAddress>("EmailPhysicalAddress");
        checks.lenient::<types::EmailPhysicalAddress>("EmailPhysicalAddress");
    }
    #[cfg(feature = "email-scheduling")]
    {
        checks.check::<types::EmailSchedule>("EmailSchedule");
        checks.lenient::<types::EmailSchedule>("EmailSchedule");
    }
    #[cfg(feature = "email-scheduling")]
    {
        checks.check::<types::EmailScheduleInput>("EmailScheduleInput");
    }
    #[cfg(feature = "email-scheduling")]
    {
        checks.check::<types::EmailSend>("EmailSend");
        checks.lenient::<types::EmailSend>("EmailSend");
    }
    #[cfg(feature = "email-scheduling")]
    {
        checks.check::<types::EmailTestSendInput>("EmailTestSendInput");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::Event>("Event");
        checks.lenient::<types::Event>("Event");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventAddress>("EventAddress");
        checks.lenient::<types::EventAddress>("EventAddress");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventAttribute>("EventAttribute");
        checks.lenient::<types::EventAttribute>("EventAttribute");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventContact>("EventContact");
        checks.lenient::<types::EventContact>("EventContact");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventCopyRequest>("EventCopyRequest");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventItem>("EventItem");
        checks.lenient::<types::EventItem>("EventItem");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventItemSummary>("EventItemSummary");
        checks.lenient::<types::EventItemSummary>("EventItemSummary");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventListing>("EventListing");
        checks.lenient::<types::EventListing>("EventListing");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventMediaAsset>("EventMediaAsset");
        checks.lenient::<types::EventMediaAsset>("EventMediaAsset");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventMetaData>("EventMetaData");
        checks.lenient::<types::EventMetaData>("EventMetaData");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventPage>("EventPage");
        checks.lenient::<types::EventPage>("EventPage");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventPromotion>("EventPromotion");
        checks.lenient::<types::EventPromotion>("EventPromotion");
    }
    #[cfg(feature = "events")]
    {
        checks
            .check::<
                types::EventRegistrationSummaryMetric,
            >("EventRegistrationSummaryMetric");
        checks
            .lenient::<
                types::EventRegistrationSummaryMetric,
            >("EventRegistrationSummaryMetric");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventSettings>("EventSettings");
        checks.lenient::<types::EventSettings>("EventSettings");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::EventTrack>("EventTrack");
        checks.lenient::<types::EventTrack>("EventTrack");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::ForwardsTrackingActivitiesPage,
            >("ForwardsTrackingActivitiesPage");
        checks
            .lenient::<
                types::ForwardsTrackingActivitiesPage,
            >("ForwardsTrackingActivitiesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::ForwardsTrackingActivity>("ForwardsTrackingActivity");
        checks.lenient::<types::ForwardsTrackingActivity>("ForwardsTrackingActivity");
        checks
            .row::<
                types::ForwardsTrackingActivity,
            >(
                "ForwardsTrackingActivity",
                &[
                    "campaign_activity_id",
                    "contact_id",
                    "created_time",
                    "deleted_at",
                    "email_address",
                    "first_name",
                    "last_name",
                    "tracking_activity_type",
                ],
            );
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::HashtagGroup>("HashtagGroup");
        checks.lenient::<types::HashtagGroup>("HashtagGroup");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::HashtagGroupPage>("HashtagGroupPage");
        checks.lenient::<types::HashtagGroupPage>("HashtagGroupPage");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::HashtagGroupPageMetadata>("HashtagGroupPageMetadata");
        checks.lenient::<types::HashtagGroupPageMetadata>("HashtagGroupPageMetadata");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::HeadersObject>("HeadersObject");
        checks.lenient::<types::HeadersObject>("HeadersObject");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::JsonImportContact>("JsonImportContact");
        checks.lenient::<types::JsonImportContact>("JsonImportContact");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::LineItemDetails>("LineItemDetails");
        checks.lenient::<types::LineItemDetails>("LineItemDetails");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::ListActivityAddContacts>("ListActivityAddContacts");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks
            .check::<
                types::ListActivityAddContactsExclude,
            >("ListActivityAddContactsExclude");
        checks
            .lenient::<
                types::ListActivityAddContactsExclude,
            >("ListActivityAddContactsExclude");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks
            .check::<
                types::ListActivityAddContactsSource,
            >("ListActivityAddContactsSource");
        checks
            .lenient::<
                types::ListActivityAddContactsSource,
            >("ListActivityAddContactsSource");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::ListActivityRemoveContacts>("ListActivityRemoveContacts");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks
            .check::<
                types::ListActivityRemoveContactsExclude,
            >("ListActivityRemoveContactsExclude");
        checks
            .lenient::<
                types::ListActivityRemoveContactsExclude,
            >("ListActivityRemoveContactsExclude");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks
            .check::<
                types::ListActivityRemoveContactsSource,
            >("ListActivityRemoveContactsSource");
        checks
            .lenient::<
                types::ListActivityRemoveContactsSource,
            >("ListActivityRemoveContactsSource");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::ListIds>("ListIds");
    }
    #[cfg(feature = "contact-lists")]
    {
        checks.check::<types::ListInput>("ListInput");
    }
    #[cfg(feature = "contact-lists")]
    {
        checks.check::<types::ListXref>("ListXref");
        checks.lenient::<types::ListXref>("ListXref");
    }
    #[cfg(feature = "contact-lists")]
    {
        checks.check::<types::ListXrefs>("ListXrefs");
        checks.lenient::<types::ListXrefs>("ListXrefs");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::OnlineMeeting>("OnlineMeeting");
        checks.lenient::<types::OnlineMeeting>("OnlineMeeting");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<types::OpensTrackingActivitiesPage>("OpensTrackingActivitiesPage");
        checks
            .lenient::<
                types::OpensTrackingActivitiesPage,
            >("OpensTrackingActivitiesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::OpensTrackingActivity>("OpensTrackingActivity");
        checks.lenient::<types::OpensTrackingActivity>("OpensTrackingActivity");
        checks
            .row::<
                types::OpensTrackingActivity,
            >(
                "OpensTrackingActivity",
                &[
                    "campaign_activity_id",
                    "contact_id",
                    "created_time",
                    "deleted_at",
                    "device_type",
                    "email_address",
                    "first_name",
                    "last_name",
                    "tracking_activity_type",
                ],
            );
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<
                types::OptoutsTrackingActivitiesPage,
            >("OptoutsTrackingActivitiesPage");
        checks
            .lenient::<
                types::OptoutsTrackingActivitiesPage,
            >("OptoutsTrackingActivitiesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::OptoutsTrackingActivity>("OptoutsTrackingActivity");
        checks.lenient::<types::OptoutsTrackingActivity>("OptoutsTrackingActivity");
        checks
            .row::<
                types::OptoutsTrackingActivity,
            >(
                "OptoutsTrackingActivity",
                &[
                    "campaign_activity_id",
                    "contact_id",
                    "created_time",
                    "deleted_at",
                    "email_address",
                    "first_name",
                    "last_name",
                    "opt_out_reason",
                    "tracking_activity_type",
                ],
            );
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::OrderDetails>("OrderDetails");
        checks.lenient::<types::OrderDetails>("OrderDetails");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::OrderTicketKeysRequest>("OrderTicketKeysRequest");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactAddTrackingActivitiesPage,
            >("PContactAddTrackingActivitiesPage");
        checks
            .lenient::<
                types::PContactAddTrackingActivitiesPage,
            >("PContactAddTrackingActivitiesPage");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<types::PContactAddTrackingActivity>("PContactAddTrackingActivity");
        checks
            .lenient::<
                types::PContactAddTrackingActivity,
            >("PContactAddTrackingActivity");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactClickTrackingActivitiesPage,
            >("PContactClickTrackingActivitiesPage");
        checks
            .lenient::<
                types::PContactClickTrackingActivitiesPage,
            >("PContactClickTrackingActivitiesPage");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactClickTrackingActivity,
            >("PContactClickTrackingActivity");
        checks
            .lenient::<
                types::PContactClickTrackingActivity,
            >("PContactClickTrackingActivity");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactOpenTrackingActivity,
            >("PContactOpenTrackingActivity");
        checks
            .lenient::<
                types::PContactOpenTrackingActivity,
            >("PContactOpenTrackingActivity");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactOpensTrackingActivitiesPage,
            >("PContactOpensTrackingActivitiesPage");
        checks
            .lenient::<
                types::PContactOpensTrackingActivitiesPage,
            >("PContactOpensTrackingActivitiesPage");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactSmsOptInTrackingActivitiesPage,
            >("PContactSmsOptInTrackingActivitiesPage");
        checks
            .lenient::<
                types::PContactSmsOptInTrackingActivitiesPage,
            >("PContactSmsOptInTrackingActivitiesPage");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactSmsOptInTrackingActivity,
            >("PContactSmsOptInTrackingActivity");
        checks
            .lenient::<
                types::PContactSmsOptInTrackingActivity,
            >("PContactSmsOptInTrackingActivity");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactUpdateTrackingActivitiesPage,
            >("PContactUpdateTrackingActivitiesPage");
        checks
            .lenient::<
                types::PContactUpdateTrackingActivitiesPage,
            >("PContactUpdateTrackingActivitiesPage");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks
            .check::<
                types::PContactUpdateTrackingActivity,
            >("PContactUpdateTrackingActivity");
        checks
            .lenient::<
                types::PContactUpdateTrackingActivity,
            >("PContactUpdateTrackingActivity");
    }
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags",
            feature = "contacts",
            feature = "contacts-custom-fields",
            feature = "contacts-reporting",
            feature = "email-campaigns",
            feature = "email-reporting",
            feature = "events",
            feature = "landing-pages-reporting",
            feature = "segments",
            feature = "sms-reporting",
            feature = "social",
            feature = "technology-partners"
        )
    )]
    {
        checks.check::<types::PageLinks>("PageLinks");
        checks.lenient::<types::PageLinks>("PageLinks");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks
            .check::<
                types::PartnerAccountOperationsRequest,
            >("PartnerAccountOperationsRequest");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::PartnerAccounts>("PartnerAccounts");
        checks.lenient::<types::PartnerAccounts>("PartnerAccounts");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::PartnerUnsubscribeRequest>("PartnerUnsubscribeRequest");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::PartnerUnsubscribeResponse>("PartnerUnsubscribeResponse");
        checks
            .lenient::<types::PartnerUnsubscribeResponse>("PartnerUnsubscribeResponse");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::PathParamObject>("PathParamObject");
        checks.lenient::<types::PathParamObject>("PathParamObject");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::PaymentStatusUpdateRequest>("PaymentStatusUpdateRequest");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::PercentsEmail>("PercentsEmail");
        checks.lenient::<types::PercentsEmail>("PercentsEmail");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::PhoneNumber>("PhoneNumber");
        checks.lenient::<types::PhoneNumber>("PhoneNumber");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::PhoneNumberPut>("PhoneNumberPut");
        checks.lenient::<types::PhoneNumberPut>("PhoneNumberPut");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::PlanInfo>("PlanInfo");
        checks.lenient::<types::PlanInfo>("PlanInfo");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::PlanTiersObject>("PlanTiersObject");
        checks.lenient::<types::PlanTiersObject>("PlanTiersObject");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::PromoCode>("PromoCode");
        checks.lenient::<types::PromoCode>("PromoCode");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::Provision>("Provision");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::ProvisionResponse>("ProvisionResponse");
        checks.lenient::<types::ProvisionResponse>("ProvisionResponse");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::QueryParamObject>("QueryParamObject");
        checks.lenient::<types::QueryParamObject>("QueryParamObject");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::RegistrantInformationLite>("RegistrantInformationLite");
        checks.lenient::<types::RegistrantInformationLite>("RegistrantInformationLite");
        checks
            .row::<
                types::RegistrantInformationLite,
            >(
                "RegistrantInformationLite",
                &[
                    "checkedIn_tickets",
                    "checkin_status",
                    "eligible_checkin_tickets",
                    "email_address",
                    "first_name",
                    "last_name",
                    "new_contact",
                    "payment_status",
                    "registration_id",
                    "registration_status",
                    "registration_time",
                    "tickets",
                    "total",
                    "track_key",
                ],
            );
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::RegistrationPage>("RegistrationPage");
        checks.lenient::<types::RegistrationPage>("RegistrationPage");
    }
    #[cfg(feature = "events")]
    {
        checks
            .check::<
                types::RegistrationStatusUpdateRequest,
            >("RegistrationStatusUpdateRequest");
    }
    #[cfg(feature = "events")]
    {
        checks
            .check::<
                types::RegistrationStatusUpdateResponse,
            >("RegistrationStatusUpdateResponse");
        checks
            .lenient::<
                types::RegistrationStatusUpdateResponse,
            >("RegistrationStatusUpdateResponse");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::RegistrationTicket>("RegistrationTicket");
        checks.lenient::<types::RegistrationTicket>("RegistrationTicket");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::ResendToNonOpeners>("ResendToNonOpeners");
        checks.lenient::<types::ResendToNonOpeners>("ResendToNonOpeners");
    }
    #[cfg(feature = "email-campaigns")]
    {
        checks.check::<types::ResendToNonOpenersInput>("ResendToNonOpenersInput");
    }
    #[cfg(feature = "segments")]
    {
        checks.check::<types::SegmentData>("SegmentData");
    }
    #[cfg(feature = "segments")]
    {
        checks.check::<types::SegmentDetail>("SegmentDetail");
        checks.lenient::<types::SegmentDetail>("SegmentDetail");
    }
    #[cfg(feature = "segments")]
    {
        checks.check::<types::SegmentMaster>("SegmentMaster");
        checks.lenient::<types::SegmentMaster>("SegmentMaster");
        checks
            .row::<
                types::SegmentMaster,
            >("SegmentMaster", &["created_at", "edited_at", "name", "segment_id"]);
    }
    #[cfg(feature = "segments")]
    {
        checks.check::<types::SegmentName>("SegmentName");
    }
    #[cfg(feature = "segments")]
    {
        checks.check::<types::Segments>("Segments");
        checks.lenient::<types::Segments>("Segments");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks
            .check::<types::SendsTrackingActivitiesPage>("SendsTrackingActivitiesPage");
        checks
            .lenient::<
                types::SendsTrackingActivitiesPage,
            >("SendsTrackingActivitiesPage");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::SendsTrackingActivity>("SendsTrackingActivity");
        checks.lenient::<types::SendsTrackingActivity>("SendsTrackingActivity");
        checks
            .row::<
                types::SendsTrackingActivity,
            >(
                "SendsTrackingActivity",
                &[
                    "campaign_activity_id",
                    "contact_id",
                    "created_time",
                    "deleted_at",
                    "email_address",
                    "first_name",
                    "last_name",
                    "tracking_activity_type",
                ],
            );
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::SignUpSmsChannel>("SignUpSmsChannel");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::SignUpSmsConsent>("SignUpSmsConsent");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::SimpleField>("SimpleField");
        checks.lenient::<types::SimpleField>("SimpleField");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::SiteOwner>("SiteOwner");
        checks.lenient::<types::SiteOwner>("SiteOwner");
        checks
            .row::<
                types::SiteOwner,
            >(
                "SiteOwner",
                &[
                    "billing_status",
                    "encoded_account_id",
                    "last_login_date",
                    "organization_name",
                    "site_owner_name",
                    "subscriber_count",
                ],
            );
    }
    #[cfg(feature = "sms-reporting")]
    {
        checks.check::<types::SmsCampaignSummariesPage>("SmsCampaignSummariesPage");
        checks.lenient::<types::SmsCampaignSummariesPage>("SmsCampaignSummariesPage");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::SmsChannel>("SmsChannel");
        checks.lenient::<types::SmsChannel>("SmsChannel");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::SmsChannelConsentDetails>("SmsChannelConsentDetails");
        checks.lenient::<types::SmsChannelConsentDetails>("SmsChannelConsentDetails");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::SmsEngagement>("SmsEngagement");
        checks.lenient::<types::SmsEngagement>("SmsEngagement");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::SmsHistory>("SmsHistory");
        checks.lenient::<types::SmsHistory>("SmsHistory");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialAccount>("SocialAccount");
        checks.lenient::<types::SocialAccount>("SocialAccount");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialConnection>("SocialConnection");
        checks.lenient::<types::SocialConnection>("SocialConnection");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialConnectionStatus>("SocialConnectionStatus");
        checks.lenient::<types::SocialConnectionStatus>("SocialConnectionStatus");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialConnections>("SocialConnections");
        checks.lenient::<types::SocialConnections>("SocialConnections");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialImage>("SocialImage");
        checks.lenient::<types::SocialImage>("SocialImage");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialPost>("SocialPost");
        checks.lenient::<types::SocialPost>("SocialPost");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialPostCreate>("SocialPostCreate");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialPostProfile>("SocialPostProfile");
        checks.lenient::<types::SocialPostProfile>("SocialPostProfile");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialProfile>("SocialProfile");
        checks.lenient::<types::SocialProfile>("SocialProfile");
    }
    #[cfg(feature = "social")]
    {
        checks.check::<types::SocialProfilePost>("SocialProfilePost");
        checks.lenient::<types::SocialProfilePost>("SocialProfilePost");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::SsoUser>("SsoUser");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::StatsEmail>("StatsEmail");
        checks.lenient::<types::StatsEmail>("StatsEmail");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::StatsEmailActivity>("StatsEmailActivity");
        checks.lenient::<types::StatsEmailActivity>("StatsEmailActivity");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::StatsError>("StatsError");
        checks.lenient::<types::StatsError>("StatsError");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::StatusDisplayLabel>("StatusDisplayLabel");
        checks.lenient::<types::StatusDisplayLabel>("StatusDisplayLabel");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::StreetAddress>("StreetAddress");
        checks.lenient::<types::StreetAddress>("StreetAddress");
    }
    #[cfg(feature = "contacts")]
    {
        checks.check::<types::StreetAddressPut>("StreetAddressPut");
    }
    #[cfg(feature = "contact-tags")]
    {
        checks.check::<types::Tag>("Tag");
        checks.lenient::<types::Tag>("Tag");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::TagAddRemoveContacts>("TagAddRemoveContacts");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks
            .check::<types::TagAddRemoveContactsExclude>("TagAddRemoveContactsExclude");
        checks
            .lenient::<
                types::TagAddRemoveContactsExclude,
            >("TagAddRemoveContactsExclude");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::TagAddRemoveContactsSource>("TagAddRemoveContactsSource");
        checks
            .lenient::<types::TagAddRemoveContactsSource>("TagAddRemoveContactsSource");
    }
    #[cfg(feature = "bulk-activities")]
    {
        checks.check::<types::TagIds>("TagIds");
    }
    #[cfg(feature = "contact-tags")]
    {
        checks.check::<types::TagPost>("TagPost");
    }
    #[cfg(feature = "contact-tags")]
    {
        checks.check::<types::TagPut>("TagPut");
    }
    #[cfg(feature = "contact-tags")]
    {
        checks.check::<types::Tags>("Tags");
        checks.lenient::<types::Tags>("Tags");
    }
    #[cfg(feature = "events")]
    {
        checks.check::<types::TicketSummary>("TicketSummary");
        checks.lenient::<types::TicketSummary>("TicketSummary");
    }
    #[cfg(feature = "technology-partners")]
    {
        checks.check::<types::TierObject>("TierObject");
        checks.lenient::<types::TierObject>("TierObject");
    }
    #[cfg(feature = "landing-pages-reporting")]
    {
        checks.check::<types::TrackingActivitySmsChannel>("TrackingActivitySmsChannel");
        checks
            .lenient::<types::TrackingActivitySmsChannel>("TrackingActivitySmsChannel");
    }
    #[cfg(feature = "email-reporting")]
    {
        checks.check::<types::UniqueEmailCounts>("UniqueEmailCounts");
        checks.lenient::<types::UniqueEmailCounts>("UniqueEmailCounts");
    }
    #[cfg(feature = "sms-reporting")]
    {
        checks.check::<types::UniqueSmsCounts>("UniqueSmsCounts");
        checks.lenient::<types::UniqueSmsCounts>("UniqueSmsCounts");
    }
    #[cfg(feature = "account-services")]
    {
        checks.check::<types::UserPrivilege>("UserPrivilege");
        checks.lenient::<types::UserPrivilege>("UserPrivilege");
    }
    #[cfg(feature = "technology-partners-webhooks")]
    {
        checks.check::<types::WebhookSubscription>("WebhookSubscription");
        checks.lenient::<types::WebhookSubscription>("WebhookSubscription");
    }
    #[cfg(feature = "technology-partners-webhooks")]
    {
        checks.check::<types::WebhooksSubscriptionBody>("WebhooksSubscriptionBody");
    }
    #[cfg(feature = "technology-partners-webhooks")]
    {
        checks
            .check::<
                types::WebhooksSubscriptionPutResponse,
            >("WebhooksSubscriptionPutResponse");
        checks
            .lenient::<
                types::WebhooksSubscriptionPutResponse,
            >("WebhooksSubscriptionPutResponse");
    }
    #[cfg(feature = "technology-partners-webhooks")]
    {
        checks
            .check::<
                types::WebhooksSubscriptionResponse,
            >("WebhooksSubscriptionResponse");
        checks
            .lenient::<
                types::WebhooksSubscriptionResponse,
            >("WebhooksSubscriptionResponse");
    }
    #[cfg(feature = "technology-partners-webhooks")]
    {
        checks.check::<types::WebhooksTestSend>("WebhooksTestSend");
        checks.lenient::<types::WebhooksTestSend>("WebhooksTestSend");
    }
}
