//! Several handles over one counter, and what all suites for limiters do with them.

use crate::conformance::violation::{Violation, answer};
use crate::error::BoxError;
use crate::transport::pacing::{Permit, RateLimiter};
use std::sync::Arc;
use std::time::Duration;

pub const SECOND: Duration = Duration::from_secs(1);
/// By how much two permits may seem closer to each other than they are, because a thread was interrupted.
pub const TOLERANCE: Duration = Duration::from_millis(100);
/// How long a permit may take that should be granted soon, or a refusal.
pub const SOON: Duration = Duration::from_secs(5);

pub type Handle = Arc<dyn RateLimiter>;

/// Opens the handles over one counter.
pub async fn open_all<L: RateLimiter + 'static>(
    open: impl AsyncFn() -> Result<L, BoxError>,
) -> Result<[Handle; 3], Violation> {
    let handle = async || -> Result<Handle, Violation> {
        let handle: Handle = Arc::new(answer("opening a handle", open()).await?);
        Ok(handle)
    };
    Ok([handle().await?, handle().await?, handle().await?])
}

pub async fn acquire(handle: &Handle) -> Result<Permit, Violation> {
    let permit = async { handle.acquire().await.map_err(BoxError::from) };
    answer("`acquire`", permit).await
}
