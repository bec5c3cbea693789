//! The tree that the tasks work on, and how several of its files change at once: all or none.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
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

/// A file on its way: the new text lies beside the old one.
struct Pending {
    path: PathBuf,
    beside: PathBuf,
    old: Option<Vec<u8>>,
}

/// Writes the files that differ and returns their paths. Everything is written beside first and
/// then renamed in the given order; after a failure the old files are back.
pub fn write_all(root: &Path, made: &[Made]) -> Result<Vec<&'static str>> {
    let mut pending = Vec::new();
    let mut written = Vec::new();
    for Made { path, text } in made {
        let full = root.join(path);
        let old = fs::read(&full).ok();
        if old.as_deref() == Some(text.as_bytes()) {
            continue;
        }
        let next = Pending {
            beside: full.with_extension("new"),
            path: full,
            old,
        };
        let done = write_beside(&next, text);
        pending.push(next);
        if let Err(error) = done {
            discard(&pending);
            return Err(error);
        }
        written.push(*path);
    }
    for (index, file) in pending.iter().enumerate() {
        if let Err(error) = fs::rename(&file.beside, &file.path) {
            restore(&pending[..index]);
            discard(&pending[index..]);
            return Err(error)
                .with_context(|| format!("{} cannot be written", file.path.display()));
        }
    }
    Ok(written)
}

fn write_beside(file: &Pending, text: &str) -> Result<()> {
    let folder = file.path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file.beside, text))
        .with_context(|| format!("{} cannot be written", file.beside.display()))
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
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn made(path: &'static str, text: &str) -> Made {
        Made {
            path,
            text: text.to_owned(),
        }
    }

    fn names(root: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn only_what_differs_is_written() {
        let root = folder();
        fs::write(root.path().join("a"), "same").unwrap();
        let written = write_all(root.path(), &[made("a", "same"), made("b/c", "new")]).unwrap();
        assert_eq!(written, ["b/c"]);
        assert_eq!(fs::read(root.path().join("b/c")).unwrap(), b"new");
        assert_eq!(names(&root.path().join("b")), ["c"]);
    }

    #[test]
    fn a_file_that_cannot_be_replaced_leaves_all_others_as_they_were() {
        let root = folder();
        fs::write(root.path().join("a"), "old").unwrap();
        // A folder that is not empty cannot be renamed over.
        fs::create_dir_all(root.path().join("c/inside")).unwrap();
        let files = [made("a", "new"), made("b", "new"), made("c", "new")];
        assert!(write_all(root.path(), &files).is_err());
        assert_eq!(fs::read(root.path().join("a")).unwrap(), b"old");
        assert_eq!(names(root.path()), ["a", "c"]);
    }

    #[test]
    fn a_file_that_cannot_be_prepared_leaves_all_others_as_they_were() {
        let root = folder();
        fs::write(root.path().join("a"), "old").unwrap();
        let files = [made("a", "new"), made("a/below", "new")];
        assert!(write_all(root.path(), &files).is_err());
        assert_eq!(fs::read(root.path().join("a")).unwrap(), b"old");
        assert_eq!(names(root.path()), ["a"]);
    }
}
