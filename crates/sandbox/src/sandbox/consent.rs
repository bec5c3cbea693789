//! The methods that play a person, who allows or denies what applications ask for.

use super::Sandbox;
use crate::oauth;
use crate::state::tokens::{Consent, User};
use std::fmt;

/// Why a person cannot allow or deny a request.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let error = sandbox.approve_device("BCDF-GHJK").unwrap_err();
/// assert_eq!(error.to_string(), "No device waits with this code.");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentError(&'static str);

impl fmt::Display for ConsentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for ConsentError {}

impl Sandbox {
    /// Sets what becomes of requests to allow an application. Default: [`Consent::Ask`], a page.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Consent, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.set_consent(Consent::Allow); // the page redirects at once, and devices need no code
    /// # Ok(()) }
    /// ```
    pub fn set_consent(&self, consent: Consent) {
        self.with_tokens(|tokens, _| tokens.consent = consent);
    }

    /// Sets who allows or denies from now on. Default: the owner of the first account.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Role, Sandbox, User};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.sign_in(User::new(Role::AccountOwner).of_account("a07e1second"));
    /// # Ok(()) }
    /// ```
    pub fn sign_in(&self, user: User) {
        self.with_tokens(|tokens, _| tokens.user = user);
    }

    /// Plays a person who opens an authorization URL and allows the application: returns the address to which
    /// the browser is redirected.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let application = sandbox.confidential_application();
    /// let url = format!(
    ///     "{}?client_id={}&redirect_uri={}&response_type=code&scope=contact_data&state=x",
    ///     sandbox.authorize_url(), application.client_id(), application.redirect_uris()[0],
    /// );
    /// assert!(sandbox.authorize(&url)?.starts_with("https://app.example.com/callback?code="));
    /// # Ok(()) }
    /// ```
    ///
    /// The address has an error instead of a code if the request is not valid. Fails if the browser would not be
    /// redirected, because the application or its redirect URI is unknown.
    pub fn authorize(&self, url: &str) -> Result<String, ConsentError> {
        self.decide(url, true)
    }

    /// Plays a person who opens an authorization URL and denies what the application asks for.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.deny(&sandbox.authorize_url()).is_err()); // no application is named
    /// # Ok(()) }
    /// ```
    ///
    /// Fails as [`Sandbox::authorize`] does.
    pub fn deny(&self, url: &str) -> Result<String, ConsentError> {
        self.decide(url, false)
    }

    /// Plays a person who enters the code of a device and allows it.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.approve_device("BCDF-GHJK").is_err()); // no device waits
    /// # Ok(()) }
    /// ```
    ///
    /// Fails if no device waits with this code.
    pub fn approve_device(&self, user_code: &str) -> Result<(), ConsentError> {
        self.decide_device(user_code, true)
    }

    /// Plays a person who enters the code of a device and denies it.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.deny_device("BCDF-GHJK").is_err()); // no device waits
    /// # Ok(()) }
    /// ```
    ///
    /// Fails if no device waits with this code.
    pub fn deny_device(&self, user_code: &str) -> Result<(), ConsentError> {
        self.decide_device(user_code, false)
    }

    fn decide(&self, url: &str, is_allowed: bool) -> Result<String, ConsentError> {
        let (_, query) = url.split_once('?').unwrap_or_default();
        let query = query.split('#').next().unwrap_or_default();
        self.with_tokens(|tokens, now| oauth::decide(tokens, query, is_allowed, now))
            .map_err(ConsentError)
    }

    fn decide_device(&self, user_code: &str, is_allowed: bool) -> Result<(), ConsentError> {
        match self.with_tokens(|tokens, now| tokens.decide_device(user_code, is_allowed, now)) {
            true => Ok(()),
            false => Err(ConsentError("No device waits with this code.")),
        }
    }
}
