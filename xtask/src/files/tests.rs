use super::*;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("spec")).unwrap();
    folder
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
    assert_eq!(names(root.path()), ["a", "c", "spec"]);
}

#[test]
fn wherever_a_run_dies_the_next_one_completes_what_had_begun() {
    let files = [made("a", "new"), made("b", "same"), made("c", "new")];
    let before = |root: &Path| {
        fs::write(root.join("a"), "old").unwrap();
        fs::write(root.join("b"), "same").unwrap();
    };
    for renamed in 0..=2 {
        let root = folder();
        let root = root.path();
        before(root);
        fs::write(root.join(PENDING), "a\nc").unwrap();
        for (position, path) in ["a", "c"].into_iter().enumerate() {
            let path = root.join(path);
            let path = if position < renamed {
                path
            } else {
                beside(&path)
            };
            fs::write(path, "new").unwrap();
        }
        assert!(is_interrupted(root));
        assert_eq!(complete(root).unwrap(), ["a", "c"]);
        assert!(!is_interrupted(root));
        assert_eq!(names(root), ["a", "b", "c", "spec"], "{renamed}");
        assert_eq!(write_all(root, &files).unwrap(), [""; 0], "{renamed}");
    }
    let root = folder();
    let root = root.path();
    before(root);
    for path in ["a.new", "b.new"] {
        fs::write(root.join(path), "of a run that died before that").unwrap();
    }
    assert!(!is_interrupted(root));
    assert_eq!(write_all(root, &files).unwrap(), ["a", "c"]);
    assert_eq!(names(root), ["a", "b", "c", "spec"]);
}

#[test]
fn a_file_that_cannot_be_prepared_leaves_all_others_as_they_were() {
    let root = folder();
    fs::write(root.path().join("a"), "old").unwrap();
    let files = [made("a", "new"), made("a/below", "new")];
    assert!(write_all(root.path(), &files).is_err());
    assert_eq!(fs::read(root.path().join("a")).unwrap(), b"old");
    assert_eq!(names(root.path()), ["a", "spec"]);
}
