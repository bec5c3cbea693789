//! Violations of the contract, and the list of those of a sandbox.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

/// Something in a request that the contract does not allow. It contains names of the contract and of
/// the request's members, but no values.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let violations = sandbox.violations();
/// assert!(violations.iter().all(|violation| violation.operation != "GET /contacts"));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Violation {
    /// The method and the path template: `GET /contacts/{contact_id}`.
    pub operation: Cow<'static, str>,
    /// What is wrong.
    pub problem: Problem,
    /// What it is about: `query status`, `header x-api-key`, `body/email_address/address`. `*` stands
    /// for each entry of a list.
    pub place: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            problem,
            place,
        } = self;
        write!(f, "{operation}: {place} {problem}")
    }
}

/// What is wrong in a request.
///
/// ```
/// # use constant_contact_sandbox::Problem;
/// assert_eq!(Problem::Repeated.to_string(), "is repeated");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// The contract has no operation with this method and path.
    UnknownOperation,
    /// A query parameter, form field or header that the operation does not have.
    Unexpected,
    /// A member of the body that the contract does not have.
    UnknownMember,
    /// A member of the body that only answers have.
    ReadOnly,
    /// What the contract requires is not sent.
    Missing,
    /// A value of another type than declared.
    WrongType,
    /// A member of the body is null.
    Null,
    /// A value that is not one of the listed ones.
    UnknownValue,
    /// A number, text or list that is too large or too small.
    OutOfRange,
    /// A value that does not have the declared format.
    WrongFormat,
    /// An id in the path that is not one.
    InvalidId,
    /// A `+` in an address or a time that is not sent as `%2B`, and so means a space.
    Unencoded,
    /// A parameter or field that is sent more than once.
    Repeated,
    /// A body whose media type the operation does not accept.
    WrongMediaType,
    /// A body that cannot be read.
    Malformed,
}

impl Problem {
    /// What the API answers about it; none if it overlooks the problem.
    ///
    /// Documented are the words for what is missing and for values that are not listed. Limits and formats
    /// differ between the contract and the API, so those that matter are checked by the operations.
    pub(super) fn complaint(self) -> Option<&'static str> {
        match self {
            Self::Missing => Some("is missing"),
            Self::WrongType | Self::UnknownValue => Some("does not have a valid value"),
            Self::Malformed => Some("is not valid"),
            _ => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownOperation => "is not one of the contract with this method",
            Self::Unexpected => "is not one of the operation",
            Self::UnknownMember => "is not a member of the schema",
            Self::ReadOnly => "is read-only",
            Self::Missing => "is missing",
            Self::WrongType => "has another type than declared",
            Self::Null => "is null",
            Self::UnknownValue => "is not one of the listed values",
            Self::OutOfRange => "is out of range",
            Self::WrongFormat => "does not have the declared format",
            Self::InvalidId => "is not an id",
            Self::Unencoded => "has a `+` that is not sent as `%2B`",
            Self::Repeated => "is repeated",
            Self::WrongMediaType => "does not match the body that is declared",
            Self::Malformed => "cannot be read",
        })
    }
}

/// How many different violations are kept.
const KEPT: usize = 1000;

/// The different violations so far, in the order in which they were first found.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    known: HashSet<Violation>,
    list: Vec<Violation>,
}

impl Violations {
    pub fn add(&mut self, violation: Violation) {
        if self.list.len() < KEPT && self.known.insert(violation.clone()) {
            self.list.push(violation);
        }
    }

    pub fn list(&self) -> Vec<Violation> {
        self.list.clone()
    }
}

/// Panics with the list if it is not empty.
#[track_caller]
pub(crate) fn assert_none(violations: &[Violation]) {
    let lines = violations.iter().map(|one| format!("\n  {one}"));
    let lines: String = lines.collect();
    assert!(
        violations.is_empty(),
        "requests violated the contract:{lines}"
    );
}
