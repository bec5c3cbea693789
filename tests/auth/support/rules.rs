//! A strict authorization server without a network: it takes a request and returns a response.

#![allow(clippy::unwrap_used, dead_code, reason = "a test server")]

#[path = "message.rs"]
mod message;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
pub use message::{
    CLIENT_SECRET, CONFIDENTIAL, PARTNER, PARTNER_SECRET, PUBLIC, REDIRECT, Reply, Request, json,
    okta,
};
use message::{Form, form, refuse};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use url::Url;

struct Code {
    client: String,
    redirect_uri: String,
    challenge: Option<String>,
    scope: String,
    family: u64,
    used: bool,
}

#[derive(Clone)]
struct Grant {
    client: String,
    scope: String,
    family: u64,
}

/// The state and the settings of the server.
pub struct Rules {
    pub redirect: String,
    pub rotating: bool,
    pub expires_in: u64,
    /// The errors that the next device polls get before the tokens.
    pub device_errors: Vec<&'static str>,
    pub denying: bool,
    pub granted: u64,
    pub refreshes: u64,
    pub reuses: u64,
    /// Every secret that was created, for the search in the logs.
    pub secrets: Vec<String>,
    pub newest: Option<(String, String)>,
    counter: u64,
    codes: HashMap<String, Code>,
    valid: HashMap<String, Grant>,
    spent: HashMap<String, u64>,
    access: HashMap<String, u64>,
    revoked: HashSet<u64>,
    devices: HashMap<String, String>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            redirect: REDIRECT.into(),
            rotating: true,
            expires_in: 86_400,
            device_errors: vec![],
            denying: false,
            granted: 0,
            refreshes: 0,
            reuses: 0,
            secrets: vec![CLIENT_SECRET.into(), PARTNER_SECRET.into()],
            newest: None,
            counter: 0,
            codes: HashMap::new(),
            valid: HashMap::new(),
            spent: HashMap::new(),
            access: HashMap::new(),
            revoked: HashSet::new(),
            devices: HashMap::new(),
        }
    }
}

impl Rules {
    /// Creates a grant without a flow: an access token and a refresh token.
    pub fn seed(&mut self, client: &str) -> (String, String) {
        let family = self.next();
        let grant = Grant {
            client: client.into(),
            scope: "contact_data offline_access".into(),
            family,
        };
        self.issue(grant, None);
        self.newest.clone().unwrap()
    }

    pub fn expire(&mut self) {
        self.access.clear();
    }

    /// Revokes every grant.
    pub fn revoke(&mut self) {
        let families: Vec<u64> = self.valid.values().map(|grant| grant.family).collect();
        self.revoked.extend(families);
    }

    pub fn accepts(&self, access: &str) -> bool {
        self.access
            .get(access)
            .is_some_and(|family| !self.revoked.contains(family))
    }

    pub fn is_valid(&self, refresh: &str) -> bool {
        self.valid
            .get(refresh)
            .is_some_and(|grant| !self.revoked.contains(&grant.family))
    }

    fn next(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    fn secret(&mut self, kind: &str) -> String {
        let secret = format!("{kind}-{:06}-{:016x}", self.next(), fastrand::u64(..));
        self.secrets.push(secret.clone());
        secret
    }

    pub fn handle(&mut self, request: &Request) -> Reply {
        let url = Url::parse("http://server.example")
            .unwrap()
            .join(&request.target)
            .unwrap();
        match (request.method.as_str(), url.path()) {
            ("GET", "/authorize") => self.authorize(&url),
            ("GET", "/api") => {
                let bearer = request
                    .authorization
                    .as_deref()
                    .and_then(|value| value.strip_prefix("Bearer "));
                match bearer.is_some_and(|token| self.accepts(token)) {
                    true => json(200, serde_json::json!({})),
                    false => json(
                        401,
                        serde_json::json!({"error_key": "unauthorized", "error_message": "Unauthorized"}),
                    ),
                }
            }
            ("POST", path) => {
                if url.query().is_some() {
                    return refuse(400, "invalid_request");
                }
                match form(request) {
                    Some(form) => match path {
                        "/token" => self.token(request, &form),
                        "/device" => self.device(request, &form),
                        "/partner" => self.partner(request, &form),
                        _ => refuse(404, "invalid_request"),
                    },
                    None => okta(400),
                }
            }
            _ => refuse(405, "invalid_request"),
        }
    }

    fn authorize(&mut self, url: &Url) -> Reply {
        let mut query = Form::new();
        for (name, value) in url.query_pairs() {
            if query
                .insert(name.into_owned(), value.into_owned())
                .is_some()
            {
                return refuse(400, "invalid_request");
            }
        }
        let get = |name: &str| query.get(name).cloned().unwrap_or_default();
        let (client, challenge) = (get("client_id"), query.get("code_challenge").cloned());
        let known = client == PUBLIC || client == CONFIDENTIAL;
        if !known || get("redirect_uri") != self.redirect {
            return refuse(400, "invalid_request"); // never redirect to an address that is not registered
        }
        let pkce = match &challenge {
            Some(challenge) => challenge.len() == 43 && get("code_challenge_method") == "S256",
            None => client == CONFIDENTIAL,
        };
        let mut back = Url::parse(&self.redirect).unwrap();
        let is_valid = get("response_type") == "code"
            && !get("scope").is_empty()
            && !get("state").is_empty()
            && pkce;
        if !is_valid || self.denying {
            let error = if is_valid {
                "access_denied"
            } else {
                "invalid_request"
            };
            back.query_pairs_mut()
                .append_pair("error", error)
                .append_pair("error_description", "jane.doe@example.com refused")
                .append_pair("state", &get("state"));
        } else {
            let (code, family) = (self.secret("code"), self.next());
            self.secrets.push(get("state"));
            back.query_pairs_mut()
                .append_pair("code", &code)
                .append_pair("state", &get("state"));
            let code_data = Code {
                client,
                redirect_uri: get("redirect_uri"),
                challenge,
                scope: get("scope"),
                family,
                used: false,
            };
            self.codes.insert(code, code_data);
        }
        Reply {
            status: 302,
            content_type: "text/html",
            location: Some(back.into()),
            body: vec![],
        }
    }

    /// The client, from the header for confidential clients and from the body for public ones; never both.
    fn client(&self, request: &Request, form: &Form) -> Option<String> {
        match &request.authorization {
            Some(header) => {
                let decoded = BASE64_STANDARD
                    .decode(header.strip_prefix("Basic ")?)
                    .ok()?;
                let decoded = String::from_utf8(decoded).ok()?;
                let (id, secret) = decoded.split_once(':')?;
                let only_header =
                    !form.contains_key("client_id") && !form.contains_key("client_secret");
                let right = [(CONFIDENTIAL, CLIENT_SECRET), (PARTNER, PARTNER_SECRET)]
                    .contains(&(id, secret));
                (only_header && right).then(|| id.to_owned())
            }
            None => form
                .get("client_id")
                .filter(|id| *id == PUBLIC && !form.contains_key("client_secret"))
                .cloned(),
        }
    }

    fn token(&mut self, request: &Request, form: &Form) -> Reply {
        let Some(client) = self
            .client(request, form)
            .filter(|client| client != PARTNER)
        else {
            return refuse(401, "invalid_client");
        };
        match form.get("grant_type").map(String::as_str) {
            Some("authorization_code") => self.code(&client, form),
            Some("refresh_token") => self.refresh(client, form),
            Some("urn:ietf:params:oauth:grant-type:device_code") => self.poll(&client, form),
            _ => refuse(400, "unsupported_grant_type"),
        }
    }

    fn code(&mut self, client: &str, form: &Form) -> Reply {
        let Some(code) = form.get("code").and_then(|code| self.codes.get_mut(code)) else {
            return refuse(400, "invalid_grant");
        };
        if code.used {
            self.revoked.insert(code.family); // RFC 6749, 4.1.2: revoke the tokens of the code
            return refuse(400, "invalid_grant");
        }
        let verified = match (&code.challenge, form.get("code_verifier")) {
            (Some(challenge), Some(verifier)) if (43..=128).contains(&verifier.len()) => {
                self.secrets.push(verifier.clone());
                BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == *challenge
            }
            (None, None) => true,
            _ => false,
        };
        if !verified
            || code.client != client
            || form.get("redirect_uri") != Some(&code.redirect_uri)
        {
            return refuse(400, "invalid_grant");
        }
        code.used = true;
        let grant = Grant {
            client: client.into(),
            scope: code.scope.clone(),
            family: code.family,
        };
        self.issue(grant, None)
    }

    fn refresh(&mut self, client: String, form: &Form) -> Reply {
        let Some(token) = form.get("refresh_token") else {
            return refuse(400, "invalid_request");
        };
        if let Some(family) = self.spent.get(token) {
            self.reuses += 1;
            self.revoked.insert(*family);
            return refuse(400, "invalid_grant");
        }
        let grant = match self.valid.get(token) {
            Some(grant) if grant.client == client && !self.revoked.contains(&grant.family) => {
                grant.clone()
            }
            _ => return refuse(400, "invalid_grant"),
        };
        self.refreshes += 1;
        if self.rotating {
            self.valid.remove(token);
            self.spent.insert(token.clone(), grant.family);
        }
        let kept = (!self.rotating).then(|| token.clone());
        self.issue(grant, kept)
    }

    fn issue(&mut self, grant: Grant, kept: Option<String>) -> Reply {
        self.granted += 1;
        let access = self.secret("access");
        self.access.insert(access.clone(), grant.family);
        let mut body = serde_json::json!({
            "access_token": access, "token_type": "Bearer", "expires_in": self.expires_in, "scope": grant.scope,
        });
        if grant
            .scope
            .split(' ')
            .any(|scope| scope == "offline_access")
        {
            // A long-lived token is returned only every other time.
            let omitted = kept.is_some() && self.granted.is_multiple_of(2);
            let refresh = kept.unwrap_or_else(|| self.secret("refresh"));
            self.newest = Some((access, refresh.clone()));
            self.valid.insert(refresh.clone(), grant);
            if !omitted {
                body["refresh_token"] = refresh.into();
            }
        }
        json(200, body)
    }

    fn device(&mut self, request: &Request, form: &Form) -> Reply {
        match self.client(request, form) {
            Some(client) if client == PUBLIC && form.contains_key("scope") => {}
            _ => return refuse(401, "invalid_client"),
        }
        let (device, user) = (self.secret("device"), self.secret("USER"));
        self.devices.insert(device.clone(), form["scope"].clone());
        json(
            200,
            serde_json::json!({
                "device_code": device, "user_code": user, "verification_uri": "https://server.example/activate",
                "verification_uri_complete": format!("https://server.example/activate?user_code={user}"),
                "expires_in": 600, "interval": 1,
            }),
        )
    }

    fn poll(&mut self, client: &str, form: &Form) -> Reply {
        let Some(scope) = form
            .get("device_code")
            .and_then(|code| self.devices.get(code))
            .cloned()
        else {
            return refuse(400, "invalid_grant");
        };
        if !self.device_errors.is_empty() {
            return refuse(400, self.device_errors.remove(0));
        }
        self.devices.remove(&form["device_code"]);
        let family = self.next();
        self.issue(
            Grant {
                client: client.into(),
                scope,
                family,
            },
            None,
        )
    }

    fn partner(&mut self, request: &Request, form: &Form) -> Reply {
        if self.client(request, form).as_deref() != Some(PARTNER) {
            return refuse(401, "invalid_client");
        }
        if form.get("grant_type").map(String::as_str) != Some("client_credentials") {
            return refuse(400, "unsupported_grant_type");
        }
        let family = self.next();
        self.issue(
            Grant {
                client: PARTNER.into(),
                scope: "v3api/general.partner".into(),
                family,
            },
            None,
        )
    }
}
