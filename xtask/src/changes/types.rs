//! Types, their properties and their values.

use super::differences::{Differences, perhaps};
use super::facts::listed;
use super::renames::Renames;
use super::{Effect, Kind};
use constant_contact_codegen::model::{Field, Model, Struct, Type, TypeKind};
use std::collections::BTreeMap;

/// The differences of all types.
pub(super) fn types(differences: &mut Differences, old: &Model, new: &Model, renames: &Renames) {
    use Effect::{Addition, Breaking};
    const SUBJECT: &str = "type";
    for Type { name, .. } in &old.types {
        match renames.get(name) {
            Some(other) => {
                let detail = format!("to `{other}`");
                differences.add(Breaking, SUBJECT, name, Kind::Renamed, detail);
                differences.advise(keeping_the_name(name, new.get(other)));
            }
            None if new.get(name).is_none() => {
                let other = renames.perhaps(name);
                differences.add(Breaking, SUBJECT, name, Kind::Removed, perhaps(other));
                if let Some(other) = other {
                    let advice = keeping_the_name(name, new.get(other));
                    differences.advise(format!("if it is the same, {advice}"));
                }
            }
            None => {}
        }
    }
    for ty in &new.types {
        if old.get(&ty.name).is_none() && !renames.has_new(&ty.name) {
            differences.add(Addition, SUBJECT, &ty.name, Kind::Added, "");
            differences.advise(same_values(new, ty));
        }
    }
    let rows = [old.rows(), new.rows()];
    for one in &old.types {
        if let Some(other) = new.get(renames.name(&one.name)) {
            one_type(differences, new, (one, other), renames);
            let is_row = [(&rows[0], one), (&rows[1], other)];
            let is_row = is_row.map(|(rows, ty)| rows.contains(ty.name.as_str()));
            // A document becomes a row without its unknown members, and a row with an object is no line.
            let [was, is] = is_row.map(|is_row| if is_row { "a row" } else { "a document" });
            differences.compare(Breaking, SUBJECT, &other.name, "written as", (was, is));
        }
    }
}

/// How a renamed type keeps its name.
fn keeping_the_name(name: &str, renamed: Option<&Type>) -> String {
    let pointers = renamed.into_iter().flat_map(|ty| &ty.origins);
    let mut definitions = pointers.filter_map(|pointer| pointer.strip_prefix("/definitions/"));
    match definitions.find(|definition| definition.chars().all(char::is_alphanumeric)) {
        Some(definition) => format!(
            "`$.definitions.{definition}: {name}` under `names` of spec/overlay.yaml keeps the name"
        ),
        None => format!("`{name}` as its name under `names` of spec/overlay.yaml keeps the name"),
    }
}

/// Advice if other enumerations have the same values: how they become one type.
fn same_values(model: &Model, ty: &Type) -> String {
    if !matches!(ty.kind, TypeKind::Enumeration(_)) || ty.members().is_empty() {
        return String::new();
    }
    let sorted = |ty: &Type| {
        let mut values: Vec<String> = ty.members().into_iter().map(str::to_owned).collect();
        values.sort();
        values
    };
    let values = sorted(ty);
    let same: Vec<String> = model
        .types
        .iter()
        .filter(|other| matches!(other.kind, TypeKind::Enumeration(_)) && other.name != ty.name)
        .filter(|other| sorted(other) == values)
        .map(|other| format!("`{}`", other.name))
        .collect();
    if same.is_empty() {
        return String::new();
    }
    format!(
        "its values are those of {}; the same name for each under `names` of spec/overlay.yaml makes \
         them one type",
        same.join(" and ")
    )
}

fn one_type(
    differences: &mut Differences,
    new: &Model,
    (one, other): (&Type, &Type),
    renames: &Renames,
) {
    use Effect::{Addition, Breaking};
    let name = &other.name;
    differences.deprecation("type", name, (one.deprecated, other.deprecated));
    match (&one.kind, &other.kind) {
        (TypeKind::Struct(one), TypeKind::Struct(two)) => {
            properties(differences, (new, name), one, two, renames);
            abilities(differences, name, [one, two]);
        }
        (TypeKind::Enumeration(before), TypeKind::Enumeration(after)) => {
            for one in &before.variants {
                let mut same = after.variants.iter().filter(|value| value.wire == one.wire);
                let other = same.next().filter(|other| other.ident != one.ident);
                if let Some(other) = other {
                    let element = format!("{name}::{}", one.ident);
                    let detail = format!("to `{}`", other.ident);
                    differences.add(Breaking, "value", &element, Kind::Renamed, detail);
                    differences.advise(format!(
                        "the name `{}` for the value `{}` under `names` of spec/overlay.yaml keeps the name",
                        one.ident, one.wire
                    ));
                }
            }
            for one in &before.variants {
                let mut same = after.variants.iter().filter(|value| value.wire == one.wire);
                let deprecated = same.next().map(|other| (one.deprecated, other.deprecated));
                let element = format!("{name}.{}", one.wire);
                differences.deprecation("value", &element, deprecated.unwrap_or_default());
            }
            let (before, after) = (one.members(), other.members());
            for value in before.iter().filter(|value| !after.contains(value)) {
                let element = format!("{name}.{value}");
                differences.add(Breaking, "value", &element, Kind::Removed, "");
            }
            for value in after.iter().filter(|value| !before.contains(value)) {
                let element = format!("{name}.{value}");
                differences.add(Addition, "value", &element, Kind::Added, "");
            }
        }
        (one, other) => {
            let kinds = (kind(one), kind(other));
            differences.compare(Breaking, "type", name, "kind", kinds);
        }
    }
}

/// What can be done with a type as a whole.
fn abilities(differences: &mut Differences, name: &str, types: [&Struct; 2]) {
    for (what, is_able) in [
        (
            "made with `new`",
            (|ty| ty.in_requests) as fn(&Struct) -> bool,
        ),
        ("`Default`", Struct::has_default),
    ] {
        let [old, new] = types.map(is_able);
        let effect = if new {
            Effect::Addition
        } else {
            Effect::Breaking
        };
        let [old, new] = [old, new].map(|able| if able { "yes" } else { "no" });
        differences.compare(effect, "type", name, what, (old, new));
    }
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::Enumeration(_) => "enumeration",
        TypeKind::HandWritten => "hand-written type",
    }
}

/// If more types still have the property, they are not listed.
const FEW: usize = 5;

/// Which other types still have a property that was removed from one, perhaps by mistake.
fn still_in(model: &Model, name: &str, property: &str) -> String {
    let others = model.types.iter().filter(|other| other.name != name);
    let having: Vec<String> = others
        .filter(|other| other.members().contains(&property))
        .map(|other| format!("`{}`", other.name))
        .collect();
    match having.len() {
        1..=FEW => format!(
            "still there in {}; if the server still sends it here too, an overlay action puts it back",
            having.join(" and ")
        ),
        _ => String::new(),
    }
}

fn properties(
    differences: &mut Differences,
    (model, name): (&Model, &str),
    old: &Struct,
    new: &Struct,
    renames: &Renames,
) {
    use Effect::{Addition, Breaking, Invisible};
    const SUBJECT: &str = "property";
    let (before, after) = (by_name(old, renames), by_name(new, &Renames::default()));
    let removed: Vec<&Field> = before
        .values()
        .filter(|one| !after.contains_key(&one.wire))
        .collect();
    let added: Vec<&Field> = after
        .values()
        .filter(|one| !before.contains_key(&one.wire))
        .collect();
    let successor = match (&removed[..], &added[..]) {
        ([one], [other]) if one.ty == other.ty => Some(&*other.wire),
        _ => None,
    };
    for Field { wire, .. } in removed {
        let element = format!("{name}.{wire}");
        let detail = perhaps(successor);
        differences.add(Breaking, SUBJECT, &element, Kind::Removed, detail);
        differences.advise(still_in(model, name, wire));
    }
    for field in added {
        let (effect, detail) = match field.required {
            true => (Breaking, "required, so `new` takes it"),
            false => (Addition, ""),
        };
        let element = format!("{name}.{}", field.wire);
        differences.add(effect, SUBJECT, &element, Kind::Added, detail);
    }
    for one in before.values() {
        let Some(other) = after.get(&one.wire) else {
            continue;
        };
        let element = format!("{name}.{}", one.wire);
        // What a request requires is no `Option`: that is reported as such.
        let both_sent = old.in_requests && new.in_requests;
        let types = [one, other].map(|field| match both_sent && one.required != other.required {
            true => field.ty.required().to_string(),
            false => field.ty.to_string(),
        });
        differences.compare(Breaking, SUBJECT, &element, "type", (&types[0], &types[1]));
        // A type that becomes one of requests has no `new` before.
        if both_sent {
            // Both change the arguments of `new`, and the second what a request may leave out.
            let yes_or_no = |is: bool| if is { "yes" } else { "no" };
            let required = (yes_or_no(one.required), yes_or_no(other.required));
            differences.compare(Breaking, SUBJECT, &element, "required", required);
            // A property that becomes required is reported already.
            if one.required == other.required {
                let [was, is] = [old.has_setter(one), new.has_setter(other)];
                let effect = if is { Addition } else { Breaking };
                let setter = (yes_or_no(was), yes_or_no(is));
                differences.compare(effect, SUBJECT, &element, "setter", setter);
            }
        }
        let deprecated = (one.facts.deprecated, other.facts.deprecated);
        differences.deprecation(SUBJECT, &element, deprecated);
        let facts = [one, other].map(|field| listed(&field.facts));
        differences.compare(
            Invisible,
            SUBJECT,
            &element,
            "described as",
            (&facts[0], &facts[1]),
        );
    }
    let any_name = [old, new].map(|object| if object.rest.is_some() { "yes" } else { "no" });
    // Such members of an answer are in `unknown_members` before.
    let effect = if any_name == ["no", "yes"] && !old.in_answers {
        Addition
    } else {
        Breaking
    };
    differences.compare(
        effect,
        "type",
        name,
        "members of any name",
        (any_name[0], any_name[1]),
    );
}

/// The fields by the names on the wire, with the type names of the new contract.
fn by_name(object: &Struct, renames: &Renames) -> BTreeMap<String, Field> {
    let fields = object.fields.iter().cloned();
    let fields = fields.map(|field| {
        let ty = renames.apply(&field.ty);
        (field.wire.clone(), Field { ty, ..field })
    });
    fields.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
