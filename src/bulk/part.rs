//! One request of a bulk job, as often as it may have to be sent.

use crate::bulk::import::Upload;
use crate::transport::call::{Body, Call, Operation};
use bytes::Bytes;
use std::ops::Range;

pub(crate) struct Part {
    /// Counted from 1.
    pub number: u32,
    /// The rows or items in it, counted from 1 over the whole job.
    pub rows: Range<u64>,
    /// The lines of the source on which the rows are, for a CSV.
    pub lines: Option<Range<u64>>,
    /// Whether there is nothing after it.
    pub is_last: bool,
    pub payload: Payload,
}

pub(crate) enum Payload {
    Csv {
        upload: Upload,
        /// What tells this part from another.
        sha256: String,
    },
    Json {
        operation: &'static Operation,
        body: Bytes,
    },
}

impl Part {
    pub fn call(&self) -> Call {
        match &self.payload {
            Payload::Csv { upload, .. } => upload.call(),
            Payload::Json { operation, body } => {
                let mut call = Call::new(operation);
                call.body = Body::Json(body.clone());
                call
            }
        }
    }

    /// The name under which the job can be found at the server.
    pub fn file_name(&self) -> Option<&str> {
        match &self.payload {
            Payload::Csv { upload, .. } => Some(&upload.name),
            Payload::Json { .. } => None,
        }
    }

    pub fn sha256(&self) -> Option<&str> {
        match &self.payload {
            Payload::Csv { sha256, .. } => Some(sha256),
            Payload::Json { .. } => None,
        }
    }
}
