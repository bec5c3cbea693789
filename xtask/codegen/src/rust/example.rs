//! The example call in the documentation of each operation. It is compiled with the doctests. It
//! sets what the call needs and little more: required parameters, a page size, a choice of optional parts,
//! and the members of a body that are required or that a person would set first.
//!
//! Values that only the reader knows (ids, names, times) are arguments of a hidden function around
//! the call, so that each is shown as a variable with a descriptive name. If a PUT erases members that it does
//! not have, the example reads first, changes the answer, and sends it.

mod layout;
mod values;

use self::layout::{call, chain, variable};
use super::context::Context;
use super::write_back::ReadBefore;
use crate::extensions::Success;
use crate::inflection::singular;
use crate::model::{Operation, Parameter};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The call of an operation as a doctest.
pub(super) fn called(context: &Context<'_>, operation: &Operation) -> String {
    let mut sample = Sample::new(context);
    let body = operation.body.as_ref().map(|sent| sample.body(&sent.ty));
    // A document of several lines is easier to read before the call than within it.
    let (before, body) = match body {
        Some(body) if body.contains('\n') => {
            (format!("let body = {body};\n"), Some("body".to_owned()))
        }
        body => (String::new(), body),
    };
    let steps = sample.steps(operation, body);
    sample.doctest(&before, operation, &steps)
}

/// The same for a PUT of an answer that was read before.
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
        let answer = format!("{name}.into_inner()");
        let made = match read.function() {
            None => format!("{written}::from({answer})"),
            Some(function) => {
                let chosen = read.chosen.iter();
                let chosen = chosen.map(|field| sample.value(&field.ty, &field.ident, 1));
                let arguments: Vec<String> = [answer].into_iter().chain(chosen).collect();
                call(&format!("{written}::{function}"), &arguments)
            }
        };
        let _ = writeln!(text, "let mut {name} = {made};");
        sample.imports.insert(written.to_owned());
    } else {
        reading.push(".into_inner()".to_owned());
        bound(&format!("let mut {name} = "), &reading);
    }
    for (member, value) in sample.members(read.body, &read.chosen) {
        let _ = writeln!(text, "{name}.{member} = {value};");
    }
    let sent = match read.wrapped {
        true => {
            sample.imports.insert(written.to_owned());
            call(&format!("{written}::new"), &[name])
        }
        false => name,
    };
    let steps = sample.steps(put, Some(sent));
    sample.doctest(&text, put, &steps)
}

struct Sample<'a> {
    context: &'a Context<'a>,
    /// The arguments of the hidden function, by name.
    arguments: BTreeMap<String, &'static str>,
    /// Types that the values are of.
    imports: BTreeSet<String>,
    /// The types of the documents that contain the value that is made.
    open: Vec<String>,
    /// Whether one parameter already shows how to choose optional parts.
    chosen: bool,
}

impl<'a> Sample<'a> {
    fn new(context: &'a Context<'a>) -> Self {
        Self {
            context,
            arguments: BTreeMap::new(),
            imports: BTreeSet::new(),
            open: Vec::new(),
            chosen: false,
        }
    }

    /// The calls from the method to the answer. `body` is the document to send, if there is one.
    fn steps(&mut self, operation: &Operation, body: Option<String>) -> Vec<String> {
        let is_needed = operation.body.as_ref().is_some_and(|body| body.required);
        let (needed, optional) = match is_needed {
            true => (body, None),
            false => (None, body),
        };
        let mut arguments: Vec<String> = operation
            .arguments()
            .into_iter()
            .filter_map(|parameter| self.argument(parameter))
            .collect();
        arguments.extend(needed);
        let mut steps = vec![format!(".{}({})", operation.method, arguments.join(", "))];
        let options = operation.parameters.iter();
        for parameter in options.filter(|parameter| !parameter.is_argument()) {
            if let Some(value) = self.argument(parameter) {
                steps.push(format!(".{}({value})", parameter.ident));
            }
        }
        steps.extend(optional.map(|body| format!(".body({body})")));
        steps.push(".send()".to_owned());
        steps.push(".await?".to_owned());
        steps
    }

    /// The lines `before` and the call, in a function that takes the values that only the reader knows.
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
        // The largest page, which needs the fewest calls.
        let most = parameter.facts.limit("maximum").filter(|_| name == "limit");
        let shows = (chooses || most.is_some()) && !parameter.facts.deprecated;
        if !(parameter.is_argument() || shows) {
            return None;
        }
        self.chosen |= chooses;
        Some(match (item, most) {
            (Some(item), _) => format!("[{}]", self.plain(item, &singular(name), false)),
            (None, Some(most)) => most.to_string(),
            (None, None) => self.plain(ty, name, false),
        })
    }
}

#[cfg(test)]
mod tests;
