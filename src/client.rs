//! The client: what all calls share, and how it is built.

mod base_url;
mod builder;
mod calls;
mod handle;
mod request;

pub use base_url::BaseUrlError;
pub use builder::ClientBuilder;
pub use handle::Client;
pub use request::Request;

pub(crate) use crate::transport::runtime::runtime;

#[cfg(test)]
mod tests;
