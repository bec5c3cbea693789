//! The faults that a server of bulk jobs can have.

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The connection breaks while the body is being sent.
    DropBefore,
    /// The connection breaks after the job was accepted, without an answer.
    DropAfter,
    ErrorBefore(u16),
    /// The answer is an error, although the job was accepted.
    ErrorAfter(u16),
    Throttled,
    QueueFull,
    /// The answer to an accepted job is not JSON.
    Garbage,
    /// The answer to an accepted job does not name it.
    NoId,
    /// The answer to an accepted job breaks off.
    CutOff,
    /// The answer is an error, but the job is accepted a minute later.
    AcceptLate,
    /// The job is accepted after 50 seconds, and then the connection breaks.
    SlowDrop,
    /// The upload is refused as invalid.
    Refused,
    /// The client is killed when the server has received its upload but not accepted it.
    KillBefore,
    /// The client is killed before it gets the answer to its accepted job.
    KillAfter,
    Slow,
}

/// The faults that can occur at random.
pub const ALL: [Fault; 13] = [
    Fault::DropBefore,
    Fault::DropAfter,
    Fault::ErrorBefore(500),
    Fault::ErrorBefore(503),
    Fault::ErrorAfter(500),
    Fault::ErrorAfter(503),
    Fault::ErrorAfter(504),
    Fault::Throttled,
    Fault::QueueFull,
    Fault::Garbage,
    Fault::NoId,
    Fault::CutOff,
    Fault::Slow,
];
