//! The tree that the command works on: a copy in a folder of its own, and what became of it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The files that the command reads and writes, in a folder of their own.
pub struct Tree {
    folder: TempDir,
}

impl Tree {
    pub fn new() -> Self {
        let tree = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for part in [
            "Cargo.toml",
            "README.md",
            "spec",
            "src",
            "tests/golden",
            "tests/contract/generated",
        ] {
            copy(&root.join(part), &tree.root().join(part));
        }
        tree
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("tree")
    }

    /// The contract with a change, as the document to take in.
    pub fn document(&self, change: impl FnOnce(&mut Value)) -> PathBuf {
        let mut document = contract(&self.root());
        change(&mut document);
        self.raw(document.to_string().as_bytes())
    }

    pub fn raw(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("provider.json");
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn regen(&self, options: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .env_remove("CARGO_TARGET_DIR")
            .arg("regen")
            .arg("--root")
            .arg(self.root())
            .args(options)
            .output()
            .unwrap()
    }

    pub fn take_in(&self, document: &Path, options: &[&str]) -> Output {
        let mut all = vec!["--skip-compile", "--from", document.to_str().unwrap()];
        all.extend(options);
        self.regen(&all)
    }

    /// Every file with its content, but for what is below the target folder.
    pub fn state(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut state = BTreeMap::new();
        let mut todo = vec![self.root()];
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path == self.root().join("target") {
                    continue;
                }
                if path.is_dir() {
                    todo.push(path);
                } else {
                    state.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        state
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

pub fn contract(root: &Path) -> Value {
    let file = "spec/swagger.yaml";
    constant_contact_codegen::read::parse(file, &fs::read(root.join(file)).unwrap()).unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The document fails with one line that has all of `expected`, and no file changes.
pub fn refused(tree: &Tree, document: &Path, expected: &[&str]) {
    let before = tree.state();
    let output = tree.take_in(document, &[]);
    let message = stderr(&output);
    assert!(!output.status.success(), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.starts_with("error: "), "{message}");
    for part in expected {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(before == tree.state(), "files changed");
}
