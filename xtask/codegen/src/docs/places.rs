//! Which elements have words, and the places of all words in `docs.yaml`.

use super::Docs;
use super::element::{Element, ElementKind};
use std::collections::BTreeMap;

impl Docs {
    /// Whether an element has a draft in place of words.
    pub fn is_draft(&self, element: &Element) -> bool {
        self.drafts.contains(element)
    }

    /// The names of the drafts of a kind that belong to `owner`.
    pub(super) fn drafts(&self, kind: ElementKind, owner: &str) -> impl Iterator<Item = &str> {
        let drafts = self.drafts.iter();
        let drafts = drafts.filter(move |draft| draft.kind == kind && draft.owner == owner);
        drafts.map(|draft| draft.name.as_str())
    }

    /// Every text with its place. Drafts are not among them.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut all = listed("tags", &self.areas);
        all.extend(listed("scopes", &self.scopes));
        let written = |kind, name: &str| !self.is_draft(&Element::new(kind, "", name));
        for (id, words) in &self.operations {
            let place = format!("operations.{id}");
            if written(ElementKind::Operation, id) {
                all.push((place.clone(), words.summary.as_str()));
                all.push((place.clone(), words.description.as_str()));
            }
            all.extend(listed(&place, &words.parameters));
        }
        all.extend(listed("properties", &self.properties));
        all.extend(listed("deprecated", &self.deprecated));
        for (name, words) in &self.schemas {
            let place = format!("schemas.{name}");
            if written(ElementKind::Type, name) {
                all.push((place.clone(), words.description.as_str()));
            }
            all.extend(listed(&place, &words.members));
        }
        all
    }

    /// Whether a type has words.
    pub fn has_type(&self, name: &str) -> bool {
        let element = Element::new(ElementKind::Type, "", name);
        self.schemas.contains_key(name) && !self.is_draft(&element)
    }

    /// The place of the words for a property or value of a type, if there are any.
    pub fn member_place(&self, schema: &str, name: &str) -> Option<String> {
        let own = self.schemas.get(schema);
        if own.is_some_and(|words| words.members.contains_key(name)) {
            return Some(format!("schemas.{schema}.{name}"));
        }
        let general = self.properties.contains_key(name);
        general.then(|| format!("properties.{name}"))
    }
}

/// Texts with their places below `owner`.
fn listed<'a>(owner: &str, texts: &'a BTreeMap<String, String>) -> Vec<(String, &'a str)> {
    let place = |name: &String| format!("{owner}.{name}");
    let all = texts.iter();
    all.map(|(name, text)| (place(name), text.as_str()))
        .collect()
}
