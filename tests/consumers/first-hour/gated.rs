//! One item of each Cargo feature. Without any of them, the compiler names the feature of each.

use constant_contact::Rows; // csv-rows
use constant_contact::auth::LoopbackListener; // loopback
use constant_contact::auth::Session; // oauth
use constant_contact::conformance; // test-util
use constant_contact::types::AbTestData; // email-campaigns-ab-tests
use constant_contact::types::AccountEmail; // account-services
use constant_contact::types::AutomationCampaign; // automations
use constant_contact::types::BounceCode; // email-reporting
use constant_contact::types::ContactList; // contact-lists
use constant_contact::types::ContactStatus; // contacts
use constant_contact::types::ContactTrackingActivity; // contacts-reporting
use constant_contact::types::ContactsExport; // bulk-activities
use constant_contact::types::CustomField; // contacts-custom-fields
use constant_contact::types::EmailCampaign; // email-campaigns
use constant_contact::types::EmailScheduleInput; // email-scheduling
use constant_contact::types::Event; // events
use constant_contact::types::PContactAddTrackingActivity; // landing-pages-reporting
use constant_contact::types::PartnerAccounts; // technology-partners
use constant_contact::types::SegmentData; // segments
use constant_contact::types::SmsCampaignSummariesPage; // sms-reporting
use constant_contact::types::SocialAccount; // social
use constant_contact::types::Tag; // contact-tags
use constant_contact::types::WebhookSubscription; // technology-partners-webhooks
use constant_contact::webhook::Verifier; // webhook

fn main() {}
