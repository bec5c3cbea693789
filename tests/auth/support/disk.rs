//! Real disks that are full, read-only or mounted in unusual ways.
//!
//! They require root on Linux. Where it is not allowed, the tests that need them print so and pass.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::ffi::OsStr;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Undoes a change of the system when the test ends, even if it fails.
pub struct Undo(Command);

impl Drop for Undo {
    fn drop(&mut self) {
        self.0.status().ok();
    }
}

fn run(program: &str, arguments: &[&OsStr]) -> bool {
    let mut command = Command::new(program);
    let command = command.args(arguments).stderr(Stdio::null());
    let done = command.status().is_ok_and(|status| status.success());
    if !done {
        eprintln!("skipped: {program} {arguments:?} is not allowed here");
    }
    done
}

fn undo(program: &str, arguments: &[&OsStr]) -> Undo {
    let mut command = Command::new(program);
    command.args(arguments);
    Undo(command)
}

fn mounted(arguments: &[&OsStr], at: &Path) -> Option<Undo> {
    let mounted = run("mount", &[arguments, &[at.as_os_str()]].concat());
    mounted.then(|| undo("umount", &["-l".as_ref(), at.as_ref()]))
}

/// A disk of 64 KiB at the folder `at`.
pub fn small_disk(at: &Path) -> Option<Undo> {
    std::fs::create_dir_all(at).unwrap();
    let arguments = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"].map(OsStr::new);
    mounted(&arguments, at)
}

/// Mounts a file or folder at another path, as in a container; `at` must exist.
pub fn bind(from: &Path, at: &Path) -> Option<Undo> {
    mounted(&["--bind".as_ref(), from.as_ref()], at)
}

/// Mounts it read-only.
pub fn bind_read_only(from: &Path, at: &Path) -> Option<Undo> {
    let bound = bind(from, at)?;
    let remount = ["-o", "remount,ro,bind"].map(OsStr::new);
    run("mount", &[&remount[..], &[at.as_os_str()]].concat()).then_some(bound)
}

/// Makes a file immutable, even for root; no file can be created in or removed from an immutable folder.
pub fn immutable(path: &Path) -> Option<Undo> {
    let done = run("chattr", &["+i".as_ref(), path.as_ref()]);
    done.then(|| undo("chattr", &["-i".as_ref(), path.as_ref()]))
}

/// Fills the disk of a folder until the returned file is removed.
pub fn fill(folder: &Path) -> PathBuf {
    let path = folder.join("filler");
    let mut file = File::create(&path).unwrap();
    for size in [4096, 1] {
        while file.write_all(&vec![b'x'; size]).is_ok() {}
    }
    path
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
