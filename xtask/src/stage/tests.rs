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

#[test]
fn of_a_failure_its_beginning_is_reported() {
    let message = b"compiling\nerror[E1]: x\n --> y\n";
    assert_eq!(excerpt(message, "error"), "error[E1]: x\n --> y");
    assert_eq!(excerpt(b"killed\n", "error"), "killed");
    let long = "error\n".repeat(1000);
    assert_eq!(excerpt(long.as_bytes(), "error").lines().count(), SHOWN);
}
