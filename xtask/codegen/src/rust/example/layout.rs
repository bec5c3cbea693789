//! The layout of an example call, and the names of its variables.

use crate::model::RustType;
use std::fmt::Write as _;

/// The longest line of a call that stays on one line.
const WIDTH: usize = 76;

/// The longest document that stays on one line.
const DOCUMENT: usize = 60;

/// The longest name that says more than `answer`.
const SHORT: usize = 24;

/// The calls after `client`: on one line if they fit, otherwise one on each line.
pub(super) fn chain(steps: &[String], before: usize) -> String {
    let line = steps.concat();
    if !line.contains('\n') && before + "client;".len() + line.len() <= WIDTH {
        return line;
    }
    let steps = steps
        .iter()
        .map(|step| format!("\n    {}", step.replace('\n', "\n    ")));
    steps.collect()
}

/// The name of the variable for an answer, by its type.
pub(super) fn variable(answer: &RustType) -> String {
    let plain = answer.required();
    let (ty, many) = match plain.item() {
        Some(item) => (item, "s"),
        None => (plain, ""),
    };
    let name = ty.name().map_or_else(|| ty.to_string(), str::to_owned);
    let name = name.strip_suffix("Response").unwrap_or(&name);
    let many = if name.ends_with('s') { "" } else { many };
    let name = format!("{}{many}", heck::ToSnakeCase::to_snake_case(name));
    match syn::parse_str::<syn::Ident>(&name) {
        Ok(_) if name.len() <= SHORT => name,
        _ => "answer".to_owned(),
    }
}

/// The call of a function: on one line if it is short, otherwise with one argument on each line.
pub(super) fn call(function: &str, arguments: &[String]) -> String {
    let line = format!("{function}({})", arguments.join(", "));
    if line.len() <= DOCUMENT && !line.contains('\n') {
        return line;
    }
    let mut text = format!("{function}(\n");
    for argument in arguments {
        let _ = writeln!(text, "    {},", argument.replace('\n', "\n    "));
    }
    text.push(')');
    text
}

/// A value and the setters that are called on it.
pub(super) fn built(made: &str, setters: &[String]) -> String {
    let line = format!("{made}{}", setters.concat());
    if line.len() <= DOCUMENT && !line.contains('\n') {
        return line;
    }
    let mut text = made.to_owned();
    for setter in setters {
        let _ = write!(text, "\n    {}", setter.replace('\n', "\n    "));
    }
    text
}
