//! The kinds of mistakes that the judges are tested with.

/// What is wrong in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    Nothing,
    ParameterMissing,
    ParameterUnknown,
    ParameterOfWrongType,
    ParameterNotListed,
    PathOfWrongType,
    BodyMissing,
    BodyMalformed,
    MemberMissing,
    MemberUnknown,
    MemberReadOnly,
    MemberOfWrongType,
    MemberNotListed,
    MemberNull,
    MemberTooLong,
    TooManyEntries,
}
