//! `cargo xtask build-cost`: how long a cold build of an application that uses the crate takes, by itself or compared
//! with an application that uses another client.

mod application;
mod peer;

use anyhow::{Context, Result, ensure};
use application::{Application, HEADINGS, dependency, print_row};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Options {
    /// Also measures release builds.
    #[arg(long)]
    release: bool,
    /// Only the variant of this name.
    #[arg(long, conflicts_with = "peer")]
    only: Option<String>,
    /// Compares with the client that openapi-generator has generated in this folder:
    /// `java -jar openapi-generator.jar generate -g rust --library reqwest -i spec/swagger.yaml -o <folder>`.
    #[arg(long, value_name = "FOLDER", conflicts_with = "release")]
    peer: Option<PathBuf>,
}

/// The features that an application selects.
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

pub fn run(options: &Options) -> Result<()> {
    ensure!(
        Path::new("/usr/bin/time").exists(),
        "GNU time is needed at /usr/bin/time (Debian: apt-get install time)"
    );
    let folder = std::env::temp_dir().join(format!(
        "constant-contact-build-cost-{}",
        std::process::id()
    ));
    let measured = match &options.peer {
        Some(peer) => peer::compare(&folder, peer),
        None => variants(&folder, options),
    };
    fs::remove_dir_all(&folder).context("removing the applications")?;
    measured
}

fn variants(folder: &Path, options: &Options) -> Result<()> {
    println!("{HEADINGS}");
    for variant in &VARIANTS {
        if options
            .only
            .as_deref()
            .is_some_and(|only| only != variant.name)
        {
            continue;
        }
        let application = Application::create(
            folder.join("ours"),
            &dependency(variant.features),
            "fn main() { let _ = constant_contact::Client::builder(); }\n",
            "constant_contact",
        )?;
        let mut kinds = vec!["check", "build"];
        if options.release {
            kinds.push("build --release");
        }
        for kind in kinds {
            print_row(variant.name, kind, &application.build(kind)?);
        }
    }
    Ok(())
}
