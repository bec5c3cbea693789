//! Chains of causes, and which of them to print.

use std::error::Error;

/// Any error that an implementation of one of the crate's traits, such as a token store, may return.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The first error, from `source` down, whose text is not in `shown`, so that a chain printed on one line
/// repeats nothing.
pub(crate) fn unreported<'a>(
    shown: &str,
    source: Option<&'a (dyn Error + 'static)>,
) -> Option<&'a (dyn Error + 'static)> {
    let mut source = source;
    while let Some(error) = source {
        if !shown.contains(&error.to_string()) {
            break;
        }
        source = error.source();
    }
    source
}

/// The innermost cause: the outer layers of a transport failure say little more than that there was one.
pub(crate) fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error
}
