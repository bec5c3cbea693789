//! The example call in the documentation of each operation. It is compiled with the doctests, so it
//! sets what the call needs and little more: required parameters, a page size, a choice of parts,
//! and of a body what it requires or what a person would set first.
//!
//! Values that only the reader knows (ids, names, times) are arguments of a hidden function around
//! the call, so that each is shown as a variable with a telling name. Where a PUT erases what it is
//! not sent, the example reads first, changes what was read, and sends that.

mod layout;

use self::layout::{chain, literal, variable};
use super::context::Context;
use super::inflection::singular;
use super::write_back::ReadBefore;
use crate::extensions::Success;
use crate::model::{Field, FieldForm, Operation, Parameter, RustType, Struct};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Properties that a first call would set, the most typical first, where a body requires none.
const TYPICAL: [&str; 16] = [
    "name",
    "email_address",
    "address",
    "contact_ids",
    "list_ids",
    "tag_ids",
    "custom_field_ids",
    "label",
    "subject",
    "first_name",
    "last_name",
    "organization_name",
    "list_memberships",
    "status",
    "title",
    "import_data",
];

const INSTANT: &str = "chrono::DateTime<chrono::Utc>";

/// How many properties of a body are shown beside the required ones.
const SHOWN: usize = 2;

/// The call of an operation as a doctest.
pub(super) fn called(context: &Context<'_>, operation: &Operation) -> String {
    let mut sample = Sample::new(context);
    let steps = sample.steps(operation, None);
    sample.doctest("", operation, &steps)
}

/// The same for a PUT of what was read before.
pub(super) fn changed(context: &Context<'_>, put: &Operation, read: &ReadBefore<'_>) -> String {
    let mut sample = Sample::new(context);
    // Optional parts would distract from the change.
    sample.chosen = true;
    let mut reading = sample.steps(read.get, None);
    let written = read.name;
    let name = variable(&read.get.answer);
    let mut text = String::new();
    let mut bound = |name: &str, steps: &[String]| {
        let call = chain(steps, name.len());
        let _ = writeln!(text, "{name}client{call};");
    };
    if read.converted {
        bound(&format!("let {name} = "), &reading);
        let _ = writeln!(
            text,
            "let mut {name} = {written}::from({name}.into_inner());"
        );
        sample.imports.insert(written.to_owned());
    } else {
        reading.push(".into_inner()".to_owned());
        bound(&format!("let mut {name} = "), &reading);
    }
    for (member, value) in sample.members(read.body, 1, true) {
        let _ = writeln!(text, "{name}.{member} = {value};");
    }
    let steps = sample.steps(put, Some(&name));
    sample.doctest(&text, put, &steps)
}

struct Sample<'a> {
    context: &'a Context<'a>,
    /// The arguments of the hidden function, by name.
    arguments: BTreeMap<String, &'static str>,
    /// Types that the values are of.
    imports: BTreeSet<String>,
    /// Whether one parameter already shows how to choose optional parts.
    chosen: bool,
}

impl<'a> Sample<'a> {
    fn new(context: &'a Context<'a>) -> Self {
        Self {
            context,
            arguments: BTreeMap::new(),
            imports: BTreeSet::new(),
            chosen: false,
        }
    }

    /// The calls from the method to the answer. `body` is the variable with the document to send, if
    /// there is one.
    fn steps(&mut self, operation: &Operation, body: Option<&str>) -> Vec<String> {
        let mut steps = vec![format!(".{}()", operation.method)];
        for parameter in &operation.parameters {
            if let Some(value) = self.argument(parameter) {
                steps.push(format!(".{}({value})", parameter.ident));
            }
        }
        if let Some(sent) = &operation.body {
            let value = body.map_or_else(|| self.body(&sent.ty), str::to_owned);
            steps.push(format!(".body({value})"));
        }
        steps.push(".send()".to_owned());
        steps.push(".await?".to_owned());
        steps
    }

    /// The lines `before` and the call, in a function that takes what only the reader can know.
    fn doctest(&self, before: &str, operation: &Operation, steps: &[String]) -> String {
        let kept = match operation.success {
            Success::Empty => String::new(),
            Success::Bytes => "let bytes = ".to_owned(),
            Success::Stream => "let file = ".to_owned(),
            Success::Json | Success::MaybeJson => {
                format!("let {} = ", variable(&operation.answer))
            }
        };
        let call = format!("{before}{kept}client{};", chain(steps, kept.len()));
        let arguments: String = self
            .arguments
            .iter()
            .map(|(name, ty)| format!(", {name}: {ty}"))
            .collect();
        format!(
            "```no_run\n# async fn example(client: constant_contact::Client{arguments}) -> \
             constant_contact::Result<()> {{\n{}{call}\n# Ok(())\n# }}\n```",
            self.uses(&call)
        )
    }

    /// The imports of the types that the call names.
    fn uses(&self, call: &str) -> String {
        let named = |name: &&str| {
            call.contains(&format!("{name} {{")) || call.contains(&format!("{name}::"))
        };
        let names: Vec<&str> = self
            .imports
            .iter()
            .map(String::as_str)
            .filter(named)
            .collect();
        match names[..] {
            [] => String::new(),
            [name] => format!("use constant_contact::types::{name};\n\n"),
            _ => format!("use constant_contact::types::{{{}}};\n\n", names.join(", ")),
        }
    }

    /// The value of a parameter; `None` if the example leaves it out.
    fn argument(&mut self, parameter: &Parameter) -> Option<String> {
        let (name, ty) = (&parameter.ident, &parameter.ty);
        let item = ty.item();
        let chooses =
            !self.chosen && item.is_some_and(|item| self.context.model.is_enumeration(item));
        // The largest page, since a call less is worth more than a shorter answer.
        let most = parameter.facts.limit("maximum").filter(|_| name == "limit");
        if !(parameter.required || chooses || most.is_some()) {
            return None;
        }
        self.chosen |= chooses;
        Some(match (item, most) {
            (Some(item), _) => format!("[{}]", self.plain(item, &singular(name), false)),
            (None, Some(most)) => most.to_string(),
            (None, None) => self.plain(ty, name, false),
        })
    }

    fn body(&mut self, ty: &RustType) -> String {
        if let Some(item) = ty.item() {
            return format!("vec![{}]", self.body(item));
        }
        match self.object_of(ty) {
            Some((name, item)) => self.object(name, item, 0),
            None => "Default::default()".to_owned(),
        }
    }

    /// The struct that a type names.
    fn object_of<'t>(&self, ty: &'t RustType) -> Option<(&'t str, &'a Struct)> {
        let name = ty.contract_name()?;
        Some((name, self.context.model.object(name)?))
    }

    /// A struct with its required fields and the most typical ones.
    fn object(&mut self, name: &str, item: &Struct, depth: usize) -> String {
        self.imports.insert(name.to_owned());
        let mut members: Vec<String> = self
            .members(item, depth, false)
            .into_iter()
            .map(|(ident, value)| match value == ident {
                true => ident,
                false => format!("{ident}: {value}"),
            })
            .collect();
        if members.is_empty() {
            return format!("{name}::default()");
        }
        let all = item.fields.len() + usize::from(item.rest.is_some());
        if members.len() < all || self.context.keeping.contains(name) {
            members.push("..Default::default()".to_owned());
        }
        literal(name, &members)
    }

    /// The fields that an example sets, with their values. With `some`, the first ones are taken if
    /// none is required or typical.
    fn members(&mut self, item: &Struct, depth: usize, some: bool) -> Vec<(String, String)> {
        let wanted = &item.in_examples;
        let rank = |field: &Field| match wanted.is_empty() {
            true => TYPICAL.iter().position(|known| *known == field.wire),
            false => wanted.iter().position(|known| *known == field.wire),
        };
        let is_required =
            |field: &&Field| matches!(field.form, FieldForm::Required | FieldForm::Choice);
        let (required, optional): (Vec<&Field>, Vec<&Field>) =
            item.fields.iter().partition(is_required);
        let optional = optional.into_iter().filter(|field| !field.facts.read_only);
        let mut optional: Vec<_> = optional.map(|field| (rank(field), field)).collect();
        if !some || !required.is_empty() || optional.iter().any(|(rank, _)| rank.is_some()) {
            optional.retain(|(rank, _)| rank.is_some());
        }
        let mut members = Vec::new();
        for Field { ident, ty, .. } in required {
            members.push((ident.clone(), self.member(ty, ident, depth)));
        }
        optional.sort_by_key(|(rank, _)| *rank);
        for (_, Field { ident, ty, .. }) in optional {
            if wanted.is_empty() && members.len() >= SHOWN {
                break;
            }
            let value = self.member(ty, ident, depth);
            if !value.ends_with("default())") {
                members.push((ident.clone(), value));
            }
            // Lists of ids exclude each other: one says which contacts are meant.
            if wanted.is_empty() && ty.required().item().is_some() {
                break;
            }
        }
        members
    }

    fn member(&mut self, ty: &RustType, name: &str, depth: usize) -> String {
        if let Some(some) = ty.optional() {
            return format!("Some({})", self.member(some, name, depth));
        }
        if let Some(item) = ty.item() {
            let value = self.member(item, &singular(name), depth);
            return format!("vec![{value}]");
        }
        match self.object_of(ty) {
            Some((name, item)) if depth == 0 => self.object(name, item, 1).replace('\n', "\n    "),
            Some(_) => "Default::default()".to_owned(),
            None => self.plain(ty, name, true),
        }
    }

    /// A value without parts. `exact` if it is not converted where it goes.
    fn plain(&mut self, ty: &RustType, name: &str, exact: bool) -> String {
        if let Some(kind) = ty.contract_name()
            && let Some(all) = self.context.model.enumeration(kind)
            && let Some(first) = all.variants.first()
        {
            self.imports.insert(kind.to_owned());
            return format!("{kind}::{}", first.ident);
        }
        let mut argument = |ty| {
            self.arguments.insert(name.to_owned(), ty);
            name.to_owned()
        };
        match ty {
            RustType::Bool => "true".to_owned(),
            RustType::U32 => argument("u32"),
            RustType::I64 => argument("i64"),
            RustType::F64 => argument("f64"),
            RustType::Instant => argument(INSTANT),
            RustType::HandWritten(kind) if kind == "SendTime" => {
                format!("{}.into()", argument(INSTANT))
            }
            RustType::String => text(argument("&str"), exact),
            RustType::HandWritten(kind) if kind == "Timestamp" || kind == "StringOrInteger" => {
                text(argument("&str"), exact)
            }
            _ => "Default::default()".to_owned(),
        }
    }
}

fn text(argument: String, exact: bool) -> String {
    match exact {
        true => format!("{argument}.into()"),
        false => argument,
    }
}

#[cfg(test)]
mod tests;
