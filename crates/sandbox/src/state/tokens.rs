//! Who may use the API: the registered applications, what people have allowed them, and the tokens that came
//! of it. Nothing here knows HTTP or reads a clock.
//!
//! A [`Grant`] begins with a code or a device that a person has allowed. It has any number of access tokens,
//! one valid refresh token at most, and ends when it is revoked: by the application, by a test, or because a
//! code or a refresh token was used again.

mod access;
mod application;
mod codes;
mod devices;
mod error;
mod grant;
mod limit;
mod pkce;
mod refresh;
pub(crate) mod scopes;
mod secrets;
mod user;

pub(crate) use access::Caller;
pub use application::{Application, Partner};
pub(crate) use application::{Flow, confidential, device, public};
pub(crate) use codes::CodeRequest;
pub(crate) use devices::{DeviceCodes, LIFETIME as DEVICE_LIFETIME};
pub(crate) use error::OAuthError;
pub use grant::Grant;
pub(crate) use grant::Issued;
pub use user::{Role, User};

use chrono::{DateTime, TimeDelta, Utc};
use codes::Codes;
use devices::Devices;
use limit::TokenLimit;
use refresh::RefreshToken;
use scopes::Scopes;
use secrets::{Claims, Secrets};
use std::collections::HashMap;

/// The access token of [`Sandbox::client`](crate::Sandbox::client). It does not end and has every scope.
pub(crate) const ENDLESS: &str = "sandbox-access-token";
/// The same for partner operations.
pub(crate) const ENDLESS_PARTNER: &str = "sandbox-partner-token";
/// How long an access token of a person is valid.
const ACCESS: TimeDelta = TimeDelta::hours(24);
/// How long a partner token is valid.
const PARTNER: TimeDelta = TimeDelta::hours(1);
/// What becomes of requests to allow an application.
///
/// ```
/// # use constant_contact_sandbox::{Consent, Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.set_consent(Consent::Deny);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Consent {
    /// A page asks, and waits for an answer.
    #[default]
    Ask,
    /// They are allowed at once.
    Allow,
    /// They are denied at once.
    Deny,
}

/// What people have allowed, and the tokens.
pub(crate) struct Tokens {
    pub consent: Consent,
    /// Who is signed in: who allows or denies what applications ask for.
    pub user: User,
    /// Whether the token endpoint refuses more than one request a second.
    pub is_limited: bool,
    /// How long new access tokens of people are valid.
    pub access_lifetime: TimeDelta,
    /// How many calls new access tokens of people are valid for; none for any number.
    pub access_calls: Option<u64>,
    partner: Partner,
    applications: Vec<Application>,
    codes: Codes,
    devices: Devices,
    grants: Vec<GrantState>,
    access: HashMap<String, AccessToken>,
    refresh: HashMap<String, RefreshToken>,
    limit: TokenLimit,
    secrets: Secrets,
}

/// An index of `Tokens::grants`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GrantId(usize);

struct GrantState {
    shown: Grant,
    user: User,
    scopes: Scopes,
    is_long_lived: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Person,
    Partner,
}

struct AccessToken {
    kind: Kind,
    /// None for tokens that belong to no grant.
    grant: Option<GrantId>,
    client_id: String,
    user: User,
    scopes: Scopes,
    /// None for those that do not end.
    ends: Option<DateTime<Utc>>,
    /// How many calls it is still valid for; none for any number.
    calls_left: Option<u64>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokens {
    pub fn new() -> Self {
        let mut tokens = Self {
            consent: Consent::default(),
            user: User::default(),
            is_limited: true,
            access_lifetime: ACCESS,
            access_calls: None,
            partner: Partner::first(),
            applications: vec![public(), confidential(), device()],
            codes: Codes::default(),
            devices: Devices::default(),
            grants: Vec::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            limit: TokenLimit::default(),
            secrets: Secrets::new(),
        };
        tokens.accept(ENDLESS.to_owned());
        let partner = AccessToken {
            kind: Kind::Partner,
            grant: None,
            client_id: tokens.partner.client_id.clone(),
            user: User::default(),
            scopes: Scopes::of([scopes::PARTNER]),
            ends: None,
            calls_left: None,
        };
        tokens.access.insert(ENDLESS_PARTNER.to_owned(), partner);
        tokens
    }

    /// Registers an application; it replaces one with the same client id.
    pub fn register(&mut self, application: Application) {
        let is_other = |known: &Application| known.client_id() != application.client_id();
        self.applications.retain(is_other);
        self.applications.push(application);
    }

    /// Accepts an access token of the person who is signed in, with all scopes and without an end.
    pub fn accept(&mut self, access_token: String) {
        let token = AccessToken {
            kind: Kind::Person,
            grant: None,
            client_id: public().client_id().to_owned(),
            user: self.user.clone(),
            scopes: Scopes::all(),
            ends: None,
            calls_left: None,
        };
        self.access.insert(access_token, token);
    }

    /// The application with this client id.
    pub fn application(&self, client_id: &str) -> Option<&Application> {
        let mut applications = self.applications.iter();
        applications.find(|known| known.client_id() == client_id)
    }

    pub fn partner(&self) -> &Partner {
        &self.partner
    }

    /// Whether the token endpoint answers another request of an application now.
    pub fn is_within_limit(&mut self, client_id: &str, now: DateTime<Utc>) -> bool {
        !self.is_limited || self.limit.allows(client_id, now)
    }

    /// Begins a grant, as the end of a flow does.
    pub fn grant(
        &mut self,
        application: &Application,
        user: &User,
        scopes: Scopes,
        now: DateTime<Utc>,
    ) -> (GrantId, Issued) {
        let id = GrantId(self.grants.len());
        self.grants.push(GrantState {
            shown: Grant {
                client_id: application.client_id().to_owned(),
                account: user.account.clone(),
                scopes: scopes.names().to_vec(),
                access_token: String::new(),
                refresh_token: None,
                renewals: 0,
                reuses: 0,
                is_revoked: false,
            },
            user: user.clone(),
            scopes: scopes.clone(),
            is_long_lived: application.is_long_lived(),
        });
        let refresh = scopes
            .has(scopes::OFFLINE)
            .then(|| self.new_refresh(id, now));
        let access_token = self.new_access(id, scopes.clone(), now);
        let issued = Issued {
            access_token,
            refresh_token: refresh,
            lifetime: self.access_lifetime,
            scopes,
        };
        (id, issued)
    }

    /// A token for partner operations.
    pub fn issue_partner(&mut self, now: DateTime<Utc>) -> Issued {
        let scopes = Scopes::of([scopes::PARTNER]);
        let (user, client_id) = (User::default(), self.partner.client_id.clone());
        let access_token = self.secrets.access_token(&Claims {
            client_id: &client_id,
            account: &user.account,
            scopes: &scopes,
            issued: now,
            ends: now + PARTNER,
        });
        let token = AccessToken {
            kind: Kind::Partner,
            grant: None,
            client_id,
            user,
            scopes: scopes.clone(),
            ends: Some(now + PARTNER),
            calls_left: None,
        };
        self.access.insert(access_token.clone(), token);
        Issued {
            access_token,
            refresh_token: None,
            lifetime: PARTNER,
            scopes,
        }
    }

    /// Revokes a token (RFC 7009): a refresh token together with its grant, an access token alone. One that
    /// does not exist, or belongs to another application, is left alone.
    pub fn revoke_token(&mut self, client_id: &str, token: &str) {
        if let Some(refresh) = self.refresh.get(token) {
            let grant = &mut self.grants[refresh.grant.0].shown;
            grant.is_revoked |= grant.client_id == client_id;
        }
        let access = self.access.get(token);
        if access.is_some_and(|access| access.client_id == client_id && access.grant.is_some()) {
            self.access.remove(token);
        }
    }

    /// Ends a grant with all its tokens.
    pub fn revoke(&mut self, id: GrantId) {
        self.grants[id.0].shown.is_revoked = true;
    }

    /// Ends all grants.
    pub fn revoke_grants(&mut self) {
        for grant in &mut self.grants {
            grant.shown.is_revoked = true;
        }
    }

    /// Ends all access tokens but those that do not end.
    pub fn expire(&mut self, now: DateTime<Utc>) {
        for token in self.access.values_mut() {
            token.ends = token.ends.map(|ends| ends.min(now));
        }
    }

    /// Every secret so far: of applications and the partner, codes and tokens.
    pub fn secrets(&self) -> Vec<String> {
        let applications = self.applications.iter();
        let applications = applications.filter_map(|known| known.client_secret());
        let codes = self.codes.keys().chain(self.devices.codes());
        let made = codes.chain(self.access.keys()).chain(self.refresh.keys());
        let all = applications
            .chain([self.partner.client_secret.as_str()])
            .chain(made.map(String::as_str));
        all.map(str::to_owned).collect()
    }

    /// What people have allowed, oldest first.
    pub fn grants(&self) -> Vec<Grant> {
        self.grants
            .iter()
            .map(|grant| grant.shown.clone())
            .collect()
    }

    /// What the grant looks like now.
    pub fn shown(&self, id: GrantId) -> &Grant {
        &self.grants[id.0].shown
    }

    /// Whether the API accepts an access token now.
    pub fn accepts(&self, access_token: &str, now: DateTime<Utc>) -> bool {
        let token = self.access.get(access_token);
        token.is_some_and(|token| self.is_valid(token, now))
    }

    fn is_valid(&self, token: &AccessToken, now: DateTime<Utc>) -> bool {
        let is_revoked = |id: GrantId| self.grants[id.0].shown.is_revoked;
        token.ends.is_none_or(|ends| now < ends)
            && token.calls_left != Some(0)
            && !token.grant.is_some_and(is_revoked)
    }

    fn new_access(&mut self, id: GrantId, scopes: Scopes, now: DateTime<Utc>) -> String {
        let grant = &mut self.grants[id.0];
        let ends = now + self.access_lifetime;
        let secret = self.secrets.access_token(&Claims {
            client_id: &grant.shown.client_id,
            account: &grant.user.account,
            scopes: &scopes,
            issued: now,
            ends,
        });
        let token = AccessToken {
            kind: Kind::Person,
            grant: Some(id),
            client_id: grant.shown.client_id.clone(),
            user: grant.user.clone(),
            scopes,
            ends: Some(ends),
            calls_left: self.access_calls,
        };
        grant.shown.access_token.clone_from(&secret);
        self.access.insert(secret.clone(), token);
        secret
    }
}

#[cfg(test)]
mod tests;
