//! The generator behind the `constant-contact` crate.
//!
//! ```text
//! swagger.yaml ─ read ─► overlay ─► convert ─► refine ─► model ─┬─► rust ─► the client
//!                        (spec/overlay.yaml)   (rules)          └─► pages
//! ```
//!
//! `build.rs` and `cargo xtask` run the same code; each step is a function without I/O. A correction
//! of a whole kind of element is a rule in code, a correction of one element is an action of the
//! overlay. What no rule covers is an [`Error`] that names file and place.
//!
//! The feature `maintenance` has what only `cargo xtask` runs, when the document or our words change: it brings the
//! provider's document into the form of `swagger.yaml`, and checks the words. Builds of the client do without it.

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

mod alone;
mod convert;
pub mod docs;
mod document;
mod error;
mod extensions;
#[cfg(test)]
mod fixture;
mod inflection;
#[allow(missing_docs, reason = "most fields need no more than their names")]
pub mod model;
mod names;
#[cfg(feature = "maintenance")]
mod normalise;
mod origins;
pub mod overlay;
pub mod pages;
mod pointer;
#[cfg(feature = "maintenance")]
pub mod prose;
pub mod read;
mod references;
mod refine;
mod rust;
mod select;

pub use alone::{Alone, each_alone};
pub use convert::rewrite;
pub use document::Document;
pub use error::{Error, Result};
pub use extensions::Success;
pub use names::feature;
#[cfg(feature = "maintenance")]
pub use normalise::{normalise, to_yaml};
pub use rust::{generate, scopes};

/// The three files under `spec/`, by their content.
#[derive(Debug, Clone)]
pub struct Spec {
    /// `swagger.yaml`: the provider's contract.
    pub swagger: Vec<u8>,
    /// `overlay.yaml`: corrections of single elements.
    pub overlay: Vec<u8>,
    /// `docs.yaml`: the words.
    pub docs: Vec<u8>,
}

impl Spec {
    /// The names by which the files are called in messages.
    pub const FILES: [&str; 3] = ["spec/swagger.yaml", "spec/overlay.yaml", "spec/docs.yaml"];

    /// The corrected contract, with all areas.
    pub fn document(&self) -> Result<Document> {
        let [swagger, overlay, _] = Self::FILES;
        let mut contract = read::parse(swagger, &self.swagger)?;
        let actions = overlay::read(overlay, &read::parse(overlay, &self.overlay)?)?;
        overlay::apply(overlay, &actions, &mut contract)?;
        Document::new(swagger, &contract)
    }

    /// The model of the client for `areas` (cargo features).
    pub fn model(&self, areas: impl Fn(&str) -> bool) -> Result<model::Model> {
        let mut document = self.document()?;
        document.select_areas(areas);
        model::model(&document)
    }

    /// The reference documentation.
    pub fn docs(&self) -> Result<docs::Docs> {
        let [_, _, docs] = Self::FILES;
        docs::read(docs, &read::parse(docs, &self.docs)?)
    }
}

#[cfg(test)]
mod tests;
