//! An application in a folder of its own, and what it costs to build.

use crate::files::root;
use anyhow::{Context, Result, ensure};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The headings of a row with a [`Cost`].
pub const HEADINGS: &str =
    "application | build | user s | wall s | peak MiB | of it the client, user s";

/// User CPU seconds, wall seconds, and the largest process in MiB.
pub struct Cost {
    pub user: f64,
    wall: f64,
    peak: u64,
    client: f64,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            user,
            wall,
            peak,
            client,
        } = self;
        write!(f, "{user:.1} | {wall:.1} | {peak} | {client:.1}")
    }
}

/// The manifest's entry for this crate with some of its features; `None` for the default ones.
pub fn dependency(features: Option<&[&str]>) -> String {
    let mut text = format!("[dependencies.constant-contact]\npath = {:?}\n", root());
    if let Some(features) = features {
        let _ = write!(text, "default-features = false\nfeatures = {features:?}\n");
    }
    text
}

pub fn print_row(name: &str, kind: &str, cost: &Cost) {
    println!("{name} | {kind} | {cost}");
}

pub struct Application {
    folder: PathBuf,
    /// The name of the crate of the client.
    client: &'static str,
}

impl Application {
    /// Creates an application with these dependencies, and downloads what it needs.
    pub fn create(
        folder: PathBuf,
        dependencies: &str,
        main: &str,
        client: &'static str,
    ) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"application\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             {dependencies}\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), main)?;
        write_wrapper(&folder)?;
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let mut fetch = Command::new(env!("CARGO"));
        succeed(fetch.current_dir(&folder).args(["fetch", "--quiet"]))?;
        Ok(Self { folder, client })
    }

    /// Builds everything anew.
    pub fn build(&self, kind: &str) -> Result<Cost> {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        self.cargo(kind)
    }

    /// Builds the application itself again, after [`build`](Self::build).
    pub fn rebuild(&self, kind: &str) -> Result<Cost> {
        let main = self.folder.join("src/main.rs");
        fs::write(&main, fs::read(&main)?)?;
        self.cargo(kind)
    }

    fn cargo(&self, kind: &str) -> Result<Cost> {
        let (times, crates) = (self.folder.join("total"), self.folder.join("crates"));
        fs::write(&crates, "")?;
        let mut command = Command::new("/usr/bin/time");
        command
            .current_dir(&self.folder)
            .args(["-f", "%U %e %M", "-o"])
            .arg(&times)
            .arg(env!("CARGO"))
            .args(kind.split(' '))
            .args(["--quiet", "--offline"])
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTFLAGS", "--cap-lints allow")
            .env("RUSTC_WRAPPER", self.folder.join("wrapper.sh"))
            .env("CARGO_TARGET_DIR", self.folder.join("target"));
        succeed(&mut command)?;
        let total = fs::read_to_string(times)?;
        let mut figures = total.split_whitespace();
        let mut next = || figures.next().context("GNU time printed no figures");
        Ok(Cost {
            user: next()?.parse()?,
            wall: next()?.parse()?,
            peak: next()?.parse::<u64>()? / 1024,
            client: seconds_of(self.client, &fs::read_to_string(crates)?),
        })
    }
}

/// Writes a compiler wrapper that logs the user seconds of each crate.
fn write_wrapper(folder: &Path) -> Result<()> {
    let path = folder.join("wrapper.sh");
    let log = folder.join("crates");
    fs::write(
        &path,
        format!(
            "#!/bin/sh\nname=\nprevious=\nfor word in \"$@\"; do\n  \
             [ \"$previous\" = --crate-name ] && name=$word\n  previous=$word\ndone\n\
             exec /usr/bin/time -a -o {} -f \"%U $name\" \"$@\"\n",
            log.display()
        ),
    )?;
    succeed(Command::new("chmod").arg("+x").arg(&path))
}

/// The seconds that compiling a crate takes, without its build script.
fn seconds_of(name: &str, log: &str) -> f64 {
    log.lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, of)| *of == name)
        .filter_map(|(seconds, _)| seconds.parse::<f64>().ok())
        .sum()
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("running {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
