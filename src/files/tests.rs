//! Tests that all paths of a file lead to one file, that its content is always complete, that its owner and
//! mode are kept, and that only one process holds its lock.

#[cfg(target_os = "linux")]
use super::error::allows_fallback;
use super::overwrite::overwrite;
use super::*;
use std::fs::{self, OpenOptions};
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

fn folder_of_a_test() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    (folder, path)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[cfg(target_os = "linux")]
#[test]
fn the_other_way_is_tried_if_the_first_is_not_permitted_but_not_if_it_failed() {
    let tries_other_way = |code| allows_fallback(io::Error::from_raw_os_error(code).kind());
    for (name, code, expected) in [
        ("EPERM", 1, true),
        ("EACCES", 13, true),
        ("EBUSY", 16, true),
        ("EXDEV", 18, true),
        ("EROFS", 30, true),
        ("ENAMETOOLONG", 36, true),
        ("EOPNOTSUPP", 95, true),
        ("ENOENT", 2, false),
        ("EIO", 5, false),
        ("ENOSPC", 28, false),
        ("EDQUOT", 122, false),
    ] {
        assert_eq!(tries_other_way(code), expected, "{name}");
    }
}

#[test]
fn only_windows_waits_for_other_programs_and_not_for_ever() {
    for (code, in_use) in [(2, false), (5, true), (32, true), (33, true)] {
        let mut attempts = 0;
        let failed: io::Result<()> = retry_while_in_use(|| {
            attempts += 1;
            Err(io::Error::from_raw_os_error(code))
        });
        assert_eq!(failed.unwrap_err().raw_os_error(), Some(code));
        assert_eq!(attempts > 1, in_use && cfg!(windows), "{code}");
    }
    let mut attempts = 0;
    let done = retry_while_in_use(|| {
        attempts += 1;
        match attempts {
            1 if cfg!(windows) => Err(io::Error::from_raw_os_error(32)),
            _ => Ok(attempts),
        }
    });
    assert_eq!(done.unwrap(), attempts);
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn all_paths_of_a_file_resolve_to_one() {
        let (_folder, path) = folder_of_a_test();
        fs::create_dir_all(path.join("data/sub")).unwrap();
        symlink(path.join("data"), path.join("linked")).unwrap();
        // Only the links exist yet, not the file.
        symlink("data/file", path.join("relative")).unwrap();
        symlink(path.join("relative"), path.join("chain")).unwrap();
        symlink("../linked/sub/../file", path.join("data/up")).unwrap();
        let all = [
            "data/file",
            "linked/file",
            "data/sub/../file",
            "./data/./file",
            "relative",
            "chain",
            "data/up",
        ];
        for exists in [false, true] {
            for name in all {
                let resolved = resolve(&path.join(name)).unwrap();
                assert_eq!(resolved, path.join("data/file"), "{name}");
            }
            if !exists {
                fs::write(path.join("data/file"), "").unwrap();
            }
        }
    }

    #[test]
    fn a_path_that_is_not_of_a_replaceable_file_is_refused_with_that_path() {
        let (_folder, path) = folder_of_a_test();
        symlink("b", path.join("a")).unwrap();
        symlink("a", path.join("b")).unwrap();
        symlink("self", path.join("self")).unwrap();
        symlink("missing/file", path.join("astray")).unwrap();
        let fifo = std::process::Command::new("mkfifo")
            .arg(path.join("fifo"))
            .status();
        assert!(fifo.unwrap().success());
        symlink("fifo", path.join("to-fifo")).unwrap();
        for (name, what) in [
            ("a", "loop"),
            ("self", "loop"),
            ("astray", "create its folder"),
            ("missing/file", "create its folder"),
            ("fifo", "regular"),
            ("to-fifo", "regular"),
            (".", "regular"),
            ("..", "path of a file"),
            ("/dev/null", "regular"),
        ] {
            let error = resolve(&path.join(name)).unwrap_err().to_string();
            assert!(
                error.contains(what) && error.contains(name),
                "{name}: {error}"
            );
        }
        assert!(resolve(Path::new("")).is_err());
    }

    #[test]
    fn a_replaced_file_keeps_its_mode_and_its_hard_links() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let (_folder, path) = folder_of_a_test();
        let mode = |name: &str| fs::metadata(path.join(name)).unwrap().mode() & 0o777;
        let file = path.join("file");
        assert!(replace(&file, b"one").unwrap().is_some());
        assert_eq!(mode("file"), 0o600, "private");
        for bits in [0o600, 0o640, 0o666, 0o400, 0o755] {
            fs::set_permissions(&file, fs::Permissions::from_mode(bits)).unwrap();
            assert!(replace(&file, b"two").unwrap().is_some());
            assert_eq!(mode("file"), bits);
        }
        fs::hard_link(&file, path.join("other")).unwrap();
        assert!(replace(&file, b"three").unwrap().is_none(), "in place");
        assert_eq!(fs::read(path.join("other")).unwrap(), b"three");
        assert_eq!(names_in(&path), ["file", "other"]);
    }

    #[test]
    fn the_owner_is_kept_if_the_process_may_set_it() {
        use std::os::unix::fs::{MetadataExt, chown};
        let (_folder, path) = folder_of_a_test();
        let file = path.join("file");
        fs::write(&file, "one").unwrap();
        if chown(&file, Some(54_321), Some(54_322)).is_err() {
            eprintln!("skipped: this needs root");
            return;
        }
        assert!(replace(&file, b"two").unwrap().is_some());
        let data = fs::metadata(&file).unwrap();
        assert_eq!((data.uid(), data.gid()), (54_321, 54_322));
    }

    #[test]
    fn a_lock_excludes_others_on_every_path_and_after_every_replacement() {
        let (_folder, path) = folder_of_a_test();
        symlink("file", path.join("link")).unwrap();
        let [file, link] = ["file", "link"].map(|name| resolve(&path.join(name)).unwrap());
        let lock = try_lock(&file).unwrap().unwrap();
        assert!(!file.exists(), "a lock creates no file");
        assert!(try_lock(&link).unwrap().is_none());
        lock.switch_to(replace(&file, b"one").unwrap());
        // Another folder, as with a second mount: only the file itself is shared.
        let elsewhere = path.join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let other = elsewhere.join("other");
        for content in [&b"two"[..], b"three"] {
            lock.switch_to(replace(&file, content).unwrap());
            fs::hard_link(&file, &other).unwrap();
            assert!(try_lock(&other).unwrap().is_none(), "hard link");
            fs::remove_file(&other).unwrap();
            fs::remove_file(path.join("file.lock")).unwrap();
            assert!(
                try_lock(&file).unwrap().is_none(),
                "a lock file that was removed"
            );
        }
        drop(lock);
        assert!(try_lock(&link).unwrap().is_some());
    }

    #[test]
    fn in_a_world_writable_folder_only_files_of_the_targets_owner_count() {
        use std::os::unix::fs::{PermissionsExt, chown};
        let (_folder, path) = folder_of_a_test();
        let (file, left) = (path.join("file"), path.join(".file.0123456789abcdef.tmp"));
        fs::write(&file, "").unwrap();
        fs::write(&left, "").unwrap();
        if chown(&left, Some(54_321), None).is_err() {
            eprintln!("skipped: this needs root");
            return;
        }
        assert_eq!(Temporaries::find(&file).leftovers.len(), 1);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(Temporaries::find(&file).leftovers.len(), 0);
        chown(&file, Some(54_321), None).unwrap();
        assert_eq!(Temporaries::find(&file).leftovers.len(), 1);
        // A symbolic link is not a leftover.
        fs::rename(&left, path.join("elsewhere")).unwrap();
        symlink("elsewhere", &left).unwrap();
        assert_eq!(Temporaries::find(&file).leftovers.len(), 0);
    }
}

#[test]
fn a_file_is_overwritten_by_content_of_any_length() {
    let (_folder, path) = folder_of_a_test();
    let file = path.join("file");
    for (old, new) in [
        ("", "new"),
        ("old", ""),
        ("old", "new"),
        ("o", "much longer"),
        ("much longer", "n"),
    ] {
        fs::write(&file, old).unwrap();
        let mut opened = OpenOptions::new().write(true).open(&file).unwrap();
        overwrite(&mut opened, &mut Cursor::new(new)).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), new, "{old}");
    }
}

#[test]
fn content_that_is_not_committed_leaves_the_file_unchanged() {
    let (_folder, path) = folder_of_a_test();
    let file = path.join("file");
    for old in [None, Some("old")] {
        if let Some(old) = old {
            fs::write(&file, old).unwrap();
        }
        let before = names_in(&path);
        let mut replacement = Replacement::begin(&file).unwrap();
        replacement.file.write_all(b"new").unwrap();
        assert!(
            Temporaries::find(&file).in_use,
            "a file that is being written is not a leftover"
        );
        assert!(Temporaries::find(&file).leftovers.is_empty());
        drop(replacement);
        assert_eq!(names_in(&path), before);
        assert_eq!(fs::read_to_string(&file).ok().as_deref(), old);
    }
}

#[test]
fn leftovers_of_a_dead_process_are_removed_or_installed() {
    let (_folder, path) = folder_of_a_test();
    let file = path.join("file");
    fs::write(&file, "old").unwrap();
    let left = path.join(".file.0123456789abcdef.tmp");
    for name in [".file.0123456789abcdef.tmp", ".other.0123456789abcdef.tmp"] {
        fs::write(path.join(name), "new").unwrap();
    }
    let mut found = Temporaries::find(&file).leftovers;
    assert_eq!(found.len(), 1);
    let mut leftover = found.pop().unwrap();
    assert_eq!(leftover.content(100).unwrap(), b"new");
    assert!(leftover.install(&file).unwrap().is_some());
    assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    fs::write(&left, "newer").unwrap();
    Temporaries::remove_leftovers(&file);
    assert_eq!(names_in(&path), [".other.0123456789abcdef.tmp", "file"]);
}

#[test]
fn removing_a_missing_file_succeeds_and_a_hard_linked_file_is_emptied() {
    let (_folder, path) = folder_of_a_test();
    let file = path.join("file");
    remove(&file).unwrap();
    fs::write(&file, "content").unwrap();
    remove(&file).unwrap();
    assert!(!file.exists());
    #[cfg(unix)]
    {
        fs::write(&file, "content").unwrap();
        fs::hard_link(&file, path.join("other")).unwrap();
        remove(&file).unwrap();
        assert_eq!(fs::read(path.join("other")).unwrap(), b"");
    }
}
