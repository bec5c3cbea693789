use super::*;
use crate::contract::{CONTRACT, Operation};
use crate::state::FIRST_ACCOUNT;
use crate::state::tokens::access::Refusal;

fn operation(id: &str) -> &'static Operation {
    CONTRACT.operation(id).unwrap()
}

/// What a call with a bearer token gets.
fn authorize(tokens: &mut Tokens, token: &str, id: &str) -> Result<Caller, Refusal> {
    tokens.authorize(
        Some(&format!("Bearer {token}")),
        None,
        operation(id),
        start(),
    )
}

#[test]
fn the_header_has_to_have_a_valid_bearer_token() {
    let mut tokens = Tokens::new();
    let (_, issued) = granted(&mut tokens);
    let token = issued.access_token;
    let refused = Err(Refusal::Unauthorized);
    let list = operation("getLists");
    let mut ask = |header: Option<&str>| tokens.authorize(header, None, list, start()).map(|_| ());
    assert_eq!(ask(Some(&format!("Bearer {token}"))), Ok(()));
    assert_eq!(ask(Some(&format!("bearer {token}"))), Ok(()));
    let wrong = [
        token.clone(),
        format!("Basic {token}"),
        format!("Bearer {token}x"),
        format!("Bearer  {token}"),
        "Bearer ".to_owned(),
        String::new(),
    ];
    for header in wrong {
        assert_eq!(ask(Some(&header)), refused, "{header}");
    }
    assert_eq!(ask(None), refused);
}

#[test]
fn the_caller_is_the_account_of_the_person_and_the_key_of_the_application() {
    let mut tokens = Tokens::new();
    let user = User::new(Role::AccountManager).of_account("a07e1second");
    let (_, issued) = tokens.grant(&confidential(), &user, offline(), start());
    let caller = authorize(&mut tokens, &issued.access_token, "getLists").unwrap();
    assert_eq!(caller.account, "a07e1second");
    assert_eq!(caller.api_key, confidential().client_id());
    assert_eq!(caller.role, Role::AccountManager);
    let caller = authorize(&mut tokens, ENDLESS, "getLists").unwrap();
    assert_eq!(caller.account, FIRST_ACCOUNT);
}

#[test]
fn every_operation_is_open_to_one_of_the_tokens_that_do_not_end() {
    let mut tokens = Tokens::new();
    let key = Partner::first().api_key;
    for operation in &CONTRACT.operations {
        let person = authorize(&mut tokens, ENDLESS, &operation.id);
        let header = format!("Bearer {ENDLESS_PARTNER}");
        let partner = tokens.authorize(Some(&header), Some(&key), operation, start());
        assert_eq!(person.is_ok(), !operation.partner, "{}", operation.id);
        assert_eq!(partner.is_ok(), operation.partner, "{}", operation.id);
    }
}

#[test]
fn an_accepted_token_is_that_of_the_person_who_is_signed_in() {
    let mut tokens = Tokens::new();
    tokens.user = User::new(Role::CampaignCreator).of_account("a07e1second");
    tokens.accept("mine".to_owned());
    let caller = authorize(&mut tokens, "mine", "getLists").unwrap();
    assert_eq!(caller.account, "a07e1second");
    let refused = authorize(&mut tokens, "mine", "deleteContact");
    assert_eq!(refused, Err(Refusal::Privilege));
}

#[test]
fn a_token_ends_after_its_number_of_calls_and_its_successor_has_as_many() {
    let mut tokens = Tokens::new();
    let (_, unlimited) = granted(&mut tokens);
    tokens.access_calls = Some(2);
    let (_, issued) = granted(&mut tokens);
    let renewed = renew(&mut tokens, &issued.refresh_token.unwrap(), start());
    for token in [issued.access_token, renewed.unwrap().access_token] {
        assert!(authorize(&mut tokens, &token, "getLists").is_ok());
        assert!(tokens.accepts(&token, start()));
        // A refused call counts.
        let refused = authorize(&mut tokens, &token, "getPlan");
        assert_eq!(refused, Err(Refusal::Unauthorized));
        assert!(!tokens.accepts(&token, start()));
        let refused = authorize(&mut tokens, &token, "getLists");
        assert_eq!(refused, Err(Refusal::Unauthorized));
    }
    for token in [&unlimited.access_token, ENDLESS] {
        for _ in 0..3 {
            assert!(authorize(&mut tokens, token, "getLists").is_ok());
        }
    }
}

#[test]
fn a_missing_scope_is_refused() {
    let mut tokens = Tokens::new();
    let scopes = Scopes::of(["contact_data", "account_read"]);
    let (_, issued) = tokens.grant(&public(), &User::default(), scopes, start());
    let cases = [
        ("getLists", None),
        ("getUserPrivileges", None),
        ("getAccountById", None),
        ("putCustomerById", Some(Refusal::Scope)),
        ("retrieveEmailCampaignsUsingGET", Some(Refusal::Scope)),
        ("getPartnerSiteOwners", Some(Refusal::Unauthorized)),
    ];
    for (id, expected) in cases {
        let answer = authorize(&mut tokens, &issued.access_token, id);
        assert_eq!(answer.err(), expected, "{id}");
    }
}

#[test]
fn a_missing_privilege_is_refused() {
    let mut tokens = Tokens::new();
    let user = User::new(Role::CampaignCreator);
    let (_, issued) = tokens.grant(&public(), &user, Scopes::all(), start());
    let cases = [
        ("getUserPrivileges", None),
        ("getLists", None),
        ("retrieveEmailCampaignsUsingGET", None),
        ("createList", Some(Refusal::Privilege)),
        ("getContact", Some(Refusal::Privilege)),
        ("getAccountById", Some(Refusal::Privilege)),
    ];
    for (id, expected) in cases {
        let answer = authorize(&mut tokens, &issued.access_token, id);
        assert_eq!(answer.err(), expected, "{id}");
    }
}

#[test]
fn a_partner_operation_needs_a_partner_token_and_a_registered_key() {
    let mut tokens = Tokens::new();
    let partner = tokens.issue_partner(start()).access_token;
    let (_, person) = tokens.grant(&public(), &User::default(), Scopes::all(), start());
    let key = Partner::first().api_key;
    let cases = [
        (&partner, Some(&*key), true),
        (&partner, Some("unknown-key"), false),
        (&partner, None, false),
        (&person.access_token, Some(&*key), false),
    ];
    for (token, key, expected) in cases {
        let header = format!("Bearer {token}");
        let caller = tokens.authorize(Some(&header), key, operation("getPlan"), start());
        assert_eq!(caller.is_ok(), expected, "{key:?}");
        if let Ok(caller) = caller {
            assert_eq!(Some(&*caller.api_key), key);
        }
    }
}

#[test]
fn refusals_have_the_shapes_of_the_api() {
    let json = |refusal: Refusal| {
        let answer = refusal.answer();
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        (answer.status, body)
    };
    let unauthorized = serde_json::json!({
        "error_key": "unauthorized", "error_message": "Unauthorized",
    });
    assert_eq!(json(Refusal::Unauthorized), (401, unauthorized));
    for refusal in [Refusal::Scope, Refusal::Privilege] {
        let (status, body) = json(refusal);
        assert_eq!(status, 403);
        assert!(body[0]["error_key"].is_string() && body[0]["error_message"].is_string());
    }
}
