//! What `Debug` prints in the place of a text.

use std::fmt::{self, Debug, Formatter};

/// Stands in the place of what is not shown.
pub(crate) struct Hidden;

impl Debug for Hidden {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
