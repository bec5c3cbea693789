//! What needs the feature `oauth` of the client: its types for the authorization server of the sandbox.

use super::Sandbox;
use crate::state::tokens::Application;
use crate::state::tokens::scopes::Scopes;
use constant_contact::Client;
use constant_contact::auth::{
    AuthError, Endpoints, MemoryStore, OAuth, PartnerCredentials, Session, Tokens,
};
use std::time::SystemTime;

impl Sandbox {
    /// The addresses of the sandbox's authorization server.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// use constant_contact::auth::OAuth;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let oauth = OAuth::public(sandbox.application().client_id()).endpoints(sandbox.endpoints());
    /// # Ok(()) }
    /// ```
    pub fn endpoints(&self) -> Endpoints {
        Endpoints::default()
            .authorize(&self.authorize_url())
            .and_then(|endpoints| endpoints.token(&self.token_url()))
            .and_then(|endpoints| endpoints.device(&self.device_url()))
            .and_then(|endpoints| endpoints.partner_token(&self.partner_token_url()))
            .and_then(|endpoints| endpoints.revocation(&self.revocation_url()))
            .expect("the addresses are on this machine")
    }

    /// The application of [`Sandbox::application`], ready for its flow.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// use constant_contact::auth::Scope;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let oauth = sandbox.oauth();
    /// let request = oauth.authorize([Scope::ContactData, Scope::OfflineAccess])?;
    /// let tokens = oauth.exchange(&request, &sandbox.authorize(request.url())?).await?;
    /// assert!(tokens.refresh_token().is_some());
    /// # Ok(()) }
    /// ```
    pub fn oauth(&self) -> OAuth {
        self.oauth_for(&self.application())
    }

    /// Any application, ready for its flow, with the first of its redirect URIs.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let oauth = sandbox.oauth_for(&sandbox.confidential_application());
    /// # Ok(()) }
    /// ```
    ///
    /// Its requests are a second apart, as the token endpoint demands. If the sandbox does not
    /// [limit](Sandbox::limit_token_requests) them, a shorter
    /// [interval](constant_contact::auth::OAuth::token_interval) makes tests faster.
    pub fn oauth_for(&self, application: &Application) -> OAuth {
        let oauth = match application.client_secret() {
            Some(secret) => OAuth::confidential(application.client_id(), secret),
            None => OAuth::public(application.client_id()),
        };
        let oauth = match application.redirect_uris().first() {
            Some(uri) => oauth.redirect_uri(uri),
            None => oauth,
        };
        oauth
            .endpoints(self.endpoints())
            .http(reqwest::Client::builder().no_proxy())
            .expect("the HTTP client has no settings that fail")
    }

    /// A session that a person has allowed already, with all scopes. It renews its tokens.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let client = sandbox.client().with_session(sandbox.session().await?);
    /// sandbox.expire_tokens(); // the next call renews them
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    pub async fn session(&self) -> Result<Session, AuthError> {
        let scopes = Scopes::all();
        let names: Vec<&str> = scopes.names().iter().map(String::as_str).collect();
        let grant = self.grant(&self.application(), &names);
        let lifetime = self.with_tokens(|tokens, _| tokens.access_lifetime);
        let mut tokens = Tokens::new(grant.access_token)
            .with_expires_at(SystemTime::now() + lifetime.to_std().unwrap_or_default());
        if let Some(refresh_token) = grant.refresh_token {
            tokens = tokens.with_refresh_token(refresh_token);
        }
        Session::start(self.oauth(), MemoryStore::default(), tokens).await
    }

    /// The credentials of [`Sandbox::partner`].
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let token = sandbox.partner_credentials().access_token().await?;
    /// # drop(token);
    /// # Ok(()) }
    /// ```
    pub fn partner_credentials(&self) -> PartnerCredentials {
        let partner = self.partner();
        PartnerCredentials::new(partner.client_id, partner.client_secret, partner.api_key)
            .endpoints(self.endpoints())
            .http(reqwest::Client::builder().no_proxy())
            .expect("the HTTP client has no settings that fail")
    }

    /// A client for the partner operations, ready to use.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Sandbox::start().await?.partner_client();
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    pub fn partner_client(&self) -> Client {
        Client::builder()
            .base_url(self.base_url())
            .partner(self.partner_credentials())
            .http(reqwest::Client::builder().no_proxy())
            .build()
            .expect("the sandbox's address and credentials are valid")
    }
}
