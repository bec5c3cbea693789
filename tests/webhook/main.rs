//! Notifications of the provider: what is accepted, what is refused, and where the keys come from.

#![cfg(feature = "webhook")]

#[allow(dead_code, reason = "the tests do not use all of the example")]
#[path = "../../examples/webhook_axum.rs"]
mod webhook_axum;

mod fetching;
mod forgeries;
mod printing;
mod receiver;
mod support;
mod vectors;
