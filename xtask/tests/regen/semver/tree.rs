//! The crate with a contract of ours in place of the provider's.

use crate::workspace::fixture;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The areas of the lending library.
const AREAS: [&str; 4] = ["books", "loan-reporting", "readers", "shelves"];

/// A copy of the workspace. It stays, so that another run compiles only what differs.
pub struct Tree(PathBuf);

impl Tree {
    pub fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("semver");
        for part in [
            "Cargo.lock",
            "README.md",
            "benches",
            "build.rs",
            "examples",
            "src",
            "xtask",
        ] {
            mirror(&root.join(part), &copy.join("crate").join(part));
        }
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let areas = AREAS.map(|area| format!("{area} = []\n")).concat();
        let manifest = manifest.replacen("[features]\n", &format!("[features]\n{areas}"), 1);
        assert!(manifest.contains(&areas), "{manifest}");
        write(&copy.join("crate/Cargo.toml"), manifest.as_bytes());
        for file in ["spec/docs.yaml", "spec/overlay.yaml"] {
            mirror(&fixture().join(file), &copy.join("crate").join(file));
        }
        let user = format!(
            "[package]\nname = \"user\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             constant-contact = {{ path = \"../crate\", default-features = false, features = {AREAS:?} }}\n"
        );
        write(&copy.join("user/Cargo.toml"), user.as_bytes());
        mirror(&root.join("Cargo.lock"), &copy.join("user/Cargo.lock"));
        Self(copy)
    }

    pub fn put(&self, contract: &Value) {
        write(
            &self.0.join("crate/spec/swagger.yaml"),
            contract.to_string().as_bytes(),
        );
    }

    /// The public interface with this contract, as rustdoc writes it for tools.
    pub fn document(&self, contract: &Value, number: usize) -> PathBuf {
        self.put(contract);
        let done = self
            .cargo(
                "crate",
                &["rustdoc", "--lib", "--no-default-features", "--features"],
            )
            .arg(AREAS.join(","))
            .args([
                "--",
                "-Zunstable-options",
                "--output-format=json",
                "--cap-lints=allow",
            ])
            .args(["--document-private-items", "--document-hidden-items"])
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let interface = self.0.join(format!("{number}.json"));
        fs::copy(self.0.join("target/doc/constant_contact.json"), &interface).unwrap();
        interface
    }

    /// Type-checks the body of a function with a client.
    pub fn compile(&self, code: &str) -> Result<(), String> {
        let program = format!(
            "#![allow(dead_code, unused)]\nuse constant_contact::{{Client, Result, types::*}};\n\
             async fn user(client: Client) -> Result<()> {{\n    {code}\n    Ok(())\n}}\n"
        );
        write(&self.0.join("user/src/lib.rs"), program.as_bytes());
        let done = self.cargo("user", &["check", "--quiet"]).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(
            !said.contains("could not compile `constant-contact`"),
            "{said}"
        );
        done.status
            .success()
            .then_some(())
            .ok_or_else(|| said.into_owned())
    }

    fn cargo(&self, package: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .current_dir(self.0.join(package))
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            // What rustdoc writes for tools is unstable. With another value, all dependencies would be built anew.
            .env("RUSTC_BOOTSTRAP", "1")
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTDOCFLAGS");
        command
    }
}

fn mirror(from: &Path, into: &Path) {
    if !from.is_dir() {
        return write(into, &fs::read(from).unwrap());
    }
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if name != "target" {
            mirror(&entry.path(), &into.join(name));
        }
    }
}

/// Leaves alone what is the same already, for the sake of its age.
fn write(file: &Path, content: &[u8]) {
    if !fs::read(file).is_ok_and(|old| old == content) {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}
