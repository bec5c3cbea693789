//! Swagger 2.0 becomes OpenAPI 3.0 on typed structures.
//!
//! ```text
//! corrected contract ─► one way of saying each thing (rewrite.rs, all_of.rs)
//!                   ─► definitions ─► components.schemas   (naming.rs, schema.rs, enumeration.rs)
//!                   └─► paths ─► operations (operation.rs) ─► parameters (parameter.rs)
//!                                                         ├─► success     (response.rs)
//!                                                         └─► security    (security.rs)
//! ```
//!
//! The conversion is strict: a member it does not know is an error with its place. What the
//! contract says wrongly for a whole kind of element is put right here, each time in one small
//! function; what is wrong in one element only is corrected by the overlay.
//!
//! Facts that OpenAPI has no place for, or that must not become types, travel as extensions: see
//! `extensions.rs`.

mod all_of;
mod converter;
mod enumeration;
mod facts;
mod naming;
mod operation;
mod parameter;
mod reference;
mod response;
mod rewrite;
mod schema;
mod security;
mod unique;

pub(crate) use enumeration::split_merged;

use crate::error::Result;
use crate::origins::Origins;
use crate::read::Node;
use converter::Converter;
use openapiv3::{Components, Info, OpenAPI, ReferenceOr, Server, Tag};
pub use rewrite::rewrite;
use serde_json::Value;

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
        "security",
    ])?;
    let version = root.need("swagger")?;
    if version.str()? != "2.0" {
        return Err(
            version.error("expected Swagger version \"2.0\"; another one needs another converter")
        );
    }
    check_references(&root)?;
    let rewritten = rewrite(file, contract)?;
    let root = Node::root(file, &rewritten);
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

/// The declared tags; a tag that operations use without declaring it is added later.
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
