//! How this crate replaces files, locks them and keeps them private.
//!
//! A file is replaced by renaming a complete and synced temporary file over it: whenever the process dies, the
//! path has the old content or the new. Where the system refuses that (a file that is a mount point, a folder that
//! cannot be written), the file is [overwritten](overwrite) in place, with a second copy of the new content behind
//! the old until the first is on the disk. A full disk harms the old content in neither way. Links, owner and mode
//! stay as they are, and a new file is private. All of this works on [resolved](resolve) paths: a link and its
//! target are one file with one lock.

mod access;
mod error;
mod lock;
mod overwrite;
mod path;
mod replace;
mod temporary;

pub(crate) use access::private;
pub(crate) use error::FileError;
pub(crate) use lock::{Lock, hold, try_lock};
pub(crate) use path::{beside, resolve, sync_folder};
pub(crate) use replace::{remove, replace};
pub(crate) use temporary::{Replacement, Temporaries};

#[cfg(test)]
mod tests;
