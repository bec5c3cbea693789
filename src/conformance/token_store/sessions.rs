//! Processes that renew tokens over the store, and are killed or stopped at each step.
//!
//! They follow the protocol of [`Session`](crate::auth::Session), which cannot be killed itself. The authorization
//! server replaces the refresh token at each renewal, and revokes the grant when a former one is used.

use super::handle::{Handle, difference, pair};
use crate::auth::{Previous, SaveOutcome, Tokens};
use crate::conformance::lock::Held;
use crate::conformance::violation::{Rule, Violation, answer};
use crate::conformance::work::join;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// How long the authorization server takes, before and after it renews.
const SERVER_TIME: Duration = Duration::from_millis(5);
/// How long a process is stopped if its lock does not expire.
const STOP: Duration = Duration::from_millis(200);
/// How often a process tries to get a valid token.
const ATTEMPTS: usize = 100;

const GRANT: Rule = Rule {
    statement: "a grant survives, and each expiry leads to one renewal",
    advice: "keep the other rules: this one combines them",
};

/// Where a process is when something happens to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Locked,
    Loaded,
    SavedOld,
    SavedNew,
}

/// What happens to one process in a round.
#[derive(Clone, Copy)]
enum Event {
    Kill,
    Stop(Duration),
}

struct Incident {
    step: Step,
    event: Event,
    has_happened: AtomicBool,
}

#[derive(Default)]
struct Server(Mutex<Grant>);

#[derive(Default)]
struct Grant {
    /// How often the tokens were renewed, which is in the names of the tokens.
    renewals: usize,
    is_expired: bool,
    is_revoked: bool,
}

impl Server {
    fn grant(&self) -> MutexGuard<'_, Grant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accepts(&self, tokens: &Tokens) -> bool {
        let grant = self.grant();
        !grant.is_revoked && !grant.is_expired && grant.has_issued(tokens)
    }

    /// Renews, or revokes the grant.
    async fn renew(&self, tokens: &Tokens) -> Option<Tokens> {
        sleep(SERVER_TIME).await;
        let renewed = {
            let mut grant = self.grant();
            grant.is_revoked |= !grant.has_issued(tokens);
            grant.renewals += 1;
            grant.is_expired = false;
            (!grant.is_revoked).then(|| grant.newest())
        };
        sleep(SERVER_TIME).await;
        renewed
    }
}

impl Grant {
    fn newest(&self) -> Tokens {
        pair(&format!("grant-{}", self.renewals))
    }

    /// Whether these are the newest tokens.
    fn has_issued(&self, tokens: &Tokens) -> bool {
        difference(Some(tokens), Some(&self.newest())).is_none()
    }
}

pub(super) async fn check(handles: &[Handle; 4], lease: Option<Duration>) -> Result<(), Violation> {
    let [first, ..] = handles;
    let server = Arc::new(Server::default());
    let tokens = server.grant().newest();
    first.set(Some(&tokens)).await?;
    let stop = Event::Stop(lease.map_or(STOP, |lease| lease.mul_f64(1.5)));
    let mut round = 0;
    for step in [Step::Locked, Step::Loaded, Step::SavedOld, Step::SavedNew] {
        for event in [Event::Kill, stop] {
            round += 1;
            server.grant().is_expired = true;
            let incident = Arc::new(Incident {
                step,
                event,
                has_happened: AtomicBool::new(false),
            });
            let processes = handles.iter().cloned().map(|handle| {
                let (server, incident) = (server.clone(), incident.clone());
                async move {
                    for _ in 0..ATTEMPTS {
                        if process(&handle, &server, &incident).await? {
                            return Ok(());
                        }
                    }
                    Err(GRANT.broken("a valid token", format!("none after {ATTEMPTS} attempts")))
                }
            });
            join(processes).await?;
            let renewals = server.grant().renewals;
            if renewals != round {
                return Err(GRANT.broken(format!("{round} renewals"), format!("{renewals}")));
            }
        }
    }
    Ok(())
}

/// One attempt to get a valid token. Returns `false` if it has to be repeated, by another process if this one was killed.
async fn process(handle: &Handle, server: &Server, incident: &Incident) -> Result<bool, Violation> {
    let load = async || {
        let loaded = handle.load().await?;
        loaded.ok_or_else(|| GRANT.broken("tokens", "none"))
    };
    if server.accepts(&load().await?) {
        return Ok(true);
    }
    let mut held = Held::new(answer("`lock`", handle.0.lock()).await?);
    if incident.kills(Step::Locked).await {
        held.kill();
        return Ok(false);
    }
    let current = load().await?;
    if incident.kills(Step::Loaded).await {
        held.kill();
        return Ok(false);
    }
    if server.accepts(&current) {
        held.release().await?;
        return Ok(true);
    }
    // Proves that the new pair can be saved.
    let saved = handle
        .save(Previous::Tokens(current.clone()), &current)
        .await?;
    if incident.kills(Step::SavedOld).await {
        held.kill();
        return Ok(false);
    }
    if saved == SaveOutcome::Conflict || !held.renew().await? {
        held.release().await?;
        return Ok(false);
    }
    let Some(new) = server.renew(&current).await else {
        return Err(GRANT.broken("a valid grant", "a refresh token that was used twice"));
    };
    if handle.save(Previous::Tokens(current), &new).await? == SaveOutcome::Conflict {
        return Err(GRANT.broken("the new pair to be saved", "Conflict"));
    }
    if incident.kills(Step::SavedNew).await {
        held.kill();
        return Ok(true);
    }
    held.release().await?;
    Ok(true)
}

impl Incident {
    /// Lets the incident happen, if this is its step and no other process was there first. Returns `true` if the process
    /// is killed.
    async fn kills(&self, step: Step) -> bool {
        if step != self.step || self.has_happened.swap(true, Ordering::SeqCst) {
            return false;
        }
        match self.event {
            Event::Kill => true,
            Event::Stop(time) => {
                sleep(time).await;
                false
            }
        }
    }
}
