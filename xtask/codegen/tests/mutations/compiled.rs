//! Compiling the crate with the contract of a mutant, in a copy of the workspace.

use constant_contact_codegen::{Spec, feature};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Workspace(PathBuf);

impl Workspace {
    /// The copy stays, so that another run compiles only what differs.
    pub fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
        for entry in fs::read_dir(&root).unwrap() {
            let name = entry.unwrap().file_name();
            let name = name.to_str().unwrap();
            if name != "target" && !name.starts_with('.') {
                mirror(&root.join(name), &copy.join(name));
            }
        }
        Self(copy)
    }

    /// Type-checks the crate with the area of an operation at `path` alone.
    pub fn check(&self, contract: &Value, path: &str) -> Result<(), String> {
        let area = contract["paths"][path].to_string();
        let area = area.split_once("\"tags\":[\"").unwrap().1;
        let area = feature(area.split_once('"').unwrap().0);
        let [swagger, overlay, _] = Spec::FILES;
        self.write(swagger, contract);
        self.write(overlay, &json!({"overlay": "1.0.0", "actions": []}));
        let done = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--package", "constant-contact", "--lib"])
            .args(["--no-default-features", "--features", &area])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        done.status.success().then_some(()).ok_or_else(|| {
            let lines = said.lines().filter(|line| !line.starts_with("warning"));
            lines.take(25).collect::<Vec<_>>().join("\n")
        })
    }

    fn write(&self, file: &str, content: &Value) {
        fs::write(self.0.join(file), content.to_string()).unwrap();
    }
}

/// Leaves alone what is the same already, for the sake of its age.
fn mirror(from: &Path, into: &Path) {
    if from.is_dir() {
        fs::create_dir_all(into).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name() != "target" && entry.file_name() != "fuzz" {
                mirror(&entry.path(), &into.join(entry.file_name()));
            }
        }
        return;
    }
    let content = fs::read(from).unwrap();
    if fs::read(into).ok().as_ref() != Some(&content) {
        fs::write(into, content).unwrap();
    }
}
