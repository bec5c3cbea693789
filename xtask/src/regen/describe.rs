//! The report on a contract: how it differs from the one before, and from our words.

use crate::changes::{NewNames, compare};
use crate::prose::Prose;
use crate::report::Report;
use crate::workspace::{Contract, Workspace};
use crate::{manifest, reread, scaffold};
use anyhow::Result;
use constant_contact_codegen::docs::{self, Docs, Gap};
use constant_contact_codegen::{Spec, read as parser};

/// Adds to the report how the new contract differs from the old one and from our words. Returns the text of
/// `spec/docs.yaml` for the new contract: with the words for renamed elements under their new names, and drafts
/// for new elements.
pub fn describe(
    report: &mut Report,
    workspace: &Workspace,
    old: &Result<Contract>,
    new: &Contract,
    prose: &Prose,
) -> Result<String> {
    let model = &new.model;
    report.versions[1].clone_from(&model.version);
    let mut text = workspace.docs_text.clone();
    let mut renamed = NewNames::default();
    match old {
        Ok(old) => {
            report.versions[0].clone_from(&old.model.version);
            report.changes = compare(&old.model, model);
            renamed = NewNames::between(&old.model, model);
            text = scaffold::moved(&text, &renamed, new)?;
        }
        Err(error) => report.incomparable = Some(error.to_string()),
    }
    let docs = read_docs(&text)?;
    if let Ok(old) = old {
        report.reread = reread::by_contract(&report.changes, &docs, model);
        let general = reread::by_general_words(&renamed, [&old.model, model], &docs);
        report.reread.extend(general);
    }
    let coverage = docs.coverage(model);
    report.documented = [coverage.covered, coverage.total];
    let text = scaffold::drafted(&text, &coverage.gaps, new)?;
    report.gaps = coverage.gaps;
    let leftovers = manifest::leftovers(&workspace.root, &workspace.manifest, model)?;
    let others = prose.repeated(&docs).into_iter().chain(leftovers);
    report.gaps.extend(others.map(Gap::Other));
    Ok(text)
}

fn read_docs(text: &str) -> Result<Docs> {
    let file = Spec::FILES[2];
    Ok(docs::read(file, &parser::parse(file, text.as_bytes())?)?)
}
