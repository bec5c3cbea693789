//! How this crate replaces files, locks them and keeps them private.
//!
//! A file is replaced by renaming a complete and synced temporary file over it: if the process dies at any
//! time, the path has either the old content or the new. If the system does not permit that (the file is a
//! mount point, or the folder is not writable), the file is [overwritten](overwrite) in place. A second copy
//! of the new content is then kept after the old content until the first copy is on the disk. In both cases,
//! a full disk does not harm the old content. Links, owner and mode are preserved, and a new file is private.
//! All functions take [resolved](resolve) paths, so that a link and its target are one file with one lock.

mod access;
mod error;
mod in_use;
mod lock;
mod overwrite;
mod path;
mod replace;
mod temporary;

pub(crate) use access::private;
pub(crate) use error::FileError;
pub(crate) use in_use::retry_while_in_use;
pub(crate) use lock::{Lock, WriteLock, try_lock, try_lock_for_write, try_lock_open_file};
pub(crate) use path::{beside, resolve, sync_folder};
pub(crate) use replace::{remove, replace};
pub(crate) use temporary::{Replacement, Temporaries};

#[cfg(test)]
mod tests;
