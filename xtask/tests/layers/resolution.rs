//! Which file a path leads to, in small crates.

use super::circles::circles;
use super::imports::{Import, imports};
use std::fs;

/// The imports of a crate of these files, as text.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let listed = read(files).into_iter().map(|import| {
        let names: Vec<String> = import.names.into_iter().collect();
        let mark = if import.is_reexport {
            " (re-export)"
        } else {
            ""
        };
        format!(
            "{} -> {}: {}{mark}",
            import.from,
            import.to,
            names.join(", ")
        )
    });
    listed.collect()
}

fn read(files: &[(&str, &str)]) -> Vec<Import> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    imports(folder.path(), "lib.rs")
}

#[test]
fn an_item_counts_for_the_file_that_defines_it() {
    let files = [
        ("lib.rs", "mod a; mod b; pub use b::Item;"),
        (
            "a.rs",
            "use crate::Item; use crate::b::{self, Other as Renamed};",
        ),
        (
            "b.rs",
            "mod c; mod d; pub use c::Item; pub(crate) use self::d::*;",
        ),
        ("b/c.rs", "pub struct Item;"),
        ("b/d.rs", "pub struct Other;"),
    ];
    let expected = [
        "a.rs -> b/c.rs: Item",
        "a.rs -> b/d.rs: Other",
        "b.rs -> b/c.rs: Item (re-export)",
        "b.rs -> b/d.rs: * (re-export)",
        "lib.rs -> b/c.rs: Item (re-export)",
    ];
    assert_eq!(found(&files), expected);
}

#[test]
fn paths_in_code_are_imports() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "use crate::b; use std::fmt;
             fn f(x: &super::b::One) -> u32 { assert!(b::two() > crate::b::THREE); x.b.four() }
             #[serde(with = \"crate::b::five\")] struct S;
             fn h() { quote! { crate::b::quoted() } }
             fn g() { use super::b::{Six, Seven}; ::b::eight(); b::Nine::ten::<u8>() }",
        ),
        (
            "b.rs",
            "pub struct One; pub fn two() {} pub const THREE: u32 = 3; pub fn four() {}
             pub fn five() {} pub struct Six; pub struct Seven; pub fn eight() {} pub struct Nine;",
        ),
    ];
    assert_eq!(
        found(&files),
        ["a.rs -> b.rs: Nine, One, Seven, Six, THREE, five, two"]
    );
}

#[test]
fn a_module_alone_and_a_test_import_nothing() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "use crate::b; pub(in crate::a) struct A;
             #[cfg(test)] use crate::b::B;
             #[cfg(test)] fn f<T, U>() { b::B; }
             #[cfg(test)] mod tests { use crate::b::B; }
             impl A { #[cfg(test)] pub fn g(self) -> b::B { b::B } fn h() {} }",
        ),
        ("b.rs", "pub struct B;"),
    ];
    assert!(found(&files).is_empty(), "{:?}", found(&files));
}

#[test]
fn a_parent_imports_what_it_declares_and_uses() {
    let files = [
        ("lib.rs", "mod a;"),
        (
            "a.rs",
            "mod b; mod c; pub use b::B; use c::C; fn f(_: B) { c::d(b.b) } struct Own;",
        ),
        ("a/b.rs", "use super::Own; pub struct B;"),
        ("a/c.rs", "pub struct C; pub fn d() {}"),
    ];
    let expected = [
        "a.rs -> a/b.rs: B",
        "a.rs -> a/c.rs: C, d",
        "a/b.rs -> a.rs: Own",
    ];
    assert_eq!(found(&files), expected);
    let imports = read(&files);
    let circles = circles(&imports);
    assert_eq!(circles.len(), 1);
    assert_eq!(circles[0].len(), 2);
}

#[test]
fn macros_count_for_the_file_that_defines_them() {
    let files = [
        (
            "lib.rs",
            "mod a; mod b; mod shown; pub(crate) use shown::shown;",
        ),
        (
            "a.rs",
            "crate::exported!(); crate::b::scoped! { One } use crate::shown; fn f(_: crate::b::One) {}",
        ),
        (
            "b.rs",
            "#[macro_export] macro_rules! exported { () => { $crate::shown::Text } }
             macro_rules! scoped { () => {} } pub(crate) use scoped; scoped! { One }",
        ),
        (
            "shown.rs",
            "macro_rules! shown { () => {} } pub(crate) use shown; pub struct Text;",
        ),
    ];
    let expected = [
        "a.rs -> b.rs: One, exported, scoped",
        "a.rs -> shown.rs: shown",
        "b.rs -> shown.rs: Text",
        "lib.rs -> shown.rs: shown (re-export)",
    ];
    assert_eq!(found(&files), expected);
}

#[test]
fn what_is_generated_has_modules_of_its_own() {
    let files = [
        (
            "lib.rs",
            "mod a; mod generated; pub use generated::{builder, types};",
        ),
        (
            "a.rs",
            "use crate::types::Contact; fn f(_: crate::builder::GetContact) {}",
        ),
        ("generated.rs", "include!(\"client.rs\");"),
    ];
    assert_eq!(found(&files), ["a.rs -> generated.rs: Contact, GetContact"]);
}

#[test]
fn circles_are_found_over_any_number_of_files() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d; mod e;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::c::C; pub struct B;"),
        ("c.rs", "use crate::{a::A, d::D}; pub struct C;"),
        ("d.rs", "use crate::e::E; pub struct D;"),
        ("e.rs", "use crate::d::D; pub struct E;"),
    ];
    let imports = read(&files);
    let circles: Vec<Vec<String>> = circles(&imports)
        .into_iter()
        .map(|circle| {
            circle
                .iter()
                .map(|i| format!("{}{}", i.from, i.to))
                .collect()
        })
        .collect();
    let expected = vec![
        vec!["a.rsb.rs", "b.rsc.rs", "c.rsa.rs"],
        vec!["d.rse.rs", "e.rsd.rs"],
    ];
    assert_eq!(circles, expected);
}
