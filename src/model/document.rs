//! Describes a type, so that an answer can be checked against the requested document.

use super::Read;
use crate::model::UnknownMembers;
use serde::de::DeserializeOwned;

/// A type of the contract.
///
/// It is public because it is a bound of public types, but it cannot be named outside the crate.
pub trait Document: Read + DeserializeOwned + Default + PartialEq + Send + 'static {
    /// The name of the type.
    const NAME: &'static str;
    /// The names of its members, including their alternative names.
    const MEMBERS: &'static [&'static str];

    /// The members that have no field, if the type keeps them.
    fn unknown_members(&self) -> Option<&UnknownMembers>;

    /// A mutable reference to the same members.
    fn unknown_members_mut(&mut self) -> Option<&mut UnknownMembers>;
}
