//! A copy of the workspace below the target folder, in which a contract is tried before the workspace
//! itself changes. The copy is always in the same place, so that a second try compiles only what
//! differs.

use crate::files::{GeneratedFile, read, replace};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether the copy has a file or folder: not build results, and not what belongs to the repository.
fn is_copied(name: &str) -> bool {
    name != "target" && !name.starts_with('.')
}

/// The target folder of the copy. In the workspace's own target folder, cargo would take the builds of
/// the copy for those of the workspace, because it names packages by their place in a workspace.
const BUILDS: &str = "regen-builds";

/// The target folder of the workspace at `root`.
pub fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Copies the workspace with `files` in place of its own. Returns the copy's folder.
pub fn stage(root: &Path, files: &[GeneratedFile]) -> Result<PathBuf> {
    let copy = target(root).join("regen");
    mirror(root, &copy).with_context(|| format!("copying the workspace to {}", copy.display()))?;
    for GeneratedFile { path, text } in files {
        replace(&copy.join(path), text.as_bytes())?;
    }
    Ok(copy)
}

/// The features that the copy is compiled with.
const FEATURES: [&str; 3] = ["--no-default-features", "--features", "all-areas"];

/// Type-checks the crate, its contract tests and its examples in the copy, without a TLS backend.
pub fn type_check(root: &Path, copy: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .args(["check", "--quiet", "--package", "constant-contact"])
        .args([
            "--lib",
            "--test",
            "contract",
            "--test",
            "generated_examples",
        ])
        .args(FEATURES)
        .arg("--manifest-path")
        .arg(copy.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target(root).join(BUILDS))
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = stderr
            .lines()
            .skip_while(|line| !line.starts_with("error"))
            .take(30)
            .collect();
        bail!(
            "the crate or one of its contract tests does not compile with the new contract (the copy \
             is in {}; if `cargo check --test contract {}` fails in the workspace too, the contract is \
             not the reason):\n{}",
            copy.display(),
            FEATURES.join(" "),
            lines.join("\n")
        );
    }
    Ok(())
}

/// Makes `copy` the same as `from`, and writes only what differs.
fn mirror(from: &Path, copy: &Path) -> Result<()> {
    fs::create_dir_all(copy)?;
    let mut kept = BTreeSet::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if !is_copied(&name.to_string_lossy()) {
            continue;
        }
        let (source, into) = (entry.path(), copy.join(&name));
        if source.is_dir() {
            mirror(&source, &into)?;
        } else {
            replace(&into, &read(&source)?)?;
        }
        kept.insert(name);
    }
    for entry in fs::read_dir(copy)? {
        let entry = entry?;
        if kept.contains(&entry.file_name()) {
            continue;
        }
        if entry.path().is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
