//! What a type says about itself, so that an answer can be checked to be the document that was requested.

use super::Read;
use crate::model::UnknownMembers;
use serde::de::DeserializeOwned;

/// A type of the contract.
///
/// It is public because it bounds public types, and can't be named outside of the crate.
pub trait Document: Read + DeserializeOwned + Default + PartialEq + Send + 'static {
    /// The name of the type.
    const NAME: &'static str;
    /// The names of its members, the other ones included.
    const MEMBERS: &'static [&'static str];

    /// The members that have no field, if the type keeps them.
    fn unknown_members(&self) -> Option<&UnknownMembers>;

    /// The same, to be changed.
    fn unknown_members_mut(&mut self) -> Option<&mut UnknownMembers>;
}
