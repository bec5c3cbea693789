//! `cargo xtask regen`: takes in the provider's document.
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
use crate::files::{GeneratedFile, read, replace_all, root};
use crate::prose::{self, Prose};
use crate::report::{Form, Report};
use crate::{api, calls, document, examples, front, golden, manifest, reread, stage};
use anyhow::{Result, bail, ensure};
use clap::Args;
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::model::{Model, model};
use constant_contact_codegen::overlay::{self, Action};
use constant_contact_codegen::{Document, Spec, generate, normalise, read as parser, to_yaml};
use serde_json::Value;
use similar::TextDiff;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Options {
    /// The provider's document: a file or an https URL, YAML or JSON. Without it, the contract
    /// under `spec/` is taken as it is.
    #[arg(long, value_name = "FILE-OR-URL")]
    from: Option<String>,
    /// Changes nothing; fails if a file that is made from the spec is stale, or if an element and
    /// its words do not match.
    #[arg(long, conflicts_with_all = ["dry_run", "keep_prose"])]
    check: bool,
    /// Does everything but write.
    #[arg(long)]
    dry_run: bool,
    /// How the report on the changes is printed.
    #[arg(long, value_enum, default_value = "text", requires = "from")]
    report: Form,
    /// Makes a local copy of the workspace, under the target folder, in which elements without
    /// words of ours have the provider's. Never to be published.
    #[arg(long, requires = "from")]
    keep_prose: bool,
    /// How long the download may take, in seconds.
    #[arg(long, requires = "from", default_value_t = document::PATIENCE)]
    patience: u32,
    /// Leaves out type-checking the generated client, contract tests and examples in a copy.
    #[arg(long, requires = "from")]
    skip_compile: bool,
    /// The folder of the workspace.
    #[arg(long, hide = true)]
    root: Option<PathBuf>,
}

/// The files under `spec/` that people write, and the contract that is there.
struct Tree {
    root: PathBuf,
    swagger: Vec<u8>,
    actions: Vec<Action>,
    docs_value: Value,
    docs: Docs,
    prose: Prose,
    readme: String,
}

impl Tree {
    fn read(root: PathBuf) -> Result<Self> {
        let [swagger, overlay_file, docs_file] = Spec::FILES;
        let parsed =
            |file: &str| -> Result<Value> { Ok(parser::parse(file, &read(&root.join(file))?)?) };
        let docs_value = parsed(docs_file)?;
        Ok(Self {
            swagger: read(&root.join(swagger))?,
            actions: overlay::read(overlay_file, &parsed(overlay_file)?)?,
            docs: constant_contact_codegen::docs::read(docs_file, &docs_value)?,
            docs_value,
            prose: Prose::read(fs::read_to_string(root.join(prose::FILE)).ok().as_deref())?,
            readme: String::from_utf8(read(&root.join(front::FILE))?)?,
            root,
        })
    }
}

/// What it means that there are gaps.
const GAPS: &str = "what we write and the contract differ";

/// So many overlay actions do not lose their targets from one build to the next.
const MANY: usize = 10;

pub fn run(options: &Options) -> Result<()> {
    let tree = Tree::read(options.root.clone().unwrap_or_else(root))?;
    match &options.from {
        Some(place) => take_in(&tree, place, options),
        None => refresh(&tree, options),
    }
}

/// `cargo xtask api`
pub fn print_surface() -> Result<()> {
    let tree = Tree::read(root())?;
    let build = Build::new(lenient_document(&tree)?, &tree.docs)?;
    print!("{}", api::surface(&tree.root, &build.client)?);
    Ok(())
}

/// A contract with what is generated from it.
struct Build {
    document: Document,
    model: Model,
    client: String,
}

impl Build {
    fn new(document: Document, docs: &Docs) -> Result<Self> {
        Ok(Self {
            model: model(&document)?,
            client: generate(&document.file, &document.api, docs)?,
            document,
        })
    }
}

/// Makes everything from the contract that is there.
fn refresh(tree: &Tree, options: &Options) -> Result<()> {
    let [file, overlay_file, _] = Spec::FILES;
    let mut contract = parser::parse(file, &tree.swagger)?;
    overlay::apply(overlay_file, &tree.actions, &mut contract)?;
    let build = Build::new(Document::new(file, &contract)?, &tree.docs)?;
    let blockers = manifest::missing_features(&tree.root, &build.model)?;
    ensure!(blockers.is_empty(), "{}", blockers.join("; "));
    let generated = generated_files(&tree.root, &build, String::from_utf8(tree.swagger.clone())?)?;
    let mut report = Report::default();
    describe(&mut report, tree, &build, &tree.prose);
    let [covered, total] = report.documented;
    println!("documented: {covered} of {total} elements");
    let gaps = report.gaps.join("\n  ");
    if options.check {
        ensure!(gaps.is_empty(), "{GAPS}:\n  {gaps}");
        return check(&tree.root, &generated);
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
    finish(tree, &generated, options)
}

/// Replaces the contract by the provider's document.
fn take_in(tree: &Tree, place: &str, options: &Options) -> Result<()> {
    let provider = document::document(place, options.patience)?;
    let contract = normalise(&provider);
    let has_prose = provider != contract;
    let swagger = to_yaml(Spec::FILES[0], &contract)?;
    let before = parser::parse(Spec::FILES[0], &tree.swagger)?;
    let new = Corrected::new(&tree.actions, contract.clone());
    let mut report = Report {
        needless: new.needless(),
        blockers: new.without_target(&before, &contract),
        ..Report::default()
    };
    let document = match Document::new(place, &new.contract) {
        Ok(document) => document,
        Err(error) if report.blockers.is_empty() => return Err(error.into()),
        // Perhaps only because the overlay does not fit yet.
        Err(error) => {
            let lost = report.blockers.len();
            if lost > MANY {
                bail!(
                    "{error} (and {lost} overlay actions match nothing: the document seems to be \
                     incomplete, so get it again before you delete any)"
                );
            }
            report.incomparable = Some(error.to_string());
            print!("{}", report.print(options.report));
            bail!("{error} (and {lost} overlay actions match nothing; they are in the report)");
        }
    };
    let build = Build::new(document, &tree.docs)?;
    let missing = manifest::missing_features(&tree.root, &build.model)?;
    report.blockers.extend(missing);
    let client = &build.client;
    let old = old_client(tree, &build);
    let provider = Corrected::new(&tree.actions, provider).contract;
    let (prose, reworded) = tree.prose.compare(&provider);
    let known = if has_prose { &prose } else { &tree.prose };
    describe(&mut report, tree, &build, known);
    if has_prose {
        let reread = reread::by_prose(reworded, &tree.docs, &build.model);
        report.reread.extend(reread);
    }
    if let Some(old) = old.as_ref().filter(|old| *old != client) {
        let lines = |client: &str| api::surface(&tree.root, client);
        let (counts, lost) = surface_changes(&lines(old)?, &lines(client)?);
        report.surface = counts;
        report.changes.extend(lost);
        report.changes.sort();
    }
    print!("{}", report.print(options.report));
    ensure!(
        report.blockers.is_empty(),
        "{place} cannot be taken in yet, and nothing was changed: {}",
        report.blockers.join("; ")
    );
    let mut generated = generated_files(&tree.root, &build, swagger)?;
    if has_prose {
        let (path, text) = (prose::FILE, prose.print());
        generated.insert(0, GeneratedFile { path, text });
    }
    if !options.skip_compile && old.is_none_or(|old| old != *client) {
        eprintln!("type-checking the crate, its contract tests and its examples in a copy …");
        let mut files = generated.clone();
        files.push(GeneratedFile {
            path: examples::FILE,
            text: examples::examples(client),
        });
        let copy = stage::stage(&tree.root, &files)?;
        stage::type_check(&tree.root, &copy)?;
    }
    if options.check {
        ensure!(
            report.gaps.is_empty(),
            "{GAPS}:\n  {}",
            report.gaps.join("\n  ")
        );
        return check(&tree.root, &generated);
    }
    if options.keep_prose {
        let docs = constant_contact_codegen::prose::fill(
            &tree.docs_value,
            &tree.docs,
            &build.document.api,
            &provider,
        );
        let mut files = generated.clone();
        files.push(GeneratedFile {
            path: Spec::FILES[2],
            text: to_yaml(Spec::FILES[2], &docs)?,
        });
        let copy = stage::stage(&tree.root, &files)?;
        eprintln!(
            "a copy with the provider's words, for reading only: cargo doc --open \
             --manifest-path {}",
            copy.join("Cargo.toml").display()
        );
    }
    if options.dry_run || report.is_empty() {
        return finish(tree, &generated, options);
    }
    // Before anything is replaced: a second run has nothing to compare with.
    let kept = report.keep(&stage::target(&tree.root).join("reports"))?;
    finish(tree, &generated, options)?;
    eprintln!("the report, as text and as a draft for CHANGELOG.md: {kept}.*");
    Ok(())
}

/// What the report says of the new contract beside the old one.
fn describe(report: &mut Report, tree: &Tree, build: &Build, prose: &Prose) {
    let model = &build.model;
    let coverage = tree.docs.coverage(&build.document.api);
    report.documented = [coverage.covered, coverage.total];
    report.gaps = coverage.gaps;
    report.gaps.extend(prose.repeated(&tree.docs));
    report.gaps.extend(front::gaps(&tree.readme, model));
    report.versions[1].clone_from(&model.version);
    match old_model(tree) {
        Ok(old) => {
            report.changes = compare(&old, model);
            report.reread = reread::by_contract(&report.changes, &tree.docs, model);
            let general = reread::by_general_words(&report.changes, [&old, model], &tree.docs);
            report.reread.extend(general);
            moved(&mut report.gaps, &report.changes);
            report.versions[0] = old.version;
        }
        Err(error) => report.incomparable = Some(error.to_string()),
    }
}

/// Puts one line in place of all that a renamed type lacks and leaves behind: its words are there, under
/// the old name.
fn moved(gaps: &mut Vec<String>, changes: &[Change]) {
    for change in changes {
        let Some(new) = change.new_type_name() else {
            continue;
        };
        let old = &change.element;
        let lines = [
            format!("there are words for the type `{old}`, which is gone"),
            format!("the type `{new}` has no words"),
        ];
        let member = format!("the property or value `{new}.");
        gaps.retain(|gap| !lines.contains(gap) && !gap.starts_with(&member));
        gaps.push(format!("the words for `{old}` are those for `{new}` now"));
    }
}

/// The contract as it was taken in last: what a change of the overlay does counts too.
fn old_document(tree: &Tree) -> Result<Document> {
    let golden = fs::read(tree.root.join(golden::OPENAPI)).ok();
    match golden.and_then(|text| serde_json::from_slice(&text).ok()) {
        Some(api) => Ok(Document::converted(golden::OPENAPI, api)),
        None => lenient_document(tree),
    }
}

fn old_model(tree: &Tree) -> Result<Model> {
    Ok(model(&old_document(tree)?)?)
}

/// The contract under `spec/`, as far as the overlay still fits it: a maintainer may have written
/// that for the new one already.
fn lenient_document(tree: &Tree) -> Result<Document> {
    let contract = parser::parse(Spec::FILES[0], &tree.swagger)?;
    let old = Corrected::new(&tree.actions, contract);
    Ok(Document::new(Spec::FILES[0], &old.contract)?)
}

/// What was generated before; from an equal contract it is the same.
fn old_client(tree: &Tree, build: &Build) -> Option<String> {
    let old = old_document(tree).ok()?;
    if old.api == build.document.api {
        return Some(build.client.clone());
    }
    generate(&old.file, &old.api, &tree.docs).ok()
}

/// Everything that is made from the contract, itself last: if it is the new one, so is the rest.
fn generated_files(root: &Path, build: &Build, swagger: String) -> Result<Vec<GeneratedFile>> {
    let Build {
        document,
        model,
        client,
    } = build;
    let file = |path, text| GeneratedFile { path, text };
    Ok(vec![
        file("tests/golden/api.txt", api::surface(root, client)?),
        file(golden::OPENAPI, golden::openapi(&document.api)?),
        file("tests/golden/operations.txt", golden::operations(model)),
        file("tests/contract/generated/calls.rs", calls::calls(model)?),
        file("tests/contract/generated/pages.rs", calls::pages(model)?),
        file(
            "tests/contract/generated/schemas.rs",
            calls::schemas(model)?,
        ),
        file(Spec::FILES[0], swagger),
    ])
}

fn finish(tree: &Tree, files: &[GeneratedFile], options: &Options) -> Result<()> {
    if options.dry_run {
        eprintln!("nothing was written (--dry-run)");
        return Ok(());
    }
    for path in replace_all(&tree.root, files)? {
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
