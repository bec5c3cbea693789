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

use crate::changes::{Change, compare, surface_changes};
use crate::corrections::Corrected;
use crate::files::{GeneratedFile, replace_all, root};
use crate::prose::{self, Prose};
use crate::report::{Format, Report};
use crate::workspace::{Contract, Workspace};
use crate::{
    api, contract_tests, examples, golden, manifest, provider, readme, reread, scaffold, stage,
};
use anyhow::{Result, bail, ensure};
use clap::Args;
use constant_contact_codegen::docs::{self, Docs, Gap};
use constant_contact_codegen::prose::{fill, texts};
use constant_contact_codegen::{Document, Spec, normalise, read as parser, to_yaml};
use similar::TextDiff;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Options {
    /// The provider's document: a file or an https URL, YAML or JSON. Without it, the contract
    /// under `spec/` is taken as it is.
    #[arg(long, value_name = "FILE-OR-URL")]
    from: Option<String>,
    /// Changes nothing; fails if a generated file is stale, or if elements and words do not match.
    #[arg(long, conflicts_with_all = ["dry_run", "keep_prose"])]
    check: bool,
    /// Does everything except writing files.
    #[arg(long)]
    dry_run: bool,
    /// The format of the report on the changes.
    #[arg(long, value_enum, default_value = "text", requires = "from")]
    report: Format,
    /// Makes a copy of the workspace under the target folder, in which elements without words of
    /// ours have the provider's. Never publish it.
    #[arg(long, requires = "from")]
    keep_prose: bool,
    /// How long the download may take, in seconds.
    #[arg(long, requires = "from", default_value_t = provider::TIMEOUT)]
    timeout: u32,
    /// Skips compiling the client, the contract tests and the examples in a copy, and running these tests.
    #[arg(long, requires = "from")]
    skip_compile: bool,
    /// The folder of the workspace.
    #[arg(long, hide = true)]
    root: Option<PathBuf>,
}

/// What gaps in the words mean.
const GAPS: &str = "what we write does not match the contract";

/// If more overlay actions have no target, the document is probably incomplete.
const MANY: usize = 10;

pub fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::read(options.root.clone().unwrap_or_else(root))?;
    match &options.from {
        Some(place) => take_in(&workspace, place, options),
        None => regenerate(&workspace, options),
    }
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
    let docs = scaffold::drafted(&docs, &report.gaps, &contract)?;
    let generated = generated_files(workspace, &contract, docs, surface, swagger)?;
    let [covered, total] = report.documented;
    println!("documented: {covered} of {total} elements");
    let gaps = lines(&report.gaps);
    if options.check {
        ensure!(gaps.is_empty(), "{GAPS}:\n  {gaps}");
        return check(&workspace.root, &generated);
    }
    for change in &report.changes {
        eprintln!("{} since the last time: {change}", change.effect.name());
    }
    for reread in &report.reread {
        eprintln!("spec/docs.yaml, to read again: {reread}");
    }
    if !gaps.is_empty() {
        eprintln!("warning: {GAPS}:\n  {gaps}");
    }
    finish(workspace, &generated, options)
}

/// Replaces the contract by the provider's document.
fn take_in(workspace: &Workspace, place: &str, options: &Options) -> Result<()> {
    let provider = provider::document(place, options.timeout)?;
    let contract = normalise(&provider);
    let has_prose = provider != contract;
    let swagger = to_yaml(Spec::FILES[0], &contract)?;
    let before = parser::parse(Spec::FILES[0], &workspace.swagger)?;
    let corrected = Corrected::new(&workspace.actions, contract.clone());
    let mut report = Report {
        needless: corrected.needless(),
        blockers: corrected.without_target(&before, &contract),
        ..Report::default()
    };
    let document = match Document::new(place, &corrected.contract) {
        Ok(document) => document,
        Err(error) if report.blockers.is_empty() => return Err(error.into()),
        // The reason may be that the overlay does not match the document yet.
        Err(error) => {
            let unmatched = report.blockers.len();
            if unmatched > MANY {
                bail!(
                    "{error} (and {unmatched} overlay actions match nothing: the document seems to be \
                     incomplete, so get it again before you delete any)"
                );
            }
            report.incomparable = Some(error.to_string());
            print!("{}", report.print(options.report));
            bail!(
                "{error} (and {unmatched} overlay actions match nothing; they are in the report)"
            );
        }
    };
    let new = Contract::new(document)?;
    let sources = new.sources(&workspace.docs)?;
    let provider = Corrected::new(&workspace.actions, provider).contract;
    let (prose, reworded) = workspace.prose.compare(&texts(&new.model, &provider));
    let known = if has_prose { &prose } else { &workspace.prose };
    let old = workspace.old_contract(&new);
    let docs = describe(&mut report, workspace, &old, &new, known)?;
    let docs = scaffold::drafted(&docs, &report.gaps, &new)?;
    if has_prose {
        let reread = reread::by_prose(reworded, &workspace.docs, &new.model);
        report.reread.extend(reread);
    }
    let surface = api::surface(&workspace.root, &sources)?;
    let old_sources = match &old {
        Ok(old) if old.document.api == new.document.api => Some(sources.clone()),
        Ok(old) => old.sources(&workspace.docs).ok(),
        Err(_) => None,
    };
    let sources_change = old_sources.as_ref() != Some(&sources);
    if let Some(old_sources) = old_sources.filter(|_| sources_change) {
        let old_surface = api::surface(&workspace.root, &old_sources)?;
        let (counts, removed) = surface_changes(&old_surface, &surface);
        report.surface = counts;
        report.changes.extend(removed);
        report.changes.sort();
    }
    print!("{}", report.print(options.report));
    ensure!(
        report.blockers.is_empty(),
        "{place} cannot be taken in yet, and nothing was changed: {}",
        report.blockers.join("; ")
    );
    let mut generated = generated_files(workspace, &new, docs, surface, swagger)?;
    if has_prose {
        let (path, text) = (prose::FILE, prose.print());
        generated.insert(0, GeneratedFile { path, text });
    }
    if !options.skip_compile && sources_change {
        eprintln!(
            "compiling the crate, its contract tests and its examples in a copy, and running the contract tests …"
        );
        let mut files = generated.clone();
        files.push(GeneratedFile {
            path: examples::FILE,
            text: examples::examples(&sources.client),
        });
        let copy = stage::stage(&workspace.root, &files)?;
        stage::test(&workspace.root, &copy)?;
    }
    if options.check {
        ensure!(report.gaps.is_empty(), "{GAPS}:\n  {}", lines(&report.gaps));
        return check(&workspace.root, &generated);
    }
    if options.keep_prose {
        let docs = fill(
            &workspace.docs_value,
            &workspace.docs,
            &new.model,
            &provider,
        );
        let mut files = generated.clone();
        files.push(GeneratedFile {
            path: Spec::FILES[2],
            text: to_yaml(Spec::FILES[2], &docs)?,
        });
        let copy = stage::stage(&workspace.root, &files)?;
        eprintln!(
            "a copy with the provider's words, for reading only: cargo doc --open \
             --manifest-path {}",
            copy.join("Cargo.toml").display()
        );
    }
    if options.dry_run || report.is_empty() {
        return finish(workspace, &generated, options);
    }
    // The report is written first: a second run has nothing to compare with.
    let kept = report.keep(&stage::target(&workspace.root).join("reports"))?;
    finish(workspace, &generated, options)?;
    eprintln!("the report, as text and as a draft for CHANGELOG.md: {kept}.*");
    Ok(())
}

/// Adds to the report how the new contract differs from the old one and from our words. Returns the text of
/// `spec/docs.yaml` with the words for renamed types under their new names.
fn describe(
    report: &mut Report,
    workspace: &Workspace,
    old: &Result<Contract>,
    new: &Contract,
    prose: &Prose,
) -> Result<String> {
    let model = &new.model;
    match old {
        Ok(old) => {
            report.changes = compare(&old.model, model);
            report.versions[0].clone_from(&old.model.version);
        }
        Err(error) => report.incomparable = Some(error.to_string()),
    }
    report.versions[1].clone_from(&model.version);
    let text = scaffold::moved(&workspace.docs_text, &renamed(&report.changes))?;
    let docs = read_docs(&text)?;
    if let Ok(old) = old {
        report.reread = reread::by_contract(&report.changes, &docs, model);
        let general = reread::by_general_words(&report.changes, [&old.model, model], &docs);
        report.reread.extend(general);
    }
    let coverage = docs.coverage(model);
    report.documented = [coverage.covered, coverage.total];
    report.gaps = coverage.gaps;
    let leftovers = manifest::leftovers(&workspace.root, &workspace.manifest, model)?;
    let others = prose.repeated(&docs).into_iter().chain(leftovers);
    report.gaps.extend(others.map(Gap::Other));
    Ok(text)
}

/// The old and the new names of types.
fn renamed(changes: &[Change]) -> Vec<(String, String)> {
    let new = |change: &Change| Some((change.element.clone(), change.new_type_name()?.to_owned()));
    changes.iter().filter_map(new).collect()
}

fn read_docs(text: &str) -> Result<Docs> {
    let file = Spec::FILES[2];
    Ok(docs::read(file, &parser::parse(file, text.as_bytes())?)?)
}

/// The gaps, one in a line.
fn lines(gaps: &[Gap]) -> String {
    let lines: Vec<String> = gaps.iter().map(ToString::to_string).collect();
    lines.join("\n  ")
}

/// Everything that is made from a contract. The contract itself is last: once it is replaced, so is the
/// rest.
fn generated_files(
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
        file(Spec::FILES[0], swagger),
    ])
}

fn finish(workspace: &Workspace, files: &[GeneratedFile], options: &Options) -> Result<()> {
    if options.dry_run {
        eprintln!("nothing was written (--dry-run)");
        return Ok(());
    }
    for path in replace_all(&workspace.root, files)? {
        eprintln!("written: {path}");
    }
    Ok(())
}

fn check(root: &Path, files: &[GeneratedFile]) -> Result<()> {
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
