//! What the feature `oauth` adds: sessions and partner credentials that are ready to use.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::auth::{ExposeSecret, Scope};
use constant_contact_sandbox::{Fault, Role, Sandbox, User};
use http::Method;

#[tokio::test]
async fn an_expired_token_is_renewed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox
        .client()
        .with_session(sandbox.session().await.unwrap());
    sandbox.expire_tokens();
    let request = client.request(Method::GET, "/contact_lists");
    request.send().await.unwrap();
    assert_eq!(sandbox.grants()[0].renewals, 1);
}

#[tokio::test]
async fn a_lost_answer_of_the_token_endpoint_ends_a_rotating_grant() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox
        .client()
        .with_session(sandbox.session().await.unwrap());
    sandbox.expire_tokens();
    let lost = sandbox
        .fail(Fault::LostAnswer)
        .on("POST /oauth2/default/v1/token")
        .times(1);
    let request = client.request(Method::GET, "/contact_lists");
    let error = request.send().await.unwrap_err();
    assert_eq!(lost.count(), 1);
    assert!(error.needs_authorization());
    let grant = &sandbox.grants()[0];
    assert_eq!((grant.renewals, grant.is_revoked), (1, true));
}

#[tokio::test]
async fn a_lost_request_to_the_token_endpoint_is_repeated() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox
        .client()
        .with_session(sandbox.session().await.unwrap());
    sandbox.expire_tokens();
    let lost = sandbox
        .fail(Fault::LostRequest)
        .on("POST /oauth2/default/v1/token")
        .times(1);
    let request = client.request(Method::GET, "/contact_lists");
    request.send().await.unwrap();
    assert_eq!(lost.count(), 1);
    let grant = &sandbox.grants()[0];
    assert_eq!((grant.renewals, grant.reuses), (1, 0));
}

#[tokio::test]
async fn each_flow_ends_with_tokens_that_the_api_accepts() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let scopes = [Scope::ContactData, Scope::OfflineAccess];
    let confidential = sandbox.oauth_for(&sandbox.confidential_application());
    for oauth in [sandbox.oauth(), confidential] {
        let request = oauth.authorize(scopes.clone()).unwrap();
        let callback = sandbox.authorize(request.url()).unwrap();
        let tokens = oauth.exchange(&request, &callback).await.unwrap();
        assert!(sandbox.accepts(tokens.access_token().expose_secret()));
    }
    sandbox.set_device_interval(std::time::Duration::from_secs(1));
    let oauth = sandbox.oauth_for(&sandbox.device_application());
    let device = oauth.device(scopes).await.unwrap();
    sandbox.approve_device(device.user_code()).unwrap();
    let tokens = device.wait().await.unwrap();
    assert!(sandbox.accepts(tokens.access_token().expose_secret()));
    let partner = sandbox.partner_client();
    let request = partner.request(Method::GET, "/partner/accounts").partner();
    request.send().await.unwrap();
}

#[tokio::test]
async fn sessions_belong_to_whoever_is_signed_in() {
    let sandbox = Sandbox::start().await.unwrap();
    for account in ["a07e1second", "a07e1third"] {
        sandbox.sign_in(User::new(Role::AccountOwner).of_account(account));
        let session = sandbox.session().await.unwrap();
        let client = sandbox.client().with_session(session);
        let request = client.request(Method::GET, "/contact_lists");
        request.send().await.unwrap();
        let last = sandbox.last_requests().pop().unwrap();
        assert_eq!(last.account.as_deref(), Some(account));
    }
}
