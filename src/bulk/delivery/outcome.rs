//! What an answer, or the lack of one, means for a part.

use crate::bulk::activity::job_id;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::answer::{Answer, Content};
use crate::types::Activity;

/// The outcome of a request for the part in it.
pub(super) enum Outcome {
    Accepted(Box<Activity>),
    /// The server may have the part, or (`confirmed`) has it but did not name its job.
    Unknown {
        error: Error,
        confirmed: bool,
    },
    QueueFull(Error),
    Refused(Error),
}

pub(super) fn classify(job: Result<Activity>) -> Outcome {
    let error = match job {
        Ok(activity) => return Outcome::Accepted(Box::new(activity)),
        Err(error) => error,
    };
    let succeeded = error.status().is_some_and(|status| status.is_success());
    let confirmed = succeeded || error.kind() == ErrorKind::Decode;
    if confirmed || error.is_ambiguous() {
        Outcome::Unknown { error, confirmed }
    } else if error.is_queue_full() {
        Outcome::QueueFull(error)
    } else {
        Outcome::Refused(error)
    }
}

/// The job that the answer names.
pub(super) fn begun_job(answer: Answer) -> Result<Activity> {
    let activity: Activity = answer.read_document(Content::Required)?;
    match job_id(&activity) {
        Some(_) => Ok(activity),
        None => {
            let message = "the answer does not name the job";
            Err(answer.describe(Error::new(ErrorKind::Decode, message)))
        }
    }
}
