//! Operations on files that another program has open.
//!
//! On Windows, a program can open a file so that no other one can read, replace or remove it, as virus scanners and
//! backups do for a moment. A lock keeps others from reading the file, too. Elsewhere, neither is the case.

use std::io;
use std::time::Duration;

/// How often an operation is tried, and how long to wait in between.
const ATTEMPTS: u32 = 10;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(30);

/// Repeats the operation for a moment while another program's use of the file prevents it.
pub(crate) fn retry_while_in_use<T>(mut operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 1..ATTEMPTS {
        match operation() {
            Err(error) if is_in_use(&error) => std::thread::sleep(BETWEEN_ATTEMPTS),
            done => return done,
        }
    }
    operation()
}

/// Whether the error may come from another program's use of the file.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    // A rename over a file that is in use fails with ERROR_ACCESS_DENIED; other operations fail with
    // ERROR_SHARING_VIOLATION or ERROR_LOCK_VIOLATION.
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}
