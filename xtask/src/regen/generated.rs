//! The files that are made from a contract: their content, the comparison with what there is, and how they
//! are written.

use crate::files::{GeneratedFile, replace_all};
use crate::workspace::{Contract, Workspace};
use crate::{contract_tests, golden, manifest, readme, sandbox};
use anyhow::{Result, bail};
use constant_contact_codegen::Spec;
use constant_contact_codegen::docs::Gap;
use similar::TextDiff;
use std::fs;
use std::path::Path;

/// Everything that is made from a contract. The contract itself, in the text `swagger`, is last: once it is
/// replaced, so is the rest.
pub fn generated_files(
    workspace: &Workspace,
    contract: &Contract,
    docs: String,
    surface: String,
    swagger: String,
) -> Result<Vec<GeneratedFile>> {
    let Contract { document, model } = contract;
    let file = |path, text| GeneratedFile { path, text };
    let manifest = manifest::with_areas(&workspace.manifest, model)?;
    Ok(vec![
        file(manifest::FILE, manifest),
        file(readme::FILE, readme::filled(&workspace.readme, model)?),
        file(Spec::FILES[2], docs),
        file("tests/golden/api.txt", surface),
        file(golden::OPENAPI, golden::openapi(&document.api)?),
        file("tests/golden/operations.txt", golden::operations(model)),
        file(
            "tests/contract/generated/calls.rs",
            contract_tests::calls(model)?,
        ),
        file(
            "tests/contract/generated/pages.rs",
            contract_tests::pages(model)?,
        ),
        file(
            "tests/contract/generated/schemas.rs",
            contract_tests::schemas(model)?,
        ),
        file(sandbox::CONTRACT, sandbox::contract(document, model)?),
        file(Spec::FILES[0], swagger),
    ])
}

/// The gaps, one in a line.
pub fn listed(gaps: &[Gap]) -> String {
    let lines: Vec<String> = gaps.iter().map(|gap| format!("\n  {gap}")).collect();
    format!(
        "what we write does not match the contract:{}",
        lines.concat()
    )
}

/// Replaces the files that differ, unless this is a dry run.
pub fn write(root: &Path, files: &[GeneratedFile], is_dry: bool) -> Result<()> {
    if is_dry {
        eprintln!("nothing was written (--dry-run)");
        return Ok(());
    }
    for path in replace_all(root, files)? {
        eprintln!("written: {path}");
    }
    Ok(())
}

/// An error if one of the files differs.
pub fn check(root: &Path, files: &[GeneratedFile]) -> Result<()> {
    let mut stale = Vec::new();
    for GeneratedFile { path, text } in files {
        let old = fs::read_to_string(root.join(path)).unwrap_or_default();
        if old != *text {
            let diff = TextDiff::from_lines(&old, text);
            let shown = diff.unified_diff().context_radius(1).to_string();
            let shown: Vec<&str> = shown.lines().take(40).collect();
            stale.push(format!("{path}:\n{}", shown.join("\n")));
        }
    }
    if !stale.is_empty() {
        bail!(
            "stale; run `cargo xtask regen` and review what changes:\n{}",
            stale.join("\n")
        );
    }
    println!("everything made from the spec is up to date");
    Ok(())
}
