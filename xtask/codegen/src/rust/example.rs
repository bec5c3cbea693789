//! The example call in the documentation of each operation. It is compiled with the doctests, so it
//! sets what the call needs and little more: required parameters, a page size, a choice of parts,
//! and of a body what it requires or what a person would set first.
//!
//! What only the reader can know (ids, names, times) is an argument of the hidden function around
//! the call, so that each value shows as the name of what belongs there. Where a PUT erases what it
//! is not sent, the example reads first, changes what was read, and sends that.

mod layout;

use self::layout::{chain, literal, singular, variable};
use super::facts::{in_examples, is_in_answers, is_read_only};
use super::operations::{Field, Generated};
use super::types::{Attributes, list_item, unprefixed};
use super::write_back::WriteBack;
use super::{inner, last_name, module, plain};
use crate::extensions::Success;
use openapiv3::{OpenAPI, Parameter};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Properties that a first call would set, the most telling first, where a body requires none.
const TELLING: [&str; 16] = [
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

/// The types of the contract, as progenitor wrote them.
pub(super) struct Types<'a> {
    pub structs: BTreeMap<String, &'a syn::ItemStruct>,
    /// The first value of each enumeration.
    pub enums: BTreeMap<String, String>,
    /// The types that keep the members that they do not know.
    pub keeping: BTreeSet<String>,
    pub api: &'a OpenAPI,
}

impl<'a> Types<'a> {
    pub fn new(source: &'a syn::File, api: &'a OpenAPI) -> Result<Self, String> {
        let (mut structs, mut enums) = (BTreeMap::new(), BTreeMap::new());
        for item in module(&source.items, "types")? {
            match item {
                syn::Item::Struct(item) => drop(structs.insert(item.ident.to_string(), item)),
                syn::Item::Enum(item) => {
                    if let Some(first) = item.variants.first() {
                        enums.insert(item.ident.to_string(), first.ident.to_string());
                    }
                }
                _ => {}
            }
        }
        let mut types = Self {
            structs,
            enums,
            keeping: BTreeSet::new(),
            api,
        };
        for name in types.structs.keys() {
            if is_in_answers(api, name) && types.fields(name)?.is_some() {
                types.keeping.insert(name.clone());
            }
        }
        Ok(types)
    }
}

/// The call of an operation as a doctest.
pub(super) fn called(types: &Types<'_>, operation: &Generated<'_>) -> Result<String, String> {
    let mut sample = Sample::new(types);
    let steps = sample.steps(operation, None)?;
    Ok(sample.doctest("", operation, &steps))
}

/// The same for a PUT of what was read before.
pub(super) fn changed(
    types: &Types<'_>,
    put: &Generated<'_>,
    read: &WriteBack<'_>,
) -> Result<String, String> {
    let mut sample = Sample::new(types);
    // Whatever could be asked for besides stays out of the way.
    sample.chosen = true;
    let mut reading = sample.steps(read.get, None)?;
    let written = read.body.ident.to_string();
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
        sample.imports.insert(written);
    } else {
        reading.push(".into_inner()".to_owned());
        bound(&format!("let mut {name} = "), &reading);
    }
    for (member, value) in sample.members(read.body, 1, true)? {
        let _ = writeln!(text, "{name}.{member} = {value};");
    }
    let steps = sample.steps(put, Some(&name))?;
    Ok(sample.doctest(&text, put, &steps))
}

struct Sample<'a> {
    types: &'a Types<'a>,
    /// The arguments of the hidden function, by name.
    arguments: BTreeMap<String, &'static str>,
    /// Types that the values are of.
    imports: BTreeSet<String>,
    /// Whether the call chooses among parts already, which one parameter shows well enough.
    chosen: bool,
}

impl<'a> Sample<'a> {
    fn new(types: &'a Types<'a>) -> Self {
        Self {
            types,
            arguments: BTreeMap::new(),
            imports: BTreeSet::new(),
            chosen: false,
        }
    }

    /// The calls from the method to the answer. `body` is what holds the document to send, if it
    /// stands above.
    fn steps(
        &mut self,
        operation: &Generated<'_>,
        body: Option<&str>,
    ) -> Result<Vec<String>, String> {
        let mut steps = vec![format!(".{}()", operation.name)];
        for field in &operation.fields {
            let given = match body {
                Some(name) if field.parameter.is_none() => Some(name.to_owned()),
                _ => self.argument(field)?,
            };
            if let Some(value) = given {
                steps.push(format!(".{}({value})", field.ident));
            }
        }
        steps.push(".send()".to_owned());
        steps.push(".await?".to_owned());
        Ok(steps)
    }

    /// The lines `before` and the call, in a function that takes what only the reader can know.
    fn doctest(&self, before: &str, operation: &Generated<'_>, steps: &[String]) -> String {
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

    /// The value of a setter; `None` if the example does without.
    fn argument(&mut self, field: &Field<'_>) -> Result<Option<String>, String> {
        let name = field.ident.to_string();
        let Some(parameter) = field.parameter else {
            return self.body(&field.ty).map(Some);
        };
        let item = list_item(&field.ty);
        let chooses = !self.chosen && item.is_some_and(|item| self.is_enum(item));
        // The largest page, since a call less is worth more than a shorter answer.
        let most = (name == "limit").then(|| most(parameter)).flatten();
        let counts = most.is_some();
        if !(parameter.parameter_data_ref().required || chooses || counts) {
            return Ok(None);
        }
        self.chosen |= chooses;
        Ok(Some(match item {
            Some(item) => format!("[{}]", self.plain(item, &singular(&name), false)),
            None if counts => most.unwrap_or_default(),
            None => self.plain(&field.ty, &name, false),
        }))
    }

    fn is_enum(&self, ty: &syn::Type) -> bool {
        last_name(ty).is_some_and(|name| self.types.enums.contains_key(&name))
    }

    fn body(&mut self, ty: &syn::Type) -> Result<String, String> {
        if let Some(item) = list_item(ty) {
            return Ok(format!("vec![{}]", self.body(&item.clone())?));
        }
        match last_name(ty).and_then(|name| self.types.structs.get(&name).copied()) {
            Some(item) => self.object(item, 0),
            None => Ok("Default::default()".to_owned()),
        }
    }

    /// A struct with its required fields and the most telling ones.
    fn object(&mut self, item: &syn::ItemStruct, depth: usize) -> Result<String, String> {
        let name = item.ident.to_string();
        self.imports.insert(name.clone());
        let mut members: Vec<String> = self
            .members(item, depth, false)?
            .into_iter()
            .map(|(ident, value)| match value == ident {
                true => ident,
                false => format!("{ident}: {value}"),
            })
            .collect();
        if members.is_empty() {
            return Ok(format!("{name}::default()"));
        }
        if members.len() < item.fields.len() || self.types.keeping.contains(&name) {
            members.push("..Default::default()".to_owned());
        }
        Ok(literal(&name, &members))
    }

    /// The fields that an example sets, with their values. With `some`, the first ones stand in where
    /// none is required or telling.
    fn members(
        &mut self,
        item: &syn::ItemStruct,
        depth: usize,
        some: bool,
    ) -> Result<Vec<(String, String)>, String> {
        let name = item.ident.to_string();
        let wanted = in_examples(self.types.api, &name);
        let mut chosen = Vec::new();
        let mut optional = Vec::new();
        for field in &item.fields {
            let ident = field.ident.as_ref().ok_or("a field without a name")?;
            let attributes = Attributes::read(&field.attrs)?;
            if attributes.flatten {
                continue;
            }
            let wire = attributes.rename.unwrap_or_else(|| ident.to_string());
            let ty = unprefixed(&plain(&field.ty));
            let required = inner(&ty, "Option").is_none() && !attributes.skips;
            let telling = match &wanted[..] {
                [] => TELLING.iter().position(|known| *known == wire),
                wanted => wanted.iter().position(|known| *known == wire),
            };
            if required {
                chosen.push((ident.to_string(), ty));
            } else if !is_read_only(self.types.api, &name, &wire) {
                optional.push((telling, ident.to_string(), ty));
            }
        }
        if !some || !chosen.is_empty() || optional.iter().any(|(rank, ..)| rank.is_some()) {
            optional.retain(|(rank, ..)| rank.is_some());
        }
        let mut members = Vec::new();
        for (ident, ty) in chosen {
            let value = self.member(&ty, &ident, depth)?;
            members.push((ident, value));
        }
        optional.sort_by_key(|(rank, ..)| *rank);
        for (_, ident, ty) in optional {
            if wanted.is_empty() && members.len() >= SHOWN {
                break;
            }
            let value = self.member(&ty, &ident, depth)?;
            if !value.ends_with("default())") {
                members.push((ident, value));
            }
            // Lists of ids exclude each other: one says which contacts are meant.
            if wanted.is_empty() && is_list(&ty) {
                break;
            }
        }
        Ok(members)
    }

    fn member(&mut self, ty: &syn::Type, name: &str, depth: usize) -> Result<String, String> {
        if let Some(some) = inner(ty, "Option") {
            return Ok(format!("Some({})", self.member(some, name, depth)?));
        }
        if let Some(item) = list_item(ty) {
            let value = self.member(item, &singular(name), depth)?;
            return Ok(format!("vec![{value}]"));
        }
        let object = last_name(ty).and_then(|name| self.types.structs.get(&name).copied());
        Ok(match object {
            Some(item) if depth == 0 => self.object(item, 1)?.replace('\n', "\n    "),
            Some(_) => "Default::default()".to_owned(),
            None => self.plain(ty, name, true),
        })
    }

    /// A value without parts. `exact` if it is not converted where it goes.
    fn plain(&mut self, ty: &syn::Type, name: &str, exact: bool) -> String {
        let kind = last_name(ty).unwrap_or_default();
        if let Some(first) = self.types.enums.get(&kind) {
            self.imports.insert(kind.clone());
            return format!("{kind}::{first}");
        }
        let mut argument = |ty| {
            self.arguments.insert(name.to_owned(), ty);
            name.to_owned()
        };
        match kind.as_str() {
            "bool" => "true".to_owned(),
            "u32" => argument("u32"),
            "i64" => argument("i64"),
            "f64" => argument("f64"),
            "SendTime" => format!("{}.into()", argument(INSTANT)),
            "DateTime" => argument(INSTANT),
            "String" | "Timestamp" | "StringOrInteger" if exact => {
                format!("{}.into()", argument("&str"))
            }
            "String" | "Timestamp" | "StringOrInteger" => argument("&str"),
            _ => "Default::default()".to_owned(),
        }
    }
}

/// The largest value that a parameter takes, as far as the contract says.
fn most(parameter: &Parameter) -> Option<String> {
    let limits = parameter.parameter_data_ref().extensions.get("x-limits")?;
    limits.get("maximum").map(ToString::to_string)
}

fn is_list(ty: &syn::Type) -> bool {
    list_item(inner(ty, "Option").unwrap_or(ty)).is_some()
}

#[cfg(test)]
mod tests;
