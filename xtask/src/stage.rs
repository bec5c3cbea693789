//! A copy of the workspace below the target folder, in which a contract is tried before the workspace
//! itself changes. The copy is always in the same place, so that a second try compiles only what
//! differs.

use crate::files::{GeneratedFile, read, replace};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// What is compiled and run in the copy: everything except a TLS backend.
const FEATURES: [&str; 3] = ["--no-default-features", "--features", "all-areas,oauth"];

/// How many lines of a failure are reported.
const SHOWN: usize = 40;

/// Compiles the crate, its contract tests and its examples in the copy, and runs the contract tests.
pub fn test(root: &Path, copy: &Path) -> Result<()> {
    let compiled = cargo_test(root, copy, &["--test", "generated_examples", "--no-run"])?;
    if !compiled.status.success() {
        let found = excerpt(&compiled.stderr, "error");
        bail!(
            "the crate, one of its contract tests or one of its examples does not compile with the new \
             contract (the copy is in {}; if `cargo check --test contract {}` fails in the workspace too, \
             the contract is not the reason):\n{found}",
            copy.display(),
            FEATURES.join(" "),
        );
    }
    let run = cargo_test(root, copy, &[])?;
    if !run.status.success() {
        let found = excerpt(&run.stdout, "----");
        bail!(
            "the contract tests fail with the new contract (the copy is in {}; if `cargo test --test \
             contract {}` fails in the workspace too, the contract is not the reason):\n{found}",
            copy.display(),
            FEATURES.join(" "),
        );
    }
    Ok(())
}

fn cargo_test(root: &Path, copy: &Path, options: &[&str]) -> Result<Output> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    Command::new(cargo)
        .args(["test", "--quiet", "--package", "constant-contact"])
        .args(["--test", "contract"])
        .args(options)
        .args(FEATURES)
        .arg("--manifest-path")
        .arg(copy.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target(root).join(BUILDS))
        // Debug information would make the test program take longer to link.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("RUST_BACKTRACE", "0")
        .output()
        .context("cargo cannot be started")
}

/// The lines of a message from the first that starts with `start`, or all if none does.
fn excerpt(message: &[u8], start: &str) -> String {
    let message = String::from_utf8_lossy(message);
    let from = message.lines().position(|line| line.starts_with(start));
    let lines = message.lines().skip(from.unwrap_or(0)).take(SHOWN);
    lines.collect::<Vec<_>>().join("\n")
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
