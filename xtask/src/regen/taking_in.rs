//! How a document of the provider is taken in. The report comes as far as the document can be read; what keeps
//! it out is a point to do, and all points are reported.

use super::areas::GoneAreas;
use super::describe::describe;
use super::generated::{check, generated_files, listed, write};
use super::options::Options;
use super::readable::readable;
use crate::api::{self, Sources};
use crate::changes::surface_changes;
use crate::corrections::{Corrected, advice};
use crate::files::GeneratedFile;
use crate::report::Report;
use crate::workspace::{Contract, Workspace};
use crate::{examples, prose, provider, reread, stage};
use anyhow::{Context, Result, ensure};
use constant_contact_codegen::docs::Gap;
use constant_contact_codegen::prose::{fill, texts};
use constant_contact_codegen::{Spec, normalise, read as parser, to_yaml};
use serde_json::Value;

/// A document with everything that is made from it.
pub struct Candidate {
    contract: Contract,
    sources: Sources,
    /// Whether the generated sources differ from those of the contract before.
    differs: bool,
    /// The files to write, unless a point of the report keeps the document out.
    files: Vec<GeneratedFile>,
    /// The provider's document, with its prose, corrected.
    provider: Value,
}

/// Replaces the contract by the provider's document.
pub fn take_in(workspace: &Workspace, place: &str, options: &Options) -> Result<()> {
    let provider = provider::document(place, options.timeout)?;
    let mut report = Report::default();
    let candidate = candidate(workspace, place, provider, &mut report).unwrap_or_else(|error| {
        report.blockers.push(format!("{error:#}"));
        None
    });
    print!("{}", report.print(options.report));
    let candidate = candidate.filter(|_| report.blockers.is_empty());
    let candidate = candidate.with_context(|| refusal(place, &report.blockers))?;
    if !options.skip_compile && candidate.differs {
        test(workspace, &candidate)?;
    }
    if options.check {
        ensure!(report.gaps.is_empty(), "{}", listed(&report.gaps));
        return check(&workspace.root, &candidate.files);
    }
    if options.keep_prose {
        keep_prose(workspace, &candidate)?;
    }
    if options.dry_run || report.is_empty() {
        return write(&workspace.root, &candidate.files, options.dry_run);
    }
    // The report is written first: a second run has nothing to compare with.
    let kept = report.keep(&stage::target(&workspace.root).join("reports"))?;
    write(&workspace.root, &candidate.files, false)?;
    eprintln!("the report, as text and as a draft for CHANGELOG.md: {kept}.*");
    Ok(())
}

/// Why a document is not taken in, in one line.
fn refusal(place: &str, blockers: &[String]) -> String {
    let first = blockers.first().map_or("", String::as_str);
    let more = match blockers.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more, which the report lists)", count - 1),
    };
    format!("{place} cannot be taken in yet, and nothing was changed: {first}{more}")
}

/// Compiles the crate with the candidate in a copy, and runs its contract tests there.
fn test(workspace: &Workspace, candidate: &Candidate) -> Result<()> {
    eprintln!(
        "compiling the crate, its contract tests and its examples in a copy, and running the contract tests …"
    );
    let mut files = candidate.files.clone();
    files.push(GeneratedFile {
        path: examples::FILE,
        text: examples::examples(&candidate.sources.client),
    });
    let copy = stage::stage(&workspace.root, &files)?;
    stage::test(&workspace.root, &copy)
}

/// Makes everything from a document, in memory, and fills the report. There is nothing but the report if the
/// generator can read no part of the document.
pub fn candidate(
    workspace: &Workspace,
    place: &str,
    provider: Value,
    report: &mut Report,
) -> Result<Option<Candidate>> {
    let contract = normalise(&provider);
    let has_prose = provider != contract;
    let before = parser::parse(Spec::FILES[0], &workspace.swagger)?;
    let corrected = Corrected::new(&workspace.actions, &before, contract.clone());
    report.needless = corrected.needless();
    report.blockers = corrected.renamed();
    let mut without_target = corrected.without_target();
    let mut gone = GoneAreas::between(&before, &contract);
    let new = match readable(place, &corrected.contract, &workspace.docs) {
        Ok(new) => new,
        Err(error) => {
            let areas = gone.summarise(&mut without_target, &mut Vec::new());
            report.blockers.push(error.to_string());
            report
                .blockers
                .extend(areas.iter().map(ToString::to_string));
            report
                .blockers
                .extend(without_target.into_iter().map(advice));
            report.incomparable = Some(error.to_string());
            return Ok(None);
        }
    };
    report.blockers.extend(new.findings);
    let (new, sources, left_out) = (new.contract, new.sources, new.left_out);
    let provider = Corrected::new(&workspace.actions, &before, provider).contract;
    let (prose, reworded) = workspace.prose.compare(&texts(&new.model, &provider));
    let known = if has_prose { &prose } else { &workspace.prose };
    let old = match &*left_out {
        [] => workspace.old_contract(&new),
        left_out => workspace.contract_without(left_out),
    };
    let docs = describe(report, workspace, &old, &new, known)?;
    if let Ok(old) = &old {
        gone.add_types(&old.model);
    }
    for area in gone.summarise(&mut without_target, &mut report.gaps) {
        match area.actions {
            0 => report.gaps.push(Gap::Other(area.to_string())),
            _ => report.blockers.push(area.to_string()),
        }
    }
    report
        .blockers
        .extend(without_target.into_iter().map(advice));
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
    let differs = old_sources.as_ref() != Some(&sources);
    if let Some(old_sources) = old_sources.filter(|_| differs) {
        let old_surface = api::surface(&workspace.root, &old_sources)?;
        let (counts, removed) = surface_changes(&old_surface, &surface);
        report.surface = counts;
        report.changes.extend(removed);
        report.changes.sort();
    }
    let swagger = to_yaml(Spec::FILES[0], &contract)?;
    let mut files = generated_files(workspace, &new, docs, surface, swagger)?;
    if has_prose {
        let (path, text) = (prose::FILE, prose.print());
        files.insert(0, GeneratedFile { path, text });
    }
    Ok(Some(Candidate {
        contract: new,
        sources,
        differs,
        files,
        provider,
    }))
}

/// Makes a copy of the workspace in which elements without words of ours have the provider's.
fn keep_prose(workspace: &Workspace, candidate: &Candidate) -> Result<()> {
    let docs = fill(
        &workspace.docs_value,
        &workspace.docs,
        &candidate.contract.model,
        &candidate.provider,
    );
    let mut files = candidate.files.clone();
    files.push(GeneratedFile {
        path: Spec::FILES[2],
        text: to_yaml(Spec::FILES[2], &docs)?,
    });
    let copy = stage::stage(&workspace.root, &files)?;
    eprintln!(
        "a copy with the provider's words, for reading only: cargo doc --open --manifest-path {}",
        copy.join("Cargo.toml").display()
    );
    Ok(())
}
