//! progenitor's types, joined with the schemas that they come from.

use super::attributes::Attributes;
use super::elements::{Enumeration, Field, FieldForm, Struct, Type, TypeKind, Variant};
use super::facts::Facts;
use super::rust_type::RustType;
use crate::extensions::{
    ALSO_NAMED, DEPRECATED, DEPRECATED_VALUES, Extended, IN_ANSWERS, IN_EXAMPLES, IN_REQUESTS,
    KEPT_WHEN_OMITTED, REQUIRED_IN_REQUESTS, VALUE_NAMES,
};
use crate::names::{HAND_WRITTEN, variant};
use crate::origins::Origins;
use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type as OpenApiType};
use serde_json::Value;
use std::collections::BTreeSet;

/// All types by name, from the items of progenitor's module `types`.
pub(super) fn types(
    items: &[syn::Item],
    api: &OpenAPI,
    origins: &Origins,
) -> Result<Vec<Type>, String> {
    let schemas = api.components.iter();
    let schemas = schemas.flat_map(|components| &components.schemas);
    let mut without_type: BTreeSet<&str> = schemas.map(|(name, _)| name.as_str()).collect();
    let schema = |name: &str| api.components.as_ref()?.schemas.get(name)?.as_item();
    let mut types: Vec<Type> = Vec::new();
    for item in items {
        let name = match item {
            syn::Item::Struct(syn::ItemStruct { ident, .. })
            | syn::Item::Enum(syn::ItemEnum { ident, .. }) => ident.to_string(),
            _ => continue,
        };
        let schema = schema(&name);
        without_type.remove(name.as_str());
        let kind = match item {
            syn::Item::Struct(item) => object(item, schema)?,
            syn::Item::Enum(item) => enumeration(item, schema)?,
            _ => continue,
        };
        types.push(Type {
            origins: origins.pointers(&name).to_vec(),
            deprecated: schema.is_some_and(|schema| schema.schema_data.flag(DEPRECATED)),
            name,
            kind,
        });
    }
    for name in HAND_WRITTEN {
        if without_type.remove(name) {
            types.push(Type {
                origins: origins.pointers(name).to_vec(),
                deprecated: false,
                name: name.to_owned(),
                kind: TypeKind::HandWritten,
            });
        }
    }
    if let Some(name) = without_type.first() {
        return Err(format!(
            "progenitor has no type `{name}`; give it a name in upper camel case"
        ));
    }
    types.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    match types.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => Err(format!("there are two types named {}", pair[0].name)),
        None => Ok(types),
    }
}

fn object(item: &syn::ItemStruct, schema: Option<&Schema>) -> Result<TypeKind, String> {
    let name = &item.ident;
    let syn::Fields::Named(named) = &item.fields else {
        return Err(format!("the type {name} is not a plain struct"));
    };
    let said = schema.map(|schema| &schema.schema_data);
    let listed = |key: &str| said.map_or_else(Vec::new, |said| said.texts(key));
    let kept = listed(KEPT_WHEN_OMITTED);
    let required = listed(REQUIRED_IN_REQUESTS);
    let mut object = Struct {
        fields: Vec::new(),
        rest: None,
        in_answers: said.is_some_and(|said| said.flag(IN_ANSWERS)),
        in_requests: said.is_some_and(|said| said.flag(IN_REQUESTS)),
        in_examples: listed(IN_EXAMPLES),
    };
    let mut idents = BTreeSet::new();
    for field in &named.named {
        let ident = field.ident.as_ref().ok_or("a field without a name")?;
        let ident = ident.to_string();
        if !idents.insert(ident.clone()) {
            return Err(format!("two properties of {name} become the field {ident}"));
        }
        let attributes = Attributes::read(&field.attrs)?;
        let ty = RustType::read(&field.ty)?;
        if attributes.flatten {
            object.rest = Some((ident, ty));
            continue;
        }
        let wire = attributes.rename.unwrap_or_else(|| ident.clone());
        let form = match ty {
            RustType::Option(_) => FieldForm::Optional,
            _ if attributes.skips => FieldForm::Collection,
            _ => FieldForm::Required,
        };
        let other = said.and_then(|said| said.extension(ALSO_NAMED)?.get(&wire)?.as_str());
        object.fields.push(Field {
            also_named: other.map(str::to_owned),
            kept_when_omitted: kept.contains(&wire),
            required: required.contains(&wire),
            facts: schema
                .and_then(|schema| property(schema, &wire))
                .map_or_else(Facts::default, property_facts),
            ident,
            wire,
            ty,
            form,
        });
    }
    Ok(TypeKind::Struct(object))
}

fn property<'a>(schema: &'a Schema, wire: &str) -> Option<&'a Schema> {
    match &schema.schema_kind {
        SchemaKind::Type(OpenApiType::Object(object)) => {
            object.properties.get(wire)?.as_item().map(|item| &**item)
        }
        _ => None,
    }
}

fn property_facts(schema: &Schema) -> Facts {
    let mut facts = Facts::of_schema(&schema.schema_data);
    if let SchemaKind::Type(OpenApiType::Array(list)) = &schema.schema_kind
        && let Some(ReferenceOr::Item(item)) = &list.items
    {
        facts.item_format = Facts::of_schema(&item.schema_data).format;
    }
    facts
}

fn enumeration(item: &syn::ItemEnum, schema: Option<&Schema>) -> Result<TypeKind, String> {
    let name = &item.ident;
    let said = schema.map(|schema| &schema.schema_data);
    let names = said.and_then(|said| said.extension(VALUE_NAMES));
    let deprecated = said.map_or_else(Vec::new, |said| said.texts(DEPRECATED_VALUES));
    let mut variants: Vec<Variant> = Vec::new();
    for value in &item.variants {
        if !matches!(value.fields, syn::Fields::Unit) {
            return Err(format!("the enumeration {name} has variants with content"));
        }
        let chosen = value.ident.to_string();
        let rename = Attributes::read(&value.attrs)?.rename;
        let text = rename.unwrap_or_else(|| chosen.clone());
        // A value with a name has this name instead of itself.
        let mut given = names.and_then(Value::as_object).into_iter().flatten();
        let given = given.find(|(_, name)| name.as_str() == Some(&text));
        let wire = given.map_or_else(|| text.clone(), |(value, _)| value.clone());
        let ident = variant(&chosen, given.and_then(|(_, name)| name.as_str()));
        if variants.iter().any(|other| other.ident == ident) {
            return Err(format!("two values of {name} become the variant {ident}"));
        }
        variants.push(Variant {
            deprecated: deprecated.contains(&wire),
            wire,
            ident,
        });
    }
    Ok(TypeKind::Enumeration(Enumeration { variants }))
}
