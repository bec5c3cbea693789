//! Longer answers to the questions that every integration meets.
//!
//! | page | for whom |
//! |---|---|
//! | [`crate::auth`] | who needs access that lasts |
//! | [`retries`] | who wants to know what is sent again, and what is not |
//! | [`paging`] | who reads whole lists |

pub mod paging;
pub mod retries;
