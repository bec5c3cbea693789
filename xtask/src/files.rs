//! The tree that the tasks work on, and how several of its files change at once: all or none.

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
pub struct Made {
    /// Below the root.
    pub path: &'static str,
    pub text: String,
}

/// Lists the files that are being replaced, from when all of the new ones lie there until all have
/// their names.
const PENDING: &str = "spec/regen.pending";

/// A file on its way: the new text lies beside the old one.
struct Pending {
    path: PathBuf,
    beside: PathBuf,
    old: Option<Vec<u8>>,
}

/// Writes the files that differ and returns their paths.
///
/// Everything is written beside first and then renamed in the given order. After a failure the old
/// files are back; if the process dies, [`complete`] has to do the rest.
pub fn write_all(root: &Path, made: &[Made]) -> Result<Vec<&'static str>> {
    let mut pending = Vec::new();
    let mut written = Vec::new();
    for Made { path, text } in made {
        let full = root.join(path);
        let old = fs::read(&full).ok();
        let next = Pending {
            beside: beside(&full),
            path: full,
            old,
        };
        if next.old.as_deref() == Some(text.as_bytes()) {
            // Of a run that died before anything had changed.
            discard(&[next]);
            continue;
        }
        let done = write(&next.beside, text);
        pending.push(next);
        if let Err(error) = done {
            discard(&pending);
            return Err(error);
        }
        written.push(*path);
    }
    if written.is_empty() {
        return Ok(written);
    }
    let list = root.join(PENDING);
    let listed =
        write(&beside(&list), &written.join("\n")).and_then(|()| rename(&beside(&list), &list));
    if let Err(error) = listed {
        discard(&pending);
        return Err(error);
    }
    for (index, file) in pending.iter().enumerate() {
        if let Err(error) = rename(&file.beside, &file.path) {
            restore(&pending[..index]);
            discard(&pending[index..]);
            remove(&list)?;
            return Err(error);
        }
    }
    remove(&list)?;
    Ok(written)
}

/// Whether a run died while it replaced files.
pub fn is_interrupted(root: &Path) -> bool {
    root.join(PENDING).exists()
}

/// Gives the files of a run that died their names, and returns the paths that it had to replace.
pub fn complete(root: &Path) -> Result<Vec<String>> {
    let list = root.join(PENDING);
    let paths = String::from_utf8(read(&list)?)?;
    let paths: Vec<String> = paths.lines().map(str::to_owned).collect();
    for path in &paths {
        let path = root.join(path);
        if beside(&path).exists() {
            rename(&beside(&path), &path)?;
        }
    }
    remove(&list)?;
    Ok(paths)
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension("new")
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("{} cannot be written", path.display()))
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("{} cannot be written", to.display()))
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("{} cannot be removed", path.display()))
}

/// Best effort: the error that led here is the one to tell.
fn discard(pending: &[Pending]) {
    for file in pending {
        let _ = fs::remove_file(&file.beside);
    }
}

fn restore(renamed: &[Pending]) {
    for file in renamed {
        let _ = match &file.old {
            Some(old) => fs::write(&file.path, old),
            None => fs::remove_file(&file.path),
        };
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
