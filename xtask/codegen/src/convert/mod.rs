//! Swagger 2.0 becomes OpenAPI 3.0 on typed structures.
//!
//! ```text
//! corrected contract ─► definitions ─► components.schemas   (schema.rs)
//!                   └─► paths ─► operations (operation.rs) ─► parameters (parameter.rs)
//!                                                         └─► success     (response.rs)
//! ```
//!
//! The conversion is strict: a member it does not know is an error with its place. What the
//! contract says wrongly for a whole kind of element is put right here, each time in one small
//! function; what is wrong in one element only stands in the overlay.
//!
//! Facts that OpenAPI has no room for, or that must not become types, travel as extensions:
//! `x-limits` and `x-format` (documentation), `x-success` (how an answer is read), `x-area`,
//! `x-partner`, `x-multipart`, `x-comma-separated`.

mod operation;
mod parameter;
mod response;
mod schema;

pub(crate) use response::Success;

use crate::error::Result;
use crate::names;
use crate::read::Node;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, Components, ImplicitOAuth2Flow, Info, OAuth2Flows,
    OpenAPI, ReferenceOr, Schema, SecurityScheme, Server, Tag,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Types that are written by hand; the generator refers to them instead of making its own.
pub(crate) const HAND_WRITTEN: [&str; 5] = [
    "Timestamp",
    "StringOrInteger",
    "Link",
    "ActivityMessage",
    "SendTime",
];

/// Converts the corrected contract.
pub fn convert(file: &str, contract: &Value) -> Result<OpenAPI> {
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
        return Err(version.error("expected Swagger version \"2.0\""));
    }
    check_references(&root)?;
    let mut converter = Converter::new(&root)?;
    let mut api = OpenAPI {
        openapi: "3.0.3".to_owned(),
        info: info(&root.need("info")?)?,
        servers: vec![server(&root)?],
        tags: tags(&root)?,
        ..OpenAPI::default()
    };
    operation::convert_paths(&mut converter, &root, &mut api)?;
    api.components = Some(Components {
        schemas: converter
            .finish()?
            .into_iter()
            .map(|(name, schema)| (name, ReferenceOr::Item(schema)))
            .collect(),
        security_schemes: security_schemes(&root)?.into_iter().collect(),
        ..Components::default()
    });
    Ok(api)
}

/// What the parts of the conversion share: the definitions with their new names, and the schemas
/// so far.
pub(super) struct Converter<'a> {
    definitions: BTreeMap<&'a str, Definition<'a>>,
    /// Definitions that are referred to but not converted yet; those that nothing refers to never
    /// are.
    pending: Vec<Definition<'a>>,
    requested: BTreeSet<String>,
    schemas: BTreeMap<String, Schema>,
    /// Where each schema came from, to name both places if two claim one name.
    origins: BTreeMap<String, String>,
    produces: Vec<&'a str>,
    consumes: Vec<&'a str>,
}

#[derive(Clone)]
struct Definition<'a> {
    type_name: String,
    node: Node<'a>,
}

impl<'a> Converter<'a> {
    fn new(root: &Node<'a>) -> Result<Self> {
        let mut converter = Self {
            definitions: BTreeMap::new(),
            pending: Vec::new(),
            requested: BTreeSet::new(),
            schemas: BTreeMap::new(),
            origins: BTreeMap::new(),
            produces: root.strings("produces")?,
            consumes: root.strings("consumes")?,
        };
        let definitions = match root.get("definitions")? {
            Some(definitions) => definitions.entries()?,
            None => Vec::new(),
        };
        for (name, node) in definitions {
            let type_name = match node.text("x-type-name")? {
                Some(given) => given.to_owned(),
                None => names::type_name(name),
            };
            converter
                .definitions
                .insert(name, Definition { type_name, node });
        }
        Ok(converter)
    }

    /// Converts what is still pending, and what that refers to in turn.
    fn finish(mut self) -> Result<BTreeMap<String, Schema>> {
        while let Some(Definition { type_name, node }) = self.pending.pop() {
            self.schema(&node, &type_name)?;
        }
        Ok(self.schemas)
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
                            child.error(format!("`{target}` leads nowhere in this document"))
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

fn security_schemes(root: &Node<'_>) -> Result<Vec<(String, ReferenceOr<SecurityScheme>)>> {
    let mut schemes = Vec::new();
    let Some(definitions) = root.get("securityDefinitions")? else {
        return Ok(schemes);
    };
    for (name, node) in definitions.entries()? {
        schemes.push((name.to_owned(), ReferenceOr::Item(security_scheme(&node)?)));
    }
    Ok(schemes)
}

fn security_scheme(node: &Node<'_>) -> Result<SecurityScheme> {
    let kind = node.need("type")?;
    let extensions = Default::default();
    match kind.str()? {
        "apiKey" => {
            node.only(&["type", "name", "in", "description"])?;
            let place = node.need("in")?;
            Ok(SecurityScheme::APIKey {
                location: match place.str()? {
                    "header" => APIKeyLocation::Header,
                    "query" => APIKeyLocation::Query,
                    _ => return Err(place.error("expected header or query")),
                },
                name: node.need("name")?.str()?.to_owned(),
                description: None,
                extensions,
            })
        }
        "oauth2" => {
            node.only(&[
                "type",
                "flow",
                "authorizationUrl",
                "tokenUrl",
                "scopes",
                "description",
            ])?;
            let flow = node.need("flow")?;
            let scopes = node
                .need("scopes")?
                .entries()?
                .iter()
                .map(|(scope, _)| ((*scope).to_owned(), String::new()))
                .collect();
            let url = |key: &str| Ok(node.need(key)?.str()?.to_owned());
            let flows = match flow.str()? {
                "implicit" => OAuth2Flows {
                    implicit: Some(ImplicitOAuth2Flow {
                        authorization_url: url("authorizationUrl")?,
                        refresh_url: None,
                        scopes,
                        extensions: Default::default(),
                    }),
                    ..OAuth2Flows::default()
                },
                "accessCode" => OAuth2Flows {
                    authorization_code: Some(AuthorizationCodeOAuth2Flow {
                        authorization_url: url("authorizationUrl")?,
                        token_url: url("tokenUrl")?,
                        refresh_url: None,
                        scopes,
                        extensions: Default::default(),
                    }),
                    ..OAuth2Flows::default()
                },
                other => {
                    return Err(flow.error(format!(
                        "the OAuth2 flow `{other}` is unknown; expected implicit or accessCode"
                    )));
                }
            };
            Ok(SecurityScheme::OAuth2 {
                flows,
                description: None,
                extensions,
            })
        }
        other => Err(kind.error(format!(
            "the security type `{other}` is unknown; expected oauth2 or apiKey"
        ))),
    }
}
