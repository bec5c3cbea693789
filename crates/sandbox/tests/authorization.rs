//! The authorization server, with the flows of the real client.

#![allow(clippy::unwrap_used, reason = "tests")]

mod oauth;

use constant_contact::Client;
use constant_contact::auth::{
    AuthErrorKind, AuthorizationRequest, ExposeSecret, LoopbackListener, MemoryStore,
    PartnerCredentials, Scope, Session,
};
use constant_contact_sandbox::{Application, Consent, Role, User};
use http::Method;
use oauth::{client, endpoints, http, lists, oauth, sandbox};
use std::time::Duration;

const SCOPES: [Scope; 2] = [Scope::ContactData, Scope::OfflineAccess];
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_person_allows_an_application_in_a_browser() {
    let sandbox = sandbox().await;
    let confidential = sandbox.confidential_application();
    for oauth in [
        oauth(&sandbox, &sandbox.application()),
        oauth(&sandbox, &confidential),
        oauth(&sandbox, &confidential).pkce(),
    ] {
        let request = oauth.authorize(SCOPES).unwrap();
        let callback = sandbox.authorize(request.url()).unwrap();
        let tokens = oauth.exchange(&request, &callback).await.unwrap();
        let access_token = tokens.access_token().expose_secret();
        assert!(sandbox.accepts(access_token));
        assert!(tokens.refresh_token().is_some());
        assert_eq!(tokens.scopes(), SCOPES);
        let client = client(&sandbox);
        let session = Session::start(oauth.clone(), MemoryStore::default(), tokens.clone());
        lists(&client.with_session(session.await.unwrap()))
            .await
            .unwrap();

        // The code works once, and the second attempt revokes the tokens of the first.
        let error = oauth.exchange(&request, &callback).await.unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::NeedsAuthorization);
        assert!(!sandbox.accepts(access_token));
    }
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let sandbox = sandbox().await;
    let oauth = oauth(&sandbox, &sandbox.application()).without_refresh_token();
    let request = oauth.authorize([Scope::ContactData]).unwrap();
    let callback = sandbox.authorize(request.url()).unwrap();
    let tokens = oauth.exchange(&request, &callback).await.unwrap();
    assert!(tokens.refresh_token().is_none());
}

#[tokio::test]
async fn a_person_can_deny_an_application() {
    let sandbox = sandbox().await;
    let oauth = oauth(&sandbox, &sandbox.application());
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = sandbox.deny(request.url()).unwrap();
    let error = oauth.exchange(&request, &callback).await.unwrap_err();
    assert!(error.is_denied());
    assert_eq!(sandbox.grants(), []);
}

#[tokio::test]
async fn a_stolen_code_is_of_no_use_without_the_verifier() {
    let sandbox = sandbox().await;
    let oauth = oauth(&sandbox, &sandbox.application());
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = sandbox.authorize(request.url()).unwrap();
    let mut forged = serde_json::to_value(&request).unwrap();
    let other = serde_json::to_value(oauth.authorize(SCOPES).unwrap()).unwrap();
    forged["verifier"] = other["verifier"].clone();
    let forged: AuthorizationRequest = serde_json::from_value(forged).unwrap();
    let error = oauth.exchange(&forged, &callback).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"));
    assert!(oauth.exchange(&request, &callback).await.is_ok());
}

#[tokio::test]
async fn a_code_ends_after_five_minutes_of_the_sandbox() {
    let sandbox = sandbox().await;
    let oauth = oauth(&sandbox, &sandbox.confidential_application());
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = sandbox.authorize(request.url()).unwrap();
    sandbox.clock().advance(Duration::from_secs(300));
    let error = oauth.exchange(&request, &callback).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"));
}

#[tokio::test]
async fn a_program_receives_the_redirect_of_the_page() {
    let sandbox = sandbox().await;
    let listener = LoopbackListener::bind("http://127.0.0.1:0/callback");
    let listener = listener.await.unwrap();
    let application = Application::public("a-program").redirect_uri(listener.redirect_uri());
    sandbox.register(application.clone());
    let oauth = oauth(&sandbox, &application);
    let request = oauth.authorize(SCOPES).unwrap();
    sandbox.set_consent(Consent::Allow);
    let visit = tokio::spawn({
        let (browser, url) = (
            reqwest::Client::builder().no_proxy(),
            request.url().to_owned(),
        );
        // A browser, which follows the redirect.
        async move {
            browser
                .build()
                .unwrap()
                .get(url)
                .send()
                .await
                .unwrap()
                .status()
        }
    });
    let redirected = listener.wait(&request, Duration::from_secs(20)).await;
    let tokens = oauth.exchange(&request, &redirected.unwrap()).await;
    assert!(tokens.is_ok());
    assert_eq!(visit.await.unwrap(), 200);
}

#[tokio::test]
async fn a_person_answers_on_the_page() {
    let sandbox = sandbox().await;
    let oauth = oauth(&sandbox, &sandbox.application());
    let browser = http().build().unwrap();
    for (decision, is_allowed) in [("allow", true), ("deny", false)] {
        let request = oauth.authorize(SCOPES).unwrap();
        let response = browser.get(request.url()).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let page = response.text().await.unwrap();
        // What a browser sends when the button is pressed.
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for field in page.split("<input type=\"hidden\" name=\"").skip(1) {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            let value = rest.split_once('"').unwrap().0.replace("&amp;", "&");
            form.append_pair(name, &value);
        }
        form.append_pair("decision", decision);
        let action = page.split("action=\"").nth(1).unwrap();
        let action = action.split_once('"').unwrap().0;
        let post = browser.post(format!("http://{}{action}", sandbox.address()));
        let post = post.header("content-type", "application/x-www-form-urlencoded");
        let response = post.body(form.finish()).send().await.unwrap();
        assert_eq!(response.status(), 303);
        let callback = response.headers()["location"].to_str().unwrap();
        let tokens = oauth.exchange(&request, callback).await;
        assert_eq!(tokens.is_ok(), is_allowed, "{decision}");
    }
}

#[tokio::test]
async fn a_device_is_allowed_or_denied_while_it_waits() {
    let sandbox = sandbox().await;
    sandbox.set_device_interval(Duration::from_secs(1));
    let oauth = oauth(&sandbox, &sandbox.device_application());
    let device = oauth.device(SCOPES).await.unwrap();
    assert!(
        device
            .verification_uri_complete()
            .unwrap()
            .contains(device.user_code())
    );
    assert!(sandbox.approve_device("BCDF").is_err());
    sandbox.approve_device(device.user_code()).unwrap();
    let tokens = device.wait().await.unwrap();
    assert!(sandbox.accepts(tokens.access_token().expose_secret()));
    assert!(tokens.refresh_token().is_some());

    let device = oauth.device(SCOPES).await.unwrap();
    sandbox.deny_device(device.user_code()).unwrap();
    assert!(device.wait().await.unwrap_err().is_denied());

    let device = oauth.device(SCOPES).await.unwrap();
    sandbox.clock().advance(Duration::from_secs(600));
    let error = device.wait().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Expired);
}

#[tokio::test]
async fn a_partner_calls_partner_operations_and_no_others() {
    let sandbox = sandbox().await;
    let partner = sandbox.partner();
    let credentials = |key: &str| {
        let partner = sandbox.partner();
        PartnerCredentials::new(partner.client_id, partner.client_secret, key)
            .endpoints(endpoints(&sandbox))
            .http(http())
            .unwrap()
            .token_interval(Duration::from_millis(1))
    };
    let client_with = |key: &str| {
        let client = Client::builder().base_url(sandbox.base_url()).http(http());
        client
            .access_token(sandbox.access_token())
            .partner(credentials(key))
            .build()
            .unwrap()
    };
    let client = client_with(&partner.api_key);
    let accounts = || client.request(Method::GET, "/partner/accounts");
    accounts().partner().send().await.unwrap();
    // An hour later, the client gets another token.
    sandbox.clock().advance(HOUR);
    accounts().partner().send().await.unwrap();
    assert_eq!(
        sandbox.requests("POST /partners/oauth2/default/v1/token"),
        2
    );
    // The token of a person does not open it.
    assert!(accounts().send().await.unwrap_err().is_unauthorized());
    let stranger = client_with("unknown-key");
    let request = stranger.request(Method::GET, "/partner/accounts").partner();
    let error = request.send().await.unwrap_err();
    assert!(error.is_unauthorized() || error.authorization().is_some());

    let wrong = PartnerCredentials::new(partner.client_id, "wrong", partner.api_key);
    let wrong = wrong.endpoints(endpoints(&sandbox)).http(http()).unwrap();
    let error = wrong.access_token().await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_client"));
}

#[tokio::test]
async fn scopes_and_privileges_are_asked_of_every_call() {
    let sandbox = sandbox().await;
    let status = async |scopes: &[&str], method: Method, path: &str| {
        let grant = sandbox.grant(&sandbox.application(), scopes);
        let client = Client::builder().base_url(sandbox.base_url()).http(http());
        let client = client.access_token(grant.access_token).build().unwrap();
        match client.request(method, path).send().await {
            Ok(response) => response.status().as_u16(),
            Err(error) => {
                assert!(error.is_forbidden(), "{error}");
                error.status().unwrap().as_u16()
            }
        }
    };
    let get = Method::GET;
    assert_eq!(
        status(&["contact_data"], get.clone(), "/contact_lists").await,
        200
    );
    assert_eq!(
        status(&["campaign_data"], get.clone(), "/contact_lists").await,
        403
    );
    assert_eq!(
        status(&["contact_data"], get.clone(), "/account/summary").await,
        403
    );
    sandbox.sign_in(User::new(Role::CampaignCreator));
    assert_eq!(
        status(&["contact_data"], get.clone(), "/contact_lists").await,
        200
    );
    assert_eq!(
        status(&["contact_data"], get.clone(), "/contacts").await,
        403
    );
}
