//! Types that the contract cannot express: values which the API writes in more than one way, and
//! members that it does not declare.

mod link;
mod message;
mod raw_body;
mod send_time;
mod string_or_integer;
mod timestamp;
mod unknown_members;

pub use link::Link;
pub use message::ActivityMessage;
pub use raw_body::RawBody;
pub(crate) use send_time::NO_TIME;
pub use send_time::SendTime;
pub use string_or_integer::StringOrInteger;
pub use timestamp::Timestamp;
pub use unknown_members::UnknownMembers;
