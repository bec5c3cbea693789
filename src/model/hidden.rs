//! What `Debug` prints in place of a hidden value.

use std::fmt::{self, Debug, Formatter};

/// Prints `…` in place of a hidden value.
pub(crate) struct Hidden;

impl Debug for Hidden {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
