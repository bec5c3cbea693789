//! `cargo xtask doctor`: converts and generates each operation alone, so that what is wrong with a
//! contract is told operation by operation instead of at the first place only.

use crate::document::{PATIENCE, document};
use crate::files::{read, root};
use anyhow::{Result, bail};
use clap::Args;
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::{
    Error, Spec, generate, normalise, openapi, overlay, read as parser,
};
use serde_json::{Map, Value, json};
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
        Some(place) => (place.as_str(), normalise(&document(place, PATIENCE)?)),
        None => (swagger, parse(swagger)?),
    };
    let actions = overlay::read(overlay_file, &parse(overlay_file)?)?;
    let effects = overlay::attempt(&actions, &mut contract);
    let mut ill = 0;
    for (action, effect) in actions.iter().zip(effects) {
        if effect == overlay::Effect::Unmatched {
            println!(
                "overlay: {} matches nothing ({})",
                action.target, action.reason
            );
            ill += 1;
        }
    }
    let findings = examine(file, &contract);
    for (finding, operations) in &findings {
        println!("{finding}\n  in {}", operations.join(", "));
    }
    ill += findings.len();
    match whole(file, &contract) {
        Err(error) if findings.is_empty() => {
            println!("only all operations together: {error}");
            ill += 1;
        }
        _ => {}
    }
    if ill > 0 {
        bail!("{ill} findings in {file}");
    }
    println!(
        "{} operations, each generated alone",
        operations(&contract).len()
    );
    Ok(())
}

fn whole(file: &str, contract: &Value) -> std::result::Result<String, Error> {
    generate(file, &openapi(file, contract)?, &Docs::default())
}

/// Every finding with the operations that have it.
fn examine(file: &str, contract: &Value) -> BTreeMap<String, Vec<String>> {
    let mut findings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, verb) in operations(contract) {
        let mut alone = contract.clone();
        alone["paths"] = json!({&path: {&verb: &contract["paths"][&path][&verb]}});
        if let Err(error) = whole(file, &alone) {
            let name = format!("{} {path}", verb.to_uppercase());
            findings.entry(error.to_string()).or_default().push(name);
        }
    }
    findings
}

fn operations(contract: &Value) -> Vec<(String, String)> {
    let paths = contract["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::iter);
    paths
        .flat_map(|(path, item)| {
            let verbs = item.as_object().into_iter().flat_map(Map::keys);
            verbs
                .filter(|verb| !verb.starts_with("x-"))
                .map(|verb| (path.clone(), verb.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests;
