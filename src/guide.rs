//! Guides: retries and quota, paging and syncing, bulk work, custom fields, many accounts, many machines, testing, logging, operations by path.
//!
//! The guide to authorization is the page of its module, [`auth`](crate::auth).
#![cfg_attr(
    feature = "webhook",
    doc = "The guide to the notifications of partners is the page of [`webhook`](crate::webhook)."
)]

pub mod bulk;
pub mod custom_fields;
#[doc(alias = "tenant")]
pub mod many_accounts;
#[doc(alias = "fleet")]
#[doc(alias = "redis")]
pub mod many_machines;
pub mod observing;
pub mod operations;
#[doc(alias = "sync")]
pub mod paging;
pub mod retries;
#[doc(alias = "mock")]
pub mod testing;
