use super::*;
use std::fs;

fn listed(files: &[(&str, &str)], client: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = folder.path().join("src").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let sources = Sources {
        client: client.to_owned(),
        scopes: "pub enum Scope { Read }".to_owned(),
    };
    let text = surface(folder.path(), &sources).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_pub_use_reaches_is_listed_and_nothing_else() {
    let lines = listed(
        &[
            (
                "lib.rs",
                "mod a; mod generated; pub mod open; pub mod scope; pub use a::{Shown, deep::Moved as Here}; pub use generated::types; pub use other::Thing; #[cfg(test)] mod gone;",
            ),
            (
                "a.rs",
                "pub mod deep; pub struct Shown { pub x: Option<u8>, y: u8 } pub struct Hidden; impl Shown { pub fn go(&self, n: &str) -> Result<(), u8> { Ok(()) } fn no(&self) {} pub(crate) fn inner() {} } impl Clone for Shown {} crate::opaque_debug!(Shown, \"Shown\"); crate::opaque_debug!(Hidden, \"Hidden\"); trait Inner {} impl Inner for Shown {} impl crate::open::Rule for Shown { fn must(&self) {} }",
            ),
            (
                "a/deep.rs",
                "use super::Shown; pub enum Moved { A(#[doc = \"d\"] u8), B } impl Shown { pub const N: u8 = 1; }",
            ),
            (
                "scope.rs",
                "include!(concat!(env!(\"OUT_DIR\"), \"/scopes.rs\"));",
            ),
            (
                "open.rs",
                "pub trait Rule { fn must(&self); fn may(&self) {} } pub fn free<T: Rule>(t: T) {}",
            ),
            (
                "generated.rs",
                "include!(concat!(env!(\"OUT_DIR\"), \"/client.rs\"));",
            ),
        ],
        "pub mod types { crate::open_enum! { #[doc = \"d\"] State { #[doc = \"d\"] Done = \"done\" } } #[derive(Clone, Default)] #[non_exhaustive] pub struct Row { pub id: i64 } impl Row { pub fn new(id: i64) -> Self {} } } impl crate::a::Shown { pub fn made(mut self) {} }",
    );
    assert_eq!(
        lines,
        [
            "Here: enum",
            "Here::A: variant (u8)",
            "Here::B: variant",
            "Shown: impl Clone for Shown",
            "Shown: impl Debug for Shown",
            "Shown: impl crate::open::Rule for Shown",
            "Shown: struct",
            "Shown::N: const u8",
            "Shown::go: fn go(&self, n: &str) -> Result<(), u8>",
            "Shown::made: fn made(self)",
            "Shown::x: Option<u8>",
            "Thing: re-export",
            "open::Rule: trait",
            "open::Rule::may: fn may(&self) { … }",
            "open::Rule::must: fn must(&self)",
            "open::free: fn free<T: Rule>(t: T)",
            "scope::Scope: enum",
            "scope::Scope::Read: variant",
            "types::Row: (Clone, Default) non-exhaustive struct",
            "types::Row::id: i64",
            "types::Row::new: fn new(id: i64) -> Self",
            "types::State: open enum",
            "types::State::Done: variant \"done\"",
        ]
    );
}
