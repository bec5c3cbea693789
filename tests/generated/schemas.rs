// Made from the contract by `cargo xtask regen`; not edited by hand.

use crate::check;
use constant_contact::types;
/// Checks every type that a response of the areas that are on can contain.
pub fn check_all() {
    #[cfg(any(feature = "email-campaigns-ab-tests"))]
    check::<types::AbTestData>("AbTestData");
    #[cfg(any(feature = "technology-partners"))]
    check::<types::AccountCancellation>("AccountCancellation");
    #[cfg(any(feature = "account-services"))]
    check::<types::AccountEmail>("AccountEmail");
    #[cfg(any(feature = "account-services"))]
    check::<types::AccountEmailCreateResponse>("AccountEmailCreateResponse");
    #[cfg(any(feature = "account-services"))]
    check::<types::AccountPhysicalAddress>("AccountPhysicalAddress");
    #[cfg(any(feature = "bulk-activities"))] check::<types::Activities>("Activities");
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )] check::<types::Activity>("Activity");
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )] check::<types::ActivityLinks>("ActivityLinks");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::ActivityReference>("ActivityReference");
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )] check::<types::ActivityStatus>("ActivityStatus");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::BouncesTrackingActivitiesPage>("BouncesTrackingActivitiesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::BouncesTrackingActivity>("BouncesTrackingActivity");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::BulkEmailCampaignSummariesPage>("BulkEmailCampaignSummariesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<
        types::BulkEmailCampaignSummariesPercents,
    >("BulkEmailCampaignSummariesPercents");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::BulkEmailCampaignSummary>("BulkEmailCampaignSummary");
    #[cfg(any(feature = "sms-reporting"))]
    check::<types::BulkSmsCampaignSummariesPercents>("BulkSmsCampaignSummariesPercents");
    #[cfg(any(feature = "sms-reporting"))]
    check::<types::BulkSmsCampaignSummary>("BulkSmsCampaignSummary");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::CampaignActivityStats>("CampaignActivityStats");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::CampaignActivityStatsResults>("CampaignActivityStatsResults");
    #[cfg(any(feature = "contacts-reporting"))]
    check::<types::CampaignActivitySummary>("CampaignActivitySummary");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::CampaignStats>("CampaignStats");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::CampaignStatsResults>("CampaignStatsResults");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::ClicksTrackingActivitiesPage>("ClicksTrackingActivitiesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::ClicksTrackingActivity>("ClicksTrackingActivity");
    #[cfg(any(feature = "account-services"))] check::<types::CompanyLogo>("CompanyLogo");
    #[cfg(any(feature = "contacts"))] check::<types::Contact>("Contact");
    #[cfg(any(feature = "contacts-reporting"))]
    check::<types::ContactCampaignActivitiesSummary>("ContactCampaignActivitiesSummary");
    #[cfg(any(feature = "contacts"))]
    check::<types::ContactCreateOrUpdateResponse>("ContactCreateOrUpdateResponse");
    #[cfg(any(feature = "contacts"))]
    check::<types::ContactCustomField>("ContactCustomField");
    #[cfg(any(feature = "contact-lists"))] check::<types::ContactList>("ContactList");
    #[cfg(any(feature = "contact-lists"))]
    check::<types::ContactListPutPost>("ContactListPutPost");
    #[cfg(any(feature = "contact-lists"))] check::<types::ContactLists>("ContactLists");
    #[cfg(any(feature = "contacts-reporting"))]
    check::<types::ContactOpenAndClickRates>("ContactOpenAndClickRates");
    #[cfg(any(feature = "contacts-reporting"))]
    check::<types::ContactTrackingActivitiesPage>("ContactTrackingActivitiesPage");
    #[cfg(any(feature = "contacts-reporting"))]
    check::<types::ContactTrackingActivity>("ContactTrackingActivity");
    #[cfg(any(feature = "contacts"))] check::<types::ContactXref>("ContactXref");
    #[cfg(any(feature = "contacts"))] check::<types::ContactXrefs>("ContactXrefs");
    #[cfg(any(feature = "contacts"))] check::<types::Contacts>("Contacts");
    #[cfg(any(feature = "contacts"))] check::<types::ContactsCounts>("ContactsCounts");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::CrossReference>("CrossReference");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::CrossReferenceResponse>("CrossReferenceResponse");
    #[cfg(any(feature = "contacts-custom-fields"))]
    check::<types::CustomField>("CustomField");
    #[cfg(any(feature = "contacts-custom-fields"))]
    check::<types::CustomFieldChoice>("CustomFieldChoice");
    #[cfg(any(feature = "contacts-custom-fields"))]
    check::<types::CustomFieldMetadata>("CustomFieldMetadata");
    #[cfg(any(feature = "contacts-custom-fields"))]
    check::<types::CustomFields>("CustomFields");
    #[cfg(any(feature = "account-services"))] check::<types::Customer>("Customer");
    #[cfg(any(feature = "account-services"))]
    check::<types::CustomerPhysicalAddress>("CustomerPhysicalAddress");
    #[cfg(any(feature = "account-services"))] check::<types::CustomerPut>("CustomerPut");
    #[cfg(any(feature = "events"))]
    check::<types::DetailedRegistration>("DetailedRegistration");
    #[cfg(any(feature = "email-reporting"))]
    check::<
        types::DidNotOpensTrackingActivitiesPage,
    >("DidNotOpensTrackingActivitiesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::DidNotOpensTrackingActivity>("DidNotOpensTrackingActivity");
    #[cfg(any(feature = "contacts"))] check::<types::EmailAddress>("EmailAddress");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::EmailCampaign>("EmailCampaign");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::EmailCampaignActivity>("EmailCampaignActivity");
    #[cfg(any(feature = "email-campaigns"))]
    check::<
        types::EmailCampaignActivityDocumentProperties,
    >("EmailCampaignActivityDocumentProperties");
    #[cfg(any(feature = "email-scheduling"))]
    check::<types::EmailCampaignActivityPreview>("EmailCampaignActivityPreview");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::EmailCampaignListing>("EmailCampaignListing");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::EmailCampaignPage>("EmailCampaignPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::EmailLinkClickCount>("EmailLinkClickCount");
    #[cfg(any(feature = "email-reporting"))] check::<types::EmailLinks>("EmailLinks");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::EmailPhysicalAddress>("EmailPhysicalAddress");
    #[cfg(any(feature = "email-scheduling"))]
    check::<types::EmailSchedule>("EmailSchedule");
    #[cfg(any(feature = "email-scheduling"))] check::<types::EmailSend>("EmailSend");
    #[cfg(any(feature = "events"))] check::<types::Event>("Event");
    #[cfg(any(feature = "events"))] check::<types::EventAddress>("EventAddress");
    #[cfg(any(feature = "events"))] check::<types::EventAttribute>("EventAttribute");
    #[cfg(any(feature = "events"))] check::<types::EventContact>("EventContact");
    #[cfg(any(feature = "events"))] check::<types::EventListing>("EventListing");
    #[cfg(any(feature = "events"))] check::<types::EventMediaAsset>("EventMediaAsset");
    #[cfg(any(feature = "events"))] check::<types::EventMetaData>("EventMetaData");
    #[cfg(any(feature = "events"))] check::<types::EventPage>("EventPage");
    #[cfg(any(feature = "events"))] check::<types::EventPromotion>("EventPromotion");
    #[cfg(any(feature = "events"))]
    check::<types::EventRegistrationSummaryMetric>("EventRegistrationSummaryMetric");
    #[cfg(any(feature = "events"))] check::<types::EventSettings>("EventSettings");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::ForwardsTrackingActivitiesPage>("ForwardsTrackingActivitiesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::ForwardsTrackingActivity>("ForwardsTrackingActivity");
    #[cfg(any(feature = "events"))] check::<types::Item>("Item");
    #[cfg(any(feature = "events"))] check::<types::ItemSummary>("ItemSummary");
    #[cfg(any(feature = "events"))] check::<types::LineItemDetails>("LineItemDetails");
    #[cfg(any(feature = "contact-lists"))] check::<types::ListXref>("ListXref");
    #[cfg(any(feature = "contact-lists"))] check::<types::ListXrefs>("ListXrefs");
    #[cfg(any(feature = "contacts"))] check::<types::Note>("Note");
    #[cfg(any(feature = "events"))] check::<types::OnlineMeeting>("OnlineMeeting");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::OpensTrackingActivitiesPage>("OpensTrackingActivitiesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::OpensTrackingActivity>("OpensTrackingActivity");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::OptoutsTrackingActivitiesPage>("OptoutsTrackingActivitiesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::OptoutsTrackingActivity>("OptoutsTrackingActivity");
    #[cfg(any(feature = "events"))] check::<types::OrderDetails>("OrderDetails");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<
        types::PContactAddTrackingActivitiesPage,
    >("PContactAddTrackingActivitiesPage");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<types::PContactAddTrackingActivity>("PContactAddTrackingActivity");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<
        types::PContactClickTrackingActivitiesPage,
    >("PContactClickTrackingActivitiesPage");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<types::PContactClickTrackingActivity>("PContactClickTrackingActivity");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<types::PContactOpenTrackingActivity>("PContactOpenTrackingActivity");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<
        types::PContactOpensTrackingActivitiesPage,
    >("PContactOpensTrackingActivitiesPage");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<
        types::PContactSmsOptInTrackingActivitiesPage,
    >("PContactSmsOptInTrackingActivitiesPage");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<types::PContactSmsOptInTrackingActivity>("PContactSmsOptInTrackingActivity");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<
        types::PContactUpdateTrackingActivitiesPage,
    >("PContactUpdateTrackingActivitiesPage");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<types::PContactUpdateTrackingActivity>("PContactUpdateTrackingActivity");
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
    )] check::<types::PageLinks>("PageLinks");
    #[cfg(any(feature = "technology-partners"))]
    check::<types::PartnerAccounts>("PartnerAccounts");
    #[cfg(any(feature = "technology-partners"))]
    check::<types::PartnerUnsubscribeResponse>("PartnerUnsubscribeResponse");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::PercentsEmail>("PercentsEmail");
    #[cfg(any(feature = "contacts"))] check::<types::PhoneNumber>("PhoneNumber");
    #[cfg(any(feature = "technology-partners"))]
    check::<types::PlanTiersObject>("PlanTiersObject");
    #[cfg(any(feature = "events"))] check::<types::PromoCode>("PromoCode");
    #[cfg(any(feature = "technology-partners"))]
    check::<types::ProvisionResponse>("ProvisionResponse");
    #[cfg(any(feature = "events"))]
    check::<types::RegistrantInformationLite>("RegistrantInformationLite");
    #[cfg(any(feature = "events"))] check::<types::RegistrationPage>("RegistrationPage");
    #[cfg(any(feature = "events"))]
    check::<types::RegistrationStatusUpdateResponse>("RegistrationStatusUpdateResponse");
    #[cfg(any(feature = "events"))]
    check::<types::RegistrationTicket>("RegistrationTicket");
    #[cfg(any(feature = "email-campaigns"))]
    check::<types::ResendToNonOpeners>("ResendToNonOpeners");
    #[cfg(any(feature = "segments"))] check::<types::SegmentDetail>("SegmentDetail");
    #[cfg(any(feature = "segments"))] check::<types::SegmentMaster>("SegmentMaster");
    #[cfg(any(feature = "segments"))] check::<types::Segments>("Segments");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::SendsTrackingActivitiesPage>("SendsTrackingActivitiesPage");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::SendsTrackingActivity>("SendsTrackingActivity");
    #[cfg(any(feature = "events"))] check::<types::SimpleField>("SimpleField");
    #[cfg(any(feature = "technology-partners"))] check::<types::SiteOwner>("SiteOwner");
    #[cfg(any(feature = "sms-reporting"))]
    check::<types::SmsCampaignSummariesPage>("SmsCampaignSummariesPage");
    #[cfg(any(feature = "contacts"))] check::<types::SmsChannel>("SmsChannel");
    #[cfg(any(feature = "contacts"))]
    check::<types::SmsChannelConsentDetails>("SmsChannelConsentDetails");
    #[cfg(any(feature = "contacts"))] check::<types::SmsEngagement>("SmsEngagement");
    #[cfg(any(feature = "contacts"))] check::<types::SmsHistory>("SmsHistory");
    #[cfg(any(feature = "email-reporting"))] check::<types::StatsEmail>("StatsEmail");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::StatsEmailActivity>("StatsEmailActivity");
    #[cfg(any(feature = "email-reporting"))] check::<types::StatsError>("StatsError");
    #[cfg(any(feature = "events"))]
    check::<types::StatusDisplayLabel>("StatusDisplayLabel");
    #[cfg(any(feature = "contacts"))] check::<types::StreetAddress>("StreetAddress");
    #[cfg(any(feature = "contact-tags"))] check::<types::Tag>("Tag");
    #[cfg(any(feature = "contact-tags"))] check::<types::Tags>("Tags");
    #[cfg(any(feature = "events"))] check::<types::TicketSummary>("TicketSummary");
    #[cfg(any(feature = "technology-partners"))]
    check::<types::TierObject>("TierObject");
    #[cfg(any(feature = "events"))] check::<types::Track>("Track");
    #[cfg(any(feature = "landing-pages-reporting"))]
    check::<types::TrackingActivitySmsChannel>("TrackingActivitySmsChannel");
    #[cfg(any(feature = "email-reporting"))]
    check::<types::UniqueEmailCounts>("UniqueEmailCounts");
    #[cfg(any(feature = "sms-reporting"))]
    check::<types::UniqueSmsCounts>("UniqueSmsCounts");
    #[cfg(any(feature = "account-services"))]
    check::<types::UserPrivilege>("UserPrivilege");
    #[cfg(any(feature = "technology-partners-webhooks"))]
    check::<types::WebhookSubscription>("WebhookSubscription");
    #[cfg(any(feature = "technology-partners-webhooks"))]
    check::<types::WebhooksSubscriptionPutResponse>("WebhooksSubscriptionPutResponse");
    #[cfg(any(feature = "technology-partners-webhooks"))]
    check::<types::WebhooksSubscriptionResponse>("WebhooksSubscriptionResponse");
    #[cfg(any(feature = "technology-partners-webhooks"))]
    check::<types::WebhooksTestSend>("WebhooksTestSend");
}
