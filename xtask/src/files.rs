//! The workspace that the tasks run on, and how its files are read and replaced.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace that cargo runs this for. Where several share a target folder, the
/// program can have been built in another one.
pub fn root() -> PathBuf {
    let built_in = || env!("CARGO_MANIFEST_DIR").into();
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(built_in));
    here.parent().unwrap_or(&here).to_owned()
}

pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// A file that is made from the spec.
#[derive(Clone)]
pub struct GeneratedFile {
    /// Below the root.
    pub path: &'static str,
    pub text: String,
}

/// Replaces the files that differ, one after the other, and returns their paths. If that is
/// interrupted, `git status` and `regen --check` show it, and the next run replaces the rest.
pub fn replace_all(root: &Path, files: &[GeneratedFile]) -> Result<Vec<&'static str>> {
    let mut replaced = Vec::new();
    for GeneratedFile { path, text } in files {
        if replace(&root.join(path), text.as_bytes())? {
            replaced.push(*path);
        }
    }
    Ok(replaced)
}

/// Replaces a file if its content differs, and returns whether it did. The new content is renamed over
/// the old one, so that a file never has only a part of it.
pub fn replace(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    let temporary = path.with_extension("new");
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        fs::write(&temporary, content)?;
        fs::rename(&temporary, path)
    };
    let written = write();
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written.with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(true)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
