//! Recognising a job by the name of its file.
//!
//! The server may spell a file name in its own way, which [`file_key`] evens out. If it shows a known job
//! under an unrelated name, names prove nothing, which [`ListedNames`] keeps track of.

use crate::types::Activity;
use percent_encoding::percent_decode_str;

/// Whether the file names in the list of jobs can be relied on, by how known jobs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum ListedNames {
    /// No known job was seen.
    #[default]
    Unverified,
    /// Known jobs have the names that were sent.
    Kept,
    /// A known job has another name or none: a file whose name is not listed may have been uploaded anyway.
    Changed,
}

impl ListedNames {
    /// Takes into account how a known job is shown.
    pub fn observe(&mut self, shown: &Activity, sent: &str) {
        *self = self.combine(match is_of_file(shown, sent) {
            true => Self::Kept,
            false => Self::Changed,
        });
    }

    /// What two observations prove together.
    pub fn combine(self, other: Self) -> Self {
        match (self, other) {
            (Self::Changed, _) | (_, Self::Changed) => Self::Changed,
            (Self::Kept, _) | (_, Self::Kept) => Self::Kept,
            (Self::Unverified, Self::Unverified) => Self::Unverified,
        }
    }
}

/// Whether the server shows the job as that of the file that was sent under this name.
pub(super) fn is_of_file(activity: &Activity, sent: &str) -> bool {
    let listed = activity.source_file_name.as_deref();
    listed.is_some_and(|listed| file_key(listed) == file_key(sent))
}

/// The common form of all spellings of a file name. A folder before it, letter case, percent-encoding, a
/// missing extension, and the character between two words make no difference.
pub(crate) fn file_key(name: &str) -> String {
    let name = percent_decode_str(name).decode_utf8_lossy();
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '"');
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".csv").unwrap_or(&name);
    name.replace(['-', '.', ' ', '+'], "_")
}

#[cfg(test)]
mod tests;
