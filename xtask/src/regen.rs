//! `cargo xtask regen`: takes in the provider's document, and makes everything that depends on it.
//!
//! ```text
//! provider's document ─ strip prose ─► contract ─ overlay, convert ─► generate ─► compile a copy
//!                                          └─ compare with spec/ ─► report      (and its tests)
//!                                                                                     │
//!                                                            all worked: write files ◄┘
//! ```
//!
//! No file of the workspace is replaced unless everything before has worked.

mod areas;
mod check_source;
mod describe;
mod generated;
mod options;
mod readable;
mod taking_in;

pub use options::Options;

use crate::api;
use crate::files::root;
use crate::report::Report;
use crate::workspace::{Contract, Workspace};
use anyhow::{Result, ensure};
use check_source::check_source;
use describe::describe;
use generated::{check, generated_files, listed, write};
use std::process::ExitCode;
use taking_in::take_in;

/// Returns the exit status.
pub fn run(options: &Options) -> Result<ExitCode> {
    let workspace = Workspace::read(options.root.clone().unwrap_or_else(root))?;
    match (&options.check_source, &options.from) {
        (Some(place), _) => return check_source(&workspace, place, options),
        (None, Some(place)) => take_in(&workspace, place, options)?,
        (None, None) => regenerate(&workspace, options)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// `cargo xtask api`
pub fn print_surface() -> Result<()> {
    let workspace = Workspace::read(root())?;
    let contract = Contract::new(workspace.lenient_document()?)?;
    let sources = contract.sources(&workspace.docs)?;
    print!("{}", api::surface(&workspace.root, &sources)?);
    Ok(())
}

/// Makes everything from the contract under `spec/`.
fn regenerate(workspace: &Workspace, options: &Options) -> Result<()> {
    let contract = workspace.contract()?;
    let sources = contract.sources(&workspace.docs)?;
    let surface = api::surface(&workspace.root, &sources)?;
    let swagger = String::from_utf8(workspace.swagger.clone())?;
    let mut report = Report::default();
    let old = workspace.old_contract(&contract);
    let docs = describe(&mut report, workspace, &old, &contract, &workspace.prose)?;
    let files = generated_files(workspace, &contract, docs, surface, swagger)?;
    let [covered, total] = report.documented;
    println!("documented: {covered} of {total} elements");
    if options.check {
        ensure!(report.gaps.is_empty(), "{}", listed(&report.gaps));
        return check(&workspace.root, &files);
    }
    for change in &report.changes {
        eprintln!("{} since the last time: {change}", change.effect.name());
    }
    for reread in &report.reread {
        eprintln!("spec/docs.yaml, to read again: {reread}");
    }
    if !report.gaps.is_empty() {
        eprintln!("warning: {}", listed(&report.gaps));
    }
    write(&workspace.root, &files, options.dry_run)
}
