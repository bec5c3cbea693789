//! The elements of a contract that have words, by the contract's names.

use std::fmt;

/// An element of the contract that has words, by the contract's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// What it is.
    pub kind: ElementKind,
    /// The operation of a parameter or the type of a member; empty otherwise.
    pub owner: String,
    /// Its own name.
    pub name: String,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementKind {
    /// An area of the API.
    Tag,
    /// A permission of an access token.
    Scope,
    /// An operation.
    Operation,
    /// A parameter of an operation.
    Parameter,
    /// A type.
    Type,
    /// A property or value of a type.
    Member,
}

impl Element {
    /// The element of that name, which belongs to `owner`.
    pub fn new(kind: ElementKind, owner: &str, name: &str) -> Self {
        Self {
            kind,
            owner: owner.to_owned(),
            name: name.to_owned(),
        }
    }

    /// The place of its words: keys from the top, with dots.
    pub fn place(&self) -> String {
        let Self { owner, name, .. } = self;
        match self.kind {
            ElementKind::Tag => format!("tags.{name}"),
            ElementKind::Scope => format!("scopes.{name}"),
            ElementKind::Operation => format!("operations.{name}"),
            ElementKind::Parameter => format!("operations.{owner}.{name}"),
            ElementKind::Type => format!("schemas.{name}"),
            ElementKind::Member => format!("schemas.{owner}.{name}"),
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, name, .. } = self;
        match self.kind {
            ElementKind::Tag => write!(f, "tag `{name}`"),
            ElementKind::Scope => write!(f, "scope `{name}`"),
            ElementKind::Operation => write!(f, "operation `{name}`"),
            ElementKind::Parameter => write!(f, "parameter `{owner}.{name}`"),
            ElementKind::Type => write!(f, "type `{name}`"),
            ElementKind::Member => write!(f, "property or value `{owner}.{name}`"),
        }
    }
}
