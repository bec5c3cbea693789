//! A change of the body of an answer, as a test or a broken proxy makes it.

use super::Fault;
use std::fmt;
use std::sync::Arc;

/// What becomes of the body of an answer: see [`Fault::altered`]. Two are equal if one is a clone of the
/// other.
///
/// ```
/// # use constant_contact_sandbox::Fault;
/// let shouted = Fault::altered(|body| body.to_ascii_uppercase());
/// # drop(shouted);
/// ```
#[derive(Clone)]
pub struct Alteration(Arc<dyn Fn(Vec<u8>) -> Vec<u8> + Send + Sync>);

impl Alteration {
    pub(super) fn apply(&self, body: &[u8]) -> Vec<u8> {
        (self.0)(body.to_vec())
    }
}

impl PartialEq for Alteration {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alteration").finish_non_exhaustive()
    }
}

impl Fault {
    /// The request has its effect; the body of the answer becomes what the function returns for it.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let marked = Fault::altered(|body| [b"\xEF\xBB\xBF".to_vec(), body].concat());
    /// sandbox.fail(marked).on("GET /contact_lists").times(1);
    /// # Ok(()) }
    /// ```
    pub fn altered(change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::AlteredAnswer(Alteration(Arc::new(change)))
    }

    /// As [`Fault::altered`], and the connection closes after the last byte of that body, before the length
    /// that the answer declares.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::unfinished(|body| body)).on("GET /contact_lists").times(1);
    /// # Ok(()) }
    /// ```
    pub fn unfinished(change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::UnfinishedAnswer(Alteration(Arc::new(change)))
    }
}
