//! Devices that wait for a person (RFC 8628).

use super::scopes::Scopes;
use super::{Application, Consent, Issued, OAuthError, Tokens, User};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// How long the codes are valid. Not documented; clients assume ten minutes.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How far apart polls have to be, unless a test says otherwise.
const INTERVAL: TimeDelta = TimeDelta::seconds(5);
/// By how much a poll that comes too early lengthens the interval (RFC 8628, 3.5).
const SLOWER: TimeDelta = TimeDelta::seconds(5);
/// What the network may take from the time between two polls.
const TOLERANCE: TimeDelta = TimeDelta::milliseconds(50);

const INVALID: OAuthError =
    OAuthError::invalid_grant("The device code is invalid or has been used.");

/// The devices by their device codes.
pub(super) struct Devices {
    by_code: HashMap<String, Device>,
    interval: TimeDelta,
}

impl Devices {
    /// All device codes and user codes so far.
    pub fn codes(&self) -> impl Iterator<Item = &String> {
        let devices = self.by_code.iter();
        devices.flat_map(|(code, device)| [code, &device.shown.user_code])
    }
}

impl Default for Devices {
    fn default() -> Self {
        Self {
            by_code: HashMap::new(),
            interval: INTERVAL,
        }
    }
}

struct Device {
    shown: WaitingDevice,
    ends: DateTime<Utc>,
    interval: TimeDelta,
    last_poll: Option<DateTime<Utc>>,
    decision: Option<Decision>,
}

enum Decision {
    Allowed(User),
    Denied,
    /// It was allowed, and the device has its tokens.
    Redeemed,
}

/// What a device asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaitingDevice {
    pub client_id: String,
    pub user_code: String,
    pub scopes: Scopes,
}

/// The codes for a device.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DeviceCodes {
    pub device_code: String,
    pub user_code: String,
    pub interval: TimeDelta,
}

impl Tokens {
    /// Sets how far apart the polls of new devices have to be.
    pub fn set_device_interval(&mut self, interval: TimeDelta) {
        self.devices.interval = interval;
    }

    /// Begins to wait for a person.
    pub fn new_device(
        &mut self,
        application: &Application,
        scopes: Scopes,
        now: DateTime<Utc>,
    ) -> DeviceCodes {
        let (device_code, user_code) = (self.secrets.opaque(), self.secrets.user_code());
        let interval = self.devices.interval;
        let device = Device {
            shown: WaitingDevice {
                client_id: application.client_id().to_owned(),
                user_code: user_code.clone(),
                scopes,
            },
            ends: now + LIFETIME,
            interval,
            last_poll: None,
            decision: None,
        };
        self.devices.by_code.insert(device_code.clone(), device);
        DeviceCodes {
            device_code,
            user_code,
            interval,
        }
    }

    /// The device that waits with this user code, however it is typed.
    pub fn waiting_device(&self, user_code: &str, now: DateTime<Utc>) -> Option<&WaitingDevice> {
        let mut devices = self.devices.by_code.values();
        let device = devices.find(|device| device.waits_with(user_code, now))?;
        Some(&device.shown)
    }

    /// Takes down what the person who is signed in has decided; false if no device waits with this code.
    pub fn decide_device(&mut self, user_code: &str, is_allowed: bool, now: DateTime<Utc>) -> bool {
        let mut devices = self.devices.by_code.values_mut();
        let Some(device) = devices.find(|device| device.waits_with(user_code, now)) else {
            return false;
        };
        device.decision = Some(match is_allowed {
            true => Decision::Allowed(self.user.clone()),
            false => Decision::Denied,
        });
        true
    }

    /// Answers a poll of a device.
    pub fn poll(
        &mut self,
        application: &Application,
        device_code: &str,
        now: DateTime<Utc>,
    ) -> Result<Issued, OAuthError> {
        let consent = self.consent;
        let device = self.devices.by_code.get_mut(device_code).ok_or(INVALID)?;
        if device.shown.client_id != application.client_id() {
            return Err(INVALID);
        }
        if now >= device.ends {
            return Err(OAuthError::EXPIRED);
        }
        let last = device.last_poll.replace(now);
        let is_early =
            |last: DateTime<Utc>| now.signed_duration_since(last) + TOLERANCE < device.interval;
        if last.is_some_and(is_early) {
            device.interval += SLOWER;
            return Err(OAuthError::SLOW_DOWN);
        }
        let user = match (&device.decision, consent) {
            (Some(Decision::Allowed(user)), _) => user.clone(),
            (None, Consent::Allow) => self.user.clone(),
            (Some(Decision::Redeemed), _) => return Err(INVALID),
            (None, Consent::Ask) => return Err(OAuthError::PENDING),
            (Some(Decision::Denied), _) | (None, Consent::Deny) => return Err(OAuthError::DENIED),
        };
        let scopes = device.shown.scopes.clone();
        device.decision = Some(Decision::Redeemed);
        Ok(self.grant(application, &user, scopes, now).1)
    }
}

impl Device {
    fn waits_with(&self, user_code: &str, now: DateTime<Utc>) -> bool {
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_uppercase()).collect()
        };
        let is_open = self.decision.is_none() && now < self.ends;
        is_open && letters(&self.shown.user_code) == letters(user_code)
    }
}
