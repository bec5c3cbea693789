//! progenitor's builders, joined with the operations that they call.

use super::elements::{Area, Body, FormField, Model, Operation, Parameter, Place};
use super::facts::Facts;
use super::pages::pages;
use super::rust_type::RustType;
use crate::extensions::{
    AREA, COMMA_SEPARATED, Extended, GUIDE_PAGES, MULTIPART, NEEDS_CONTENT, NOT_IDEMPOTENT,
    OPERATION_ID, PARTNER, PRIVILEGES, SDK_NAME, SENT_NAME, STATUSES, SUCCESS, Success,
};
use crate::names;
use crate::pointer::escape;
use crate::references::{answer, body, named, reached};
use heck::ToUpperCamelCase;
use openapiv3::{OpenAPI, Parameter as OpenApiParameter, ReferenceOr};
use serde_json::Value;

/// All operations, from the items of progenitor's module `builder`.
pub(super) fn operations(
    items: &[syn::Item],
    api: &OpenAPI,
    model: &Model,
) -> Result<Vec<Operation>, String> {
    let builders = builders(items)?;
    api.operations()
        .map(|(path, verb, source)| {
            let mut operation = declared(path, verb, source)?;
            if operation.is_upload()
                && let Some(name) = answer(source).and_then(named)
            {
                operation.answer = RustType::Contract(name.to_owned());
            }
            operation.types = reached(api, body(source).into_iter().chain(answer(source)));
            if !operation.is_upload() {
                join(&mut operation, source, &builders)?;
                if let Some(body) = &mut operation.body {
                    body.required |= requires_something(model, &body.ty);
                }
                let answer = operation.answer.required();
                let next = |parameter: &Parameter| {
                    parameter.place == Place::Query && parameter.wire == "next"
                };
                operation.pages = pages(model, answer, operation.parameters.iter().any(next));
            }
            Ok(operation)
        })
        .collect()
}

/// Whether a document of the type has members that a request can't do without, so that it can't be left out
/// either, whatever the contract says of the body.
fn requires_something(model: &Model, ty: &RustType) -> bool {
    let object = ty.contract_name().and_then(|name| model.object(name));
    object.is_some_and(|object| !object.has_default())
}

impl Operation {
    /// The parameters that the method takes, in its order: those of the path in the order of the path, then
    /// the required ones of the query in the order of the contract.
    pub fn arguments(&self) -> Vec<&Parameter> {
        let place = |parameter: &Parameter| match parameter.place {
            Place::Path => (0, self.path.find(&format!("{{{}}}", parameter.wire))),
            Place::Query => (1, Some(parameter.position)),
        };
        let parameters = self.parameters.iter();
        let mut arguments: Vec<&Parameter> = parameters
            .filter(|parameter| parameter.is_argument())
            .collect();
        arguments.sort_by_key(|parameter| place(parameter));
        arguments
    }

    /// The two ends of a period, if the method takes both.
    pub fn period(&self) -> Option<[&Parameter; 2]> {
        let end = |name: &str| {
            let mut parameters = self.parameters.iter();
            parameters.find(|parameter| {
                parameter.wire == name && parameter.required && parameter.ty == RustType::Instant
            })
        };
        Some([end("start")?, end("end")?])
    }
}

impl Parameter {
    /// Whether the method takes it, since the call can't do without it. All others have setters.
    pub fn is_argument(&self) -> bool {
        self.required || self.place == Place::Path
    }
}

/// A builder as progenitor wrote it.
struct Builder {
    name: String,
    /// The fields but for the client.
    fields: Vec<(String, RustType)>,
    /// What `send` answers.
    answer: Option<RustType>,
}

/// The builders. Their implementations follow their structs.
fn builders(items: &[syn::Item]) -> Result<Vec<Builder>, String> {
    let mut builders: Vec<Builder> = Vec::new();
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                let name = item.ident.to_string();
                let mut fields = Vec::new();
                for field in &item.fields {
                    let ident = field.ident.as_ref().ok_or("a field without a name")?;
                    if ident == "client" {
                        continue;
                    }
                    let ty = argument(&field.ty, "Result").ok_or_else(|| {
                        format!("the field {ident} of the builder {name} is not a result")
                    })?;
                    fields.push((ident.to_string(), RustType::read(ty)?.required().clone()));
                }
                builders.push(Builder {
                    name,
                    fields,
                    answer: None,
                });
            }
            syn::Item::Impl(item) => {
                let name = last_segment(&item.self_ty).map(|segment| segment.ident.to_string());
                let answer = item.items.iter().find_map(|item| match item {
                    syn::ImplItem::Fn(item) if item.sig.ident == "send" => match &item.sig.output {
                        syn::ReturnType::Type(_, ty) => {
                            argument(argument(ty, "Result")?, "ResponseValue")
                        }
                        syn::ReturnType::Default => None,
                    },
                    _ => None,
                });
                if let (Some(name), Some(answer)) = (name, answer) {
                    let mut builders = builders.iter_mut();
                    let builder = builders.find(|builder| builder.name == name);
                    let builder = builder.ok_or_else(|| format!("there is no builder {name}"))?;
                    builder.answer = RustType::read(answer).ok();
                }
            }
            _ => {}
        }
    }
    Ok(builders)
}

/// `T` of `Outer<T>`.
fn argument<'a>(ty: &'a syn::Type, outer: &str) -> Option<&'a syn::Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == outer)?;
    match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

fn last_segment(ty: &syn::Type) -> Option<&syn::PathSegment> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// What the document says of an operation.
fn declared(path: &str, verb: &str, source: &openapiv3::Operation) -> Result<Operation, String> {
    let method = source.operation_id.clone().unwrap_or_default();
    let success = source
        .text(SUCCESS)
        .and_then(Success::parse)
        .ok_or_else(|| format!("{method} does not say how its success is read"))?;
    let scopes = source.security.iter().flatten();
    let scopes = scopes.flat_map(|requirement| requirement.values().flatten());
    let form = source.extension(MULTIPART).and_then(Value::as_array);
    Ok(Operation {
        id: source.text(OPERATION_ID).unwrap_or_default().to_owned(),
        sdk_name: source.text(SDK_NAME).map(str::to_owned),
        builder: String::new(),
        method,
        verb: verb.to_owned(),
        path: path.to_owned(),
        area: Area {
            tag: source.tags.first().cloned().unwrap_or_default(),
            feature: source.text(AREA).unwrap_or_default().to_owned(),
        },
        deprecated: source.deprecated,
        partner: source.flag(PARTNER),
        adds_up: source.flag(NOT_IDEMPOTENT),
        needs_content: source.flag(NEEDS_CONTENT),
        parameters: Vec::new(),
        body: None,
        form: form.map(|fields| fields.iter().map(form_field).collect()),
        success,
        answer: RustType::Unit,
        pages: None,
        statuses: source.texts(STATUSES),
        scopes: scopes.cloned().collect(),
        privileges: source.texts(PRIVILEGES),
        guide_pages: source.texts(GUIDE_PAGES),
        types: Default::default(),
        origin: format!("/paths/{}/{verb}", escape(path)),
    })
}

fn form_field(field: &Value) -> FormField {
    let text = |key: &str| field[key].as_str().unwrap_or_default().to_owned();
    FormField {
        name: text("name"),
        ty: text("type"),
        required: field["required"] == Value::Bool(true),
    }
}

/// Adds what the builder of the operation says.
fn join(
    operation: &mut Operation,
    source: &openapiv3::Operation,
    builders: &[Builder],
) -> Result<(), String> {
    let name = operation.method.to_upper_camel_case();
    let builder = builders
        .iter()
        .find(|builder| builder.name == name)
        .ok_or_else(|| format!("there is no builder {name}"))?;
    let mut declared: Vec<(String, (usize, &OpenApiParameter))> = source
        .parameters
        .iter()
        .enumerate()
        .filter_map(|(position, parameter)| {
            let parameter = parameter.as_item()?;
            let setter = names::setter(&parameter.parameter_data_ref().name)?;
            Some((setter, (position, parameter)))
        })
        .collect();
    for (ident, ty) in &builder.fields {
        match declared.iter().position(|(setter, _)| setter == ident) {
            Some(index) => {
                let (_, (position, source)) = declared.swap_remove(index);
                let parameter = parameter(ident, ty, position, source)?;
                operation.parameters.push(parameter);
            }
            None if ident == "body" => {
                let required = match &source.request_body {
                    Some(ReferenceOr::Item(body)) => body.required,
                    _ => false,
                };
                let ty = ty.clone();
                operation.body = Some(Body { ty, required });
            }
            None => {
                return Err(format!(
                    "the builder {name} has a field {ident} that no parameter explains"
                ));
            }
        }
    }
    if !declared.is_empty() {
        return Err(format!(
            "the builder {name} lacks a parameter of its operation"
        ));
    }
    let answer = builder.answer.clone().unwrap_or(RustType::Json);
    // `null` is no answer.
    if operation.success == Success::Json && answer.optional().is_some() {
        operation.success = Success::MaybeJson;
    }
    operation.answer = match operation.success {
        Success::Empty => RustType::Unit,
        Success::Bytes => RustType::RawBody,
        Success::Stream => RustType::ByteStream,
        Success::Json => answer,
        Success::MaybeJson => RustType::Option(Box::new(answer.required().clone())),
    };
    operation.builder = name;
    Ok(())
}

fn parameter(
    ident: &str,
    ty: &RustType,
    position: usize,
    source: &OpenApiParameter,
) -> Result<Parameter, String> {
    let data = source.parameter_data_ref();
    let place = match source {
        OpenApiParameter::Path { .. } => Place::Path,
        OpenApiParameter::Query { .. } => Place::Query,
        _ => return Err(format!("the parameter {} is in no known place", data.name)),
    };
    Ok(Parameter {
        wire: data.text(SENT_NAME).unwrap_or(&data.name).to_owned(),
        ident: ident.to_owned(),
        ty: ty.clone(),
        place,
        required: data.required,
        comma_separated: data.flag(COMMA_SEPARATED),
        position,
        facts: Facts::of(data),
    })
}
