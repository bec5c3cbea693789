//! Other builds of the document, derived from the one at hand: the claims of the mutations must hold
//! for any that the provider may make.

use serde_json::{Map, Value, json};

/// What was done to the document, and what came of it.
pub fn all(contract: &Value) -> [(&'static str, Value); 3] {
    [
        ("a third of the paths is gone", fewer_paths(contract)),
        ("every definition has a new name", renamed(contract)),
        ("every object has a new property", more_properties(contract)),
    ]
}

fn fewer_paths(contract: &Value) -> Value {
    let paths = contract["paths"].as_object().unwrap().iter().enumerate();
    let kept = paths.filter(|(number, _)| number % 3 != 0);
    let kept = kept.map(|(_, (path, item))| (path.clone(), item.clone()));
    let mut variant = contract.clone();
    variant["paths"] = kept.collect();
    variant
}

fn renamed(contract: &Value) -> Value {
    let new = |name: &str| format!("New{name}");
    let mut variant = contract.clone();
    let definitions = contract["definitions"].as_object().unwrap().iter();
    let definitions = definitions.map(|(name, schema)| (new(name), schema.clone()));
    variant["definitions"] = definitions.collect();
    each_object(&mut variant, &|members| {
        if let Some(Value::String(target)) = members.get_mut("$ref") {
            let name = target.strip_prefix("#/definitions/").unwrap();
            *target = format!("#/definitions/{}", new(name));
        }
    });
    variant
}

fn more_properties(contract: &Value) -> Value {
    let mut variant = contract.clone();
    for schema in variant["definitions"].as_object_mut().unwrap().values_mut() {
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            let first = Map::from_iter([("a_new_one".to_owned(), json!({"type": "string"}))]);
            let before = std::mem::replace(properties, first);
            properties.extend(before);
        }
    }
    variant
}

fn each_object(value: &mut Value, change: &impl Fn(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            change(members);
            members
                .values_mut()
                .for_each(|child| each_object(child, change));
        }
        Value::Array(list) => list.iter_mut().for_each(|child| each_object(child, change)),
        _ => {}
    }
}
