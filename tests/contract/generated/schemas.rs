// Made from the contract by `cargo xtask regen`; not edited by hand.

use crate::schemas::Checks;
use constant_contact::types;
/// Checks every type that a request or response of the areas that are on can contain.
pub fn check_all(checks: &mut impl Checks) {
    #[cfg(feature = "email-campaigns-ab-tests")]
    checks.check::<types::AbTestData>("AbTestData");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::AccountCancellation>("AccountCancellation");
    #[cfg(feature = "account-services")]
    checks.check::<types::AccountEmail>("AccountEmail");
    #[cfg(feature = "account-services")]
    checks.check::<types::AccountEmailCreateResponse>("AccountEmailCreateResponse");
    #[cfg(feature = "account-services")]
    checks.check::<types::AccountEmailInput>("AccountEmailInput");
    #[cfg(feature = "account-services")]
    checks.check::<types::AccountPhysicalAddress>("AccountPhysicalAddress");
    #[cfg(feature = "bulk-activities")] checks.check::<types::Activities>("Activities");
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )] checks.check::<types::Activity>("Activity");
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )] checks.check::<types::ActivityLinks>("ActivityLinks");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::ActivityReference>("ActivityReference");
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )] checks.check::<types::ActivityStatus>("ActivityStatus");
    #[cfg(feature = "email-reporting")]
    checks
        .check::<types::BouncesTrackingActivitiesPage>("BouncesTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::BouncesTrackingActivity>("BouncesTrackingActivity");
    #[cfg(feature = "email-reporting")]
    checks
        .check::<
            types::BulkEmailCampaignSummariesPage,
        >("BulkEmailCampaignSummariesPage");
    #[cfg(feature = "email-reporting")]
    checks
        .check::<
            types::BulkEmailCampaignSummariesPercents,
        >("BulkEmailCampaignSummariesPercents");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::BulkEmailCampaignSummary>("BulkEmailCampaignSummary");
    #[cfg(feature = "sms-reporting")]
    checks
        .check::<
            types::BulkSmsCampaignSummariesPercents,
        >("BulkSmsCampaignSummariesPercents");
    #[cfg(feature = "sms-reporting")]
    checks.check::<types::BulkSmsCampaignSummary>("BulkSmsCampaignSummary");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::CampaignActivityStats>("CampaignActivityStats");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::CampaignActivityStatsResults>("CampaignActivityStatsResults");
    #[cfg(feature = "contacts-reporting")]
    checks.check::<types::CampaignActivitySummary>("CampaignActivitySummary");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::CampaignStats>("CampaignStats");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::CampaignStatsResults>("CampaignStatsResults");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::ClicksTrackingActivitiesPage>("ClicksTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::ClicksTrackingActivity>("ClicksTrackingActivity");
    #[cfg(feature = "account-services")]
    checks.check::<types::CompanyLogo>("CompanyLogo");
    #[cfg(feature = "contacts")] checks.check::<types::Contact>("Contact");
    #[cfg(feature = "contacts-reporting")]
    checks
        .check::<
            types::ContactCampaignActivitiesSummary,
        >("ContactCampaignActivitiesSummary");
    #[cfg(feature = "contacts")]
    checks.check::<types::ContactCreateOrUpdateInput>("ContactCreateOrUpdateInput");
    #[cfg(feature = "contacts")]
    checks
        .check::<
            types::ContactCreateOrUpdateInputStreetAddress,
        >("ContactCreateOrUpdateInputStreetAddress");
    #[cfg(feature = "contacts")]
    checks
        .check::<types::ContactCreateOrUpdateResponse>("ContactCreateOrUpdateResponse");
    #[cfg(feature = "contacts")]
    checks.check::<types::ContactCustomField>("ContactCustomField");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::ContactDelete>("ContactDelete");
    #[cfg(feature = "contact-lists")] checks.check::<types::ContactList>("ContactList");
    #[cfg(feature = "contact-lists")]
    checks.check::<types::ContactListPutPost>("ContactListPutPost");
    #[cfg(feature = "contact-lists")]
    checks.check::<types::ContactLists>("ContactLists");
    #[cfg(feature = "contacts-reporting")]
    checks.check::<types::ContactOpenAndClickRates>("ContactOpenAndClickRates");
    #[cfg(feature = "contacts")]
    checks.check::<types::ContactPostRequest>("ContactPostRequest");
    #[cfg(feature = "contacts")]
    checks.check::<types::ContactPutRequest>("ContactPutRequest");
    #[cfg(feature = "contacts")]
    checks.check::<types::ContactResubscribeRequest>("ContactResubscribeRequest");
    #[cfg(feature = "contacts")]
    checks.check::<types::ContactSmsChannel>("ContactSmsChannel");
    #[cfg(feature = "contacts")]
    checks.check::<types::ContactSmsChannelConsents>("ContactSmsChannelConsents");
    #[cfg(feature = "contacts-reporting")]
    checks
        .check::<types::ContactTrackingActivitiesPage>("ContactTrackingActivitiesPage");
    #[cfg(feature = "contacts-reporting")]
    checks.check::<types::ContactTrackingActivity>("ContactTrackingActivity");
    #[cfg(feature = "contacts")] checks.check::<types::ContactXref>("ContactXref");
    #[cfg(feature = "contacts")] checks.check::<types::ContactXrefs>("ContactXrefs");
    #[cfg(feature = "contacts")] checks.check::<types::Contacts>("Contacts");
    #[cfg(feature = "contacts")] checks.check::<types::ContactsCounts>("ContactsCounts");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::ContactsExport>("ContactsExport");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::ContactsExportExclude>("ContactsExportExclude");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::ContactsJsonImport>("ContactsJsonImport");
    #[cfg(feature = "contacts")]
    checks
        .check::<
            types::CreateOrUpdateContactCustomField,
        >("CreateOrUpdateContactCustomField");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::CrossReference>("CrossReference");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::CrossReferenceResponse>("CrossReferenceResponse");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomField>("CustomField");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomFieldChoice>("CustomFieldChoice");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomFieldChoicePutRequest>("CustomFieldChoicePutRequest");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomFieldChoiceRequest>("CustomFieldChoiceRequest");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::CustomFieldIds>("CustomFieldIds");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomFieldMetadata>("CustomFieldMetadata");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomFieldPutRequest>("CustomFieldPutRequest");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomFieldRequest>("CustomFieldRequest");
    #[cfg(feature = "contacts-custom-fields")]
    checks.check::<types::CustomFields>("CustomFields");
    #[cfg(feature = "account-services")] checks.check::<types::Customer>("Customer");
    #[cfg(feature = "account-services")]
    checks.check::<types::CustomerPhysicalAddress>("CustomerPhysicalAddress");
    #[cfg(feature = "account-services")]
    checks.check::<types::CustomerPut>("CustomerPut");
    #[cfg(feature = "events")]
    checks.check::<types::DetailedRegistration>("DetailedRegistration");
    #[cfg(feature = "email-reporting")]
    checks
        .check::<
            types::DidNotOpensTrackingActivitiesPage,
        >("DidNotOpensTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::DidNotOpensTrackingActivity>("DidNotOpensTrackingActivity");
    #[cfg(feature = "contacts")] checks.check::<types::EmailAddress>("EmailAddress");
    #[cfg(feature = "contacts")]
    checks.check::<types::EmailAddressPost>("EmailAddressPost");
    #[cfg(feature = "contacts")]
    checks.check::<types::EmailAddressPut>("EmailAddressPut");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailCampaign>("EmailCampaign");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailCampaignActivity>("EmailCampaignActivity");
    #[cfg(feature = "email-campaigns")]
    checks
        .check::<
            types::EmailCampaignActivityDocumentProperties,
        >("EmailCampaignActivityDocumentProperties");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailCampaignActivityInput>("EmailCampaignActivityInput");
    #[cfg(feature = "email-scheduling")]
    checks.check::<types::EmailCampaignActivityPreview>("EmailCampaignActivityPreview");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailCampaignComplete>("EmailCampaignComplete");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailCampaignListing>("EmailCampaignListing");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailCampaignName>("EmailCampaignName");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailCampaignPage>("EmailCampaignPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::EmailLinkClickCount>("EmailLinkClickCount");
    #[cfg(feature = "email-reporting")] checks.check::<types::EmailLinks>("EmailLinks");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::EmailPhysicalAddress>("EmailPhysicalAddress");
    #[cfg(feature = "email-scheduling")]
    checks.check::<types::EmailSchedule>("EmailSchedule");
    #[cfg(feature = "email-scheduling")]
    checks.check::<types::EmailScheduleInput>("EmailScheduleInput");
    #[cfg(feature = "email-scheduling")] checks.check::<types::EmailSend>("EmailSend");
    #[cfg(feature = "email-scheduling")]
    checks.check::<types::EmailTestSendInput>("EmailTestSendInput");
    #[cfg(feature = "events")] checks.check::<types::Event>("Event");
    #[cfg(feature = "events")] checks.check::<types::EventAddress>("EventAddress");
    #[cfg(feature = "events")] checks.check::<types::EventAttribute>("EventAttribute");
    #[cfg(feature = "events")] checks.check::<types::EventContact>("EventContact");
    #[cfg(feature = "events")]
    checks.check::<types::EventCopyRequest>("EventCopyRequest");
    #[cfg(feature = "events")] checks.check::<types::EventListing>("EventListing");
    #[cfg(feature = "events")] checks.check::<types::EventMediaAsset>("EventMediaAsset");
    #[cfg(feature = "events")] checks.check::<types::EventMetaData>("EventMetaData");
    #[cfg(feature = "events")] checks.check::<types::EventPage>("EventPage");
    #[cfg(feature = "events")] checks.check::<types::EventPromotion>("EventPromotion");
    #[cfg(feature = "events")]
    checks
        .check::<
            types::EventRegistrationSummaryMetric,
        >("EventRegistrationSummaryMetric");
    #[cfg(feature = "events")] checks.check::<types::EventSettings>("EventSettings");
    #[cfg(feature = "email-reporting")]
    checks
        .check::<
            types::ForwardsTrackingActivitiesPage,
        >("ForwardsTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::ForwardsTrackingActivity>("ForwardsTrackingActivity");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::HeadersObject>("HeadersObject");
    #[cfg(feature = "events")] checks.check::<types::Item>("Item");
    #[cfg(feature = "events")] checks.check::<types::ItemSummary>("ItemSummary");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::JsonImportContact>("JsonImportContact");
    #[cfg(feature = "events")] checks.check::<types::LineItemDetails>("LineItemDetails");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::ListActivityAddContacts>("ListActivityAddContacts");
    #[cfg(feature = "bulk-activities")]
    checks
        .check::<
            types::ListActivityAddContactsExclude,
        >("ListActivityAddContactsExclude");
    #[cfg(feature = "bulk-activities")]
    checks
        .check::<types::ListActivityAddContactsSource>("ListActivityAddContactsSource");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::ListActivityRemoveContacts>("ListActivityRemoveContacts");
    #[cfg(feature = "bulk-activities")]
    checks
        .check::<
            types::ListActivityRemoveContactsExclude,
        >("ListActivityRemoveContactsExclude");
    #[cfg(feature = "bulk-activities")]
    checks
        .check::<
            types::ListActivityRemoveContactsSource,
        >("ListActivityRemoveContactsSource");
    #[cfg(feature = "bulk-activities")] checks.check::<types::ListIds>("ListIds");
    #[cfg(feature = "contact-lists")] checks.check::<types::ListInput>("ListInput");
    #[cfg(feature = "contact-lists")] checks.check::<types::ListXref>("ListXref");
    #[cfg(feature = "contact-lists")] checks.check::<types::ListXrefs>("ListXrefs");
    #[cfg(feature = "contacts")] checks.check::<types::Note>("Note");
    #[cfg(feature = "events")] checks.check::<types::OnlineMeeting>("OnlineMeeting");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::OpensTrackingActivitiesPage>("OpensTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::OpensTrackingActivity>("OpensTrackingActivity");
    #[cfg(feature = "email-reporting")]
    checks
        .check::<types::OptoutsTrackingActivitiesPage>("OptoutsTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::OptoutsTrackingActivity>("OptoutsTrackingActivity");
    #[cfg(feature = "events")] checks.check::<types::OrderDetails>("OrderDetails");
    #[cfg(feature = "events")]
    checks.check::<types::OrderTicketKeysRequest>("OrderTicketKeysRequest");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<
            types::PContactAddTrackingActivitiesPage,
        >("PContactAddTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    checks.check::<types::PContactAddTrackingActivity>("PContactAddTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<
            types::PContactClickTrackingActivitiesPage,
        >("PContactClickTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<types::PContactClickTrackingActivity>("PContactClickTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    checks.check::<types::PContactOpenTrackingActivity>("PContactOpenTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<
            types::PContactOpensTrackingActivitiesPage,
        >("PContactOpensTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<
            types::PContactSmsOptInTrackingActivitiesPage,
        >("PContactSmsOptInTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<
            types::PContactSmsOptInTrackingActivity,
        >("PContactSmsOptInTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<
            types::PContactUpdateTrackingActivitiesPage,
        >("PContactUpdateTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    checks
        .check::<
            types::PContactUpdateTrackingActivity,
        >("PContactUpdateTrackingActivity");
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
            feature = "technology-partners"
        )
    )] checks.check::<types::PageLinks>("PageLinks");
    #[cfg(feature = "technology-partners")]
    checks
        .check::<
            types::PartnerAccountOperationsRequest,
        >("PartnerAccountOperationsRequest");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::PartnerAccounts>("PartnerAccounts");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::PartnerUnsubscribeRequest>("PartnerUnsubscribeRequest");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::PartnerUnsubscribeResponse>("PartnerUnsubscribeResponse");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::PathParamObject>("PathParamObject");
    #[cfg(feature = "events")]
    checks.check::<types::PaymentStatusUpdateRequest>("PaymentStatusUpdateRequest");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::PercentsEmail>("PercentsEmail");
    #[cfg(feature = "contacts")] checks.check::<types::PhoneNumber>("PhoneNumber");
    #[cfg(feature = "contacts")] checks.check::<types::PhoneNumberPut>("PhoneNumberPut");
    #[cfg(feature = "technology-partners")] checks.check::<types::PlanInfo>("PlanInfo");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::PlanTiersObject>("PlanTiersObject");
    #[cfg(feature = "events")] checks.check::<types::PromoCode>("PromoCode");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::Provision>("Provision");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::ProvisionResponse>("ProvisionResponse");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::QueryParamObject>("QueryParamObject");
    #[cfg(feature = "events")]
    checks.check::<types::RegistrantInformationLite>("RegistrantInformationLite");
    #[cfg(feature = "events")]
    checks.check::<types::RegistrationPage>("RegistrationPage");
    #[cfg(feature = "events")]
    checks
        .check::<
            types::RegistrationStatusUpdateRequest,
        >("RegistrationStatusUpdateRequest");
    #[cfg(feature = "events")]
    checks
        .check::<
            types::RegistrationStatusUpdateResponse,
        >("RegistrationStatusUpdateResponse");
    #[cfg(feature = "events")]
    checks.check::<types::RegistrationTicket>("RegistrationTicket");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::ResendToNonOpeners>("ResendToNonOpeners");
    #[cfg(feature = "email-campaigns")]
    checks.check::<types::ResendToNonOpenersInput>("ResendToNonOpenersInput");
    #[cfg(feature = "segments")] checks.check::<types::SegmentData>("SegmentData");
    #[cfg(feature = "segments")] checks.check::<types::SegmentDetail>("SegmentDetail");
    #[cfg(feature = "segments")] checks.check::<types::SegmentMaster>("SegmentMaster");
    #[cfg(feature = "segments")] checks.check::<types::SegmentName>("SegmentName");
    #[cfg(feature = "segments")] checks.check::<types::Segments>("Segments");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::SendsTrackingActivitiesPage>("SendsTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::SendsTrackingActivity>("SendsTrackingActivity");
    #[cfg(feature = "contacts")]
    checks.check::<types::SignUpSmsChannel>("SignUpSmsChannel");
    #[cfg(feature = "contacts")]
    checks.check::<types::SignUpSmsConsent>("SignUpSmsConsent");
    #[cfg(feature = "events")] checks.check::<types::SimpleField>("SimpleField");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::SiteOwner>("SiteOwner");
    #[cfg(feature = "sms-reporting")]
    checks.check::<types::SmsCampaignSummariesPage>("SmsCampaignSummariesPage");
    #[cfg(feature = "contacts")] checks.check::<types::SmsChannel>("SmsChannel");
    #[cfg(feature = "contacts")]
    checks.check::<types::SmsChannelConsentDetails>("SmsChannelConsentDetails");
    #[cfg(feature = "contacts")] checks.check::<types::SmsEngagement>("SmsEngagement");
    #[cfg(feature = "contacts")] checks.check::<types::SmsHistory>("SmsHistory");
    #[cfg(feature = "technology-partners")] checks.check::<types::SsoUser>("SsoUser");
    #[cfg(feature = "email-reporting")] checks.check::<types::StatsEmail>("StatsEmail");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::StatsEmailActivity>("StatsEmailActivity");
    #[cfg(feature = "email-reporting")] checks.check::<types::StatsError>("StatsError");
    #[cfg(feature = "events")]
    checks.check::<types::StatusDisplayLabel>("StatusDisplayLabel");
    #[cfg(feature = "contacts")] checks.check::<types::StreetAddress>("StreetAddress");
    #[cfg(feature = "contacts")]
    checks.check::<types::StreetAddressPut>("StreetAddressPut");
    #[cfg(feature = "contact-tags")] checks.check::<types::Tag>("Tag");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::TagAddRemoveContacts>("TagAddRemoveContacts");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::TagAddRemoveContactsExclude>("TagAddRemoveContactsExclude");
    #[cfg(feature = "bulk-activities")]
    checks.check::<types::TagAddRemoveContactsSource>("TagAddRemoveContactsSource");
    #[cfg(feature = "bulk-activities")] checks.check::<types::TagIds>("TagIds");
    #[cfg(feature = "contact-tags")] checks.check::<types::TagPost>("TagPost");
    #[cfg(feature = "contact-tags")] checks.check::<types::TagPut>("TagPut");
    #[cfg(feature = "contact-tags")] checks.check::<types::Tags>("Tags");
    #[cfg(feature = "events")] checks.check::<types::TicketSummary>("TicketSummary");
    #[cfg(feature = "technology-partners")]
    checks.check::<types::TierObject>("TierObject");
    #[cfg(feature = "events")] checks.check::<types::Track>("Track");
    #[cfg(feature = "landing-pages-reporting")]
    checks.check::<types::TrackingActivitySmsChannel>("TrackingActivitySmsChannel");
    #[cfg(feature = "email-reporting")]
    checks.check::<types::UniqueEmailCounts>("UniqueEmailCounts");
    #[cfg(feature = "sms-reporting")]
    checks.check::<types::UniqueSmsCounts>("UniqueSmsCounts");
    #[cfg(feature = "account-services")]
    checks.check::<types::UserPrivilege>("UserPrivilege");
    #[cfg(feature = "technology-partners-webhooks")]
    checks.check::<types::WebhookSubscription>("WebhookSubscription");
    #[cfg(feature = "technology-partners-webhooks")]
    checks.check::<types::WebhooksSubscriptionBody>("WebhooksSubscriptionBody");
    #[cfg(feature = "technology-partners-webhooks")]
    checks
        .check::<
            types::WebhooksSubscriptionPutResponse,
        >("WebhooksSubscriptionPutResponse");
    #[cfg(feature = "technology-partners-webhooks")]
    checks.check::<types::WebhooksSubscriptionResponse>("WebhooksSubscriptionResponse");
    #[cfg(feature = "technology-partners-webhooks")]
    checks.check::<types::WebhooksTestSend>("WebhooksTestSend");
}
