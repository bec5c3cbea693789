//! Why a file cannot be read, replaced or locked.

use super::in_use::is_in_use;
use std::io::{self, ErrorKind};
use std::path::Path;

/// What went wrong with a file: its path, the cause, and what to do about it.
#[derive(Debug)]
pub(crate) struct FileError {
    message: String,
    source: Option<io::Error>,
}

impl FileError {
    /// `failed` completes the sentence "the file …", as in "cannot be read".
    pub fn new(path: &Path, failed: &str, cause: io::Error) -> Self {
        let advice = advice(&cause);
        Self {
            message: format!("{} {failed} ({cause}); {advice}", path.display()),
            source: Some(cause),
        }
    }

    /// An error that has no system error as its cause.
    pub fn refused(path: &Path, why: &str) -> Self {
        Self {
            message: format!("{} {why}", path.display()),
            source: None,
        }
    }

    pub fn unwritable(path: &Path, replacing: &io::Error, overwriting: io::Error) -> Self {
        let advice = advice(&overwriting);
        Self {
            message: format!(
                "{} can be neither replaced by a file next to it ({replacing}) nor overwritten ({overwriting}); {advice}",
                path.display()
            ),
            source: Some(overwriting),
        }
    }
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_ref().map(|error| error as _);
        crate::error::unreported(&self.message, source)
    }
}

impl From<FileError> for crate::Error {
    fn from(error: FileError) -> Self {
        let this = Self::new(crate::ErrorKind::Io, error.message);
        match error.source {
            Some(source) => this.with_source(source),
            None => this,
        }
    }
}

fn advice(cause: &io::Error) -> &'static str {
    if is_in_use(cause) {
        return "check its permissions, those of its folder, and that no other program has it open";
    }
    match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space on its disk",
        ErrorKind::ReadOnlyFilesystem => "mount it read-write",
        ErrorKind::PermissionDenied => {
            "check its owner, mode and flags (such as `immutable`), and those of its folder, for the user of this process"
        }
        ErrorKind::NotFound => "create its folder",
        _ => "check the file and its folder",
    }
}

/// Whether the error means that the system does not allow this way of writing at all, so that another way may
/// work. A full disk is not such an error, because the other way needs space too.
pub(crate) fn allows_fallback(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::ResourceBusy
            | ErrorKind::CrossesDevices
            | ErrorKind::InvalidFilename
            | ErrorKind::Unsupported
    )
}
