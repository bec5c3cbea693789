//! The faults that uploads have in these tests.

use constant_contact_sandbox::{ErrorShape, Fault};
use std::time::Duration;

/// A part is not accepted, and the client may send it again.
pub const UNAVAILABLE: Fault = Fault::Status(503, ErrorShape::Empty);
/// The answer is an error, although the part was accepted.
pub const UNAVAILABLE_AFTER: Fault = Fault::StatusAfterEffect(503, ErrorShape::Empty);
pub const TIMEOUT_AFTER: Fault = Fault::StatusAfterEffect(504, ErrorShape::Empty);
/// The answer is an error, and the part is accepted a minute later.
pub const ACCEPTED_LATE: Fault = Fault::LateEffect(Duration::from_secs(60));
/// The part is refused as invalid.
pub const REFUSED: Fault = Fault::Status(400, ErrorShape::Empty);

/// The answer to an accepted part is not JSON.
pub fn garbage() -> Fault {
    Fault::AnswerBody("<html>".to_owned())
}

/// The answer to an accepted part does not name its job.
pub fn no_id() -> Fault {
    Fault::AnswerBody(r#"{"state":"initialized"}"#.to_owned())
}

/// The faults that can occur at random.
pub fn all() -> [Fault; 13] {
    [
        Fault::LostRequest,
        Fault::LostAnswer,
        Fault::Status(500, ErrorShape::Empty),
        UNAVAILABLE,
        Fault::StatusAfterEffect(500, ErrorShape::Empty),
        UNAVAILABLE_AFTER,
        TIMEOUT_AFTER,
        Fault::Throttled,
        Fault::QueueFull,
        garbage(),
        no_id(),
        Fault::TruncatedAnswer,
        Fault::Slow(Duration::from_millis(3)),
    ]
}
