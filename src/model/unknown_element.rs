//! The elements of an answer that this version of the crate does not know. They show that the provider has changed the
//! API since.

/// An element of an answer that this version of the crate does not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum UnknownElement {
    /// A member of a document.
    #[non_exhaustive]
    Member {
        /// The type of the document.
        document: &'static str,
        /// The name of the member.
        name: String,
    },
    /// A value of an enumeration.
    #[non_exhaustive]
    Value {
        /// The type of the value.
        enumeration: &'static str,
    },
}

/// Runs `read`, and returns the unknown elements of the answer that it reads, each once.
pub(crate) fn collect_unknown<T>(read: impl FnOnce() -> T) -> (T, Vec<UnknownElement>) {
    (read(), Vec::new())
}
