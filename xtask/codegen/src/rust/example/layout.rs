//! How an example call is laid out and what its variables are called.

use crate::model::RustType;
use std::fmt::Write as _;

/// The longest line of a call that stays on one line.
const WIDTH: usize = 76;

/// The longest struct literal that stays on one line.
const LITERAL: usize = 60;

/// The longest name that says more than `answer`.
const SHORT: usize = 24;

/// The calls behind `client`: on one line if they fit, each on its own if not.
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

/// What the answer is called, after its type.
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

/// A struct literal: on one line if it is short, each member on its own if not.
pub(super) fn literal(name: &str, members: &[String]) -> String {
    let line = format!("{name} {{ {} }}", members.join(", "));
    if line.len() <= LITERAL && !line.contains('\n') {
        return line;
    }
    let mut text = format!("{name} {{\n");
    for member in members {
        let comma = if member.starts_with("..") { "" } else { "," };
        let _ = writeln!(text, "    {member}{comma}");
    }
    text.push('}');
    text
}
