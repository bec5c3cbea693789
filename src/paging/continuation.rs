//! Where a list is resumed. Returned rows are recorded as fingerprints and not as a count: the
//! list may have changed before the page is requested again, and a count would then skip rows that were
//! never returned.

use super::page::PagePosition;
use serde::{Deserialize, Serialize};

/// Where to resume a list after an error or in another process.
///
/// ```no_run
/// use constant_contact::Continuation;
/// # #[cfg(feature = "contacts")]
/// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::TryStreamExt;
///
/// let call = client.get_all_contacts().limit(500);
/// let mut contacts = match std::fs::read("list.json") {
///     Ok(stored) => call.stream_from(serde_json::from_slice(&stored)?),
///     Err(error) if error.kind() == std::io::ErrorKind::NotFound => call.stream(),
///     Err(error) => return Err(error.into()),
/// };
/// loop {
///     match contacts.try_next().await {
///         Ok(Some(contact)) => println!("{:?}", contact.contact_id),
///         Ok(None) => break,
///         Err(error) => {
///             if let Some(rest) = contacts.continuation() {
///                 std::fs::write("list.json", serde_json::to_vec(&rest)?)?;
///             }
///             return Err(error.into());
///         }
///     }
/// }
/// let _ = std::fs::remove_file("list.json"); // there is nothing to resume any more
/// # Ok(())
/// # }
/// ```
///
/// It can be stored (some kilobytes at most). Use it with the same operation and the same filters.
/// To resume even after a crash, store it while reading, preferably once a page, with
/// [`Pages`](super::Pages) and [`Pages::continuation`](super::Pages::continuation).
///
/// If the list has not changed, no row is lost and none is returned twice. If it has changed, the stream
/// returns changed rows of the unfinished page again, and also rows that are new on it; which rows the
/// later pages contain depends on the server. The next run of a sync should therefore request changes from a
/// time before the start of this run. How long the server accepts the link or cursor in a continuation is not
/// documented.
#[doc(alias = "resume")]
#[doc(alias = "checkpoint")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continuation {
    pub(super) page: PagePosition,
    /// The fingerprints of the rows of this page that were returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) given: Vec<u64>,
}

impl Continuation {
    /// Whether this is the first page, which is requested without a link or a cursor.
    pub(crate) fn is_first_page(&self) -> bool {
        self.page == PagePosition::First
    }

    /// The beginning of a page.
    pub(super) fn at(page: PagePosition) -> Self {
        Self {
            page,
            given: Vec::new(),
        }
    }
}

/// The rows that are not among `given`. Of equal rows, only as many are left out as `given` contains.
pub(super) fn skip_given<T: Serialize>(rows: Vec<T>, given: &[u64]) -> Vec<T> {
    if given.is_empty() {
        return rows;
    }
    let mut given = given.to_vec();
    let is_new = |row: &T| {
        let known = fingerprint(row).and_then(|print| given.iter().position(|one| *one == print));
        known.map(|place| given.swap_remove(place)).is_none()
    };
    rows.into_iter().filter(is_new).collect()
}

/// The fingerprints of rows. A row without a fingerprint is returned again rather than lost.
pub(super) fn fingerprints<T: Serialize>(rows: &[T]) -> impl Iterator<Item = u64> {
    rows.iter().filter_map(fingerprint)
}

/// FNV-1a of the row as JSON, which is the same in every process and with every version of Rust.
fn fingerprint<T: Serialize>(row: &T) -> Option<u64> {
    let text = serde_json::to_vec(row).ok()?;
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    Some(text.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

#[cfg(test)]
mod tests;
