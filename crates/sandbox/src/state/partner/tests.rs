use super::*;

fn now() -> DateTime<Utc> {
    "2026-03-17T12:00:00Z".parse().expect("a time")
}

fn account() -> Value {
    json!({
        "contact_email": "client@example.com",
        "country_code": "US",
        "state_code": "MA",
        "login_name": "client_1",
        "password": "12345678",
        "organization_name": "Client",
    })
}

fn partner() -> PartnerState {
    let mut partner = PartnerState::default();
    partner
        .provision("a1".to_owned(), &account(), now())
        .expect("valid");
    partner
}

fn plan(partner: &PartnerState, at: DateTime<Utc>) -> Value {
    partner.get("a1").expect("there").plan_document(501, at)
}

#[test]
fn the_rules_for_a_new_account() {
    for (name, value, problem) in [
        ("state_code", json!(null), "state_code is missing"),
        (
            "login_name",
            json!("short"),
            "login_name does not have a valid length",
        ),
        (
            "login_name",
            json!("client 1"),
            "login_name does not have a valid value",
        ),
        (
            "password",
            json!("1234567"),
            "password does not have a valid length",
        ),
        ("password", json!(null), "password is missing"),
    ] {
        let mut sent = account();
        sent[name] = value;
        let refusal = PartnerState::default().provision("a1".to_owned(), &sent, now());
        assert_eq!(refusal, Err(Refusal::invalid(problem)), "{name}");
    }
    let mut external = account();
    external["external_id"] = json!("1");
    external["external_provider"] = json!("Provider");
    let provision = |sent: &Value| PartnerState::default().provision("a1".to_owned(), sent, now());
    assert!(provision(&external).is_err());
    external["password"] = json!(null);
    provision(&external).expect("without a password");
}

#[test]
fn a_login_name_exists_once() {
    let mut partner = partner();
    let second = partner.provision("a2".to_owned(), &account(), now());
    assert!(matches!(second, Err(Refusal::Conflict(_))));
}

#[test]
fn a_trial_ends_after_sixty_days_and_is_left_for_good() {
    let mut partner = partner();
    let document = plan(&partner, now());
    assert_eq!(document["billing_status"], "Trial");
    assert_eq!(document["billing_day_of_month"], Value::Null);
    assert_eq!(document["current_tiers"][0]["tier"], 2);
    let later = now() + TimeDelta::days(60);
    assert_eq!(plan(&partner, later)["billing_status"], "Trial End");

    let gold = json!({"plan_type": "GOLD", "billing_day_of_month": 5});
    partner.set_plan("a1", &gold, now()).expect("from a trial");
    let document = plan(&partner, later);
    assert_eq!(document["billing_status"], "Open");
    assert_eq!(document["billing_day_of_month"], 5);
    let silver = json!({"plan_type": "SILVER", "billing_day_of_month": 6});
    partner
        .set_plan("a1", &silver, now())
        .expect("to another plan");
    assert_eq!(plan(&partner, now())["billing_day_of_month"], 5);
    for wrong in ["TRIAL", "PLATINUM"] {
        let refusal = partner.set_plan("a1", &json!({"plan_type": wrong}), now());
        assert!(refusal.is_err(), "{wrong}");
    }
}

#[test]
fn the_billing_day_is_that_of_the_change_unless_it_is_named() {
    let mut partner = partner();
    partner
        .set_plan("a1", &json!({"plan_type": "GOLD"}), now())
        .expect("valid");
    assert_eq!(plan(&partner, now())["billing_day_of_month"], 17);
}

#[test]
fn a_cancelled_account_is_reactivated_by_a_plan() {
    let mut partner = partner();
    for wrong in [
        json!({"reason_id": 4}),
        json!({"effective_date": "2026-03-16T00:00:00Z"}),
        json!({"effective_date": "soon"}),
    ] {
        assert!(partner.cancel("a1", &wrong, now()).is_err(), "{wrong}");
    }
    let sent = json!({"reason_id": 30, "effective_date": "2026-04-01T00:00:00Z"});
    let date = partner.cancel("a1", &sent, now()).expect("valid");
    assert_eq!(plan(&partner, now())["billing_status"], "Trial");
    assert_eq!(plan(&partner, date)["billing_status"], "Canceled");
    let trial = json!({"plan_type": "TRIAL"});
    assert!(partner.set_plan("a1", &trial, date).is_err());
    let bronze = json!({"plan_type": "BRONZE"});
    partner
        .set_plan("a1", &bronze, date)
        .expect("it is reactivated");
    assert_eq!(plan(&partner, date)["billing_status"], "Open");
    assert_eq!(
        partner.cancel("a2", &json!({}), now()),
        Err(Refusal::NotFound)
    );
}

#[test]
fn a_user_of_single_sign_on_needs_all_members_once() {
    let mut partner = partner();
    let user = json!({
        "first_name": "Ada", "last_name": "L", "role_name": "account_manager",
        "contact_email": "ada@example.com", "login_name": "ada", "external_id": "1",
        "external_provider": "Provider",
    });
    for name in user.as_object().expect("an object").keys() {
        let mut sent = user.clone();
        sent[name] = json!(null);
        let refusal = partner.add_user("a1", &sent);
        assert_eq!(refusal, Err(Refusal::invalid(format!("{name} is missing"))));
    }
    let mut other = user.clone();
    other["role_name"] = json!("owner");
    assert!(partner.add_user("a1", &other).is_err());
    partner.add_user("a1", &user).expect("valid");
    let again = partner.add_user("a1", &user);
    assert!(matches!(again, Err(Refusal::Conflict(_))));
}
