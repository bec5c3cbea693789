//! The jobs at the server, which the API calls activities.
//!
//! `poller` follows one job, `listing` reads the list of all jobs. `state` and `file_name` say what an
//! activity tells of its job and of the file that was uploaded for it.

mod file_name;
mod listing;
mod poller;
mod state;

pub use poller::{ActivityPoller, ActivityUpdates};

pub(crate) use file_name::{ListedNames, file_key};
pub(crate) use listing::{Listing, OPERATION, find_file};
pub(crate) use poller::{DEFAULT_TIMEOUT, is_after};
pub(crate) use state::{job_id, shown_state};
