//! Authorization on another device (RFC 8628).
//!
//! The program shows a short code, the person types it into a browser on any device, and the program polls the token
//! endpoint until the person has answered. [`Poll::next`] decides what each response means for the next request;
//! [`DeviceAuthorization::wait`] only sends and sleeps.

use super::error::{AuthError, AuthErrorKind};
use super::response::{Outcome, RequestSecrets, TokenResponse, classify};
use super::{OAuth, Scope, Tokens, form, pkce};
use crate::error::{decode, json};
use crate::transport::backoff::Backoff;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::fmt;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// The time between two requests if the server names none.
const INTERVAL: Duration = Duration::from_secs(5);
/// What `slow_down` adds to all later waits.
const SLOWER: Duration = Duration::from_secs(5);
/// The longest wait after failures of the network or the server.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The lifetime of a device code if the server names none.
const LIFETIME: Duration = Duration::from_secs(600);

/// A device authorization that waits for the person's answer.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, OAuth, Scope};
/// # async fn f() -> Result<(), AuthError> {
/// let device = OAuth::public("api-key").device([Scope::ContactData, Scope::OfflineAccess]).await?;
/// println!("visit {} and enter {}", device.verification_uri(), device.user_code());
/// let tokens = device.wait().await?;
/// # Ok(()) }
/// ```
///
/// `Debug` shows no code.
#[must_use = "there are no tokens until `wait` is awaited"]
pub struct DeviceAuthorization {
    oauth: OAuth,
    scopes: Vec<Scope>,
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    interval: Duration,
    expires: Option<Instant>,
}

/// The state of the polling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Poll {
    interval: Duration,
    failures: u32,
}

impl Poll {
    /// The state after a response, or `None` when the response is final.
    fn next(self, outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Pending => Some(Self {
                failures: 0,
                ..self
            }),
            Outcome::SlowDown => Some(Self {
                interval: self.interval.saturating_add(SLOWER),
                failures: 0,
            }),
            Outcome::Transient => Some(Self {
                failures: self.failures.saturating_add(1),
                ..self
            }),
            Outcome::GrantInvalid | Outcome::Denied | Outcome::CodeExpired | Outcome::Refused => {
                None
            }
        }
    }

    /// How long to wait before the next request: the interval, doubled with each failure in a row.
    fn wait(self) -> Duration {
        let longest = LONGEST_WAIT.max(self.interval);
        Backoff::new(self.interval, longest).wait(self.failures.saturating_add(1), 0)
    }
}

impl OAuth {
    /// Starts the device flow (RFC 8628, 3.1).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, OAuth, Scope};
    /// # async fn f() -> Result<(), AuthError> {
    /// let device = OAuth::public("api-key").device([Scope::CampaignData, Scope::OfflineAccess]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The application must be set to the device flow in the portal; it has no secret. Fails with kind `Configuration`,
    /// before anything is sent, for an application with a secret and for scopes that [`OAuth::authorize`] refuses too.
    /// Dropping the future loses only the codes.
    pub async fn device(
        &self,
        scopes: impl IntoIterator<Item = Scope>,
    ) -> Result<DeviceAuthorization, AuthError> {
        let scopes = self.checked(scopes)?;
        if !self.is_public() {
            return Err(AuthError::configuration(
                "the device flow is for applications without a secret: use OAuth::public",
            ));
        }
        let state = pkce::state()?;
        // The provider's guide lists response_type and state; servers that follow the RFC ignore them.
        let request = form::post(
            &self.addresses().device,
            self.client_id(),
            None,
            &[
                ("scope", &Scope::list(&scopes)),
                ("response_type", "code"),
                ("state", state.expose_secret()),
            ],
        )?;
        let sent = Instant::now();
        let secrets = RequestSecrets::of(&request, None);
        let permit = self.token_endpoint().acquire().await?;
        let response = permit.send(request).await?;
        classify(&response, |response| {
            read(self, scopes, &response.body, sent)
        })
        .map_err(|outcome| outcome.into_error(&response, &secrets))
    }
}

/// Reads a device authorization response (RFC 8628, 3.2); numbers may be written as text.
fn read(
    oauth: &OAuth,
    scopes: Vec<Scope>,
    body: &[u8],
    sent: Instant,
) -> Option<DeviceAuthorization> {
    let fields = json(&decode(body))?;
    let text = |name: &str| {
        fields
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let seconds = |name: &str| match fields.get(name)? {
        Value::String(text) => text.trim().parse().ok(),
        number => number.as_u64(),
    };
    let life = seconds("expires_in").map_or(LIFETIME, Duration::from_secs);
    Some(DeviceAuthorization {
        oauth: oauth.clone(),
        scopes,
        device_code: text("device_code")?.into(),
        user_code: text("user_code")?,
        // Some servers name it "verification_url".
        verification_uri: text("verification_uri").or_else(|| text("verification_url"))?,
        verification_uri_complete: text("verification_uri_complete"),
        interval: seconds("interval").map_or(INTERVAL, |seconds| {
            Duration::from_secs(seconds.clamp(1, 300))
        }),
        expires: sent.checked_add(life),
    })
}

impl DeviceAuthorization {
    /// The code that the person enters.
    ///
    /// ```no_run
    /// # fn f(device: constant_contact::auth::DeviceAuthorization) {
    /// println!("enter {}", device.user_code());
    /// # }
    /// ```
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// The page on which the person enters it.
    ///
    /// ```no_run
    /// # fn f(device: constant_contact::auth::DeviceAuthorization) {
    /// println!("visit {}", device.verification_uri());
    /// # }
    /// ```
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// The page with the code already filled in, for a link or a QR code, if the server gives one.
    ///
    /// ```no_run
    /// # fn f(device: constant_contact::auth::DeviceAuthorization) {
    /// if let Some(link) = device.verification_uri_complete() { println!("or open {link}"); }
    /// # }
    /// ```
    pub fn verification_uri_complete(&self) -> Option<&str> {
        self.verification_uri_complete.as_deref()
    }

    /// How long the codes remain valid.
    ///
    /// ```no_run
    /// # fn f(device: constant_contact::auth::DeviceAuthorization) {
    /// println!("within {} minutes", device.expires_in().as_secs() / 60);
    /// # }
    /// ```
    ///
    /// Ten minutes from the start if the server names no time.
    pub fn expires_in(&self) -> Duration {
        self.expires.map_or(Duration::MAX, |expires| {
            expires.saturating_duration_since(Instant::now())
        })
    }

    /// Waits until the person has answered (RFC 8628, 3.4 and 3.5).
    ///
    /// ```no_run
    /// # async fn f(device: constant_contact::auth::DeviceAuthorization) -> Result<(), constant_contact::auth::AuthError> {
    /// let tokens = device.wait().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Polls at the server's interval (5 s if it names none), 5 s more slowly after each `slow_down`, and with doubled
    /// waits, up to a minute, while the network or the server fails; a longer wait that the server asks for
    /// (`Retry-After`) is respected. Fails with kind `Denied` when the person refuses, `Expired` when the code has
    /// expired, and `Refused` when offline access was requested but the server returned no refresh token. Dropping the
    /// future stops the polling. Calling `wait` again continues it, unless the future was dropped while the tokens were
    /// being received.
    pub async fn wait(&self) -> Result<Tokens, AuthError> {
        let mut poll = Poll {
            interval: self.interval,
            failures: 0,
        };
        let mut retry_after = Duration::ZERO;
        loop {
            self.sleep(poll.wait().max(retry_after)).await?;
            let request = form::post(
                &self.oauth.addresses().token,
                self.oauth.client_id(),
                None,
                &[
                    ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                    ("device_code", self.device_code.expose_secret()),
                ],
            )?;
            let (sent, secrets) = (SystemTime::now(), RequestSecrets::of(&request, None));
            let response = async {
                self.oauth
                    .token_endpoint()
                    .acquire()
                    .await?
                    .send(request)
                    .await
            };
            let (outcome, error) = match response.await {
                Ok(response) => match classify(&response, |response| {
                    TokenResponse::read(response, &secrets)
                }) {
                    Ok(tokens) => {
                        let tokens = Tokens::from_response(tokens, sent, &self.scopes);
                        return self.oauth.renewable(tokens, &self.scopes);
                    }
                    Err(outcome) => (outcome, outcome.into_error(&response, &secrets)),
                },
                Err(error) if error.is_transient() => (Outcome::Transient, error),
                Err(error) => return Err(error),
            };
            retry_after = error.retry_after().unwrap_or_default();
            match poll.next(outcome) {
                Some(next) => poll = next,
                None => return Err(error),
            }
        }
    }

    /// Sleeps; fails if the code expires before the end.
    async fn sleep(&self, wait: Duration) -> Result<(), AuthError> {
        let wake = Instant::now().checked_add(wait);
        match (self.expires, wake) {
            (Some(expires), wake) if wake.is_none_or(|wake| wake >= expires) => {
                tokio::time::sleep_until(expires).await;
                Err(AuthError::new(
                    AuthErrorKind::Expired,
                    "the device code expired before it was confirmed: start the device flow again",
                ))
            }
            _ => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
        }
    }
}

impl fmt::Debug for DeviceAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAuthorization")
            .field("verification_uri", &self.verification_uri)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
