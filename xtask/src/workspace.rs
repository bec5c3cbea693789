//! The files that `regen` reads, and the contract as it was when they were written.

use crate::api::Sources;
use crate::corrections::Corrected;
use crate::elements::remove;
use crate::files::read;
use crate::prose::{self, Prose};
use crate::{golden, manifest, readme};
use anyhow::{Context, Result};
use constant_contact_codegen::docs::{self, Docs};
use constant_contact_codegen::model::{Model, model};
use constant_contact_codegen::overlay::{self, Action};
use constant_contact_codegen::{Document, Spec, generate, read as parser, scopes};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// The files that `regen` reads.
pub struct Workspace {
    pub root: PathBuf,
    pub swagger: Vec<u8>,
    pub actions: Vec<Action>,
    pub docs_text: String,
    pub docs_value: Value,
    pub docs: Docs,
    pub prose: Prose,
    pub readme: String,
    pub manifest: String,
}

/// A contract with its model.
#[derive(Clone)]
pub struct Contract {
    pub document: Document,
    pub model: Model,
}

impl Contract {
    pub fn new(document: Document) -> Result<Self> {
        let model = model(&document)?;
        Ok(Self { document, model })
    }

    /// The generated sources.
    pub fn sources(&self, docs: &Docs) -> Result<Sources> {
        Ok(Sources {
            client: generate(&self.model, docs)?,
            scopes: scopes(&self.model, docs)?,
        })
    }
}

impl Workspace {
    pub fn read(root: PathBuf) -> Result<Self> {
        let [swagger, overlay_file, docs_file] = Spec::FILES;
        let parsed =
            |file: &str| -> Result<Value> { Ok(parser::parse(file, &read(&root.join(file))?)?) };
        let text = |file: &str| -> Result<String> {
            let text = String::from_utf8(read(&root.join(file))?);
            text.with_context(|| format!("{file} is not UTF-8"))
        };
        let docs_value = parsed(docs_file)?;
        Ok(Self {
            swagger: read(&root.join(swagger))?,
            actions: overlay::read(overlay_file, &parsed(overlay_file)?)?,
            docs: docs::read(docs_file, &docs_value)?,
            docs_value,
            docs_text: text(docs_file)?,
            prose: Prose::read(fs::read_to_string(root.join(prose::FILE)).ok().as_deref())?,
            readme: text(readme::FILE)?,
            manifest: text(manifest::FILE)?,
            root,
        })
    }

    /// The contract under `spec/`.
    pub fn contract(&self) -> Result<Contract> {
        let [file, overlay_file, _] = Spec::FILES;
        let mut contract = parser::parse(file, &self.swagger)?;
        overlay::apply(overlay_file, &self.actions, &mut contract)?;
        Contract::new(Document::new(file, &contract)?)
    }

    /// The contract that `new` replaces, as it was converted last. Comparing with it also shows what a
    /// change of the overlay does.
    pub fn old_contract(&self, new: &Contract) -> Result<Contract> {
        let golden = fs::read(self.root.join(golden::OPENAPI)).ok();
        let document = match golden.and_then(|text| serde_json::from_slice(&text).ok()) {
            Some(api) if api == new.document.api => return Ok(new.clone()),
            Some(api) => Document::converted(golden::OPENAPI, api),
            None => self.lenient_document()?,
        };
        Contract::new(document)
    }

    /// The contract under `spec/` without the overlay actions that do not match it: a maintainer may
    /// have written these for the new contract.
    pub fn lenient_document(&self) -> Result<Document> {
        Ok(Document::new(Spec::FILES[0], &self.lenient_contract()?)?)
    }

    fn lenient_contract(&self) -> Result<Value> {
        let contract = parser::parse(Spec::FILES[0], &self.swagger)?;
        Ok(Corrected::new(&self.actions, &contract, contract.clone()).contract)
    }

    /// The contract under `spec/` without the elements at these places, so that a contract that lacks them
    /// can be compared with it. A parameter has no name in its place, so it stays.
    pub fn contract_without(&self, pointers: &[String]) -> Result<Contract> {
        let mut contract = self.lenient_contract()?;
        for pointer in pointers {
            if pointer.contains("/parameters/") {
                continue;
            }
            remove(&mut contract, pointer);
        }
        Contract::new(Document::new(Spec::FILES[0], &contract)?)
    }
}
