//! What a suite reports: the rule that was broken, what was expected, what was seen, and what to do.

use crate::error::BoxError;
use std::fmt;
use std::time::Duration;
use tokio::time::timeout;

/// The longest time that one call may take. It is the clock of the runtime, which may be paused.
const CALL_LIMIT: Duration = Duration::from_secs(60);
/// A part of all secrets that a suite makes up, by which it finds them in the text of errors.
pub(super) const MARK: &str = "conformance-secret";

/// A rule, and what to do if it is broken.
pub(super) struct Rule {
    pub statement: &'static str,
    pub advice: &'static str,
}

impl Rule {
    pub fn broken(&self, expected: impl Into<String>, seen: impl Into<String>) -> Violation {
        Violation {
            rule: self.statement,
            expected: expected.into(),
            seen: seen.into(),
            advice: self.advice,
        }
    }
}

const ANSWERS: Rule = Rule {
    statement: "calls succeed while the storage works",
    advice: "the suite needs a storage that works, and that nothing else uses",
};
const RETURNS: Rule = Rule {
    statement: "no call hangs",
    advice: "limit the time that a call waits for the storage",
};
const SECRETIVE: Rule = Rule {
    statement: "errors do not quote tokens",
    advice: "leave the values of columns and parameters out of the errors",
};

/// Makes a call that must succeed within a time.
pub(super) async fn answer<T>(
    call: &str,
    future: impl Future<Output = Result<T, BoxError>>,
) -> Result<T, Violation> {
    match timeout(CALL_LIMIT, future).await {
        Ok(answer) => answer.map_err(|error| failed(call, &error)),
        Err(_) => Err(RETURNS.broken(
            format!("the end of {call}"),
            format!("none after {} s", CALL_LIMIT.as_secs()),
        )),
    }
}

/// The violation of a call that failed.
pub(super) fn failed(call: &str, error: &BoxError) -> Violation {
    let text = text(error);
    if text.contains(MARK) {
        return SECRETIVE.broken(
            "an error without tokens",
            format!("tokens in that of {call}"),
        );
    }
    ANSWERS.broken(format!("success of {call}"), text)
}

/// The messages of an error and of its sources.
fn text(error: &BoxError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// A rule that an implementation has broken.
///
/// ```
/// use constant_contact::auth::MemoryStore;
/// use constant_contact::conformance;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// // Each handle has a storage of its own.
/// let violation = conformance::token_store(async || Ok(MemoryStore::default())).await.unwrap_err();
/// assert_eq!(violation.rule(), "all handles use the same storage");
/// # }
/// ```
///
/// `Display` and `Debug` say in one line which rule it was, what was expected, what was seen, and what to do.
pub struct Violation {
    rule: &'static str,
    expected: String,
    seen: String,
    advice: &'static str,
}

impl Violation {
    /// The rule, for tests that expect it to be broken.
    ///
    /// ```
    /// # use constant_contact::conformance::Violation;
    /// fn is_about_secrets(violation: &Violation) -> bool {
    ///     violation.rule() == "errors do not quote tokens"
    /// }
    /// ```
    ///
    /// The text may change in any version.
    pub fn rule(&self) -> &str {
        self.rule
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rule,
            expected,
            seen,
            advice,
        } = self;
        write!(
            f,
            "not kept: {rule}. Expected {expected}, saw {seen}. What to do: {advice}"
        )
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Violation {}
