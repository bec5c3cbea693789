#![allow(clippy::unwrap_used, reason = "tests")]

mod access;
mod codes;
mod devices;

use super::refresh::INVALID;
use super::scopes::Scopes;
use super::*;
use chrono::{DateTime, TimeDelta, Utc};

fn start() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn offline() -> Scopes {
    Scopes::of(["contact_data", "offline_access"])
}

/// A grant of the public application.
fn granted(tokens: &mut Tokens) -> (GrantId, Issued) {
    tokens.grant(&public(), &User::default(), offline(), start())
}

fn renew(
    tokens: &mut Tokens,
    refresh_token: &str,
    at: DateTime<Utc>,
) -> Result<Issued, OAuthError> {
    tokens.renew(public().client_id(), refresh_token, None, at)
}

#[test]
fn a_rotating_refresh_token_works_once_and_using_it_again_ends_the_grant() {
    let mut tokens = Tokens::new();
    let (id, first) = granted(&mut tokens);
    let used = first.refresh_token.unwrap();
    let second = renew(&mut tokens, &used, start()).unwrap();
    let newest = second.refresh_token.unwrap();
    assert_ne!(newest, used);
    assert_eq!(tokens.shown(id).renewals, 1);
    assert_eq!(tokens.shown(id).refresh_token.as_ref(), Some(&newest));
    assert_eq!(tokens.shown(id).access_token, second.access_token);
    // The access token from before the renewal remains valid until it ends.
    assert!(tokens.accepts(&first.access_token, start()));

    assert_eq!(renew(&mut tokens, &used, start()).unwrap_err(), INVALID);
    assert_eq!(renew(&mut tokens, &newest, start()).unwrap_err(), INVALID);
    assert!(!tokens.accepts(&second.access_token, start()));
    let shown = tokens.shown(id);
    assert_eq!((shown.renewals, shown.reuses), (1, 1));
    assert!(shown.is_revoked);
}

#[test]
fn a_long_lived_refresh_token_remains_and_is_left_out_of_every_second_answer() {
    let mut tokens = Tokens::new();
    tokens.register(public().long_lived());
    let application = public().long_lived();
    let (id, issued) = tokens.grant(&application, &User::default(), offline(), start());
    let token = issued.refresh_token.unwrap();
    for expected in [Some(&token), None, Some(&token), None] {
        let renewed = renew(&mut tokens, &token, start()).unwrap();
        assert_eq!(renewed.refresh_token.as_ref(), expected);
    }
    let shown = tokens.shown(id);
    assert_eq!((shown.renewals, shown.reuses), (4, 0));
    assert_eq!(shown.refresh_token, Some(token));
}

#[test]
fn a_refresh_token_ends_180_days_after_its_last_use() {
    let days = TimeDelta::days;
    for application in [public(), public().long_lived()] {
        let mut tokens = Tokens::new();
        let (_, issued) = tokens.grant(&application, &User::default(), offline(), start());
        let token = issued.refresh_token.unwrap();
        let used = start() + days(180) - TimeDelta::seconds(1);
        let renewed = renew(&mut tokens, &token, used).unwrap();
        let token = renewed.refresh_token.unwrap();
        assert_eq!(
            renew(&mut tokens, &token, used + days(180)).unwrap_err(),
            INVALID
        );
        assert!(renew(&mut tokens, &token, used + days(179)).is_ok());
    }
}

#[test]
fn a_renewal_needs_the_application_and_no_more_than_the_scopes_of_the_grant() {
    let mut tokens = Tokens::new();
    let (id, issued) = granted(&mut tokens);
    let token = issued.refresh_token.unwrap();
    let mut renew = |client: &str, scopes: &[&str]| {
        let scopes = Some(Scopes::of(scopes.iter().copied()));
        tokens.renew(client, &token, scopes, start())
    };
    let public = public();
    assert_eq!(renew(confidential().client_id(), &[]).unwrap_err(), INVALID);
    let more = ["contact_data", "campaign_data"];
    let refusal = renew(public.client_id(), &more).unwrap_err();
    assert_eq!(refusal, OAuthError::INVALID_SCOPE);
    // Neither has used the token.
    let fewer = renew(public.client_id(), &["contact_data"]).unwrap();
    assert_eq!(fewer.scopes, Scopes::of(["contact_data"]));
    assert!(fewer.refresh_token.is_some());
    assert_eq!(tokens.shown(id).scopes, offline().names());
}

#[test]
fn a_refresh_token_is_issued_only_for_offline_access() {
    let mut tokens = Tokens::new();
    let scopes = Scopes::of(["contact_data"]);
    let (id, issued) = tokens.grant(&public(), &User::default(), scopes, start());
    assert_eq!(issued.refresh_token, None);
    assert_eq!(tokens.shown(id).refresh_token, None);
}

#[test]
fn access_tokens_end_by_the_time_that_is_given() {
    let mut tokens = Tokens::new();
    let (_, issued) = granted(&mut tokens);
    let partner = tokens.issue_partner(start());
    let cases = [
        (&issued.access_token, TimeDelta::hours(24)),
        (&partner.access_token, TimeDelta::hours(1)),
    ];
    for (token, lifetime) in cases {
        assert!(tokens.accepts(token, start() + lifetime - TimeDelta::seconds(1)));
        assert!(!tokens.accepts(token, start() + lifetime));
    }
    let years = start() + TimeDelta::days(3650);
    assert!(tokens.accepts(ENDLESS, years) && tokens.accepts(ENDLESS_PARTNER, years));
    tokens.access_lifetime = TimeDelta::seconds(60);
    let (_, short) = granted(&mut tokens);
    assert_eq!(short.lifetime, TimeDelta::seconds(60));
    assert!(!tokens.accepts(&short.access_token, start() + TimeDelta::seconds(60)));
}

#[test]
fn expiring_ends_access_tokens_and_revoking_ends_grants() {
    let mut tokens = Tokens::new();
    let (_, issued) = granted(&mut tokens);
    tokens.expire(start());
    assert!(!tokens.accepts(&issued.access_token, start()));
    assert!(tokens.accepts(ENDLESS, start()));
    let renewed = renew(&mut tokens, &issued.refresh_token.unwrap(), start()).unwrap();
    assert!(tokens.accepts(&renewed.access_token, start()));

    tokens.revoke_grants();
    assert!(!tokens.accepts(&renewed.access_token, start()));
    assert!(tokens.accepts(ENDLESS, start()));
    assert!(renew(&mut tokens, &renewed.refresh_token.unwrap(), start()).is_err());
    assert!(tokens.grants().iter().all(|grant| grant.is_revoked));
}

#[test]
fn revoking_a_refresh_token_ends_its_grant_and_an_access_token_only_itself() {
    let mut tokens = Tokens::new();
    let (first, one) = granted(&mut tokens);
    let (second, other) = granted(&mut tokens);
    let id = public().client_id().to_owned();
    tokens.revoke_token(&id, &one.access_token);
    assert!(!tokens.accepts(&one.access_token, start()));
    assert!(!tokens.shown(first).is_revoked);
    // Another application cannot revoke it.
    let token = other.refresh_token.unwrap();
    for token in [&token, &other.access_token] {
        tokens.revoke_token(confidential().client_id(), token);
        assert!(tokens.accepts(&other.access_token, start()));
    }
    tokens.revoke_token(&id, &token);
    assert!(tokens.shown(second).is_revoked);
    assert!(!tokens.accepts(&other.access_token, start()));
    tokens.revoke_token(&id, ENDLESS);
    assert!(tokens.accepts(ENDLESS, start()));
}

#[test]
fn scopes_are_separated_by_spaces_and_have_to_exist() {
    let cases: [(&str, Option<&[&str]>); 7] = [
        ("contact_data", Some(&["contact_data"])),
        (
            "account_read  campaign_data account_read",
            Some(&["account_read", "campaign_data"]),
        ),
        (
            "billing_data offline_access",
            Some(&["billing_data", "offline_access"]),
        ),
        ("contact_data+offline_access", None),
        ("contact_data everything", None),
        ("v3api/general.partner", None),
        (" ", None),
    ];
    for (parameter, expected) in cases {
        let scopes = Scopes::parse(parameter);
        let names = scopes.as_ref().map(Scopes::names);
        assert_eq!(
            names.map(|names| names.iter().map(String::as_str).collect()),
            expected.map(<[_]>::to_vec),
            "{parameter}"
        );
    }
    for name in [
        "account_update",
        "contact_data",
        "offline_access",
        "billing_data",
    ] {
        assert!(Scopes::all().has(name), "{name}");
    }
}

#[test]
fn one_request_a_second_is_allowed_to_each_application() {
    let mut tokens = Tokens::new();
    let at = |millis| start() + TimeDelta::milliseconds(millis);
    let requests = [
        ("one", 0, true),
        ("one", 900, false),
        ("two", 900, true),
        // What was refused does not count.
        ("one", 1000, true),
        ("one", 1500, false),
        ("one", 2000, true),
    ];
    for (client, millis, expected) in requests {
        assert_eq!(
            tokens.is_within_limit(client, at(millis)),
            expected,
            "{client} {millis}"
        );
    }
    tokens.is_limited = false;
    assert!(tokens.is_within_limit("one", at(2001)));
}

#[test]
fn an_access_token_says_what_it_is_for() {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    let mut tokens = Tokens::new();
    let (_, issued) = granted(&mut tokens);
    let parts: Vec<&str> = issued.access_token.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        panic!("{} parts", parts.len());
    };
    let decode = |part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
    let json = |part| serde_json::from_slice::<serde_json::Value>(&decode(part)).unwrap();
    assert_eq!(json(header)["alg"], "RS256");
    assert_eq!(decode(signature).len(), 256);
    let claims = json(claims);
    assert_eq!(claims["cid"], public().client_id());
    assert_eq!(
        claims["scp"],
        serde_json::json!(["contact_data", "offline_access"])
    );
    assert_eq!(
        claims["exp"].as_i64().unwrap(),
        start().timestamp() + 86_400
    );
    // Applications have to store more than 255 characters.
    let length = issued.access_token.len();
    assert!((1000..=1200).contains(&length), "{length}");
}

#[test]
fn tokens_of_one_sandbox_are_refused_by_another() {
    let (_, issued) = granted(&mut Tokens::new());
    let mut other = Tokens::new();
    granted(&mut other);
    assert!(!other.accepts(&issued.access_token, start()));
}

#[test]
fn secrets_remain_known_after_they_were_used() {
    let mut tokens = Tokens::new();
    let (_, first) = granted(&mut tokens);
    let used = first.refresh_token.unwrap();
    let second = renew(&mut tokens, &used, start()).unwrap();
    tokens.expire(start());
    let device = tokens.new_device(&device(), offline(), start());
    tokens.consent = Consent::Allow;
    let third = tokens.poll(&super::device(), &device.device_code, start());
    let secrets = tokens.secrets();
    for secret in [
        &first.access_token,
        &used,
        &second.access_token,
        &second.refresh_token.unwrap(),
        &device.device_code,
        &third.unwrap().access_token,
        confidential().client_secret().unwrap(),
        &Partner::first().client_secret,
    ] {
        assert!(secrets.iter().any(|known| known == secret));
    }
}

#[test]
fn debug_shows_no_secret() {
    let mut tokens = Tokens::new();
    let (id, issued) = granted(&mut tokens);
    let shown = format!(
        "{:?} {:?} {:?}",
        tokens.shown(id),
        confidential(),
        Partner::first()
    );
    let secrets = [
        issued.access_token.as_str(),
        issued.refresh_token.as_deref().unwrap(),
        confidential().client_secret().unwrap(),
        &Partner::first().client_secret,
    ]
    .map(str::to_owned);
    for secret in secrets {
        assert!(!shown.contains(&secret), "{shown}");
    }
}
