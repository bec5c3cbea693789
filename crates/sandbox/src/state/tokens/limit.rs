//! The limit of the token endpoint: one request a second.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// How far apart two requests have to be. The limit is a second; what the network adds to the first request
/// and not to the second one is no fault of the client.
const APART: TimeDelta = TimeDelta::milliseconds(950);

/// The last request of each application. To what the limit applies is not documented: here, to an
/// application.
#[derive(Debug, Default)]
pub(crate) struct TokenLimit {
    last: HashMap<String, DateTime<Utc>>,
}

impl TokenLimit {
    /// Whether a request may be answered now.
    pub fn allows(&mut self, client_id: &str, now: DateTime<Utc>) -> bool {
        let last = self.last.get(client_id);
        if last.is_some_and(|last| now.signed_duration_since(last) < APART) {
            return false;
        }
        self.last.insert(client_id.to_owned(), now);
        true
    }
}
