//! One type for a link, one for the links of a page. The provider's merge tool makes a new
//! definition of the same two shapes for every service.

use super::hand_written::declare_hand_written;
use crate::error::Result;
use crate::origins::Origins;
use crate::references::{named, objects, reference_to, rewrite_references, target};
use openapiv3::{ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use std::collections::BTreeSet;

const LINK: &str = "Link";
const PAGE_LINKS: &str = "PageLinks";
const DIRECTIONS: [&str; 6] = ["self", "first", "prev", "previous", "next", "last"];

/// Replaces every link object by [`LINK`] (hand-written) and every object of page links by
/// [`PAGE_LINKS`], recognized by their structure, since their names change from build to build.
pub(super) fn unify_links(origins: &mut Origins, api: &mut OpenAPI) -> Result<()> {
    let links: BTreeSet<String> = objects(api)
        .filter(|(_, object)| is_link(object))
        .map(|(name, _)| name.clone())
        .collect();
    refuse_taken(origins, api, LINK, &links)?;
    redirect(api, &links, LINK);
    let mut union = ObjectType::default();
    let mut pages = BTreeSet::new();
    for (name, object) in objects(api) {
        if is_page_links(object) {
            pages.insert(name.clone());
            for (name, property) in &object.properties {
                if !union.properties.contains_key(name) {
                    union
                        .properties
                        .insert_sorted(name.clone(), property.clone());
                }
            }
        }
    }
    refuse_taken(origins, api, PAGE_LINKS, &pages)?;
    origins.merge(PAGE_LINKS, &pages);
    redirect(api, &pages, PAGE_LINKS);
    if !links.is_empty() {
        declare_hand_written(api, LINK);
    }
    let Some(components) = &mut api.components else {
        return Ok(());
    };
    if !pages.is_empty() {
        let schema = Schema {
            schema_data: Default::default(),
            schema_kind: SchemaKind::Type(Type::Object(union)),
        };
        components
            .schemas
            .insert(PAGE_LINKS.to_owned(), ReferenceOr::Item(schema));
    }
    components.schemas.sort_keys();
    Ok(())
}

/// Something else of the unified type's name would be replaced unseen.
fn refuse_taken(
    origins: &Origins,
    api: &OpenAPI,
    name: &str,
    unified: &BTreeSet<String>,
) -> Result<()> {
    let taken = api
        .components
        .as_ref()
        .and_then(|components| components.schemas.get(name)?.as_item())
        .is_some_and(|schema| !matches!(schema.schema_kind, SchemaKind::Any(_)));
    if taken && !unified.is_empty() && !unified.contains(name) {
        return Err(origins.error(
            [name],
            format!(
                "the type name {name} is kept for links and the contract uses it for something \
                 else; give that an `x-type-name` in the overlay"
            ),
        ));
    }
    Ok(())
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
        && object.additional_properties.is_none()
        && object.properties.iter().all(|(name, property)| {
            DIRECTIONS.contains(&name.as_str()) && named(property) == Some(LINK)
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

#[cfg(test)]
mod tests;
