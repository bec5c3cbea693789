//! How well our words and the contract cover each other: every element has words, all words have an
//! element, and the words say more than the element's name and no other limits than the contract.

use super::element::{Element, ElementKind};
use super::limits::{Limit, contradictions};
use super::{Docs, mentions};
use crate::model::{Facts, Model, Type, TypeKind};
use heck::ToSnakeCase;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many elements of the contract have words, and what is missing.
#[derive(Debug, Default)]
pub struct Coverage {
    /// Elements that have words.
    pub covered: usize,
    /// All elements.
    pub total: usize,
    /// Where words and elements do not match.
    pub gaps: Vec<Gap>,
}

/// A place where words and elements do not match. `Display` is one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// An element without words.
    Missing(Element),
    /// An element with a draft in place of words.
    Draft(Element),
    /// An element whose words say no more than its name.
    Repeats(Element),
    /// Words or a draft for an element that is gone.
    Gone(Element),
    /// General words for a property that no type needs.
    Unused(String),
    /// An element whose words state another limit than the contract.
    Limit {
        /// The element.
        element: Element,
        /// The place of its words.
        place: String,
        /// What they state.
        words: Limit,
        /// What the contract states.
        contract: Limit,
    },
    /// Anything else, described.
    Other(String),
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(element) => write!(f, "the {element} has no words"),
            Self::Draft(element) => write!(f, "the {element} has a draft in place of words"),
            Self::Repeats(element) => {
                write!(f, "the words for the {element} only repeat its name")
            }
            Self::Gone(element) => write!(f, "there are words for the {element}, which is gone"),
            Self::Unused(name) => {
                write!(
                    f,
                    "there are words for the property `{name}`, which no type needs"
                )
            }
            Self::Limit {
                element,
                place,
                words,
                contract,
            } => write!(
                f,
                "the words for the {element} at `{place}` state {words}, and the contract {contract}; correct the \
                 words, or let them name both"
            ),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl Coverage {
    /// Compares the elements `names` of a kind, which belong to `owner`, with the words that there are.
    fn compare<'a>(
        &mut self,
        docs: &Docs,
        (kind, owner): (ElementKind, &str),
        names: impl Iterator<Item = &'a str>,
        words: impl Iterator<Item = (&'a String, &'a str)>,
    ) {
        let names: BTreeSet<&str> = names.collect();
        let words: BTreeMap<&str, &str> = words.map(|(name, text)| (&**name, text)).collect();
        let drafts = docs.drafts(kind, owner);
        for name in &names {
            self.count(docs, Element::new(kind, owner, name), words.get(name));
        }
        let described = words.keys().copied().chain(drafts);
        let gone: BTreeSet<&str> = described.filter(|name| !names.contains(name)).collect();
        let gone = gone.iter().map(|name| Element::new(kind, owner, name));
        self.gaps.extend(gone.map(Gap::Gone));
    }

    fn count(&mut self, docs: &Docs, element: Element, text: Option<&&str>) {
        self.total += 1;
        let gap = match text {
            _ if docs.is_draft(&element) => Gap::Draft,
            None => Gap::Missing,
            Some(text) if repeats(&element.name, text) => Gap::Repeats,
            Some(_) => {
                self.covered += 1;
                return;
            }
        };
        self.gaps.push(gap(element));
    }
}

/// Words that say nothing about an element.
const EMPTY_WORDS: [&str; 7] = ["a", "an", "the", "of", "is", "this", "its"];

/// Whether a text has no other words than the name of what it describes.
fn repeats(name: &str, text: &str) -> bool {
    let name = words(name);
    let mut said = words(text).into_iter();
    said.all(|word| EMPTY_WORDS.contains(&&*word) || name.contains(&word))
}

/// The words of a name or text, in lower case.
fn words(text: &str) -> Vec<String> {
    let words = text.to_snake_case();
    let words = words.split('_').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The values of an enumeration whose variants are called by a single letter.
fn unnamed(ty: &Type) -> Vec<Gap> {
    let TypeKind::Enumeration(all) = &ty.kind else {
        return Vec::new();
    };
    let variants = all.variants.iter();
    let unnamed = variants.filter(|variant| needs_a_name(&variant.ident));
    unnamed
        .map(|variant| {
            Gap::Other(format!(
                "the value `{}.{}` wants a name under `names` of spec/overlay.yaml",
                ty.name, variant.wire
            ))
        })
        .collect()
}

/// Whether the name of a variant says nothing to a reader: it is a single letter.
fn needs_a_name(variant: &str) -> bool {
    variant.chars().count() == 1
}

impl Docs {
    /// How well the words and the contract with all its areas cover each other.
    pub fn coverage(&self, model: &Model) -> Coverage {
        let mut coverage = Coverage::default();
        coverage.compare(
            self,
            (ElementKind::Tag, ""),
            model.areas.iter().map(|area| area.tag.as_str()),
            self.areas.iter().map(|(tag, text)| (tag, &**text)),
        );
        coverage.compare(
            self,
            (ElementKind::Scope, ""),
            model.scopes.iter().map(String::as_str),
            self.scopes.iter().map(|(scope, text)| (scope, &**text)),
        );
        coverage.compare(
            self,
            (ElementKind::Operation, ""),
            model.operations.iter().map(|op| op.id.as_str()),
            self.operations
                .iter()
                .map(|(id, words)| (id, &*words.summary)),
        );
        for operation in &model.operations {
            let words = self.operations.get(&operation.id).into_iter();
            let words = words.flat_map(|words| &words.parameters);
            coverage.compare(
                self,
                (ElementKind::Parameter, &operation.id),
                operation.parameter_names(),
                words.map(|(name, text)| (name, &**text)),
            );
        }
        let described: Vec<&Type> = model.described().collect();
        coverage.compare(
            self,
            (ElementKind::Type, ""),
            described.iter().map(|ty| ty.name.as_str()),
            self.schemas
                .iter()
                .map(|(name, words)| (name, &*words.description)),
        );
        let mut general = BTreeSet::new();
        for ty in described {
            coverage.gaps.extend(unnamed(ty));
            general.extend(self.members(ty, &mut coverage));
        }
        let unused = self.properties.keys();
        let unused = unused.filter(|name| !general.contains(name.as_str()));
        coverage.gaps.extend(unused.cloned().map(Gap::Unused));
        let gone = coverage.gaps.iter().filter_map(|gap| match gap {
            Gap::Gone(element) => Some(element.place()),
            _ => None,
        });
        let mentions = mentions::gaps(self, model, &gone.collect()).into_iter();
        coverage.gaps.extend(mentions.map(Gap::Other));
        coverage.gaps.extend(self.other_limits(model));
        coverage.gaps.extend(self.sources_of_nothing());
        coverage
    }

    /// The elements whose words state another limit than the contract.
    fn other_limits(&self, model: &Model) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let mut compare = |element: Element, place: String, words: &str, facts: &Facts| {
            let found = contradictions(words, facts).into_iter();
            gaps.extend(found.map(|[words, contract]| Gap::Limit {
                element: element.clone(),
                place: place.clone(),
                words,
                contract,
            }));
        };
        for operation in &model.operations {
            let words = self.operations.get(&operation.id);
            for parameter in &operation.parameters {
                let words = words.and_then(|words| words.parameters.get(&parameter.wire));
                let element = Element::new(ElementKind::Parameter, &operation.id, &parameter.wire);
                if let Some(words) = words {
                    let place = element.place();
                    compare(element, place, words, &parameter.facts);
                }
            }
        }
        let described = model.described().filter_map(|ty| match &ty.kind {
            TypeKind::Struct(object) => Some((&ty.name, object)),
            _ => None,
        });
        for (name, object) in described {
            for field in &object.fields {
                let words = self.member(name, &field.wire);
                let place = self.member_place(name, &field.wire);
                if let (Some(words), Some(place)) = (words, place) {
                    let element = Element::new(ElementKind::Member, name, &field.wire);
                    compare(element, place, words, &field.facts);
                }
            }
        }
        gaps
    }

    /// The sources for places that have no words. A note on what is deprecated can have none.
    fn sources_of_nothing(&self) -> Vec<Gap> {
        let texts = self.texts();
        let places: BTreeSet<&str> = texts.iter().map(|(place, _)| place.as_str()).collect();
        let has_words = |place: &str| !place.starts_with("deprecated.") && places.contains(place);
        let rest = self.sources.places().filter(|place| !has_words(place));
        let gap = |place| {
            format!("`sources` has `{place}`, where no words are; correct or delete the entry")
        };
        rest.map(gap).map(Gap::Other).collect()
    }

    /// Compares the members of a type with their words. Returns those without words of their own, which the
    /// general words describe.
    fn members<'a>(&self, ty: &'a Type, coverage: &mut Coverage) -> Vec<&'a str> {
        let (kind, owner) = (ElementKind::Member, &*ty.name);
        let words = self.schemas.get(owner).into_iter();
        let words: BTreeMap<&String, &str> = words
            .flat_map(|words| &words.members)
            .map(|(name, text)| (name, &**text))
            .collect();
        let is_own = |member: &&str| {
            words.keys().any(|name| name == member)
                || self.is_draft(&Element::new(kind, owner, member))
        };
        let (own, rest): (Vec<&str>, Vec<&str>) = ty.members().into_iter().partition(is_own);
        coverage.compare(self, (kind, owner), own.into_iter(), words.into_iter());
        for member in &rest {
            let general = self.properties.get(*member).map(String::as_str);
            coverage.count(self, Element::new(kind, owner, member), general.as_ref());
        }
        rest
    }
}

#[cfg(test)]
mod tests;
