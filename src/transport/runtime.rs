//! The tokio runtime of the caller.

use crate::error::{Error, Result};
use tokio::runtime::Handle;

/// The current runtime. Without one, timers, files and connections would panic.
pub(crate) fn runtime() -> Result<Handle> {
    Handle::try_current()
        .map_err(|_| Error::invalid_request("no tokio runtime: call this from within one"))
}
