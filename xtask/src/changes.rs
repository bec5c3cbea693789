//! What changes for users of the crate when a contract is replaced.
//!
//! ```text
//! old model ─┐ operations paired ─► types paired (renames.rs) ─► differences
//! new model ─┘  (operations.rs)                  (operations.rs, parameters.rs, types.rs) ─► Change
//! ```
//!
//! Both sides are models, with the overlay and the rules of the generator applied: a difference that
//! these remove does not affect users.

mod compare;
mod differences;
mod facts;
mod operations;
mod parameters;
mod paths;
mod renames;
mod surface;
mod types;

pub use compare::{NewNames, compare};
pub use surface::surface_changes;

use std::fmt;

/// How an element has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Removed,
    Renamed,
    Changed,
    Added,
}

/// What users of the crate notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Code that names the element no longer compiles, or means something else.
    Breaking,
    /// Something was added.
    Addition,
    /// The Rust code is the same; the documentation or the behaviour may differ.
    Invisible,
}

/// One difference between two contracts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub effect: Effect,
    /// `operation`, `parameter`, `type`, `property`, `value`, `scope`, `area`, `conversion`.
    pub subject: &'static str,
    /// The element: `get_contact`, `get_contact.include`, `Contact.first_name`.
    pub element: String,
    pub kind: Kind,
    /// What users should know besides: the old and the new value, a caution.
    pub detail: String,
    /// What a maintainer can do about it.
    pub advice: String,
}

impl Effect {
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Addition, Self::Invisible];

    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::Invisible => "invisible",
        }
    }
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            subject,
            element,
            kind,
            detail,
            ..
        } = self;
        write!(f, "{subject} `{element}` {}", kind.name())?;
        if !detail.is_empty() {
            write!(f, ": {detail}")?;
        }
        Ok(())
    }
}
