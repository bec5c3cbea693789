//! One type for a link, one for the links of a page. The provider's merge tool makes a new
//! definition of the same two shapes for every service.

use super::reach::{reference_to, rewrite_references, target};
use openapiv3::{ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use std::collections::{BTreeMap, BTreeSet};

const LINK: &str = "Link";
const PAGE_LINKS: &str = "PageLinks";
const DIRECTIONS: [&str; 4] = ["self", "next", "prev", "previous"];

/// Replaces every link object by [`LINK`] (written by hand) and every object of page links by
/// [`PAGE_LINKS`], told by their structure since their names change from build to build.
pub(super) fn unify_links(api: &mut OpenAPI) {
    let links: BTreeSet<String> = objects(api)
        .filter(|(_, object)| is_link(object))
        .map(|(name, _)| name.clone())
        .collect();
    redirect(api, &links, LINK);
    let mut properties = BTreeMap::new();
    let mut pages = BTreeSet::new();
    for (name, object) in objects(api) {
        if is_page_links(object) {
            pages.insert(name.clone());
            for (name, property) in &object.properties {
                properties
                    .entry(name.clone())
                    .or_insert_with(|| property.clone());
            }
        }
    }
    redirect(api, &pages, PAGE_LINKS);
    if !links.is_empty() {
        super::declare_hand_written(api, LINK);
    }
    let Some(components) = &mut api.components else {
        return;
    };
    if !pages.is_empty() {
        let schema = Schema {
            schema_data: Default::default(),
            schema_kind: SchemaKind::Type(Type::Object(ObjectType {
                properties: properties.into_iter().collect(),
                ..ObjectType::default()
            })),
        };
        components
            .schemas
            .insert(PAGE_LINKS.to_owned(), ReferenceOr::Item(schema));
    }
    components.schemas.sort_keys();
}

/// `{href}`; tags wrap it once more: `{href, next: {href}}`.
fn is_link(object: &ObjectType) -> bool {
    object.properties.contains_key("href")
        && object
            .properties
            .keys()
            .all(|name| matches!(name.as_str(), "href" | "next"))
        && object.additional_properties.is_none()
}

fn is_page_links(object: &ObjectType) -> bool {
    object.properties.contains_key("next")
        && object
            .properties
            .iter()
            .all(|(name, property)| DIRECTIONS.contains(&name.as_str()) && refers_to_link(property))
}

fn refers_to_link(property: &ReferenceOr<Box<Schema>>) -> bool {
    let is_link = |reference: &str| target(reference) == LINK;
    match property {
        ReferenceOr::Reference { reference } => is_link(reference),
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::AllOf { all_of } => all_of.iter().any(
                |part| matches!(part, ReferenceOr::Reference { reference } if is_link(reference)),
            ),
            _ => false,
        },
    }
}

fn objects(api: &OpenAPI) -> impl Iterator<Item = (&String, &ObjectType)> {
    api.components
        .iter()
        .flat_map(|components| &components.schemas)
        .filter_map(|(name, schema)| match schema {
            ReferenceOr::Item(Schema {
                schema_kind: SchemaKind::Type(Type::Object(object)),
                ..
            }) => Some((name, object)),
            _ => None,
        })
}

fn redirect(api: &mut OpenAPI, from: &BTreeSet<String>, to: &str) {
    rewrite_references(api, &|reference| {
        if from.contains(target(reference)) {
            *reference = reference_to(to);
        }
    });
    if let Some(components) = &mut api.components {
        components.schemas.retain(|name, _| !from.contains(name));
    }
}
