//! How names of the contract become names in Rust.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

/// Hand-written types that the generator refers to instead of generating its own.
pub(crate) const HAND_WRITTEN: [&str; 5] = [
    "Timestamp",
    "StringOrInteger",
    "Link",
    "ActivityMessage",
    "SendTime",
];

/// The variant of an open enumeration for the values that this version doesn't know.
const UNKNOWN: &str = "Unknown";
/// The variant for a value that is itself called unknown.
const NOT_KNOWN: &str = "NotKnown";

/// The variant of a value, from the name that progenitor chose and the one that the overlay gives.
pub(crate) fn variant(chosen: &str, given: Option<&str>) -> String {
    match given.unwrap_or(chosen) {
        UNKNOWN => NOT_KNOWN.to_owned(),
        name => name.to_owned(),
    }
}

/// The field for the members that a type doesn't know.
pub(crate) const UNKNOWN_MEMBERS: &str = "unknown_members";

/// The method of an operation: `x-sdk-methodName`, as in the vendor's own clients, else the
/// `operationId` without what a server framework appended to it (`UsingGET`, `_2`).
pub(crate) fn method(operation_id: &str, sdk_name: Option<&str>) -> String {
    sdk_name
        .unwrap_or_else(|| base(operation_id))
        .to_snake_case()
}

fn base(operation_id: &str) -> &str {
    let mut name = operation_id;
    if let Some((head, tail)) = name.rsplit_once('_')
        && !head.is_empty()
        && !tail.is_empty()
        && tail.bytes().all(|b| b.is_ascii_digit())
    {
        name = head;
    }
    for verb in ["get", "post", "put", "patch", "delete"] {
        let suffix = format!("using{verb}");
        if name.len() > suffix.len() && name.to_ascii_lowercase().ends_with(&suffix) {
            return &name[..name.len() - suffix.len()];
        }
    }
    name
}

/// The type of a definition, an inline object or an enumeration; `Dto` says nothing to a caller.
pub(crate) fn type_name(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    match camel.strip_suffix("Dto") {
        Some(head) if !head.is_empty() => head.to_owned(),
        _ => camel,
    }
}

/// The type of something inside `parent`.
pub(crate) fn nested_type(parent: &str, part: &str) -> String {
    format!("{parent}{}", part.to_upper_camel_case()).to_upper_camel_case()
}

/// The cargo feature of an area, from the tag of its operations.
pub fn feature(tag: &str) -> String {
    tag.to_kebab_case()
}

/// The setter of a parameter, as progenitor calls the field; `None` if there is none.
pub(crate) fn setter(parameter: &str) -> Option<String> {
    let plain = parameter.to_snake_case();
    [format!("{plain}_"), plain]
        .into_iter()
        .rev()
        .find(|name| !name.starts_with('_') && is_identifier(name))
}

/// The field of a property, as progenitor calls it but for keywords.
pub(crate) fn field(property: &str) -> String {
    property.to_snake_case()
}

/// Functions that every type has: a setter of that name would hide them.
const TAKEN_FUNCTIONS: [&str; 18] = [
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "new",
    "serialize",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// The setter of a member: its own name, unless a function of every type or one of the `conversions` has it.
pub(crate) fn member_setter<'a>(
    member: &str,
    mut conversions: impl Iterator<Item = &'a String>,
) -> String {
    match TAKEN_FUNCTIONS.contains(&member) || conversions.any(|name| name == member) {
        true => format!("with_{member}"),
        false => member.to_owned(),
    }
}

/// The function that makes a document from an answer of the type `answer`, with the name of its argument.
pub(crate) fn conversion(answer: &str) -> (String, String) {
    let answer = answer.to_snake_case();
    let argument = match is_identifier(&answer) {
        true => answer.clone(),
        false => "answer".to_owned(),
    };
    (format!("from_{answer}"), argument)
}

/// What every builder has already, so that no parameter can be called that.
pub(crate) const BUILDER_MEMBERS: [&str; 10] = [
    "body",
    "call",
    "client",
    "into_future",
    "new",
    "pages",
    "pages_from",
    "send",
    "stream",
    "stream_from",
];

/// Builders that would hide what generated code uses.
const TAKEN_BUILDERS: [&str; 9] = [
    "BoxFuture",
    "Call",
    "Client",
    "Operation",
    "Option",
    "Ok",
    "Response",
    "Result",
    "Some",
];

/// Whether the client can have a method of that name, whose builder has the same in upper camel case.
pub(crate) fn is_method(name: &str) -> bool {
    is_identifier(name)
        && name != "clone"
        && !TAKEN_BUILDERS.contains(&&*name.to_upper_camel_case())
}

/// Names that generated code itself relies on.
const TAKEN_TYPES: [&str; 14] = [
    "Box",
    "Default",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Result",
    "Some",
    "String",
    "TrackingActivity",
    "Vec",
];

/// Whether a type can have that name.
pub(crate) fn is_type_name(name: &str) -> bool {
    is_identifier(name) && !TAKEN_TYPES.contains(&name)
}

/// Whether Rust takes the name as it is; a keyword is none.
pub(crate) fn is_identifier(name: &str) -> bool {
    name != "_" && syn::parse_str::<syn::Ident>(name).is_ok()
}

#[cfg(test)]
mod tests;
