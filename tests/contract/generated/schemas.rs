// Made from the contract by `cargo xtask regen`; not edited by hand.

use crate::check;
use constant_contact::types;
/// Checks every type that a response of the areas that are on can contain.
pub fn check_all() {
    #[cfg(feature = "email-campaigns-ab-tests")]
    check::<types::AbTestData>("AbTestData");
    #[cfg(feature = "technology-partners")]
    check::<types::AccountCancellation>("AccountCancellation");
    #[cfg(feature = "account-services")] check::<types::AccountEmail>("AccountEmail");
    #[cfg(feature = "account-services")]
    check::<types::AccountEmailCreateResponse>("AccountEmailCreateResponse");
    #[cfg(feature = "account-services")]
    check::<types::AccountPhysicalAddress>("AccountPhysicalAddress");
    #[cfg(feature = "bulk-activities")] check::<types::Activities>("Activities");
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
    #[cfg(feature = "email-campaigns")]
    check::<types::ActivityReference>("ActivityReference");
    #[cfg(
        any(
            feature = "bulk-activities",
            feature = "contact-lists",
            feature = "contact-tags"
        )
    )] check::<types::ActivityStatus>("ActivityStatus");
    #[cfg(feature = "email-reporting")]
    check::<types::BouncesTrackingActivitiesPage>("BouncesTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    check::<types::BouncesTrackingActivity>("BouncesTrackingActivity");
    #[cfg(feature = "email-reporting")]
    check::<types::BulkEmailCampaignSummariesPage>("BulkEmailCampaignSummariesPage");
    #[cfg(feature = "email-reporting")]
    check::<
        types::BulkEmailCampaignSummariesPercents,
    >("BulkEmailCampaignSummariesPercents");
    #[cfg(feature = "email-reporting")]
    check::<types::BulkEmailCampaignSummary>("BulkEmailCampaignSummary");
    #[cfg(feature = "sms-reporting")]
    check::<types::BulkSmsCampaignSummariesPercents>("BulkSmsCampaignSummariesPercents");
    #[cfg(feature = "sms-reporting")]
    check::<types::BulkSmsCampaignSummary>("BulkSmsCampaignSummary");
    #[cfg(feature = "email-reporting")]
    check::<types::CampaignActivityStats>("CampaignActivityStats");
    #[cfg(feature = "email-reporting")]
    check::<types::CampaignActivityStatsResults>("CampaignActivityStatsResults");
    #[cfg(feature = "contacts-reporting")]
    check::<types::CampaignActivitySummary>("CampaignActivitySummary");
    #[cfg(feature = "email-reporting")] check::<types::CampaignStats>("CampaignStats");
    #[cfg(feature = "email-reporting")]
    check::<types::CampaignStatsResults>("CampaignStatsResults");
    #[cfg(feature = "email-reporting")]
    check::<types::ClicksTrackingActivitiesPage>("ClicksTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    check::<types::ClicksTrackingActivity>("ClicksTrackingActivity");
    #[cfg(feature = "account-services")] check::<types::CompanyLogo>("CompanyLogo");
    #[cfg(feature = "contacts")] check::<types::Contact>("Contact");
    #[cfg(feature = "contacts-reporting")]
    check::<types::ContactCampaignActivitiesSummary>("ContactCampaignActivitiesSummary");
    #[cfg(feature = "contacts")]
    check::<types::ContactCreateOrUpdateResponse>("ContactCreateOrUpdateResponse");
    #[cfg(feature = "contacts")]
    check::<types::ContactCustomField>("ContactCustomField");
    #[cfg(feature = "contact-lists")] check::<types::ContactList>("ContactList");
    #[cfg(feature = "contact-lists")]
    check::<types::ContactListPutPost>("ContactListPutPost");
    #[cfg(feature = "contact-lists")] check::<types::ContactLists>("ContactLists");
    #[cfg(feature = "contacts-reporting")]
    check::<types::ContactOpenAndClickRates>("ContactOpenAndClickRates");
    #[cfg(feature = "contacts-reporting")]
    check::<types::ContactTrackingActivitiesPage>("ContactTrackingActivitiesPage");
    #[cfg(feature = "contacts-reporting")]
    check::<types::ContactTrackingActivity>("ContactTrackingActivity");
    #[cfg(feature = "contacts")] check::<types::ContactXref>("ContactXref");
    #[cfg(feature = "contacts")] check::<types::ContactXrefs>("ContactXrefs");
    #[cfg(feature = "contacts")] check::<types::Contacts>("Contacts");
    #[cfg(feature = "contacts")] check::<types::ContactsCounts>("ContactsCounts");
    #[cfg(feature = "email-campaigns")] check::<types::CrossReference>("CrossReference");
    #[cfg(feature = "email-campaigns")]
    check::<types::CrossReferenceResponse>("CrossReferenceResponse");
    #[cfg(feature = "contacts-custom-fields")]
    check::<types::CustomField>("CustomField");
    #[cfg(feature = "contacts-custom-fields")]
    check::<types::CustomFieldChoice>("CustomFieldChoice");
    #[cfg(feature = "contacts-custom-fields")]
    check::<types::CustomFieldMetadata>("CustomFieldMetadata");
    #[cfg(feature = "contacts-custom-fields")]
    check::<types::CustomFields>("CustomFields");
    #[cfg(feature = "account-services")] check::<types::Customer>("Customer");
    #[cfg(feature = "account-services")]
    check::<types::CustomerPhysicalAddress>("CustomerPhysicalAddress");
    #[cfg(feature = "account-services")] check::<types::CustomerPut>("CustomerPut");
    #[cfg(feature = "events")]
    check::<types::DetailedRegistration>("DetailedRegistration");
    #[cfg(feature = "email-reporting")]
    check::<
        types::DidNotOpensTrackingActivitiesPage,
    >("DidNotOpensTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    check::<types::DidNotOpensTrackingActivity>("DidNotOpensTrackingActivity");
    #[cfg(feature = "contacts")] check::<types::EmailAddress>("EmailAddress");
    #[cfg(feature = "email-campaigns")] check::<types::EmailCampaign>("EmailCampaign");
    #[cfg(feature = "email-campaigns")]
    check::<types::EmailCampaignActivity>("EmailCampaignActivity");
    #[cfg(feature = "email-campaigns")]
    check::<
        types::EmailCampaignActivityDocumentProperties,
    >("EmailCampaignActivityDocumentProperties");
    #[cfg(feature = "email-scheduling")]
    check::<types::EmailCampaignActivityPreview>("EmailCampaignActivityPreview");
    #[cfg(feature = "email-campaigns")]
    check::<types::EmailCampaignListing>("EmailCampaignListing");
    #[cfg(feature = "email-campaigns")]
    check::<types::EmailCampaignPage>("EmailCampaignPage");
    #[cfg(feature = "email-reporting")]
    check::<types::EmailLinkClickCount>("EmailLinkClickCount");
    #[cfg(feature = "email-reporting")] check::<types::EmailLinks>("EmailLinks");
    #[cfg(feature = "email-campaigns")]
    check::<types::EmailPhysicalAddress>("EmailPhysicalAddress");
    #[cfg(feature = "email-scheduling")] check::<types::EmailSchedule>("EmailSchedule");
    #[cfg(feature = "email-scheduling")] check::<types::EmailSend>("EmailSend");
    #[cfg(feature = "events")] check::<types::Event>("Event");
    #[cfg(feature = "events")] check::<types::EventAddress>("EventAddress");
    #[cfg(feature = "events")] check::<types::EventAttribute>("EventAttribute");
    #[cfg(feature = "events")] check::<types::EventContact>("EventContact");
    #[cfg(feature = "events")] check::<types::EventListing>("EventListing");
    #[cfg(feature = "events")] check::<types::EventMediaAsset>("EventMediaAsset");
    #[cfg(feature = "events")] check::<types::EventMetaData>("EventMetaData");
    #[cfg(feature = "events")] check::<types::EventPage>("EventPage");
    #[cfg(feature = "events")] check::<types::EventPromotion>("EventPromotion");
    #[cfg(feature = "events")]
    check::<types::EventRegistrationSummaryMetric>("EventRegistrationSummaryMetric");
    #[cfg(feature = "events")] check::<types::EventSettings>("EventSettings");
    #[cfg(feature = "email-reporting")]
    check::<types::ForwardsTrackingActivitiesPage>("ForwardsTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    check::<types::ForwardsTrackingActivity>("ForwardsTrackingActivity");
    #[cfg(feature = "events")] check::<types::Item>("Item");
    #[cfg(feature = "events")] check::<types::ItemSummary>("ItemSummary");
    #[cfg(feature = "events")] check::<types::LineItemDetails>("LineItemDetails");
    #[cfg(feature = "contact-lists")] check::<types::ListXref>("ListXref");
    #[cfg(feature = "contact-lists")] check::<types::ListXrefs>("ListXrefs");
    #[cfg(feature = "contacts")] check::<types::Note>("Note");
    #[cfg(feature = "events")] check::<types::OnlineMeeting>("OnlineMeeting");
    #[cfg(feature = "email-reporting")]
    check::<types::OpensTrackingActivitiesPage>("OpensTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    check::<types::OpensTrackingActivity>("OpensTrackingActivity");
    #[cfg(feature = "email-reporting")]
    check::<types::OptoutsTrackingActivitiesPage>("OptoutsTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    check::<types::OptoutsTrackingActivity>("OptoutsTrackingActivity");
    #[cfg(feature = "events")] check::<types::OrderDetails>("OrderDetails");
    #[cfg(feature = "landing-pages-reporting")]
    check::<
        types::PContactAddTrackingActivitiesPage,
    >("PContactAddTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    check::<types::PContactAddTrackingActivity>("PContactAddTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    check::<
        types::PContactClickTrackingActivitiesPage,
    >("PContactClickTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    check::<types::PContactClickTrackingActivity>("PContactClickTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    check::<types::PContactOpenTrackingActivity>("PContactOpenTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    check::<
        types::PContactOpensTrackingActivitiesPage,
    >("PContactOpensTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    check::<
        types::PContactSmsOptInTrackingActivitiesPage,
    >("PContactSmsOptInTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
    check::<types::PContactSmsOptInTrackingActivity>("PContactSmsOptInTrackingActivity");
    #[cfg(feature = "landing-pages-reporting")]
    check::<
        types::PContactUpdateTrackingActivitiesPage,
    >("PContactUpdateTrackingActivitiesPage");
    #[cfg(feature = "landing-pages-reporting")]
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
    #[cfg(feature = "technology-partners")]
    check::<types::PartnerAccounts>("PartnerAccounts");
    #[cfg(feature = "technology-partners")]
    check::<types::PartnerUnsubscribeResponse>("PartnerUnsubscribeResponse");
    #[cfg(feature = "email-reporting")] check::<types::PercentsEmail>("PercentsEmail");
    #[cfg(feature = "contacts")] check::<types::PhoneNumber>("PhoneNumber");
    #[cfg(feature = "technology-partners")]
    check::<types::PlanTiersObject>("PlanTiersObject");
    #[cfg(feature = "events")] check::<types::PromoCode>("PromoCode");
    #[cfg(feature = "technology-partners")]
    check::<types::ProvisionResponse>("ProvisionResponse");
    #[cfg(feature = "events")]
    check::<types::RegistrantInformationLite>("RegistrantInformationLite");
    #[cfg(feature = "events")] check::<types::RegistrationPage>("RegistrationPage");
    #[cfg(feature = "events")]
    check::<types::RegistrationStatusUpdateResponse>("RegistrationStatusUpdateResponse");
    #[cfg(feature = "events")] check::<types::RegistrationTicket>("RegistrationTicket");
    #[cfg(feature = "email-campaigns")]
    check::<types::ResendToNonOpeners>("ResendToNonOpeners");
    #[cfg(feature = "segments")] check::<types::SegmentDetail>("SegmentDetail");
    #[cfg(feature = "segments")] check::<types::SegmentMaster>("SegmentMaster");
    #[cfg(feature = "segments")] check::<types::Segments>("Segments");
    #[cfg(feature = "email-reporting")]
    check::<types::SendsTrackingActivitiesPage>("SendsTrackingActivitiesPage");
    #[cfg(feature = "email-reporting")]
    check::<types::SendsTrackingActivity>("SendsTrackingActivity");
    #[cfg(feature = "events")] check::<types::SimpleField>("SimpleField");
    #[cfg(feature = "technology-partners")] check::<types::SiteOwner>("SiteOwner");
    #[cfg(feature = "sms-reporting")]
    check::<types::SmsCampaignSummariesPage>("SmsCampaignSummariesPage");
    #[cfg(feature = "contacts")] check::<types::SmsChannel>("SmsChannel");
    #[cfg(feature = "contacts")]
    check::<types::SmsChannelConsentDetails>("SmsChannelConsentDetails");
    #[cfg(feature = "contacts")] check::<types::SmsEngagement>("SmsEngagement");
    #[cfg(feature = "contacts")] check::<types::SmsHistory>("SmsHistory");
    #[cfg(feature = "email-reporting")] check::<types::StatsEmail>("StatsEmail");
    #[cfg(feature = "email-reporting")]
    check::<types::StatsEmailActivity>("StatsEmailActivity");
    #[cfg(feature = "email-reporting")] check::<types::StatsError>("StatsError");
    #[cfg(feature = "events")] check::<types::StatusDisplayLabel>("StatusDisplayLabel");
    #[cfg(feature = "contacts")] check::<types::StreetAddress>("StreetAddress");
    #[cfg(feature = "contact-tags")] check::<types::Tag>("Tag");
    #[cfg(feature = "contact-tags")] check::<types::Tags>("Tags");
    #[cfg(feature = "events")] check::<types::TicketSummary>("TicketSummary");
    #[cfg(feature = "technology-partners")] check::<types::TierObject>("TierObject");
    #[cfg(feature = "events")] check::<types::Track>("Track");
    #[cfg(feature = "landing-pages-reporting")]
    check::<types::TrackingActivitySmsChannel>("TrackingActivitySmsChannel");
    #[cfg(feature = "email-reporting")]
    check::<types::UniqueEmailCounts>("UniqueEmailCounts");
    #[cfg(feature = "sms-reporting")] check::<types::UniqueSmsCounts>("UniqueSmsCounts");
    #[cfg(feature = "account-services")] check::<types::UserPrivilege>("UserPrivilege");
    #[cfg(feature = "technology-partners-webhooks")]
    check::<types::WebhookSubscription>("WebhookSubscription");
    #[cfg(feature = "technology-partners-webhooks")]
    check::<types::WebhooksSubscriptionPutResponse>("WebhooksSubscriptionPutResponse");
    #[cfg(feature = "technology-partners-webhooks")]
    check::<types::WebhooksSubscriptionResponse>("WebhooksSubscriptionResponse");
    #[cfg(feature = "technology-partners-webhooks")]
    check::<types::WebhooksTestSend>("WebhooksTestSend");
}
