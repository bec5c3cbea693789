//! The jobs at the server, which the API calls activities.
//!
//! `poller` follows one job, and `listing` reads the list of all jobs. `state` and `file_name` read the state of a
//! job and the name of its uploaded file from an activity.

mod file_name;
mod listing;
mod poller;
mod state;

pub use poller::{ActivityPoller, ActivityUpdates};

pub(crate) use file_name::{ListedNames, file_key};
pub(crate) use listing::{Listing, OPERATION, find_file};
pub(crate) use poller::{DEFAULT_TIMEOUT, is_after};
pub(crate) use state::{job_id, shown_state};
