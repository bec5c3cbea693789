//! Types that have another name but are the same. The provider's merge tool renames definitions
//! without a change on the wire, so names alone say nothing: two types are paired by the places
//! that use them, or, where no place is left, by their members. Types that only resemble each other are a
//! guess, which is reported as one.

use constant_contact_codegen::model::{Field, Model, Operation, RustType, Type, TypeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

/// The new names of types, by the old ones.
#[derive(Default)]
pub(super) struct Renames {
    /// The type is the same: it has the same members in the same place, or only there.
    certain: BTreeMap<String, String>,
    /// The new type is in the place of the old one, or has its members. It may be another one.
    perhaps: BTreeMap<String, String>,
}

impl Renames {
    /// Pairs the types that are only in `old` with those that are only in `new`; `operations` are
    /// those of both.
    pub fn new(old: &Model, new: &Model, operations: &[(&Operation, &Operation)]) -> Self {
        let (before, after) = (names(old), names(new));
        let removed: BTreeSet<&str> = before.difference(&after).copied().collect();
        let added: BTreeSet<&str> = after.difference(&before).copied().collect();
        let mut candidates: Vec<(f64, usize, &str, &str)> = Vec::new();
        for ((one, other), count) in uses(old, new, operations) {
            if removed.contains(one) && added.contains(other) {
                let likeness = likeness(old.get(one), new.get(other));
                if likeness >= 0.5 {
                    candidates.push((likeness, count, one, other));
                }
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
        let mut renames = Self::default();
        for (likeness, _, one, other) in candidates {
            renames.add(one, other, likeness == 1.0);
        }
        for one in removed {
            let one_type = old.get(one);
            let has_members = one_type.is_some_and(|one| !one.members().is_empty());
            let is_same = |other: &&&str| has_members && likeness(one_type, new.get(other)) == 1.0;
            let free = added.iter().filter(|other| !renames.is_taken(other));
            let same: Vec<&&str> = free.filter(is_same).collect();
            if let [other] = same[..] {
                let content = one_type.zip(new.get(other));
                let is_certain = content.is_some_and(|(one, other)| have_same_content(one, other));
                renames.add(one, other, is_certain);
            }
        }
        renames
    }

    /// Pairs two types that have no pair yet.
    fn add(&mut self, one: &str, other: &str, is_certain: bool) {
        let is_paired = self.certain.contains_key(one) || self.perhaps.contains_key(one);
        if !is_paired && !self.is_taken(other) {
            let pairs = match is_certain {
                true => &mut self.certain,
                false => &mut self.perhaps,
            };
            pairs.insert(one.to_owned(), other.to_owned());
        }
    }

    fn is_taken(&self, name: &str) -> bool {
        let mut taken = self.certain.values().chain(self.perhaps.values());
        taken.any(|new| new == name)
    }

    /// The old and the new names of the types that are certainly the same.
    pub fn certain(&self) -> impl Iterator<Item = (&String, &String)> {
        self.certain.iter()
    }

    /// The new type that an old one may have become.
    pub fn perhaps(&self, old: &str) -> Option<&str> {
        self.perhaps.get(old).map(String::as_str)
    }

    /// The new name of a type that has another name now.
    pub fn get(&self, old: &str) -> Option<&str> {
        self.certain.get(old).map(String::as_str)
    }

    /// The name that a type has now.
    pub fn name<'a>(&'a self, old: &'a str) -> &'a str {
        self.get(old).unwrap_or(old)
    }

    /// Whether the type of that new name had another one.
    pub fn has_new(&self, name: &str) -> bool {
        self.certain.values().any(|new| new == name)
    }

    /// A type of the old contract by the names of the new one.
    pub fn apply(&self, ty: &RustType) -> RustType {
        let apply = |inner: &RustType| Box::new(self.apply(inner));
        match ty {
            RustType::Contract(name) => RustType::Contract(self.name(name).to_owned()),
            RustType::HandWritten(name) => RustType::HandWritten(self.name(name).to_owned()),
            RustType::Boxed(inner) => RustType::Boxed(apply(inner)),
            RustType::Option(inner) => RustType::Option(apply(inner)),
            RustType::List(item) => RustType::List(apply(item)),
            RustType::Map(value) => RustType::Map(apply(value)),
            other => other.clone(),
        }
    }
}

fn names(model: &Model) -> BTreeSet<&str> {
    model.types.iter().map(|ty| ty.name.as_str()).collect()
}

/// The share of members that two types have in common.
fn likeness(one: Option<&Type>, other: Option<&Type>) -> f64 {
    let Some((one, other)) = one.zip(other) else {
        return 0.0;
    };
    if discriminant(&one.kind) != discriminant(&other.kind) {
        return 0.0;
    }
    let [one, other] = [one, other].map(|ty| ty.members().into_iter().collect::<BTreeSet<_>>());
    let all = one.union(&other).count();
    if all == 0 {
        return 1.0;
    }
    one.intersection(&other).count() as f64 / all as f64
}

/// Whether two types have the same members with the same content.
fn have_same_content(one: &Type, other: &Type) -> bool {
    match (&one.kind, &other.kind) {
        (TypeKind::Struct(one), TypeKind::Struct(other)) => {
            let fields = one.fields.iter().map(|field| (&field.wire, field));
            let fields: BTreeMap<_, _> = fields.collect();
            let is_same = |field: &Field| {
                let same = fields.get(&field.wire);
                same.is_some_and(|one| (&one.ty, one.required) == (&field.ty, field.required))
            };
            fields.len() == other.fields.len() && other.fields.iter().all(is_same)
        }
        _ => likeness(Some(one), Some(other)) == 1.0,
    }
}

/// How often the one type is in a place where the other was.
fn uses<'a>(
    old: &'a Model,
    new: &'a Model,
    operations: &[(&'a Operation, &'a Operation)],
) -> BTreeMap<(&'a str, &'a str), usize> {
    let mut uses = BTreeMap::new();
    let mut open: Vec<(&RustType, &RustType)> = operations
        .iter()
        .flat_map(|(one, other)| in_both(in_operation(one), in_operation(other)))
        .collect();
    while let Some((one, other)) = open.pop() {
        match (plain(one), plain(other)) {
            (RustType::List(one), RustType::List(other))
            | (RustType::Map(one), RustType::Map(other)) => open.push((one, other)),
            (one, other) => {
                let Some(pair) = one.name().zip(other.name()) else {
                    continue;
                };
                let count = uses.entry(pair).or_insert(0);
                *count += 1;
                if *count == 1 {
                    let [one, other] = [(old, pair.0), (new, pair.1)].map(in_type);
                    open.extend(in_both(one, other));
                }
            }
        }
    }
    uses
}

/// The type without `Option` and `Box` around it.
fn plain(ty: &RustType) -> &RustType {
    match ty {
        RustType::Option(inner) | RustType::Boxed(inner) => plain(inner),
        other => other,
    }
}

/// Types by the place where they are used.
type Places<'a> = BTreeMap<(&'static str, &'a str), &'a RustType>;

fn in_both<'a>(one: Places<'a>, mut other: Places<'a>) -> Vec<(&'a RustType, &'a RustType)> {
    let pairs = one.into_iter();
    let pairs = pairs.filter_map(|(place, ty)| Some((ty, other.remove(&place)?)));
    pairs.collect()
}

fn in_operation(operation: &Operation) -> Places<'_> {
    let parameters = operation.parameters.iter();
    let parameters = parameters.map(|of| (("parameter", of.wire.as_str()), &of.ty));
    let body = operation.body.iter().map(|body| (("body", ""), &body.ty));
    let answer = (("answer", ""), &operation.answer);
    parameters.chain(body).chain([answer]).collect()
}

fn in_type<'a>((model, name): (&'a Model, &str)) -> Places<'a> {
    let Some(TypeKind::Struct(object)) = model.get(name).map(|ty| &ty.kind) else {
        return Places::new();
    };
    let fields = object.fields.iter();
    let fields = fields.map(|field| (("property", field.wire.as_str()), &field.ty));
    let rest = object.rest.iter().map(|(_, ty)| (("rest", ""), ty));
    fields.chain(rest).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
