use super::*;

#[test]
fn a_mirror_has_what_the_original_has_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let (from, copy) = (place.path().join("from"), place.path().join("copy"));
    replace(&from.join("src/lib.rs"), b"x").unwrap();
    replace(&from.join("target/big"), b"x").unwrap();
    replace(&from.join(".git/HEAD"), b"x").unwrap();
    replace(&copy.join("src/gone.rs"), b"x").unwrap();
    replace(&copy.join("old/gone.rs"), b"x").unwrap();
    mirror(&from, &copy).unwrap();
    assert!(copy.join("src/lib.rs").exists());
    for gone in ["target", ".git", "src/gone.rs", "old"] {
        assert!(!copy.join(gone).exists(), "{gone}");
    }
}
