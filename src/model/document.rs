//! What an answer has to say about itself before it is taken for the document that was asked for.

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
