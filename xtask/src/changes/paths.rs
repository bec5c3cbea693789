//! The request lines of operations.

use constant_contact_codegen::model::Operation;

/// The request line of an operation.
pub(super) fn place(operation: &Operation) -> String {
    format!("`{} {}`", operation.verb.to_uppercase(), operation.path)
}

/// The path without the names of its parameters.
pub(super) fn bare_path(operation: &Operation) -> String {
    let mut parts = operation.path.split('{');
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        bare.push_str("{}");
        bare.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    bare
}
