use super::*;

fn file(path: &'static str, text: &str) -> GeneratedFile {
    GeneratedFile {
        path,
        text: text.to_owned(),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn only_what_differs_is_replaced() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a"), "same").unwrap();
    let replaced = replace_all(root.path(), &[file("a", "same"), file("b/c", "new")]).unwrap();
    assert_eq!(replaced, ["b/c"]);
    assert_eq!(fs::read(root.path().join("b/c")).unwrap(), b"new");
    assert_eq!(names(&root.path().join("b")), ["c"]);
}

#[test]
fn a_file_that_cannot_be_replaced_leaves_no_temporary_file() {
    let root = tempfile::tempdir().unwrap();
    // A folder that is not empty cannot be renamed over.
    fs::create_dir_all(root.path().join("c/inside")).unwrap();
    let files = [file("b", "new"), file("c", "new")];
    let error = replace_all(root.path(), &files).unwrap_err().to_string();
    assert!(error.ends_with("c cannot be written"), "{error}");
    assert_eq!(names(root.path()), ["b", "c"]);
}
