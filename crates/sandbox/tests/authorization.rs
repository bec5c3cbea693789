//! The authorization server, with the flows of the real client. The client has the addresses and the
//! credentials as text, as programs without the feature `oauth` of the sandbox do.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::auth::{
    AuthErrorKind, AuthorizationRequest, Endpoints, ExposeSecret, LoopbackListener, MemoryStore,
    OAuth, PartnerCredentials, Scope, Session, TokenStore, Tokens,
};
use constant_contact::{Client, Error};
use constant_contact_sandbox::{Application, Consent, Grant, Role, Sandbox, User};
use http::Method;
use std::time::{Duration, SystemTime};

const SCOPES: [Scope; 2] = [Scope::ContactData, Scope::OfflineAccess];
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A sandbox that is not limited.
async fn sandbox() -> Sandbox {
    Sandbox::builder().without_limits().start().await.unwrap()
}

fn http() -> reqwest::ClientBuilder {
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().no_proxy().redirect(none)
}

fn endpoints(sandbox: &Sandbox) -> Endpoints {
    let endpoints = Endpoints::default().authorize(&sandbox.authorize_url());
    let endpoints = endpoints.unwrap().token(&sandbox.token_url()).unwrap();
    let endpoints = endpoints.device(&sandbox.device_url()).unwrap();
    let endpoints = endpoints.partner_token(&sandbox.partner_token_url());
    let endpoints = endpoints.unwrap().revocation(&sandbox.revocation_url());
    endpoints.unwrap()
}

fn oauth(sandbox: &Sandbox, application: &Application) -> OAuth {
    let oauth = match application.client_secret() {
        Some(secret) => OAuth::confidential(application.client_id(), secret),
        None => OAuth::public(application.client_id()),
    };
    let oauth = match application.redirect_uris().first() {
        Some(uri) => oauth.redirect_uri(uri),
        None => oauth,
    };
    let oauth = oauth.endpoints(endpoints(sandbox)).http(http()).unwrap();
    oauth.token_interval(Duration::from_millis(1))
}

fn client(sandbox: &Sandbox) -> Client {
    let client = Client::builder().base_url(sandbox.base_url()).http(http());
    client.build().unwrap()
}

/// A client of a grant, whose tokens it renews.
async fn renewing(sandbox: &Sandbox, application: &Application) -> (Client, MemoryStore) {
    let grant = sandbox.grant(application, &["contact_data", "offline_access"]);
    let tokens = Tokens::new(grant.access_token)
        .with_refresh_token(grant.refresh_token.unwrap())
        .with_expires_at(SystemTime::now() + DAY);
    let store = MemoryStore::default();
    let session = Session::start(oauth(sandbox, application), store.clone(), tokens);
    (client(sandbox).with_session(session.await.unwrap()), store)
}

/// A call that needs the scope `contact_data`.
async fn lists(client: &Client) -> Result<(), Error> {
    let request = client.request(Method::GET, "/contact_lists");
    request.send().await.map(|_| ())
}

fn newest(sandbox: &Sandbox) -> Grant {
    sandbox.grants().pop().unwrap()
}

async fn stored(store: &MemoryStore) -> (String, String) {
    let tokens = store.load().await.unwrap().unwrap();
    let refresh = tokens.refresh_token().unwrap().expose_secret().to_owned();
    (tokens.access_token().expose_secret().to_owned(), refresh)
}

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
async fn an_access_token_ends_after_a_day_of_the_sandbox_and_is_renewed() {
    let sandbox = sandbox().await;
    for (application, is_rotating) in [
        (sandbox.application(), true),
        (sandbox.confidential_application(), true),
        (sandbox.application().long_lived(), false),
    ] {
        sandbox.register(application.clone());
        let (client, store) = renewing(&sandbox, &application).await;
        lists(&client).await.unwrap();
        let first = newest(&sandbox);
        assert_eq!(first.renewals, 0);
        for renewals in 1..=2 {
            sandbox.clock().advance(DAY);
            lists(&client).await.unwrap();
            let grant = newest(&sandbox);
            assert_eq!((grant.renewals, grant.reuses), (renewals, 0));
            client.flush().await.unwrap();
            let pair = (grant.access_token, grant.refresh_token.clone().unwrap());
            assert_eq!(stored(&store).await, pair);
            assert_eq!(grant.refresh_token != first.refresh_token, is_rotating);
        }
    }
}

#[tokio::test]
async fn a_spent_refresh_token_ends_the_grant_of_whoever_has_the_newer_one() {
    let sandbox = sandbox().await;
    let application = sandbox.application();
    let (client, store) = renewing(&sandbox, &application).await;
    let (_, spent) = stored(&store).await;
    sandbox.expire_tokens();
    lists(&client).await.unwrap();
    // A program that has a copy from before.
    let copy = Tokens::new("ended").with_refresh_token(spent);
    let session = Session::start(oauth(&sandbox, &application), MemoryStore::default(), copy);
    let thief = self::client(&sandbox).with_session(session.await.unwrap());
    let error = lists(&thief).await.unwrap_err();
    assert!(error.needs_authorization());
    let grant = newest(&sandbox);
    assert_eq!(
        (grant.renewals, grant.reuses, grant.is_revoked),
        (1, 1, true)
    );
    let error = lists(&client).await.unwrap_err();
    assert!(error.needs_authorization());
}

#[tokio::test]
async fn a_grant_ends_after_180_days_without_use() {
    let sandbox = sandbox().await;
    let (client, _) = renewing(&sandbox, &sandbox.application()).await;
    sandbox.clock().advance(179 * DAY);
    lists(&client).await.unwrap();
    sandbox.clock().advance(179 * DAY);
    lists(&client).await.unwrap();
    sandbox.clock().advance(180 * DAY);
    let error = lists(&client).await.unwrap_err();
    assert!(error.needs_authorization());
    assert_eq!(newest(&sandbox).renewals, 2);
}

#[tokio::test]
async fn revoked_grants_are_refused_and_a_new_one_works() {
    let sandbox = sandbox().await;
    let application = sandbox.application();
    let (client, _) = renewing(&sandbox, &application).await;
    sandbox.revoke_grants();
    assert!(lists(&client).await.unwrap_err().needs_authorization());
    let (client, _) = renewing(&sandbox, &application).await;
    lists(&client).await.unwrap();

    let grant = newest(&sandbox);
    let tokens = Tokens::new(grant.access_token).with_refresh_token(grant.refresh_token.unwrap());
    oauth(&sandbox, &application).revoke(&tokens).await.unwrap();
    assert!(newest(&sandbox).is_revoked);
    assert!(lists(&client).await.unwrap_err().needs_authorization());
}

#[tokio::test]
async fn many_calls_at_the_end_of_a_token_renew_it_once() {
    let sandbox = sandbox().await;
    let (client, _) = renewing(&sandbox, &sandbox.application()).await;
    sandbox.expire_tokens();
    let calls = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { lists(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let grant = newest(&sandbox);
    assert_eq!((grant.renewals, grant.reuses), (1, 0));
}

#[tokio::test]
async fn the_token_endpoint_refuses_a_second_request_within_a_second() {
    let sandbox = Sandbox::start().await.unwrap();
    let post = |token: Option<String>| {
        let id = sandbox.application().client_id().to_owned();
        let body = format!(
            "client_id={id}&grant_type=refresh_token&refresh_token={}",
            token.unwrap()
        );
        let post = http().build().unwrap().post(sandbox.token_url());
        let post = post.header("content-type", "application/x-www-form-urlencoded");
        post.body(body).send()
    };
    sandbox.grant(&sandbox.application(), &["offline_access"]);
    let mut answered = 0;
    let refused = loop {
        let response = post(newest(&sandbox).refresh_token).await.unwrap();
        match response.status().as_u16() {
            // On a machine that is this slow, the next one may come sooner.
            200 => answered += 1,
            status => break status,
        }
    };
    assert_eq!(refused, 429);
    assert_eq!(newest(&sandbox).renewals, answered);
    assert!(answered > 0);
    sandbox.clock().advance(Duration::from_secs(1));
    let response = post(newest(&sandbox).refresh_token).await.unwrap();
    assert_eq!(response.status(), 200);
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
