//! Swagger 2.0 becomes OpenAPI 3.0 on typed structures.
//!
//! ```text
//! corrected contract ─► definitions ─► components.schemas   (schema.rs, enumeration.rs)
//!                   └─► paths ─► operations (operation.rs) ─► parameters (parameter.rs)
//!                                                         ├─► success     (response.rs)
//!                                                         └─► security    (security.rs)
//! ```
//!
//! The conversion is strict: a member it does not know is an error with its place. What the
//! contract says wrongly for a whole kind of element is put right here, each time in one small
//! function; what is wrong in one element only stands in the overlay.
//!
//! Facts that OpenAPI has no place for, or that must not become types, travel as extensions: see
//! `extensions.rs`.

mod enumeration;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;

use crate::error::Result;
use crate::extensions::TYPE_NAME;
use crate::names;
use crate::origins::Origins;
use crate::read::Node;
use openapiv3::{Components, Info, OpenAPI, ReferenceOr, Schema, Server, Tag};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Converts the corrected contract, and says where its types come from.
pub(crate) fn convert(file: &str, contract: &Value) -> Result<(OpenAPI, Origins)> {
    let root = Node::root(file, contract);
    root.only(&[
        "swagger",
        "info",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "tags",
        "paths",
        "definitions",
        "responses",
        "parameters",
        "securityDefinitions",
        "externalDocs",
    ])?;
    let version = root.need("swagger")?;
    if version.str()? != "2.0" {
        return Err(
            version.error("expected Swagger version \"2.0\"; another one needs another converter")
        );
    }
    check_references(&root)?;
    let mut converter = Converter::new(file, &root)?;
    let mut api = OpenAPI {
        openapi: "3.0.3".to_owned(),
        info: info(&root.need("info")?)?,
        servers: vec![server(&root)?],
        tags: tags(&root)?,
        ..OpenAPI::default()
    };
    operation::convert_paths(&mut converter, &root, &mut api)?;
    let (schemas, origins) = converter.finish()?;
    api.components = Some(Components {
        schemas: schemas
            .into_iter()
            .map(|(name, schema)| (name, ReferenceOr::Item(schema)))
            .collect(),
        security_schemes: security::security_schemes(&root)?.into_iter().collect(),
        ..Components::default()
    });
    Ok((api, origins))
}

/// What the parts of the conversion share: the definitions with their new names, and the schemas
/// so far.
pub(super) struct Converter<'a> {
    definitions: BTreeMap<&'a str, Definition<'a>>,
    /// Definitions that are referred to but not converted yet; those that nothing refers to never
    /// are.
    pending: Vec<Definition<'a>>,
    requested: BTreeSet<String>,
    /// Where the definitions stand that are being written out at the moment.
    open: Vec<String>,
    schemas: BTreeMap<String, Schema>,
    /// Where each schema came from, to name both places if two claim one name.
    origins: Origins,
    /// The names of the security schemes.
    schemes: BTreeSet<&'a str>,
    produces: Vec<&'a str>,
    consumes: Vec<&'a str>,
}

#[derive(Clone)]
struct Definition<'a> {
    type_name: String,
    node: Node<'a>,
}

impl<'a> Converter<'a> {
    fn new(file: &str, root: &Node<'a>) -> Result<Self> {
        let mut converter = Self {
            definitions: BTreeMap::new(),
            pending: Vec::new(),
            requested: BTreeSet::new(),
            open: Vec::new(),
            schemas: BTreeMap::new(),
            origins: Origins::new(file),
            schemes: match root.get("securityDefinitions")? {
                Some(schemes) => schemes.object()?.keys().map(String::as_str).collect(),
                None => BTreeSet::new(),
            },
            produces: root.strings("produces")?,
            consumes: root.strings("consumes")?,
        };
        let definitions = match root.get("definitions")? {
            Some(definitions) => definitions.entries()?,
            None => Vec::new(),
        };
        for (name, node) in definitions {
            let type_name = match node.text(TYPE_NAME)? {
                Some(given) => given.to_owned(),
                None => names::type_name(name),
            };
            converter
                .definitions
                .insert(name, Definition { type_name, node });
        }
        Ok(converter)
    }

    /// The definition that a reference means.
    fn definition(&self, reference: &str) -> Option<&Definition<'a>> {
        self.definitions
            .get(reference.strip_prefix("#/definitions/")?)
    }

    /// Converts what is still pending, and what that refers to in turn.
    fn finish(mut self) -> Result<(BTreeMap<String, Schema>, Origins)> {
        while let Some(Definition { type_name, node }) = self.pending.pop() {
            self.schema(&node, &type_name)?;
        }
        Ok((self.schemas, self.origins))
    }
}

/// Every reference in the document has to lead somewhere, used or not.
fn check_references(root: &Node<'_>) -> Result<()> {
    let mut todo = vec![root.clone()];
    while let Some(node) = todo.pop() {
        let children = match node.value {
            Value::Object(_) => node.entries()?,
            Value::Array(_) => node.items()?.into_iter().map(|item| ("", item)).collect(),
            _ => continue,
        };
        for (key, child) in children {
            match (key, child.value) {
                ("$ref", Value::String(target)) => {
                    let local = target
                        .strip_prefix('#')
                        .and_then(|at| root.value.pointer(at));
                    if local.is_none() {
                        return Err(
                            child.error(format!("`{target}` leads nowhere in this document; correct or remove it in the overlay"))
                        );
                    }
                }
                ("example" | "examples" | "default" | "enum", _) => {}
                _ => todo.push(child),
            }
        }
    }
    Ok(())
}

fn info(node: &Node<'_>) -> Result<Info> {
    node.only(&[
        "title",
        "version",
        "description",
        "contact",
        "license",
        "termsOfService",
    ])?;
    Ok(Info {
        title: node.need("title")?.str()?.to_owned(),
        version: node.need("version")?.str()?.to_owned(),
        ..Info::default()
    })
}

fn server(root: &Node<'_>) -> Result<Server> {
    let host = root.need("host")?.str()?;
    let path = root.text("basePath")?.unwrap_or_default();
    Ok(Server {
        url: format!("https://{host}{}", path.trim_end_matches('/')),
        ..Server::default()
    })
}

/// The declared tags; a tag that operations use without declaring it joins them later.
fn tags(root: &Node<'_>) -> Result<Vec<Tag>> {
    let Some(tags) = root.get("tags")? else {
        return Ok(Vec::new());
    };
    tags.items()?
        .iter()
        .map(|tag| {
            tag.only(&["name", "description", "externalDocs"])?;
            Ok(Tag {
                name: tag.need("name")?.str()?.to_owned(),
                ..Tag::default()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
