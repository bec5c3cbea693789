//! Clients of the sandbox, and one generated call of each method.

use constant_contact::types::{
    Event, ListIds, ListInput, RegistrationStatus, RegistrationStatusUpdateRequest,
};
use constant_contact::{
    BoxFuture, Client, ClientBuilder, LimitError, Permit, RateLimiter, Result, RetryPolicy, Usage,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// The token that the clients of the tests send unless they have a session.
pub const TOKEN: &str = "plain-token-4711";

/// Retries as by default, with waits too short to notice.
pub fn quick() -> RetryPolicy {
    let short = Duration::from_millis(1);
    RetryPolicy::default().base_delay(short).max_delay(short)
}

/// A client without pacing.
pub fn builder(base: impl Into<String>) -> ClientBuilder {
    Client::builder()
        .base_url(base)
        .retry(quick())
        .rate_limiter(Turns::default())
}

/// The same with a plain token.
pub fn plain(base: impl Into<String>) -> Client {
    builder(base).access_token(TOKEN).build().unwrap()
}

/// One call of each method, by operations whose answer may be an empty object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Get,
    Put,
    Delete,
    Post,
    Patch,
    /// A PUT that has a further effect when it is sent twice.
    AddingUp,
    /// Adds to the queue of bulk activities.
    Queue,
    /// Reads that queue.
    LookAtQueue,
}

impl Verb {
    /// One for each method, and the PUT that is not idempotent, outside the bulk activities.
    pub const METHODS: [Self; 6] = [
        Self::Get,
        Self::Put,
        Self::Delete,
        Self::Post,
        Self::Patch,
        Self::AddingUp,
    ];

    /// Whether sending it twice has the effect of sending it once.
    pub fn is_idempotent(self) -> bool {
        matches!(
            self,
            Self::Get | Self::Put | Self::Delete | Self::LookAtQueue
        )
    }

    pub fn operation(self) -> &'static str {
        match self {
            Self::Get => "get_list",
            Self::Put => "update_list",
            Self::Delete => "delete_list",
            Self::Post => "create_list",
            Self::Patch => "update_event",
            Self::AddingUp => "update_registration_status",
            Self::Queue => "create_list_delete_activity",
            Self::LookAtQueue => "get_all_activities",
        }
    }

    pub fn method(self) -> &'static str {
        match self {
            Self::Get | Self::LookAtQueue => "GET",
            Self::Put | Self::AddingUp => "PUT",
            Self::Delete => "DELETE",
            Self::Post | Self::Queue => "POST",
            Self::Patch => "PATCH",
        }
    }

    pub async fn call(self, client: &Client) -> Result<()> {
        match self {
            Self::Get => drop(client.get_list("1").send().await?),
            Self::Put => drop(client.update_list("1", list()).send().await?),
            Self::Delete => drop(client.delete_list("1").send().await?),
            Self::Post => drop(client.create_list(list()).send().await?),
            Self::Patch => {
                let event = Event::default();
                drop(client.update_event("1", event).send().await?);
            }
            Self::AddingUp => {
                let update =
                    RegistrationStatusUpdateRequest::new(["1"], RegistrationStatus::Canceled);
                let call = client.update_registration_status("1", "1", update);
                drop(call.send().await?);
            }
            Self::Queue => {
                let ids = ListIds::new(["1"]);
                drop(client.create_list_delete_activity(ids).send().await?);
            }
            Self::LookAtQueue => drop(client.get_all_activities().send().await?),
        }
        Ok(())
    }
}

fn list() -> ListInput {
    ListInput::new("Readers")
}

/// Permits every request, counts the calls of its methods, and fails the turns that a test chooses.
#[derive(Clone, Default)]
pub struct Turns {
    taken: Arc<AtomicU64>,
    throttled: Arc<AtomicU64>,
    /// The first turn, counted from 1, that is refused, like all later ones; 0 for none.
    refused_from: u64,
}

impl Turns {
    /// Refuses this turn, counted from 1, and all later ones.
    pub fn refused_from(turn: u64) -> Self {
        Self {
            refused_from: turn,
            ..Self::default()
        }
    }

    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::SeqCst)
    }

    pub fn throttled_count(&self) -> u64 {
        self.throttled.load(Ordering::SeqCst)
    }
}

impl RateLimiter for Turns {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            let turn = self.taken.fetch_add(1, Ordering::SeqCst) + 1;
            if self.refused_from > 0 && turn >= self.refused_from {
                return Err(LimitError::unavailable("no counter"));
            }
            Ok(Permit::new())
        })
    }

    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        self.throttled.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }

    fn usage(&self) -> Option<Usage> {
        None
    }
}

/// Grants each turn after a wait of which the permit says nothing, and says that seven requests were sent.
#[derive(Clone, Copy)]
pub struct Slow(pub Duration);

impl RateLimiter for Slow {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            tokio::time::sleep(self.0).await;
            Ok(Permit::new())
        })
    }

    fn usage(&self) -> Option<Usage> {
        Some(Usage::new(7, None, SystemTime::UNIX_EPOCH))
    }
}
