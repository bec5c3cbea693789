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
                            .limit(sample.count("limit"))
                            .state(sample.text("state"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts-custom-fields")]
            "getCustomFields" => {
                count(
                        client
                            .get_all_custom_fields()
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contact-lists")]
            "getLists" => {
                count(
                        client
                            .get_all_lists()
                            .limit(sample.count("limit"))
                            .include_count(sample.flag("include_count"))
                            .include_membership_count(
                                sample.text("include_membership_count"),
                            )
                            .name(sample.text("name"))
                            .status(sample.texts("status"))
                            .channel_type(sample.text("channel_type"))
                            .include_sms_membership_count(
                                sample.flag("include_sms_membership_count"),
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
                            .limit(sample.count("limit"))
                            .include_count(sample.flag("include_count"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts")]
            "getContacts" => {
                count(
                        client
                            .get_all_contacts()
                            .status(sample.texts("status"))
                            .email(sample.text("email"))
                            .lists(sample.texts("lists"))
                            .segment_id(sample.integer("segment_id"))
                            .tags(sample.texts("tags"))
                            .updated_after(sample.instant("updated_after"))
                            .updated_before(sample.instant("updated_before"))
                            .created_after(sample.instant("created_after"))
                            .created_before(sample.instant("created_before"))
                            .optout_after(sample.instant("optout_after"))
                            .optout_before(sample.instant("optout_before"))
                            .include(sample.texts("include"))
                            .sms_status(sample.texts("sms_status"))
                            .include_count(sample.flag("include_count"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-campaigns")]
            "retrieveEmailCampaignsUsingGET" => {
                count(
                        client
                            .get_all_email_campaigns()
                            .limit(sample.count("limit"))
                            .before_date(sample.instant("before_date"))
                            .after_date(sample.instant("after_date"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "findEvents" => {
                count(
                        client
                            .find_events()
                            .event_status(sample.text("event_status"))
                            .search_text(sample.text("search_text"))
                            .sort_by(sample.text("sort_by"))
                            .sort_order(sample.text("sort_order"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "events")]
            "findRegistrationsUsingGET" => {
                count(
                        client
                            .find_registrations(
                                sample.text("event_id"),
                                sample.text("track_id"),
                            )
                            .registration_status(sample.text("registration_status"))
                            .payment_status(sample.text("payment_status"))
                            .search_text(sample.text("search_text"))
                            .sort_by(sample.text("sort_by"))
                            .sort_order(sample.text("sort_order"))
                            .page_size(sample.count("page_size"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "technology-partners")]
            "getPartnerSiteOwners" => {
                count(
                        client
                            .get_accounts()
                            .offset(sample.count("offset"))
                            .limit(sample.count("limit"))
                            .account_type(sample.text("account_type"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts-reporting")]
            "getContactTracking" => {
                count(
                        client
                            .get_contact_tracking_report(sample.text("contact_id"))
                            .tracking_activities_list(
                                sample.texts("tracking_activities_list"),
                            )
                            .tracking_activity_type(
                                sample.texts("tracking_activity_type"),
                            )
                            .include_campaign_activity_names(
                                sample.flag("include_campaign_activity_names"),
                            )
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "contacts-reporting")]
            "getContactTrackingCount" => {
                count(
                        client
                            .get_contact_tracking_count_report(
                                sample.text("contact_id"),
                                sample.instant("start"),
                                sample.instant("end"),
                            )
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getBounces" => {
                count(
                        client
                            .get_bounces_report(sample.text("campaign_activity_id"))
                            .bounce_code(sample.texts("bounce_code"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getClicks" => {
                count(
                        client
                            .get_clicks_report(sample.text("campaign_activity_id"))
                            .url_id(sample.text("url_id"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getDidNotOpens" => {
                count(
                        client
                            .get_did_not_opens_report(
                                sample.text("campaign_activity_id"),
                            )
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getForwards" => {
                count(
                        client
                            .get_forwards_report(sample.text("campaign_activity_id"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getOpens" => {
                count(
                        client
                            .get_email_opens_report(sample.text("campaign_activity_id"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getOptouts" => {
                count(
                        client
                            .get_optouts_report(sample.text("campaign_activity_id"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getSends" => {
                count(
                        client
                            .get_email_sends_report(sample.text("campaign_activity_id"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getUniqueOpens" => {
                count(
                        client
                            .get_unique_opens_report(sample.text("campaign_activity_id"))
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getContactOpens" => {
                count(
                        client
                            .get_contact_opens(sample.text("campaign_activity_id"))
                            .limit(sample.count("limit"))
                            .contacts_filter(sample.text("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getContactAdds" => {
                count(
                        client
                            .get_contact_adds(sample.text("campaign_activity_id"))
                            .limit(sample.count("limit"))
                            .contacts_filter(sample.text("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactClicks" => {
                count(
                        client
                            .get_unique_contact_clicks(
                                sample.text("campaign_activity_id"),
                            )
                            .limit(sample.count("limit"))
                            .contacts_filter(sample.text("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactOpens" => {
                count(
                        client
                            .get_unique_contact_opens(
                                sample.text("campaign_activity_id"),
                            )
                            .limit(sample.count("limit"))
                            .contacts_filter(sample.text("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactSMSOptIns" => {
                count(
                        client
                            .get_unique_contact_sms_opt_ins(
                                sample.text("campaign_activity_id"),
                            )
                            .limit(sample.count("limit"))
                            .contacts_filter(sample.text("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "landing-pages-reporting")]
            "getUniqueContactUpdates" => {
                count(
                        client
                            .get_unique_contact_updates(
                                sample.text("campaign_activity_id"),
                            )
                            .limit(sample.count("limit"))
                            .contacts_filter(sample.text("contacts_filter"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "email-reporting")]
            "getAllBulkEmailCampaignSummaries" => {
                count(
                        client
                            .get_email_campaign_report()
                            .limit(sample.count("limit"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "sms-reporting")]
            "getAllBulkSmsCampaignSummaries" => {
                count(
                        client
                            .get_all_bulk_sms_campaign_summaries(
                                sample.instant("start_at"),
                            )
                            .limit(sample.count("limit"))
                            .end_at(sample.instant("end_at"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "segments")]
            "getAccountSegments" => {
                count(
                        client
                            .get_all_segments()
                            .limit(sample.count("limit"))
                            .sort_by(sample.text("sort_by"))
                            .stream(),
                    )
                    .await
            }
            #[cfg(feature = "social")]
            "getSocialHashtagGroupsUsingGET" => {
                count(
                        client
                            .get_hashtag_groups()
                            .limit(sample.count("limit"))
                            .page(sample.integer("page"))
                            .stream(),
                    )
                    .await
            }
            _ => return None,
        },
    )
}
