//! The methods for authorization: applications, addresses, grants, tokens that end.

use super::Sandbox;
use crate::oauth;
use crate::state::tokens::scopes::Scopes;
use crate::state::tokens::{
    Application, ENDLESS, ENDLESS_PARTNER, Grant, Partner, Tokens, confidential, device, public,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

impl Sandbox {
    /// The access token that [`Sandbox::client`] sends. It belongs to the owner of the first account, has all
    /// scopes, and does not end.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// println!("curl -H 'Authorization: Bearer {}' {}/contact_lists", sandbox.access_token(), sandbox.base_url());
    /// # Ok(()) }
    /// ```
    pub fn access_token(&self) -> &'static str {
        ENDLESS
    }

    /// A token for the partner operations, which does not end. They also need the header `x-api-key` with the
    /// key of [`Sandbox::partner`].
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_ne!(sandbox.partner_access_token(), sandbox.access_token());
    /// # Ok(()) }
    /// ```
    pub fn partner_access_token(&self) -> &'static str {
        ENDLESS_PARTNER
    }

    /// The public application that exists from the start: authorization code flow with PKCE.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let application = Sandbox::start().await?.application();
    /// println!("{} {:?}", application.client_id(), application.redirect_uris());
    /// # Ok(()) }
    /// ```
    ///
    /// Its refresh tokens rotate, and its redirect URI is `https://app.example.com/callback`.
    pub fn application(&self) -> Application {
        public()
    }

    /// The confidential application that exists from the start: authorization code flow with a secret.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let application = Sandbox::start().await?.confidential_application();
    /// assert!(application.client_secret().is_some());
    /// # Ok(()) }
    /// ```
    ///
    /// Its refresh tokens rotate, and its redirect URI is `https://app.example.com/callback`.
    pub fn confidential_application(&self) -> Application {
        confidential()
    }

    /// The application for the device flow that exists from the start.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let application = Sandbox::start().await?.device_application();
    /// assert!(application.redirect_uris().is_empty());
    /// # Ok(()) }
    /// ```
    ///
    /// Its refresh tokens rotate.
    pub fn device_application(&self) -> Application {
        device()
    }

    /// The credentials of the technology partner that exists from the start.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let partner = Sandbox::start().await?.partner();
    /// println!("{}", partner.client_id);
    /// # Ok(()) }
    /// ```
    pub fn partner(&self) -> Partner {
        Partner::first()
    }

    /// Registers another application; it replaces one with the same client id.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Application, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.register(sandbox.application().long_lived());
    /// # Ok(()) }
    /// ```
    pub fn register(&self, application: Application) {
        self.with_tokens(|tokens, _| tokens.register(application));
    }

    /// The address of the page on which a person allows an application.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.authorize_url().ends_with("/oauth2/default/v1/authorize"));
    /// # Ok(()) }
    /// ```
    pub fn authorize_url(&self) -> String {
        self.url(oauth::AUTHORIZE)
    }

    /// The address of the token endpoint.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.token_url().ends_with("/oauth2/default/v1/token"));
    /// # Ok(()) }
    /// ```
    pub fn token_url(&self) -> String {
        self.url(oauth::TOKEN)
    }

    /// The address at which the device flow starts.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.device_url().ends_with("/oauth2/default/v1/device/authorize"));
    /// # Ok(()) }
    /// ```
    pub fn device_url(&self) -> String {
        self.url(oauth::DEVICE)
    }

    /// The address of the token endpoint for partners.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.partner_token_url().ends_with("/partners/oauth2/default/v1/token"));
    /// # Ok(()) }
    /// ```
    pub fn partner_token_url(&self) -> String {
        self.url(oauth::PARTNER_TOKEN)
    }

    /// The address at which tokens are revoked (RFC 7009). The provider documents none.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.revocation_url().ends_with("/oauth2/default/v1/revoke"));
    /// # Ok(()) }
    /// ```
    pub fn revocation_url(&self) -> String {
        self.url(oauth::REVOKE)
    }

    /// Makes a grant without a flow: an access token, and a refresh token if the scopes have `offline_access`.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let grant = sandbox.grant(&sandbox.application(), &["contact_data", "offline_access"]);
    /// assert!(grant.refresh_token.is_some());
    /// # Ok(()) }
    /// ```
    ///
    /// The person is the one who is signed in, see [`Sandbox::sign_in`].
    pub fn grant(&self, application: &Application, scopes: &[&str]) -> Grant {
        self.with_tokens(|tokens, now| {
            let user = tokens.user.clone();
            let scopes = Scopes::of(scopes.iter().copied());
            let (id, _) = tokens.grant(application, &user, scopes, now);
            tokens.shown(id).clone()
        })
    }

    /// Accepts an access token from now on, with all scopes and without an end: for a program whose token
    /// cannot be chosen.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.accept_token("a-token-from-a-file");
    /// assert!(sandbox.accepts("a-token-from-a-file"));
    /// # Ok(()) }
    /// ```
    ///
    /// It belongs to the person who is signed in, see [`Sandbox::sign_in`].
    pub fn accept_token(&self, access_token: impl Into<String>) {
        self.with_tokens(|tokens, _| tokens.accept(access_token.into()));
    }

    /// Everything that people have allowed, oldest first, with the newest tokens of each.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.grant(&sandbox.application(), &["contact_data"]);
    /// assert_eq!(sandbox.grants()[0].renewals, 0);
    /// # Ok(()) }
    /// ```
    pub fn grants(&self) -> Vec<Grant> {
        self.with_tokens(|tokens, _| tokens.grants())
    }

    /// Whether the API accepts an access token now.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.accepts(sandbox.access_token()));
    /// # Ok(()) }
    /// ```
    pub fn accepts(&self, access_token: &str) -> bool {
        self.with_tokens(|tokens, now| tokens.accepts(access_token, now))
    }

    /// Ends all access tokens now, as if a day had passed. Those that do not end remain: see
    /// [`Sandbox::access_token`].
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let grant = sandbox.grant(&sandbox.application(), &["contact_data"]);
    /// sandbox.expire_tokens();
    /// assert!(!sandbox.accepts(&grant.access_token));
    /// # Ok(()) }
    /// ```
    pub fn expire_tokens(&self) {
        self.with_tokens(|tokens, now| tokens.expire(now));
    }

    /// Every secret so far: those of applications and partners, codes, the two codes of each device, and
    /// tokens. A test searches logs for them.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// # let log = String::new();
    /// // … work that writes a log
    /// assert!(sandbox.secrets().iter().all(|secret| !log.contains(secret)));
    /// # Ok(()) }
    /// ```
    pub fn secrets(&self) -> Vec<String> {
        self.with_tokens(|tokens, _| tokens.secrets())
    }

    /// Ends all grants: their access tokens and their refresh tokens are refused from now on.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let grant = sandbox.grant(&sandbox.application(), &["contact_data", "offline_access"]);
    /// sandbox.revoke_grants();
    /// assert!(!sandbox.accepts(&grant.access_token));
    /// # Ok(()) }
    /// ```
    pub fn revoke_grants(&self) {
        self.with_tokens(|tokens, _| tokens.revoke_grants());
    }

    /// Sets how long new access tokens of people are valid. Default: 24 hours.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.set_access_token_lifetime(Duration::from_secs(60));
    /// # Ok(()) }
    /// ```
    pub fn set_access_token_lifetime(&self, lifetime: Duration) {
        self.with_tokens(|tokens, _| tokens.access_lifetime = delta(lifetime));
    }

    /// Sets how many calls new access tokens of people are valid for; after them, they have expired. Default:
    /// any number.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.set_access_token_calls(10); // a job of a hundred calls renews its token in the middle
    /// # Ok(()) }
    /// ```
    ///
    /// The API does not count calls: this lets a token end at a certain call, which the
    /// [lifetime](Self::set_access_token_lifetime) cannot. Tokens that were issued before stay as they are.
    pub fn set_access_token_calls(&self, calls: u64) {
        self.with_tokens(|tokens, _| tokens.access_calls = Some(calls));
    }

    /// Sets how far apart the polls of new devices have to be, in whole seconds. Default: five seconds.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.set_device_interval(Duration::from_secs(1));
    /// # Ok(()) }
    /// ```
    pub fn set_device_interval(&self, interval: Duration) {
        self.with_tokens(|tokens, _| tokens.set_device_interval(delta(interval)));
    }

    /// Sets whether the token endpoints refuse more than one request a second of an application with 429.
    /// Default: they do.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.limit_token_requests(false);
    /// # Ok(()) }
    /// ```
    pub fn limit_token_requests(&self, is_limited: bool) {
        self.with_tokens(|tokens, _| tokens.is_limited = is_limited);
    }

    pub(super) fn with_tokens<T>(&self, act: impl FnOnce(&mut Tokens, DateTime<Utc>) -> T) -> T {
        let now = self.shared.clock.now();
        act(&mut self.shared.state().tokens, now)
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
