//! The pages that a list has been to. A list that comes back to one of them would go on for ever, and so
//! would one whose pages have no rows but always another link. To end it there would pass for the whole list,
//! so both are errors.

use crate::error::{Error, ErrorKind};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many pages in a row may have no rows: the server may filter after it has cut the list into pages.
const MOST_EMPTY: usize = 100;

/// The pages that a stream has visited.
#[derive(Default)]
pub(super) struct VisitedPages {
    seen: HashSet<u64>,
    empty: usize,
}

/// Why a list is not followed any further.
#[derive(Debug, PartialEq)]
pub(super) enum EndlessList {
    /// The next page was visited before.
    Circle,
    /// There were too many pages without rows.
    Empty,
}

impl VisitedPages {
    /// Goes to the page at an address.
    pub fn begin(&mut self, address: &impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        address.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    /// Goes from a page to the next one.
    pub fn follow(&mut self, is_empty: bool, next: &impl Hash) -> Result<(), EndlessList> {
        self.empty = if is_empty { self.empty + 1 } else { 0 };
        if !self.begin(next) {
            return Err(EndlessList::Circle);
        }
        match self.empty >= MOST_EMPTY {
            true => Err(EndlessList::Empty),
            false => Ok(()),
        }
    }
}

impl EndlessList {
    pub fn error(&self) -> Error {
        let message = match self {
            Self::Circle => "the list goes in a circle: a page names one before it as the next",
            Self::Empty => "100 pages in a row had no rows, and the last one names another",
        };
        Error::new(ErrorKind::Decode, message)
    }
}

#[cfg(test)]
mod tests;
