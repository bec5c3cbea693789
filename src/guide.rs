//! Guides: retries and quota, paging and syncing, bulk work, testing, logging, operations by path.
//!
//! Authorization has its guide in its own module, [`auth`](crate::auth).

pub mod bulk;
pub mod observing;
pub mod operations;
#[doc(alias = "sync")]
pub mod paging;
pub mod retries;
#[doc(alias = "mock")]
pub mod testing;
