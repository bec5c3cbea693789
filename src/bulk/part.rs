//! The request for one part of a bulk job, in a form that can be sent more than once.

use crate::transport::call::Call;
use std::ops::Range;

pub(crate) struct PartRequest {
    /// Counted from 1.
    pub number: u32,
    /// The rows or items in it, counted from 1 over the whole job.
    pub rows: Range<u64>,
    /// The lines of the source on which the rows are, for a CSV.
    pub lines: Option<Range<u64>>,
    /// Whether no part follows.
    pub is_last: bool,
    /// The file that is uploaded, for a CSV.
    pub file: Option<UploadedFile>,
    /// Makes a call for each attempt.
    pub call: Box<dyn Fn() -> Call + Send + Sync>,
}

pub(crate) struct UploadedFile {
    /// The name by which the server's list of jobs shows it.
    pub name: String,
    /// The hash of its content.
    pub sha256: String,
}

impl PartRequest {
    pub fn file_name(&self) -> Option<&str> {
        self.file.as_ref().map(|file| file.name.as_str())
    }

    pub fn sha256(&self) -> Option<&str> {
        self.file.as_ref().map(|file| file.sha256.as_str())
    }
}
