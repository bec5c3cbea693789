//! A report in one line: how many rows have which outcome.

use super::bulk::BulkReport;
use super::part::{PartReport, PartState};
use crate::bulk::activity::shown_state;
use crate::types::ActivityState;
use std::fmt;

/// The most states of unfinished jobs that are shown.
const MOST_STATES: usize = 3;

impl fmt::Display for BulkReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows at the server", self.rows_sent())?;
        for (state, name) in [
            (PartState::Failed, "failed"),
            (PartState::Cancelled, "cancelled"),
            (PartState::TimedOut, "timed out"),
            (PartState::Expired, "no longer listed by the server"),
            (PartState::Accepted, "not seen to end"),
        ] {
            let parts = self.parts_where(&|part| part.state == state);
            if parts > 0 {
                write!(f, ", {parts} of {} parts {name}", self.parts.len())?;
            }
        }
        for state in self.undocumented_states() {
            write!(f, ", last state {state}")?;
        }
        let is_repeated = |part: &PartReport| !part.duplicate_activity_ids.is_empty();
        let repeated = self.rows_where(&is_repeated);
        let in_doubt = self.rows_where(&|part| !is_repeated(part) && part.may_be_duplicated());
        for (rows, name) in [
            (self.errors(), "with errors"),
            (self.correctable(), "to correct"),
            (self.cannot_add_to_list(), "not added to a list"),
            (self.missing(), "not counted by the server"),
            (repeated, "accepted twice"),
            (in_doubt, "perhaps twice"),
            (self.rows_unknown(), "perhaps at the server"),
            (self.rows_in(PartState::NotSent), "not sent"),
        ] {
            if rows > 0 {
                write!(f, ", {rows} {name}")?;
            }
        }
        if let Some(row) = self.unsent_from {
            write!(f, ", row {row} and all after it not sent")?;
        }
        for (count, name) in [
            (self.empty_rows, "empty rows left out"),
            (self.repeated_headers, "repeated headers left out"),
        ] {
            if count > 0 {
                write!(f, ", {count} {name}")?;
            }
        }
        Ok(())
    }
}

impl BulkReport {
    /// The states of jobs that neither ended nor are in progress, as far as the API documents states: such a
    /// state can be final. Each is there once, in alphabetical order.
    fn undocumented_states(&self) -> Vec<&str> {
        let open = |part: &&PartReport| part.state == PartState::Accepted;
        let jobs = self.parts.iter().filter(open);
        let jobs = jobs.filter_map(|part| part.activity.as_ref());
        let is_in_progress = |state: &ActivityState| {
            matches!(
                state,
                ActivityState::Initialized | ActivityState::Processing
            )
        };
        let undocumented = jobs.filter(|job| !job.state.as_ref().is_some_and(is_in_progress));
        let mut states = Vec::new();
        for state in undocumented.map(shown_state).take(MOST_STATES) {
            if let Err(position) = states.binary_search(&state) {
                states.insert(position, state);
            }
        }
        states
    }
}
