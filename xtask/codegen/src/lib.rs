//! The generator behind the `constant-contact` crate.
//!
//! ```text
//! swagger.yaml ─ read ─► overlay ─► convert ─► refine ─► document ─► generate ─► Rust
//!                        (spec/overlay.yaml)   (rules)   (spec/docs.yaml)
//! ```
//!
//! `build.rs` and `cargo xtask` run the same code; each step is a function without I/O. What is
//! true of a whole kind of element is a rule in code, what is true of one element an action of the
//! overlay, and what matches nothing is an [`Error`] that names file and place.

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

mod convert;
pub mod docs;
mod error;
#[cfg(test)]
mod fixture;
mod names;
mod normalise;
mod origins;
pub mod overlay;
pub mod pages;
pub mod prose;
pub mod read;
mod refine;
mod rust;

pub use error::{Error, Result};
pub use names::{feature, setter};
pub use normalise::{normalise, to_yaml};
pub use refine::select_areas;
pub use rust::{generate, page_style};

use openapiv3::OpenAPI;
use serde_json::Value;

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

    /// The corrected contract as OpenAPI 3.0, with all areas.
    pub fn openapi(&self) -> Result<OpenAPI> {
        let [swagger, overlay, _] = Self::FILES;
        let mut contract = read::parse(swagger, &self.swagger)?;
        let actions = overlay::read(overlay, &read::parse(overlay, &self.overlay)?)?;
        overlay::apply(overlay, &actions, &mut contract)?;
        openapi(swagger, &contract)
    }

    /// The reference documentation.
    pub fn docs(&self) -> Result<docs::Docs> {
        let [_, _, docs] = Self::FILES;
        docs::read(docs, &read::parse(docs, &self.docs)?)
    }
}

/// A corrected contract as OpenAPI 3.0, with all areas.
pub fn openapi(file: &str, contract: &Value) -> Result<OpenAPI> {
    let (mut api, origins) = convert::convert(file, contract)?;
    refine::refine(&origins, &mut api)?;
    Ok(api)
}

#[cfg(test)]
mod tests {
    use crate::Spec;
    use crate::fixture::Contract;
    use serde_json::{Value, json};

    fn spec(contract: &Contract, actions: &Value) -> Spec {
        let overlay = json!({"overlay": "1.0.0", "info": {}, "actions": actions});
        Spec {
            swagger: contract.value().to_string().into_bytes(),
            overlay: overlay.to_string().into_bytes(),
            docs: br#"{"tags": {"Things": "All things."}}"#.to_vec(),
        }
    }

    fn thing() -> Contract {
        Contract::new().answer(json!({"type": "object", "properties": {"a": {"type": "string"}}}))
    }

    #[test]
    fn the_overlay_is_applied_before_the_conversion() {
        let actions = json!([{"target": "$.paths['/things'].get.responses['200'].schema",
            "description": "A name.", "update": {"x-type-name": "Named"}}]);
        let api = spec(&thing(), &actions).openapi().unwrap();
        assert!(api.components.unwrap().schemas.contains_key("Named"));
    }

    #[test]
    fn a_finding_names_the_file_it_is_in() {
        let odd = thing().with("/swagger", json!("3.0"));
        let message = spec(&odd, &json!([])).openapi().unwrap_err().to_string();
        assert!(
            message.starts_with("spec/swagger.yaml: at /swagger: "),
            "{message}"
        );
        let lost = json!([{"target": "$.gone", "description": "x", "remove": true}]);
        let message = spec(&thing(), &lost).openapi().unwrap_err().to_string();
        assert!(
            message.starts_with("spec/overlay.yaml: at /actions/0: "),
            "{message}"
        );
        let mut cut = spec(&thing(), &json!([]));
        cut.swagger.truncate(40);
        let message = cut.openapi().unwrap_err().to_string();
        assert!(
            message.starts_with("spec/swagger.yaml: not valid JSON"),
            "{message}"
        );
        cut.docs = b"tags: [1]".to_vec();
        let message = cut.docs().unwrap_err().to_string();
        assert_eq!(
            message,
            "spec/docs.yaml: at /tags: expected an object, found a list"
        );
    }

    #[test]
    fn the_words_are_read() {
        let docs = spec(&thing(), &json!([])).docs().unwrap();
        assert_eq!(docs.area("Things"), "All things.");
    }

    #[test]
    fn the_rules_over_the_whole_follow_the_conversion() {
        let required = json!({"type": "object", "required": ["a"],
            "properties": {"a": {"type": "string"}}});
        let api = spec(&Contract::new().answer(required), &json!([]))
            .openapi()
            .unwrap();
        assert!(!serde_json::to_string(&api).unwrap().contains("required"));
    }
}
