#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod call;
mod client;
mod error;
mod generated;
mod pipeline;
mod values;
mod wire;

pub use client::{BaseUrlError, Client, ClientBuilder, Timeouts};
pub use error::{ApiError, Error, ErrorKind, Result};
pub use generated::{builder, types};
pub use progenitor_client::{ByteStream, ResponseValue};
pub use values::{ActivityMessage, Link, SendTime, StringOrInteger, Timestamp};

pub(crate) use error::opaque_debug;
pub(crate) use wire::{object, open_enum};
