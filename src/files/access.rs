//! The owner, the mode and the hard links of a file.

use std::fs::{File, Metadata, OpenOptions};
use std::io;

#[cfg(unix)]
use std::fs;

/// Makes new files readable and writable only by their owner.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Gives a new file the owner and the mode of the file that it replaces; returns whether the owner was kept.
#[cfg(unix)]
pub(super) fn copy_access(new: &File, old: &Metadata) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let now = new.metadata()?;
    let (user, group) = (old.uid(), old.gid());
    let owner_kept =
        (now.uid(), now.gid()) == (user, group) || fchown(new, Some(user), Some(group)).is_ok();
    let group_kept = owner_kept || now.gid() == group || fchown(new, None, Some(group)).is_ok();
    let mode = old.mode() & 0o777;
    let mode = match group_kept {
        true => mode,
        // A different group gets only the permissions of all other users.
        false => mode & !0o070 | (mode & 0o007) << 3,
    };
    if now.mode() & 0o777 != mode {
        new.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    Ok(owner_kept)
}

#[cfg(not(unix))]
pub(super) fn copy_access(_: &File, _: &Metadata) -> io::Result<bool> {
    Ok(true)
}

/// How many hard links the file has.
#[cfg(unix)]
pub(super) fn link_count(data: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(data)
}

#[cfg(not(unix))]
pub(super) fn link_count(_: &Metadata) -> u64 {
    1
}

/// Whether the file has other hard links, which would keep the old content after a rename.
pub(super) fn has_other_links(data: &Metadata) -> bool {
    link_count(data) > 1
}
