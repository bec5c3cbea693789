//! The names of other elements in our words: one that the contract does not have any more would stay
//! there as plain code, since only the names that it has become links.

use super::{Docs, described, parameter_names};
use openapiv3::OpenAPI;
use std::collections::BTreeSet;

/// What is said of each name in backticks that is written like those of methods, parameters and
/// properties (`with_underscores`), is none, and is not among the foreign names that `docs` lists.
pub(super) fn gaps(docs: &Docs, api: &OpenAPI) -> Vec<String> {
    let known = names(api);
    let mut gaps = Vec::new();
    let mut needless: BTreeSet<&str> = docs.foreign.iter().map(String::as_str).collect();
    for (place, text) in docs.texts() {
        for name in mentioned(text).filter(|name| !known.contains(*name)) {
            let is_foreign = docs.foreign.contains(name);
            needless.remove(name);
            if !is_foreign {
                gaps.push(format!(
                    "the words at `{place}` speak of `{name}`, which the contract does not have"
                ));
            }
        }
    }
    let needless = needless.into_iter();
    gaps.extend(
        needless.map(|name| format!("`{name}` is listed as foreign, and no words need it")),
    );
    gaps
}

fn names(api: &OpenAPI) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, _, operation) in api.operations() {
        names.extend(operation.operation_id.clone());
        names.extend(parameter_names(operation));
        let ways = operation.security.iter().flatten();
        names.extend(ways.flat_map(|way| way.values().flatten().cloned()));
    }
    for (_, members) in described(api) {
        names.extend(members.into_iter().map(str::to_owned));
    }
    names
}

/// The names with underscores that stand in backticks, but for those in samples.
fn mentioned(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    let quoted = prose.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    quoted.filter(|name| {
        let is_usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.contains('_')
            && name.chars().all(is_usual)
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use serde_json::json;

    fn api() -> OpenAPI {
        serde_json::from_value(json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {
                "operationId": "get_thing", "responses": {},
                "security": [{"way": ["thing_read"]}],
                "parameters": [{"name": "thing_id", "in": "query", "schema": {"type": "string"}}],
            }}},
            "components": {"schemas": {
                "Thing": {"type": "object", "properties": {"a_part": {"type": "string"}}},
                "Kind": {"type": "string", "enum": ["one_kind"]},
            }},
        }))
        .unwrap()
    }

    #[test]
    fn names_that_are_gone_are_told_with_their_place() {
        let known = "`get_thing` `thing_id` `thing_read` `a_part` `one_kind`";
        let others =
            "`word` `A_B` `a_b()` a_b `kebab-case` `Client::get_all`\n```\n`not_this`\n```\n";
        let docs = json!({
            "tags": {"Things": known},
            "operations": {"getThing": {
                "summary": "Reads `an_old_one`.", "description": others,
                "parameters": {"thing_id": "As in `old_1`."},
            }},
            "properties": {"a_part": "`from_elsewhere`"},
            "schemas": {"Thing": {
                "description": "`old_1` and `old_2`", "properties": {"a_part": "`old_3`"},
            }},
            "foreign": ["from_elsewhere", "needed_by_nobody", "thing_id"],
        });
        let docs = read("d", &docs).unwrap();
        let told = [
            ("operations.getThing", "an_old_one"),
            ("operations.getThing.thing_id", "old_1"),
            ("schemas.Thing", "old_1"),
            ("schemas.Thing", "old_2"),
            ("schemas.Thing.a_part", "old_3"),
        ]
        .map(|(place, name)| {
            format!("the words at `{place}` speak of `{name}`, which the contract does not have")
        });
        let needless = ["needed_by_nobody", "thing_id"]
            .map(|name| format!("`{name}` is listed as foreign, and no words need it"));
        assert_eq!(gaps(&docs, &api()), [&told[..], &needless[..]].concat());
    }
}
