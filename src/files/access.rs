//! Whose a file is: owner, mode and hard links.

use std::fs::{File, Metadata, OpenOptions};
use std::io;

#[cfg(unix)]
use std::fs;

/// New files are for their owner only.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Gives a new file the owner and the mode of the one that it replaces; whether the owner could be kept.
#[cfg(unix)]
pub(super) fn take_over(new: &File, old: &Metadata) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let now = new.metadata()?;
    let (user, group) = (old.uid(), old.gid());
    let owner_kept =
        (now.uid(), now.gid()) == (user, group) || fchown(new, Some(user), Some(group)).is_ok();
    let group_kept = owner_kept || now.gid() == group || fchown(new, None, Some(group)).is_ok();
    let mode = old.mode() & 0o777;
    let mode = match group_kept {
        true => mode,
        // Another group may do what everybody may.
        false => mode & !0o070 | (mode & 0o007) << 3,
    };
    if now.mode() & 0o777 != mode {
        new.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    Ok(owner_kept)
}

#[cfg(not(unix))]
pub(super) fn take_over(_: &File, _: &Metadata) -> io::Result<bool> {
    Ok(true)
}

/// How many names the file has in its file system.
#[cfg(unix)]
pub(super) fn names(data: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(data)
}

#[cfg(not(unix))]
pub(super) fn names(_: &Metadata) -> u64 {
    1
}

/// Whether hard links give the file other names, which a rename would leave with the old content.
pub(super) fn has_other_names(data: &Metadata) -> bool {
    names(data) > 1
}
