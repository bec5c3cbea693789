//! Parameters: what a caller has to give differently.

use super::found::{Found, extensions};
use super::operations::Placed;
use super::shape::{Renames, shape};
use super::{Effect, Kind};
use openapiv3::{Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr};
use std::collections::BTreeMap;

/// One parameter, comparable.
struct Given {
    place: &'static str,
    ty: String,
    required: bool,
    sent: &'static str,
    documented: String,
}

fn given(operation: &Placed<'_>, renames: &Renames) -> BTreeMap<String, Given> {
    let parameters = operation.facts.parameters.iter();
    parameters
        .filter_map(|parameter| {
            let ReferenceOr::Item(parameter) = parameter else {
                return None;
            };
            let data = parameter.parameter_data_ref();
            let ty = match &data.format {
                ParameterSchemaOrContent::Schema(schema) => shape(schema, renames),
                ParameterSchemaOrContent::Content(_) => "Value".to_owned(),
            };
            let sent = match (ty.starts_with("Vec<"), is_joined(data)) {
                (false, _) => "once",
                (true, true) => "comma-separated",
                (true, false) => "repeated",
            };
            Some((
                data.name.clone(),
                Given {
                    place: match parameter {
                        Parameter::Path { .. } => "path",
                        _ => "query",
                    },
                    ty,
                    required: data.required,
                    sent,
                    documented: extensions(|key| data.extensions.get(key)),
                },
            ))
        })
        .collect()
}

fn is_joined(data: &ParameterData) -> bool {
    data.extensions.contains_key("x-comma-separated")
}

/// The differences of the parameters of two operations.
pub(super) fn parameters(found: &mut Found, old: &Placed<'_>, new: &Placed<'_>, renames: &Renames) {
    use Effect::{Addition, Breaking, Invisible};
    const SUBJECT: &str = "parameter";
    let method = new.method;
    let (mut before, mut after) = (given(old, renames), given(new, &Renames::new()));
    let common: Vec<String> = before
        .keys()
        .filter(|name| after.contains_key(*name))
        .cloned()
        .collect();
    for name in common {
        let Some((one, other)) = before.remove(&name).zip(after.remove(&name)) else {
            continue;
        };
        let element = format!("{method}.{name}");
        let mut differs = |effect, what: &str, old: &str, new: &str| {
            found.differs(effect, SUBJECT, &element, what, (old, new));
        };
        differs(Breaking, "type", &one.ty, &other.ty);
        differs(Invisible, "place", one.place, other.place);
        if one.ty == other.ty {
            differs(Invisible, "sent", one.sent, other.sent);
        }
        differs(
            Invisible,
            "described as",
            &one.documented,
            &other.documented,
        );
        match (one.required, other.required) {
            (false, true) => {
                let caution = "required now: calls without it compile and end in an error";
                found.add(Addition, SUBJECT, &element, Kind::Changed, caution);
            }
            (true, false) => {
                found.add(Invisible, SUBJECT, &element, Kind::Changed, "optional now");
            }
            _ => {}
        }
    }
    for name in before.keys() {
        let element = format!("{method}.{name}");
        match only_match(before.len(), &before[name], &after) {
            Some(new) => {
                let detail = format!("to `{new}`");
                found.add(Breaking, SUBJECT, &element, Kind::Renamed, detail);
            }
            None => found.add(Breaking, SUBJECT, &element, Kind::Removed, ""),
        }
    }
    for (name, other) in &after {
        let renamed = before.len() == 1
            && before
                .values()
                .any(|one| only_match(1, one, &after) == Some(name.as_str()));
        if renamed {
            continue;
        }
        let detail = if other.required {
            "required: calls without it compile and end in an error"
        } else {
            ""
        };
        let element = format!("{method}.{name}");
        found.add(Addition, SUBJECT, &element, Kind::Added, detail);
    }
}

/// The only parameter that can be `one` under another name.
fn only_match<'a>(gone: usize, one: &Given, after: &'a BTreeMap<String, Given>) -> Option<&'a str> {
    let (name, other) = after.first_key_value()?;
    let same = gone == 1
        && after.len() == 1
        && (one.place, &one.ty, one.required) == (other.place, &other.ty, other.required);
    same.then_some(name.as_str())
}
