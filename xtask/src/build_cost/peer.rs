//! The comparison with the client that openapi-generator makes from the same document. Both clients are built in turn
//! in the same run and with the same TLS, so that the ratio does not depend on the machine.

use super::application::{Application, Cost, HEADINGS, dependency, print_row};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// How often each application is built.
const RUNS: usize = 2;

/// What an application needs to run a future.
const TOKIO: &str = "[dependencies.tokio]\nversion = \"1\"\nfeatures = [\"rt\"]\n";

pub fn compare(folder: &Path, peer: &Path) -> Result<()> {
    let peer = fs::canonicalize(peer).with_context(|| format!("{}", peer.display()))?;
    let peers = format!(
        "[dependencies.openapi]\npath = {peer:?}\ndefault-features = false\nfeatures = [\"native-tls\"]\n"
    );
    let ours = |areas: &[&str]| dependency(Some(&[&["native-tls", "oauth"], areas].concat()));
    println!("{HEADINGS}");
    for (name, areas) in [
        ("all areas", &["all-areas"][..]),
        ("contacts and lists", &["contacts", "contact-lists"]),
    ] {
        let ours = Application::create(
            folder.join("ours"),
            &ours(areas),
            "fn main() { let _ = constant_contact::Client::builder(); }\n",
            "constant_contact",
        )?;
        let peers = Application::create(
            folder.join("peers"),
            &peers,
            "fn main() { let _ = openapi::apis::configuration::Configuration::new(); }\n",
            "openapi",
        )?;
        in_turn(name, "build", || {
            Ok([ours.build("build")?, peers.build("build")?])
        })?;
    }
    let name = "eleven operations, again";
    let ours = Application::create(
        folder.join("ours"),
        &(ours(&["all-areas"]) + TOKIO),
        include_str!("eleven_operations/ours.rs"),
        "application",
    )?;
    let peers = Application::create(
        folder.join("peers"),
        &(peers + TOKIO),
        include_str!("eleven_operations/peers.rs"),
        "application",
    )?;
    let kind = "build --release";
    ours.build(kind)?;
    peers.build(kind)?;
    in_turn(name, kind, || {
        Ok([ours.rebuild(kind)?, peers.rebuild(kind)?])
    })
}

/// Measures both applications in turn, and prints the ratio of their user seconds.
fn in_turn(name: &str, kind: &str, mut measure: impl FnMut() -> Result<[Cost; 2]>) -> Result<()> {
    let mut sums = [0.0; 2];
    for _ in 0..RUNS {
        let costs = measure()?;
        for ((client, cost), sum) in ["ours", "peer's"].into_iter().zip(&costs).zip(&mut sums) {
            print_row(&format!("{name}, {client}"), kind, cost);
            *sum += cost.user;
        }
    }
    let [ours, peers] = sums;
    println!("{name} | {kind} | ratio {:.2}", ours / peers);
    Ok(())
}
