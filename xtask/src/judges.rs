//! `cargo xtask sandbox-judges`: compares what the sandbox finds wrong in requests with what
//! [Prism](https://github.com/stoplightio/prism) finds, which shares no code with it. Both get valid requests
//! to every operation, and each of them with one thing made wrong.

mod document;
mod exchange;
mod fault;
mod known;
mod mutations;
mod requests;
mod sample;
mod servers;
#[cfg(test)]
mod tests;

use crate::files::{read, root};
use crate::sandbox::CONTRACT;
use anyhow::{Context, Result, ensure};
use clap::Args;
use exchange::Verdict;
use fault::Fault;
use requests::Request;
use servers::{Prism, Sandbox};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// The program `prism`, of the npm package @stoplight/prism-cli.
    #[arg(long, env = "PRISM")]
    prism: PathBuf,
    /// Also lists the requests of differences with a known reason.
    #[arg(long)]
    all: bool,
    /// Only operations whose method and path contain this text.
    #[arg(long)]
    only: Option<String>,
}

/// The requests with one fault, and those of them about which the judges differ.
#[derive(Default)]
struct Count {
    sent: usize,
    known: usize,
    unknown: usize,
}

/// Fails if the two differ without a known reason.
pub fn run(options: &Options) -> Result<ExitCode> {
    let contract = serde_json::from_slice(&read(&root().join(CONTRACT))?).context(CONTRACT)?;
    let requests = requests::all(&contract);
    let only = options.only.as_deref().unwrap_or_default();
    let requests: Vec<&Request> = requests
        .iter()
        .filter(|request| request.operation.contains(only))
        .collect();
    ensure!(!requests.is_empty(), "no operation contains {only:?}");
    let prism = Prism::start(&options.prism, &document::swagger(&contract))?;
    let sandbox = Sandbox::start()?;

    let mut counts: BTreeMap<Fault, Count> = BTreeMap::new();
    for request in requests {
        let ours = sandbox.judge(request)?;
        let theirs = prism.judge(request)?;
        let count = counts.entry(request.fault).or_default();
        count.sent += 1;
        if ours.is_accepted() == theirs.is_accepted() {
            continue;
        }
        let reason = known::reason(request, &ours, &theirs);
        match reason {
            Some(_) => count.known += 1,
            None => count.unknown += 1,
        }
        if reason.is_none() || options.all {
            print(request, &ours, &theirs, reason);
        }
    }
    println!("\nfault | requests | known differences | unknown differences");
    for (fault, count) in &counts {
        let Count {
            sent,
            known,
            unknown,
        } = count;
        println!("{fault:?} | {sent} | {known} | {unknown}");
    }
    let is_same = counts.values().all(|count| count.unknown == 0);
    Ok(ExitCode::from(u8::from(!is_same)))
}

fn print(request: &Request, ours: &Verdict, theirs: &Verdict, reason: Option<&str>) {
    println!(
        "{}, {:?}: {}",
        request.operation, request.fault, request.place
    );
    println!("  sandbox: {ours}\n  Prism:   {theirs}");
    if let Some(reason) = reason {
        println!("  known:   {reason}");
    }
}
