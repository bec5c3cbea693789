//! The page of contacts as an application would define it: the fields of the generated types, read
//! by a derive.

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Contacts {
    #[serde(default)]
    pub contacts: Vec<Contact>,
    pub contacts_count: Option<i64>,
    #[serde(rename = "_links")]
    pub links: Option<PageLinks>,
    pub status: Option<String>,
}

#[derive(Deserialize)]
pub struct PageLinks {
    pub next: Option<Link>,
    pub prev: Option<Link>,
    #[serde(rename = "self")]
    pub self_: Option<Link>,
}

#[derive(Deserialize)]
pub struct Link {
    pub href: Option<String>,
}

#[derive(Deserialize)]
pub struct Contact {
    pub anniversary: Option<String>,
    pub birthday_day: Option<i64>,
    pub birthday_month: Option<i64>,
    pub company_name: Option<String>,
    pub contact_id: Option<String>,
    pub create_source: Option<ContactSource>,
    pub created_at: Option<String>,
    #[serde(default)]
    pub custom_fields: Vec<ContactCustomField>,
    pub deleted_at: Option<String>,
    pub email_address: Option<EmailAddress>,
    pub first_name: Option<String>,
    pub job_title: Option<String>,
    pub last_name: Option<String>,
    #[serde(default)]
    pub list_memberships: Vec<String>,
    #[serde(default)]
    pub notes: Vec<Note>,
    #[serde(default)]
    pub phone_numbers: Vec<PhoneNumber>,
    pub sms_channel: Option<SmsChannel>,
    #[serde(default)]
    pub street_addresses: Vec<StreetAddress>,
    #[serde(default)]
    pub taggings: Vec<String>,
    pub update_source: Option<ContactSource>,
    pub updated_at: Option<String>,
}

#[derive(Deserialize)]
pub enum ContactSource {
    Account,
    Contact,
    System,
}

#[derive(Deserialize)]
pub struct EmailAddress {
    pub address: Option<String>,
    pub confirm_status: Option<EmailConfirmStatus>,
    pub created_at: Option<String>,
    pub opt_in_date: Option<String>,
    pub opt_in_source: Option<ContactSource>,
    pub opt_out_date: Option<String>,
    pub opt_out_reason: Option<String>,
    pub opt_out_source: Option<ContactSource>,
    pub permission_to_send: Option<PermissionToSend>,
    pub updated_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailConfirmStatus {
    Pending,
    Confirmed,
    Off,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionToSend {
    Explicit,
    Implicit,
    NotSet,
    PendingConfirmation,
    TempHold,
    Unsubscribed,
}

#[derive(Deserialize)]
pub struct ContactCustomField {
    pub choice_ids: Option<Vec<String>>,
    pub custom_field_id: Option<String>,
    pub value: Option<String>,
}

#[derive(Deserialize)]
pub struct Note {
    pub content: Option<String>,
    pub created_at: Option<String>,
    pub note_id: Option<String>,
}

#[derive(Deserialize)]
pub struct PhoneNumber {
    pub create_source: Option<ContactSource>,
    pub created_at: Option<String>,
    pub kind: Option<String>,
    pub phone_number: Option<String>,
    pub phone_number_id: Option<String>,
    pub update_source: Option<ContactSource>,
    pub updated_at: Option<String>,
}

#[derive(Deserialize)]
pub struct SmsChannel {
    pub country_code: Option<String>,
    pub create_source: Option<String>,
    pub dial_code: Option<String>,
    pub sms_address: Option<String>,
    #[serde(default)]
    pub sms_channel_consents: Vec<SmsChannelConsentDetails>,
    pub sms_channel_id: Option<String>,
    pub update_source: Option<String>,
}

#[derive(Deserialize)]
pub struct SmsChannelConsentDetails {
    pub advertised_frequency: Option<String>,
    pub advertised_interval: Option<String>,
    pub consent_type: Option<String>,
    pub created_at: Option<String>,
    pub opt_in_date: Option<String>,
    pub opt_out_date: Option<String>,
    pub sms_consent_permission: Option<String>,
    pub updated_at: Option<String>,
}

#[derive(Deserialize)]
pub struct StreetAddress {
    pub city: Option<String>,
    pub country: Option<String>,
    pub created_at: Option<String>,
    pub kind: Option<String>,
    pub postal_code: Option<String>,
    pub state: Option<String>,
    pub street: Option<String>,
    pub street_address_id: Option<String>,
    pub updated_at: Option<String>,
}
