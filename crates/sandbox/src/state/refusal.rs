//! Why a request is refused, free of HTTP.

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request is not valid, or the resource is not in a state that permits it.
    Invalid(String),
    /// The resource does not exist.
    NotFound,
    /// Another resource has the value that has to be unique.
    Conflict(String),
    /// A quota of the account is used up.
    TooMany(String),
}

impl Refusal {
    pub fn invalid(problem: impl Into<String>) -> Self {
        Self::Invalid(problem.into())
    }

    pub fn conflict(problem: impl Into<String>) -> Self {
        Self::Conflict(problem.into())
    }
}
