//! `cargo xtask doctor`: converts and generates each operation alone, so that what is wrong with a
//! contract is reported for every operation and not only for the first one.

use crate::files::{read, root};
use crate::provider::{TIMEOUT, document};
use anyhow::{Result, ensure};
use clap::Args;
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::model::model;
use constant_contact_codegen::{
    Document, Error, Spec, each_alone, generate, normalise, overlay, read as parser,
};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Args)]
pub struct Options {
    /// The provider's document: a file or an https URL. Without it, the contract under `spec/`.
    #[arg(long, value_name = "FILE-OR-URL")]
    from: Option<String>,
}

pub fn run(options: &Options) -> Result<()> {
    let root = root();
    let parse =
        |file: &str| -> Result<Value> { Ok(parser::parse(file, &read(&root.join(file))?)?) };
    let [swagger, overlay_file, _] = Spec::FILES;
    let (file, mut contract) = match &options.from {
        Some(place) => (place.as_str(), normalise(&document(place, TIMEOUT)?)),
        None => (swagger, parse(swagger)?),
    };
    let actions = overlay::read(overlay_file, &parse(overlay_file)?)?;
    let effects = overlay::attempt(&actions, &mut contract);
    let mut count = 0;
    for (action, effect) in actions.iter().zip(effects) {
        if effect == overlay::Effect::Unmatched {
            println!(
                "overlay: {} matches nothing ({})",
                action.target, action.reason
            );
            count += 1;
        }
    }
    let findings = examine(file, &contract);
    for (finding, operations) in &findings {
        println!("{finding}\n  in {}", operations.join(", "));
    }
    count += findings.len();
    match client(file, &contract) {
        Err(error) if findings.is_empty() => {
            println!("only all operations together: {error}");
            count += 1;
        }
        _ => {}
    }
    ensure!(count == 0, "{count} findings in {file}");
    println!(
        "{} operations, each generated alone",
        each_alone(&contract).count()
    );
    Ok(())
}

fn client(file: &str, contract: &Value) -> std::result::Result<String, Error> {
    generate(&model(&Document::new(file, contract)?)?, &Docs::default())
}

/// Every finding with the operations that have it.
fn examine(file: &str, contract: &Value) -> BTreeMap<String, Vec<String>> {
    let mut findings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for alone in each_alone(contract) {
        if let Err(error) = client(file, &alone.contract) {
            let name = format!("{} {}", alone.verb.to_uppercase(), alone.path);
            findings.entry(error.to_string()).or_default().push(name);
        }
    }
    findings
}

#[cfg(test)]
mod tests;
