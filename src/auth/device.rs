//! Authorization on another device (RFC 8628).
//!
//! The program shows a short code, the person types it into a browser anywhere, and the program asks the token
//! endpoint until the answer is there. [`Poll::next`] decides what each answer means for the next question;
//! [`DeviceAuthorization::wait`] only asks and sleeps. The two requests are built here, since the protocol crate
//! hides its polling loop behind a clock that cannot be ours.

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

/// How often to ask when the server does not say.
const INTERVAL: Duration = Duration::from_secs(5);
/// What `slow_down` adds to all later pauses.
const SLOWER: Duration = Duration::from_secs(5);
/// The longest wait after failures of the network or the server.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long a device code lives when the server does not say.
const LIFE: Duration = Duration::from_secs(600);

/// A device authorization that waits for its person.
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
#[must_use = "nobody gets access until `wait` is awaited"]
pub struct DeviceAuthorization {
    oauth: OAuth,
    scopes: Vec<Scope>,
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    interval: Duration,
    ends: Option<Instant>,
}

/// How the questions follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Poll {
    interval: Duration,
    failures: u32,
}

impl Poll {
    /// The state after an answer, or `None` when the answer is final.
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
        Backoff::doubling(self.interval, longest).wait(self.failures.saturating_add(1), 0)
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
    /// The application has to be set to the device flow in the portal; it has no secret. Fails with kind
    /// `Configuration`, before anything is sent, for an application with a secret and for scopes that
    /// [`OAuth::authorize`] refuses too. Dropping the future loses nothing but the codes.
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
        let asked = Instant::now();
        let secrets = RequestSecrets::of(&request, None);
        let permit = self.token_endpoint().acquire().await?;
        let response = permit.send(request).await?;
        classify(&response, |response| {
            read(self, scopes, &response.body, asked)
        })
        .map_err(|outcome| outcome.into_error(&response, &secrets))
    }
}

/// The device authorization in an answer (RFC 8628, 3.2), numbers also as text.
fn read(
    oauth: &OAuth,
    scopes: Vec<Scope>,
    body: &[u8],
    asked: Instant,
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
    let life = seconds("expires_in").map_or(LIFE, Duration::from_secs);
    Some(DeviceAuthorization {
        oauth: oauth.clone(),
        scopes,
        device_code: text("device_code")?.into(),
        user_code: text("user_code")?,
        // Some servers write it as "verification_url".
        verification_uri: text("verification_uri").or_else(|| text("verification_url"))?,
        verification_uri_complete: text("verification_uri_complete"),
        interval: seconds("interval").map_or(INTERVAL, |seconds| {
            Duration::from_secs(seconds.clamp(1, 300))
        }),
        ends: asked.checked_add(life),
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

    /// The page with the code already in it, for a link or a QR code, if the server gives one.
    ///
    /// ```no_run
    /// # fn f(device: constant_contact::auth::DeviceAuthorization) {
    /// if let Some(link) = device.verification_uri_complete() { println!("or open {link}"); }
    /// # }
    /// ```
    pub fn verification_uri_complete(&self) -> Option<&str> {
        self.verification_uri_complete.as_deref()
    }

    /// How long the codes are still good.
    ///
    /// ```no_run
    /// # fn f(device: constant_contact::auth::DeviceAuthorization) {
    /// println!("within {} minutes", device.expires_in().as_secs() / 60);
    /// # }
    /// ```
    ///
    /// Ten minutes from the start if the server does not say.
    pub fn expires_in(&self) -> Duration {
        self.ends.map_or(Duration::MAX, |ends| {
            ends.saturating_duration_since(Instant::now())
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
    /// Asks at the server's interval (5 s if it does not say), 5 s less often after each `slow_down`, and with
    /// doubled pauses, up to a minute, while the network or the server fails; a longer wait that the server asks
    /// for (`Retry-After`) is kept. Fails with kind `Denied` when the person refuses, `Expired` when the code has
    /// ended, and `Refused` when offline access was asked for and no refresh token came. Dropping the future stops
    /// the asking; calling `wait` again goes on, unless the answer was just coming in.
    pub async fn wait(&self) -> Result<Tokens, AuthError> {
        let mut poll = Poll {
            interval: self.interval,
            failures: 0,
        };
        let mut asked_to_wait = Duration::ZERO;
        loop {
            self.sleep(poll.wait().max(asked_to_wait)).await?;
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
            asked_to_wait = error.retry_after().unwrap_or_default();
            match poll.next(outcome) {
                Some(next) => poll = next,
                None => return Err(error),
            }
        }
    }

    /// Sleeps, unless the code ends before.
    async fn sleep(&self, pause: Duration) -> Result<(), AuthError> {
        let wake = Instant::now().checked_add(pause);
        match (self.ends, wake) {
            (Some(ends), wake) if wake.is_none_or(|wake| wake >= ends) => {
                tokio::time::sleep_until(ends).await;
                Err(AuthError::new(
                    AuthErrorKind::Expired,
                    "the device code ended before it was confirmed: start the device flow again",
                ))
            }
            _ => {
                tokio::time::sleep(pause).await;
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
