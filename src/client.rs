//! The client: the state that all calls share, and its builder.

mod base_url;
mod builder;
pub(crate) mod calls;
mod handle;
mod request;

pub use base_url::BaseUrlError;
pub use builder::ClientBuilder;
pub use handle::Client;
pub use request::Request;

pub(crate) use crate::transport::runtime::runtime;

#[cfg(test)]
mod tests;
