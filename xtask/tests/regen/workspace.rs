//! The temporary workspaces that the command runs in, and what it has changed there.
//!
//! Nearly every test uses the lending library under `fixture/`: a contract of our own with 15
//! operations, in the provider's style. So the expected results are exact, don't change with the
//! provider's document, and are soon there.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

/// The files of the lending library after its contract was taken in, by path below the root.
static LIBRARY: LazyLock<BTreeMap<PathBuf, Vec<u8>>> = LazyLock::new(|| {
    let workspace = Workspace::empty();
    copy(&fixture(), &workspace.root());
    let manifest = workspace.root().join("Cargo.toml");
    fs::rename(workspace.root().join("features.toml"), manifest).unwrap();
    let output = workspace.take_in(&fixture().join("spec/swagger.yaml"), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let files = workspace.state().into_iter();
    files
        .map(|(path, bytes)| {
            (
                path.strip_prefix(workspace.root()).unwrap().to_owned(),
                bytes,
            )
        })
        .collect()
});

/// A workspace with the files that the command reads and writes.
pub struct Workspace {
    root: PathBuf,
    /// The folder of a workspace that does not stay.
    _temporary: Option<TempDir>,
}

impl Workspace {
    /// The lending library.
    pub fn new() -> Self {
        let workspace = Self::empty();
        for (path, bytes) in &*LIBRARY {
            let path = workspace.root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        workspace
    }

    /// The files of the repository. Tests must not expect anything of them that a new contract can change.
    pub fn real() -> Self {
        let workspace = Self::empty();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for part in [
            "Cargo.toml",
            "README.md",
            "crates/sandbox",
            "spec",
            "src",
            "tests/golden",
            "tests/contract/generated",
        ] {
            copy(&root.join(part), &workspace.root().join(part));
        }
        workspace
    }

    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            root: folder.path().join("workspace"),
            _temporary: Some(folder),
        }
    }

    /// The whole crate with the contract of the lending library. It stays, so that another run compiles only
    /// what differs.
    pub fn whole(folder: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for entry in fs::read_dir(repository).unwrap() {
            let name = entry.unwrap().file_name();
            let is_copied = !["target", "tests"].contains(&name.to_str().unwrap());
            if is_copied && !name.to_str().unwrap().starts_with('.') {
                copy(&repository.join(&name), &root.join(&name));
            }
        }
        let tests = Path::new("tests/contract");
        copy(&repository.join(tests), &root.join(tests));
        let workspace = Self {
            root,
            _temporary: None,
        };
        for (path, bytes) in &*LIBRARY {
            let is_ours = ["spec", "tests"].iter().any(|part| path.starts_with(part));
            if is_ours {
                write(&workspace.root().join(path), bytes);
            }
        }
        workspace
    }

    pub fn root(&self) -> PathBuf {
        self.root.clone()
    }

    /// The contract with a change, as the document to take in.
    pub fn document(&self, change: impl FnOnce(&mut Value)) -> PathBuf {
        let mut document = contract(&self.root());
        change(&mut document);
        self.raw(document.to_string().as_bytes())
    }

    pub fn raw(&self, bytes: &[u8]) -> PathBuf {
        let path = self.root.with_file_name("provider.json");
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

    /// Every file with its content, except those below the target folder.
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
            if entry.file_name() != "target" {
                copy(&entry.path(), &to.join(entry.file_name()));
            }
        }
    } else {
        write(to, &fs::read(from).unwrap());
    }
}

/// Leaves alone what is the same already, so that its age tells cargo that nothing has changed.
fn write(file: &Path, content: &[u8]) {
    if !fs::read(file).is_ok_and(|old| old == content) {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}

pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regen/fixture")
}

/// The contract of the lending library before it was taken in: with prose, in the order in which it was
/// written.
pub fn as_written() -> String {
    fs::read_to_string(fixture().join("spec/swagger.yaml")).unwrap()
}

pub fn contract(root: &Path) -> Value {
    let file = "spec/swagger.yaml";
    constant_contact_codegen::read::parse(file, &fs::read(root.join(file)).unwrap()).unwrap()
}

/// The object at a place of a document, to be changed.
pub fn object<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let value = document.pointer_mut(pointer).unwrap();
    value.as_object_mut().unwrap()
}

/// The report on the contract with a change. Nothing is written.
pub fn report(workspace: &Workspace, change: impl FnOnce(&mut Value)) -> Value {
    let output = workspace.take_in(
        &workspace.document(change),
        &["--dry-run", "--report", "json"],
    );
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

/// The changes of a report as `effect subject element kind`.
pub fn changes(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            let parts = ["effect", "subject", "element", "kind"].map(|key| change[key].as_str());
            parts.map(Option::unwrap).join(" ")
        })
        .collect()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Asserts that the document is refused with one line that has all of `expected`, and that no file
/// changes.
pub fn refused(workspace: &Workspace, document: &Path, expected: &[&str]) {
    let before = workspace.state();
    let output = workspace.take_in(document, &[]);
    let message = stderr(&output);
    assert!(!output.status.success(), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.starts_with("error: "), "{message}");
    for part in expected {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(before == workspace.state(), "files changed");
}
