//! Longer answers to the questions that every integration meets.
//!
//! | page | for whom |
//! |---|---|
//! | [`crate::auth`] | who needs access that lasts |
//! | [`retries`] | who wants to know what is sent again, and what is not |
//! | [`paging`] | who reads whole lists |
//! | [`bulk`] | who imports, exports, deletes or tags many contacts |
//! | [`operations`] | who knows the path of an operation or the provider's name for it |

pub mod bulk;
pub mod operations;
pub mod paging;
pub mod retries;
