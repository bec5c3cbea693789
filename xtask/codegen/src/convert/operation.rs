//! Paths and their operations.

use super::converter::Converter;
use super::facts::is_deprecated;
use super::parameter::setter;
use super::response::statuses;
use super::schema::SCHEMA_MEMBERS;
use super::security::partner_only;
use super::unique::Unique;
use crate::error::Result;
use crate::extensions::{
    AREA, MULTIPART, NOT_IDEMPOTENT, OPERATION_ID, PARTNER, SDK_NAME, STATUSES, SUCCESS,
};
use crate::names;
use crate::read::Node;
use openapiv3::{MediaType, OpenAPI, Operation, PathItem, ReferenceOr, RequestBody, Tag};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const VERBS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// Operations whose upload is hand-written: `operationId` and method. Another upload in the contract is
/// an error, so that none is forgotten.
const UPLOADS: [(&str, &str); 1] = [("contactsCSVImport", "import_csv")];

/// The hand-written method of an operation that uploads.
fn upload_method(operation_id: &str) -> Option<&'static str> {
    let found = UPLOADS.iter().find(|(id, _)| *id == operation_id);
    found.map(|(_, method)| *method)
}

/// Converts every path; those without an operation are left out.
pub(super) fn convert_paths<'a>(
    converter: &mut Converter<'a>,
    root: &Node<'a>,
    api: &mut OpenAPI,
) -> Result<()> {
    let mut ids = Unique::new("operationId", "give one of the two another");
    let mut methods = Unique::new("method name", "give one of the two an `x-sdk-methodName`");
    for (path, item) in root.need("paths")?.entries()? {
        let mut converted = PathItem::default();
        for (verb, node) in item.entries()? {
            if verb.starts_with("x-") {
                continue;
            }
            if !VERBS.contains(&verb) {
                return Err(node.error(format!(
                    "`{verb}` is unknown here; expected {}; leave it out in the overlay",
                    VERBS.join(", ")
                )));
            }
            ids.claim(node.need("operationId")?.str()?, &node)?;
            let operation = converter.operation(&node, path)?;
            methods.claim(operation.operation_id.as_deref().unwrap_or_default(), &node)?;
            declare(api, &operation);
            match verb {
                "get" => converted.get = Some(operation),
                "put" => converted.put = Some(operation),
                "post" => converted.post = Some(operation),
                "patch" => converted.patch = Some(operation),
                _ => converted.delete = Some(operation),
            }
        }
        if converted != PathItem::default() {
            api.paths
                .paths
                .insert(path.to_owned(), ReferenceOr::Item(converted));
        }
    }
    drop_empty_areas(api);
    Ok(())
}

/// A tag that is declared but not used any more is no area.
fn drop_empty_areas(api: &mut OpenAPI) {
    let used: BTreeSet<String> = api
        .operations()
        .flat_map(|(_, _, operation)| operation.tags.clone())
        .collect();
    api.tags.retain(|tag| used.contains(&tag.name));
}

/// A tag that is used but not declared is an area like any other.
fn declare(api: &mut OpenAPI, operation: &Operation) {
    for tag in &operation.tags {
        if !api.tags.iter().any(|known| known.name == *tag) {
            api.tags.push(Tag {
                name: tag.clone(),
                ..Tag::default()
            });
        }
    }
}

impl<'a> Converter<'a> {
    fn operation(&mut self, node: &Node<'a>, path: &str) -> Result<Operation> {
        node.only(&[
            "tags",
            "summary",
            "description",
            "operationId",
            "parameters",
            "responses",
            "security",
            "produces",
            "consumes",
            "deprecated",
            "schemes",
            "externalDocs",
        ])?;
        let id = node.need("operationId")?.str()?;
        node.flag(NOT_IDEMPOTENT)?;
        let sdk_name = node.text(SDK_NAME)?;
        let method = upload_method(id).map_or_else(|| names::method(id, sdk_name), str::to_owned);
        if !names::is_method(&method) {
            return Err(node.error(format!(
                "`{id}` makes the method name `{method}`, which Rust does not take; give it an \
                 `x-sdk-methodName` in the overlay"
            )));
        }
        let tags = node.strings("tags")?;
        // The first of several is the area.
        let [tag, ..] = tags[..] else {
            return Err(node.error("a tag is missing; add the area it belongs to in the overlay"));
        };
        if names::feature(tag).is_empty() {
            return Err(node.error(format!(
                "the tag `{tag}` does not make a feature name; give it letters in the overlay"
            )));
        }
        let mut operation = Operation {
            tags: vec![tag.to_owned()],
            operation_id: Some(method.clone()),
            deprecated: is_deprecated(node)?,
            ..Operation::default()
        };
        self.parameters(node, path, &mut operation)?;
        let (success, responses) = self.success(node, &method)?;
        operation.responses = responses;
        let declared = statuses(node)?;
        operation.security = self.security(node)?;
        let partner = partner_only(operation.security.as_deref().unwrap_or_default());
        let facts = &mut operation.extensions;
        facts.insert(OPERATION_ID.to_owned(), id.into());
        facts.insert(AREA.to_owned(), names::feature(tag).into());
        facts.insert(SUCCESS.to_owned(), success.as_str().into());
        facts.insert(STATUSES.to_owned(), declared.into());
        if partner {
            facts.insert(PARTNER.to_owned(), true.into());
        }
        for (key, fact) in node.entries()? {
            if key.starts_with("x-") {
                facts.insert(key.to_owned(), fact.value.clone());
            }
        }
        Ok(operation)
    }

    fn parameters(&mut self, node: &Node<'a>, path: &str, into: &mut Operation) -> Result<()> {
        let method = into.operation_id.clone().unwrap_or_default();
        let parameters = match node.get("parameters")? {
            Some(list) => list.items()?,
            None => Vec::new(),
        };
        let mut setters = Unique::new(
            "setter",
            "remove one of the two, or give one in the query an `x-setter-name`,",
        );
        let mut in_path = BTreeSet::new();
        let mut form = Vec::new();
        for parameter in parameters {
            let name = parameter.need("name")?.str()?;
            match parameter.need("in")?.str()? {
                "body" if into.request_body.is_some() => {
                    return Err(
                        parameter.error("a second body; remove one of the two in the overlay")
                    );
                }
                "body" => {
                    parameter.only(&["name", "in", "description", "required", "schema"])?;
                    into.request_body =
                        Some(ReferenceOr::Item(self.body(node, &parameter, &method)?));
                }
                "formData" => form.push(parameter),
                place => {
                    if place == "path" && !path.contains(&format!("{{{name}}}")) {
                        return Err(parameter.error(format!(
                            "{path} has no place for `{name}`; correct the name in the overlay"
                        )));
                    }
                    if place == "path" {
                        in_path.insert(name);
                    }
                    setters.claim(setter(&parameter, place, name)?.as_str(), &parameter)?;
                    let converted = self.parameter(&parameter, place, &method)?;
                    into.parameters.push(ReferenceOr::Item(converted));
                }
            }
        }
        for name in placeholders(path) {
            if !in_path.contains(name) {
                return Err(node.error(format!(
                    "the parameter `{name}` of {path} is not declared; add it in the overlay"
                )));
            }
        }
        if let (Some(field), true) = (form.first(), into.request_body.is_some()) {
            return Err(
                field.error("a form field beside a body; remove one of the two in the overlay")
            );
        }
        if !form.is_empty() {
            into.extensions
                .insert(MULTIPART.to_owned(), multipart(node, &form)?);
        }
        Ok(())
    }

    fn body(&mut self, node: &Node<'a>, parameter: &Node<'a>, method: &str) -> Result<RequestBody> {
        let consumes = match node.get("consumes")? {
            Some(_) => node.strings("consumes")?,
            None => self.consumes.clone(),
        };
        let is_json = |kind: &&str| kind.contains("json") || *kind == "*/*";
        if !consumes.is_empty() && !consumes.iter().any(is_json) {
            return Err(node.error(format!(
                "a body of {} is unknown; expected application/json",
                consumes.join(" or ")
            )));
        }
        let name = format!("{}Body", names::type_name(method));
        let schema = self.schema(&parameter.need("schema")?, &name)?;
        let mut body = RequestBody {
            required: parameter.flag("required")?,
            ..RequestBody::default()
        };
        body.content.insert(
            "application/json".to_owned(),
            MediaType {
                schema: Some(schema),
                ..MediaType::default()
            },
        );
        Ok(body)
    }
}

fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The form fields of an upload. progenitor does not support multipart, so each such
/// operation needs hand-written code; these facts show when it has to follow.
fn multipart(node: &Node<'_>, form: &[Node<'_>]) -> Result<Value> {
    let id = node.need("operationId")?.str()?;
    if upload_method(id).is_none() {
        return Err(node.error(format!(
            "the form upload `{id}` has no counterpart in src/; leave the operation out in the overlay, or write one and \
             add it to the list in xtask/codegen/src/convert/operation.rs"
        )));
    }
    let mut fields = Vec::new();
    for field in form {
        let mut known = SCHEMA_MEMBERS.to_vec();
        known.extend(["name", "in", "collectionFormat"]);
        field.only(&known)?;
        fields.push(json!({
            "name": field.need("name")?.str()?,
            "type": field.need("type")?.str()?,
            "required": field.flag("required")?,
        }));
    }
    Ok(Value::Array(fields))
}

#[cfg(test)]
mod tests;
