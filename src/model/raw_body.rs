//! Answers that are returned unchanged.

use bytes::Bytes;
use std::fmt;
use std::ops::Deref;

/// The bytes of an answer, as the server sent them.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use constant_contact::http::Method;
///
/// let answer = client.request(Method::GET, "/contacts").send().await?;
/// let page: serde_json::Value = serde_json::from_slice(&answer)?;
/// # Ok(())
/// # }
/// ```
///
/// It dereferences to [`Bytes`]. `Debug` shows only the length, because an answer can contain personal
/// data.
#[derive(Clone, Default)]
pub struct RawBody(Bytes);

impl Deref for RawBody {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &self.0
    }
}

/// Compares with every type that [`Bytes`] compares with.
impl<T: ?Sized> PartialEq<T> for RawBody
where
    Bytes: PartialEq<T>,
{
    fn eq(&self, other: &T) -> bool {
        self.0 == *other
    }
}

impl AsRef<[u8]> for RawBody {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Bytes> for RawBody {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<RawBody> for Bytes {
    fn from(body: RawBody) -> Self {
        body.0
    }
}

impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBody({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests;
