//! Single elements of a contract, by their JSON pointers.

use serde_json::Value;

/// Removes an element, and the name of a property from those that are required. Returns whether it was there.
pub fn remove(contract: &mut Value, pointer: &str) -> bool {
    let Some((parents, name)) = pointer.rsplit_once('/') else {
        return false;
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    let removed = match contract.pointer_mut(parents) {
        Some(Value::Object(map)) => map.remove(&name).is_some(),
        Some(Value::Array(list)) => {
            let index = name.parse().ok().filter(|index| *index < list.len());
            index.map(|index: usize| list.remove(index)).is_some()
        }
        _ => false,
    };
    if let Some(object) = parents.strip_suffix("/properties") {
        let required = contract.pointer_mut(&format!("{object}/required"));
        if let Some(Value::Array(required)) = required {
            required.retain(|property| *property != *name);
        }
    }
    removed
}

#[cfg(test)]
mod tests;
