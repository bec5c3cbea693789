use super::*;
use serde_json::json;

#[test]
fn addresses_have_one_at_sign_and_no_space() {
    for (text, expected) in [
        ("ada@example.com", Ok(Some("ada@example.com"))),
        (" ada@example.com ", Ok(Some("ada@example.com"))),
        ("", Ok(None)),
        ("ada", Err(400)),
        ("@example.com", Err(400)),
        ("ada@", Err(400)),
        ("ada@b@example.com", Err(400)),
        ("ada lovelace@example.com", Err(400)),
    ] {
        let value = json!(text);
        let read = address(&value).map_err(|refusal| refusal.status);
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn a_birthday_has_a_month_and_a_day() {
    for (body, expected) in [
        (json!({}), Ok(None)),
        (
            json!({ "birthday_month": 12, "birthday_day": 31 }),
            Ok(Some((12, 31))),
        ),
        (json!({ "birthday_month": 12 }), Err(400)),
        (json!({ "birthday_day": 31 }), Err(400)),
        (json!({ "birthday_month": 13, "birthday_day": 1 }), Err(400)),
        (json!({ "birthday_month": 1, "birthday_day": 32 }), Err(400)),
        (json!({ "birthday_month": 0, "birthday_day": 1 }), Err(400)),
    ] {
        let read = birthday(&body).map_err(|refusal| refusal.status);
        assert_eq!(read, expected, "{body}");
    }
}

#[test]
fn an_anniversary_is_a_date_in_one_of_the_documented_forms() {
    for (text, is_valid) in [
        ("11/15/2006", true),
        ("1/5/2006", true),
        ("2006/11/15", true),
        ("2006-11-15", true),
        ("2006-1-5", true),
        ("11-15-2006", true),
        ("1-05-2006", true),
        ("", true),
        ("15/11/2006", false),
        ("11/15/06", false),
        ("2006-02-30", false),
        ("soon", false),
    ] {
        assert_eq!(check_anniversary(&json!(text)).is_ok(), is_valid, "{text}");
    }
}

#[test]
fn the_two_forms_of_an_sms_number_are_the_same_number() {
    let consents =
        json!([{ "consent_type": "promotional_sms", "sms_consent_permission": "explicit" }]);
    let whole = json!({ "full_sms_address": "17815551212", "sms_channel_consents": consents });
    let parts = json!({ "dial_code": "1", "sms_address": "7815551212", "country_code": "US" });
    let [whole, parts] = [SmsInput::of_contact(&whole), SmsInput::of_form(&parts)];
    let [whole, parts] = [whole.unwrap(), parts.unwrap()];
    assert_eq!(whole.number, parts.number);
    assert_eq!(whole.dial_digits, parts.dial_digits);
    assert_eq!(whole.country, parts.country);
    assert_eq!(
        whole.consents,
        [("promotional_sms", SmsPermission::Explicit)]
    );
    for number in ["", "call me", "+"] {
        let sms = json!({ "full_sms_address": number });
        assert!(SmsInput::of_contact(&sms).is_err(), "{number}");
    }
}
