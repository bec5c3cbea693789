//! The pages of a list that were visited. A list that returns to one of them would never end, and neither
//! would one whose pages have no rows but always a link to another page. If the stream simply ended there,
//! the caller would take the rows for the whole list, so both cases are errors.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many pages in a row may have no rows: the server may filter after it has divided the list into pages.
const MAX_EMPTY_PAGES: usize = 100;

/// The pages that a stream has visited.
#[derive(Default)]
pub(super) struct VisitedPages {
    seen: HashSet<u64>,
    empty: usize,
}

/// Why no further page of a list is fetched.
#[derive(Debug, PartialEq)]
pub(super) enum EndlessList {
    /// The next page was visited before.
    Cycle,
    /// There were too many pages without rows.
    Empty,
}

impl VisitedPages {
    /// Records a visit of the page at an address; returns whether it is the first visit.
    pub fn visit(&mut self, address: &impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        address.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    /// Records the step from a page, which may be empty, to the next one.
    pub fn follow(&mut self, is_empty: bool, next: &impl Hash) -> Result<(), EndlessList> {
        self.empty = if is_empty { self.empty + 1 } else { 0 };
        if !self.visit(next) {
            return Err(EndlessList::Cycle);
        }
        match self.empty >= MAX_EMPTY_PAGES {
            true => Err(EndlessList::Empty),
            false => Ok(()),
        }
    }
}

impl EndlessList {
    pub fn message(&self) -> &'static str {
        match self {
            Self::Cycle => "the list never ends: a page names an earlier page as the next one",
            Self::Empty => "100 pages in a row had no rows, and the last one names another page",
        }
    }
}

#[cfg(test)]
mod tests;
