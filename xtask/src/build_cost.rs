//! `cargo xtask build-cost`: how long a cold build of an application that uses the crate takes.

use crate::files::root;
use anyhow::{Context, Result, ensure};
use clap::Args;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Args)]
pub struct Options {
    /// Also measures release builds.
    #[arg(long)]
    release: bool,
    /// Only the variant of this name.
    #[arg(long)]
    only: Option<String>,
}

/// The features that the application selects.
struct Variant {
    name: &'static str,
    features: Option<&'static [&'static str]>,
}

const VARIANTS: [Variant; 8] = [
    Variant {
        name: "default",
        features: None,
    },
    Variant {
        name: "without-oauth",
        features: Some(&["rustls", "all-areas"]),
    },
    Variant {
        name: "native-tls",
        features: Some(&["native-tls", "oauth", "all-areas"]),
    },
    Variant {
        name: "webhook",
        features: Some(&["rustls", "oauth", "all-areas", "webhook"]),
    },
    Variant {
        name: "webhook-native-tls",
        features: Some(&["native-tls", "oauth", "all-areas", "webhook"]),
    },
    Variant {
        name: "contacts-default-tls",
        features: Some(&["rustls", "oauth", "contacts"]),
    },
    Variant {
        name: "contacts-native-tls",
        features: Some(&["native-tls", "oauth", "contacts"]),
    },
    Variant {
        name: "contacts-without-oauth",
        features: Some(&["rustls", "contacts"]),
    },
];

/// User CPU seconds, wall seconds, and the largest process in MiB.
struct Cost {
    user: f64,
    wall: f64,
    peak: u64,
    own: f64,
}

pub fn run(options: &Options) -> Result<()> {
    ensure!(
        Path::new("/usr/bin/time").exists(),
        "GNU time is needed at /usr/bin/time (Debian: apt-get install time)"
    );
    let folder = std::env::temp_dir().join(format!(
        "constant-contact-build-cost-{}",
        std::process::id()
    ));
    println!("variant | build | user s | wall s | peak MiB | of it this crate, user s");
    for variant in &VARIANTS {
        if options
            .only
            .as_deref()
            .is_some_and(|only| only != variant.name)
        {
            continue;
        }
        let mut kinds = vec!["check", "build"];
        if options.release {
            kinds.push("build --release");
        }
        for kind in kinds {
            let cost = measure(&folder, variant, kind)?;
            println!(
                "{} | {kind} | {:.1} | {:.1} | {} | {:.1}",
                variant.name, cost.user, cost.wall, cost.peak, cost.own
            );
        }
    }
    fs::remove_dir_all(&folder).context("removing the application")
}

/// Builds a new application once. Dependencies are downloaded before the measurement.
fn measure(folder: &Path, variant: &Variant, kind: &str) -> Result<Cost> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest(variant))?;
    fs::write(
        folder.join("src/main.rs"),
        "fn main() { let _ = constant_contact::Client::builder(); }\n",
    )?;
    let wrapper = wrapper(folder)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    succeed(cargo(folder).arg("fetch"))?;
    let times = folder.join("total");
    let mut command = Command::new("/usr/bin/time");
    command
        .current_dir(folder)
        .args(["-f", "%U %e %M", "-o"])
        .arg(&times)
        .arg(env!("CARGO"))
        .args(kind.split(' '))
        .args(["--quiet", "--offline"])
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTC_WRAPPER", wrapper)
        .env("CARGO_TARGET_DIR", folder.join("target"));
    succeed(&mut command)?;
    let total = fs::read_to_string(times)?;
    let mut figures = total.split_whitespace();
    let mut next = || figures.next().context("GNU time printed no figures");
    Ok(Cost {
        user: next()?.parse()?,
        wall: next()?.parse()?,
        peak: next()?.parse::<u64>()? / 1024,
        own: own(&fs::read_to_string(folder.join("crates"))?),
    })
}

fn manifest(variant: &Variant) -> String {
    let mut text = format!(
        "[package]\nname = \"application\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies.constant-contact]\npath = {:?}\n",
        root()
    );
    if let Some(features) = variant.features {
        let _ = write!(text, "default-features = false\nfeatures = {features:?}\n");
    }
    text + "\n[workspace]\n"
}

/// Writes a compiler wrapper that logs the user seconds of each crate.
fn wrapper(folder: &Path) -> Result<PathBuf> {
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
    succeed(Command::new("chmod").arg("+x").arg(&path))?;
    Ok(path)
}

/// The seconds that compiling the crate itself takes, without its build script.
fn own(log: &str) -> f64 {
    log.lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, name)| *name == "constant_contact")
        .filter_map(|(seconds, _)| seconds.parse::<f64>().ok())
        .sum()
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).arg("--quiet");
    command
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("running {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
