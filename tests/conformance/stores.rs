//! Token stores: those of this crate pass, and so does one with a lease. One that is broken is caught.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::lease::{LeaseLock, LockFault, ON_THE_WAY};
use constant_contact::auth::{
    ExposeSecret, FileStore, MemoryStore, Previous, SaveOutcome, StoreResult, TokenStore, Tokens,
};
use constant_contact::{BoxFuture, LockGuard, conformance};
use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};
use tokio::time::sleep;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    LastWriteWins,
    IgnoresEmpty,
    RefusesRepetitions,
    ComparesAccessTokens,
    IgnoresCase,
    WritesOnConflict,
    ForgetsScopes,
    ForgetsLifetimes,
    ForgetsExpiry,
    KeepsOldScopes,
    KeepsOldRefreshToken,
    CutsTokens,
    HasYear2038Problem,
    CachesTokens,
    ClearsNothing,
    ReadsThenWrites,
    DeletesThenInserts,
    ConflictsWhileBusy,
    WritesAfterDrop,
    NeedsTheLock,
    HangsWhileLocked,
    QuotesTokens,
    ReleasesTheLockOnSave,
    Lock(LockFault),
}

/// One row of a database in memory.
#[derive(Clone)]
struct Database {
    tokens: Arc<Mutex<Option<Tokens>>>,
    /// Saves that take several steps take them one after another.
    saving: Arc<tokio::sync::Mutex<()>>,
    lock: LeaseLock,
    fault: Fault,
}

/// A handle, as one process has it.
struct Store {
    database: Database,
    cache: Mutex<Option<Tokens>>,
    /// The number of the grant that this handle got last.
    grant: AtomicU64,
}

impl Database {
    fn new(fault: Fault) -> Self {
        Self {
            tokens: Arc::default(),
            saving: Arc::default(),
            lock: LeaseLock::new(match fault {
                Fault::Lock(fault) => fault,
                _ => LockFault::None,
            }),
            fault,
        }
    }

    fn open(&self) -> Store {
        Store {
            database: Self {
                lock: self.lock.open(),
                ..self.clone()
            },
            cache: Mutex::default(),
            grant: AtomicU64::default(),
        }
    }
}

fn refresh_token(tokens: &Tokens) -> Option<&str> {
    tokens.refresh_token().map(ExposeSecret::expose_secret)
}

fn access_token(tokens: &Tokens) -> &str {
    tokens.access_token().expose_secret()
}

impl Database {
    fn stored(&self) -> Option<Tokens> {
        self.tokens.lock().unwrap().clone()
    }

    fn permits(&self, previous: &Previous, new: &Tokens) -> bool {
        let stored = self.stored();
        let permits = previous.permits(stored.as_ref(), new);
        match (self.fault, previous, stored) {
            (Fault::LastWriteWins, ..) => true,
            (Fault::IgnoresEmpty, Previous::Empty, _) => true,
            (Fault::RefusesRepetitions, Previous::Empty, Some(_)) => false,
            (Fault::RefusesRepetitions, Previous::Tokens(previous), Some(stored)) => {
                permits && refresh_token(previous) == refresh_token(&stored)
            }
            (Fault::ComparesAccessTokens, Previous::Tokens(previous), Some(stored)) => {
                access_token(previous) == access_token(&stored)
            }
            (Fault::IgnoresCase, Previous::Tokens(previous), Some(stored)) => {
                let lower = |tokens| refresh_token(tokens).map(str::to_lowercase);
                permits || lower(previous).is_some() && lower(previous) == lower(&stored)
            }
            _ => permits,
        }
    }

    /// What is written for these tokens.
    fn to_columns(&self, new: &Tokens) -> Tokens {
        let stored = self.stored();
        let old = stored.as_ref();
        let cut = |token: &str| match self.fault {
            Fault::CutsTokens => token.chars().take(255).collect(),
            _ => token.to_owned(),
        };
        let mut tokens = Tokens::new(cut(access_token(new)));
        let old_refresh_token = old
            .and_then(refresh_token)
            .filter(|_| self.fault == Fault::KeepsOldRefreshToken);
        if let Some(token) = refresh_token(new).or(old_refresh_token) {
            tokens = tokens.with_refresh_token(cut(token));
        }
        if let Some(at) = new
            .expires_at()
            .filter(|_| self.fault != Fault::ForgetsExpiry)
        {
            let seconds = at.duration_since(UNIX_EPOCH).unwrap().as_secs();
            let seconds = match self.fault {
                Fault::HasYear2038Problem => seconds.min(i32::MAX as u64),
                _ => seconds,
            };
            tokens = tokens.with_expires_at(UNIX_EPOCH + Duration::from_secs(seconds));
        }
        if let Some(lifetime) = new
            .lifetime()
            .filter(|_| self.fault != Fault::ForgetsLifetimes)
        {
            tokens = tokens.with_lifetime(lifetime);
        }
        match self.fault {
            Fault::ForgetsScopes => tokens,
            Fault::KeepsOldScopes if new.scopes().is_empty() => {
                tokens.with_scopes(old.map(|old| old.scopes().to_vec()).unwrap_or_default())
            }
            _ => tokens.with_scopes(new.scopes().to_vec()),
        }
    }

    fn write(&self, new: Option<&Tokens>) {
        let columns = new.map(|new| self.to_columns(new));
        *self.tokens.lock().unwrap() = columns;
    }
}

/// Writes when the future of a save is dropped, if the store is broken in this way.
struct LateWrite<'a>(&'a Database, Option<&'a Tokens>);

impl Drop for LateWrite<'_> {
    fn drop(&mut self) {
        if let (Fault::WritesAfterDrop, Some(new)) = (self.0.fault, self.1) {
            let (database, new) = (self.0.clone(), new.clone());
            tokio::spawn(async move {
                sleep(30 * ON_THE_WAY).await;
                database.write(Some(&new));
            });
        }
    }
}

impl TokenStore for Store {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        Box::pin(async {
            sleep(ON_THE_WAY).await;
            let database = &self.database;
            if database.fault == Fault::HangsWhileLocked && database.lock.is_held() {
                pending::<()>().await;
            }
            let stored = database.stored();
            sleep(ON_THE_WAY).await;
            let mut cache = self.cache.lock().unwrap();
            match database.fault {
                Fault::CachesTokens if cache.is_some() => Ok(cache.clone()),
                _ => {
                    cache.clone_from(&stored);
                    Ok(stored)
                }
            }
        })
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            let database = &self.database;
            let mut late_write = LateWrite(database, Some(new));
            sleep(ON_THE_WAY).await;
            if database.fault == Fault::QuotesTokens && access_token(new).len() > 1000 {
                return Err(format!("too long for the column: {}", access_token(new)).into());
            }
            let has_lock = database.lock.is_held_by(self.grant.load(Ordering::SeqCst));
            if database.fault == Fault::NeedsTheLock && database.lock.is_held() && !has_lock {
                return Ok(SaveOutcome::Conflict);
            }
            let _saving = match database.fault {
                Fault::DeletesThenInserts => Some(database.saving.lock().await),
                Fault::ConflictsWhileBusy => match database.saving.try_lock() {
                    Ok(saving) => Some(saving),
                    Err(_) => return Ok(SaveOutcome::Conflict),
                },
                _ => None,
            };
            let permits = database.permits(&previous, new);
            if matches!(
                database.fault,
                Fault::ReadsThenWrites | Fault::ConflictsWhileBusy
            ) {
                sleep(5 * ON_THE_WAY).await;
            }
            if permits && database.fault == Fault::DeletesThenInserts {
                database.write(None);
                sleep(ON_THE_WAY).await;
            }
            if permits || database.fault == Fault::WritesOnConflict {
                database.write(Some(new));
            }
            if database.fault == Fault::ReleasesTheLockOnSave {
                database.lock.reset();
            }
            sleep(ON_THE_WAY).await;
            late_write.1 = None;
            Ok(match permits {
                true => SaveOutcome::Saved,
                false => SaveOutcome::Conflict,
            })
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async {
            sleep(ON_THE_WAY).await;
            if self.database.fault != Fault::ClearsNothing {
                self.database.write(None);
            }
            sleep(ON_THE_WAY).await;
            Ok(())
        })
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async {
            let (guard, id) = self.database.lock.take().await?;
            self.grant.store(id, Ordering::SeqCst);
            Ok(guard)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn the_memory_store_passes() {
    let store = MemoryStore::default();
    conformance::token_store(async || Ok(store.clone()))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_store_passes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    conformance::token_store(async || Ok(FileStore::new(&path)))
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_store_with_a_lease_passes_and_leaves_no_tokens() {
    let database = Database::new(Fault::None);
    for _ in 0..3 {
        conformance::token_store(async || Ok(database.open()))
            .await
            .unwrap();
        assert!(database.stored().is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn each_rule_catches_a_store_that_breaks_it() {
    const KEEPS: &str = "`load` returns what was saved";
    const COMPARES: &str = "`save` is a compare-and-swap";
    const EXCLUSIVE: &str = "only one handle at a time holds the lock";
    const LOST: &str = "`renew` of a lease that another handle had in between returns false";
    let faults = [
        (Fault::LastWriteWins, COMPARES),
        (Fault::IgnoresEmpty, COMPARES),
        (Fault::RefusesRepetitions, COMPARES),
        (Fault::ComparesAccessTokens, COMPARES),
        (Fault::IgnoresCase, COMPARES),
        (
            Fault::WritesOnConflict,
            "a conflict changes nothing, and a save replaces the pair",
        ),
        (Fault::ForgetsScopes, KEEPS),
        (Fault::ForgetsLifetimes, KEEPS),
        (Fault::ForgetsExpiry, KEEPS),
        (Fault::KeepsOldScopes, KEEPS),
        (Fault::KeepsOldRefreshToken, KEEPS),
        (Fault::CutsTokens, KEEPS),
        (Fault::HasYear2038Problem, KEEPS),
        (Fault::CachesTokens, "all handles use the same storage"),
        (
            Fault::ClearsNothing,
            "a store that was cleared has no tokens",
        ),
        (
            Fault::ReadsThenWrites,
            "of concurrent saves that replace the same pair, one succeeds",
        ),
        (
            Fault::DeletesThenInserts,
            "a future that is dropped leaves the old pair or the new one",
        ),
        (
            Fault::ConflictsWhileBusy,
            "after a save or a conflict, `load` does not return the replaced pair",
        ),
        (
            Fault::WritesAfterDrop,
            "a save whose future was dropped does not overwrite a later one",
        ),
        (
            Fault::NeedsTheLock,
            "`load` and `save` do not need the lock",
        ),
        (Fault::HangsWhileLocked, "no call hangs"),
        (Fault::QuotesTokens, "errors do not quote tokens"),
        (
            Fault::ReleasesTheLockOnSave,
            "a grant survives, and each expiry leads to one renewal",
        ),
        (Fault::Lock(LockFault::Missing), EXCLUSIVE),
        (Fault::Lock(LockFault::OnePerHandle), EXCLUSIVE),
        (Fault::Lock(LockFault::ReadThenWritten), EXCLUSIVE),
        (Fault::Lock(LockFault::UsesLocalClocks), EXCLUSIVE),
        (
            Fault::Lock(LockFault::NeverReleased),
            "a lock that was released is granted to another handle soon",
        ),
        (
            Fault::Lock(LockFault::NeverExpires),
            "the lock of a holder that was killed becomes free when its lease expires",
        ),
        (
            Fault::Lock(LockFault::LeftByDroppedFutures),
            "a future of `lock` that is dropped leaves no lock, or one that expires",
        ),
        (
            Fault::Lock(LockFault::KeepsPlaces),
            "a future of `lock` that is dropped leaves no lock, or one that expires",
        ),
        (
            Fault::Lock(LockFault::LastsHalfItsDuration),
            "a lease lasts for its duration",
        ),
        (
            Fault::Lock(LockFault::RenewalExtendsNothing),
            "a lease that is renewed does not expire",
        ),
        (Fault::Lock(LockFault::RenewalAlwaysSucceeds), LOST),
        (Fault::Lock(LockFault::RenewalTakesTheLockBack), LOST),
        (Fault::Lock(LockFault::RenewalTakesAFreeLock), LOST),
        (
            Fault::Lock(LockFault::ReleaseIgnoresTheHolder),
            "a holder whose lease has expired does not release the lock of the next holder",
        ),
    ];
    for (fault, rule) in faults {
        let database = Database::new(fault);
        let checked = conformance::token_store(async || Ok(database.open())).await;
        let violation = checked.expect_err(&format!("{fault:?} was not noticed"));
        assert_eq!(violation.rule(), rule, "{fault:?}: {violation}");
    }
}
