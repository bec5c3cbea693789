//! What an activity says of its job.

use crate::types::{Activity, ActivityState};

/// The longest state that is shown in a message. The states of the API are single words.
const LONGEST_STATE: usize = 40;

impl ActivityState {
    /// Whether the job has ended, successfully or not.
    pub fn is_final(&self) -> bool {
        self.is_failure() || *self == Self::Completed
    }

    /// Whether the job ended without success. A completed job can still have failed rows.
    pub fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Cancelled | Self::Failed | Self::TimedOut | Self::TimeOut
        )
    }
}

/// The state for a message, if it is a word, as every state of the API is.
pub(crate) fn shown_state(activity: &Activity) -> &str {
    let state = activity.state.as_ref().map_or("", ActivityState::as_str);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match state {
        "" => "not given",
        word if word.len() <= LONGEST_STATE && word.bytes().all(is_word) => word,
        _ => "none that the API documents",
    }
}

/// The id of the job, if it can be part of a path.
pub(crate) fn job_id(activity: &Activity) -> Option<&str> {
    let id = activity.activity_id.as_deref()?;
    (!matches!(id.trim(), "" | "." | "..")).then_some(id)
}

#[cfg(test)]
mod tests;
