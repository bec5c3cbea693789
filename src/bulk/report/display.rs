//! A report in one line: how many rows are where.

use super::{BulkReport, PartReport, PartState, total};
use crate::bulk::activity::shown_state;
use crate::types::ActivityState;
use std::collections::BTreeSet;
use std::fmt;

/// How many different states of jobs that were not seen to end are shown at most.
const MOST_STATES: usize = 3;

impl fmt::Display for BulkReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows at the server", self.rows_sent())?;
        for (state, name) in [
            (PartState::Failed, "failed"),
            (PartState::Cancelled, "cancelled"),
            (PartState::TimedOut, "timed out"),
            (PartState::Forgotten, "forgotten by the server"),
            (PartState::Accepted, "not seen to end"),
        ] {
            let parts = self.parts.iter().filter(|part| part.state == state).count();
            if parts > 0 {
                write!(f, ", {parts} of {} parts {name}", self.parts.len())?;
            }
        }
        for state in self.odd_states() {
            write!(f, ", last state {state}")?;
        }
        let rows = |wanted: fn(&PartReport) -> bool| {
            let parts = self.parts.iter().filter(|part| wanted(part));
            total(parts.map(PartReport::row_count))
        };
        let repeated = rows(|part| !part.repeated_in.is_empty());
        let in_doubt = rows(|part| part.repeated_in.is_empty() && part.sent_again());
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
    /// The states of jobs that were not seen to end, but are not at work either: one that the API does
    /// not document can be an end.
    fn odd_states(&self) -> BTreeSet<&str> {
        let open = |part: &&PartReport| part.state == PartState::Accepted;
        let jobs = self.parts.iter().filter(open);
        let jobs = jobs.filter_map(|part| part.activity.as_ref());
        let is_at_work = |state: &ActivityState| {
            matches!(
                state,
                ActivityState::Initialized | ActivityState::Processing
            )
        };
        let odd = jobs.filter(|job| !job.state.as_ref().is_some_and(is_at_work));
        odd.map(shown_state).take(MOST_STATES).collect()
    }
}
