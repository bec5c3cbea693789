// Made from the contract by `cargo xtask regen`; not edited by hand.

use crate::count;
use crate::sample::Sample;
use constant_contact::{Client, Result};
/// Operation, area, how the next page is named, and the property with the rows.
pub const PAGED: &[(&str, &str, &str, &str)] = &[
    ("getActivityStatusCollection", "bulk-activities", "link", "activities"),
    ("getCustomFields", "contacts-custom-fields", "link", "custom_fields"),
    ("getLists", "contact-lists", "link", "lists"),
    ("getTags", "contact-tags", "link", "tags"),
    ("getContacts", "contacts", "link", "contacts"),
    ("retrieveEmailCampaignsUsingGET", "email-campaigns", "link", "campaigns"),
    ("findEvents", "events", "cursor", "records"),
    ("findRegistrationsUsingGET", "events", "cursor", "records"),
    ("getPartnerSiteOwners", "technology-partners", "link", "site_owner_list"),
    ("getContactTracking", "contacts-reporting", "link", "tracking_activities"),
    ("getContactTrackingCount", "contacts-reporting", "link", "campaign_activities"),
    ("getBounces", "email-reporting", "link", "tracking_activities"),
    ("getClicks", "email-reporting", "link", "tracking_activities"),
    ("getDidNotOpens", "email-reporting", "link", "tracking_activities"),
    ("getForwards", "email-reporting", "link", "tracking_activities"),
    ("getOpens", "email-reporting", "link", "tracking_activities"),
    ("getOptouts", "email-reporting", "link", "tracking_activities"),
    ("getSends", "email-reporting", "link", "tracking_activities"),
    ("getUniqueOpens", "email-reporting", "link", "tracking_activities"),
    ("getContactOpens", "landing-pages-reporting", "link", "tracking_activities"),
    ("getContactAdds", "landing-pages-reporting", "link", "tracking_activities"),
    ("getUniqueContactClicks", "landing-pages-reporting", "link", "tracking_activities"),
    ("getUniqueContactOpens", "landing-pages-reporting", "link", "tracking_activities"),
    (
        "getUniqueContactSMSOptIns",
        "landing-pages-reporting",
        "link",
        "tracking_activities",
    ),
    (
        "getUniqueContactUpdates",
        "landing-pages-reporting",
        "link",
        "tracking_activities",
    ),
    (
        "getAllBulkEmailCampaignSummaries",
        "email-reporting",
        "link",
        "bulk_email_campaign_summaries",
    ),
    (
        "getAllBulkSmsCampaignSummaries",
        "sms-reporting",
        "link",
        "bulk_sms_campaign_summaries",
    ),
    ("getAccountSegments", "segments", "link", "segments"),
    ("getSocialHashtagGroupsUsingGET", "social", "link", "hashtag_groups"),
];
/// Counts the rows of all pages. `None` if the operation's area is off.
pub async fn rows(client: &Client, sample: &Sample) -> Option<Result<usize>> {
    Some(
        match sample.id() {
            #[cfg(feature = "bulk-activities")]
            "getActivityStatusCollection" => {
                count(
                        client
                            .get_all_activities()
                            .limit(sample.one::<u32>("limit"))
                            .state(sample.one::<String>("state"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts-custom-fields")]
            "getCustomFields" => {
                count(
                        client
                            .get_all_custom_fields()
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "getLists" => {
                count(
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
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contact-tags")]
            "getTags" => {
                count(
                        client
                            .get_all_tags()
                            .limit(sample.one::<u32>("limit"))
                            .include_count(sample.one::<bool>("include_count"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "getContacts" => {
                count(
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
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "retrieveEmailCampaignsUsingGET" => {
                count(
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
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "findEvents" => {
                count(
                        client
                            .find_events()
                            .event_status(sample.one::<String>("event_status"))
                            .search_text(sample.one::<String>("search_text"))
                            .sort_by(sample.one::<String>("sort_by"))
                            .sort_order(sample.one::<String>("sort_order"))
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "findRegistrationsUsingGET" => {
                count(
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
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "getPartnerSiteOwners" => {
                count(
                        client
                            .get_accounts()
                            .offset(sample.one::<u32>("offset"))
                            .limit(sample.one::<u32>("limit"))
                            .account_type(sample.one::<String>("account_type"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts-reporting")]
            "getContactTracking" => {
                count(
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
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts-reporting")]
            "getContactTrackingCount" => {
                count(
                        client
                            .get_contact_tracking_count_report(
                                sample.one::<String>("contact_id"),
                                sample
                                    .one::<::chrono::DateTime<::chrono::offset::Utc>>("start"),
                                sample
                                    .one::<::chrono::DateTime<::chrono::offset::Utc>>("end"),
                            )
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getBounces" => {
                count(
                        client
                            .get_bounces_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .bounce_code(sample.all::<String>("bounce_code"))
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getClicks" => {
                count(
                        client
                            .get_clicks_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .url_id(sample.one::<String>("url_id"))
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getDidNotOpens" => {
                count(
                        client
                            .get_did_not_opens_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getForwards" => {
                count(
                        client
                            .get_forwards_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getOpens" => {
                count(
                        client
                            .get_email_opens_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getOptouts" => {
                count(
                        client
                            .get_optouts_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getSends" => {
                count(
                        client
                            .get_email_sends_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getUniqueOpens" => {
                count(
                        client
                            .get_unique_opens_report(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getContactOpens" => {
                count(
                        client
                            .get_contact_opens(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getContactAdds" => {
                count(
                        client
                            .get_contact_adds(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactClicks" => {
                count(
                        client
                            .get_unique_contact_clicks(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactOpens" => {
                count(
                        client
                            .get_unique_contact_opens(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactSMSOptIns" => {
                count(
                        client
                            .get_unique_contact_sms_opt_ins(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactUpdates" => {
                count(
                        client
                            .get_unique_contact_updates(
                                sample.one::<String>("campaign_activity_id"),
                            )
                            .limit(sample.one::<u32>("limit"))
                            .contacts_filter(sample.one::<String>("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getAllBulkEmailCampaignSummaries" => {
                count(
                        client
                            .get_email_campaign_report()
                            .limit(sample.one::<u32>("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "sms-reporting")]
            "getAllBulkSmsCampaignSummaries" => {
                count(
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
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "getAccountSegments" => {
                count(
                        client
                            .get_all_segments()
                            .limit(sample.one::<u32>("limit"))
                            .sort_by(sample.one::<String>("sort_by"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "social")]
            "getSocialHashtagGroupsUsingGET" => {
                count(
                        client
                            .get_hashtag_groups()
                            .limit(sample.one::<u32>("limit"))
                            .page(sample.one::<i64>("page"))
                            .stream(),
                    )
                    .await
            }
            _ => return None,
        },
    )
}
