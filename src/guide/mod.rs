//! Guides: authorization, retries and quota, paging and syncing, bulk work, testing, logging.
//!
//! | page | for whom |
//! |---|---|
//! | [`crate::auth`] | who needs access that lasts |
//! | [`retries`] | who wants to know what is sent again, and what is not |
//! | [`paging`] | who reads whole lists |
//! | [`bulk`] | who imports, exports, deletes or tags many contacts |
//! | [`testing`] | who tests code that uses the client |
//! | [`observing`] | who runs it and wants to see what it does |
//! | [`operations`] | who knows the path of an operation or the provider's name for it |

pub mod bulk;
pub mod observing;
pub mod operations;
#[doc(alias = "sync")]
pub mod paging;
pub mod retries;
#[doc(alias = "mock")]
pub mod testing;
