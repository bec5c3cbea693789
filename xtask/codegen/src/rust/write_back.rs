//! Conversions from the answer of a GET to the body of the PUT for the same path.
//!
//! A PUT overwrites: it erases members that its body does not have. So a change begins with reading, and the
//! answer has to be sent back. If the two types differ, the generator writes the conversion,
//! so that no field is forgotten:
//!
//! ```text
//! GET /things/{id} ─► Thing ─ From ─► ThingInput ─ the caller's change ─► PUT /things/{id}
//! ```
//!
//! Members that only the server sets, and those that it keeps when they are not sent (`x-kept-when-omitted`), are
//! left out. Unknown members of the answer are included, because the PUT would erase them. There is no conversion to a
//! body with an optional property that the answer lacks, since the PUT would erase that. A required member that the
//! answer lacks, or that describes this change, is an argument: `ThingInput::from_thing(thing, source)`.

use super::construction::{assigned, others};
use super::context::Context;
use super::spelling::Given;
use crate::model::{Field, Model, Operation, RustType, Struct};
use crate::names::{UNKNOWN_MEMBERS, conversion};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};

/// How the body of a PUT is read before it is changed.
pub(super) struct ReadBefore<'a> {
    /// The operation that reads.
    pub get: &'a Operation,
    /// The type that is sent.
    pub name: &'a str,
    /// What is changed: what is sent or, if that only wraps what was read, the latter.
    pub body: &'a Struct,
    /// Whether the answer has to be converted.
    pub converted: bool,
    /// Whether what is sent has what was read as its one member.
    pub wrapped: bool,
    /// The fields that the conversion takes as arguments.
    pub chosen: Vec<&'a Field>,
}

impl ReadBefore<'_> {
    /// The name of the function that converts, if it takes more than the answer.
    pub fn function(&self) -> Option<String> {
        let answer = self.get.answer.contract_name()?;
        (!self.chosen.is_empty()).then(|| conversion(answer).0)
    }
}

/// How the body of `put` is read, if an operation reads it.
pub(super) fn read_before<'a>(
    put: &'a Operation,
    context: &Context<'a>,
    conversions: &Conversions<'a>,
) -> Option<ReadBefore<'a>> {
    let mut read = candidate(put, context.model)?;
    if read.converted {
        let answer = read.get.answer.contract_name()?;
        let conversion = conversions.0.get(&(answer, read.name))?;
        read.chosen.clone_from(&conversion.chosen);
    }
    Some(read)
}

/// The operation that reads what `put` writes, whether or not it can be converted.
fn candidate<'a>(put: &'a Operation, model: &'a Model) -> Option<ReadBefore<'a>> {
    let name = put.body.as_ref()?.ty.contract_name()?;
    let body = model.object(name)?;
    let get = model.operations.iter().find(|get| reads_for(get, put))?;
    let answer = get.answer.name()?;
    let wrapped = wraps(body, &get.answer);
    Some(ReadBefore {
        get,
        name,
        body: match wrapped {
            true => model.object(answer)?,
            false => body,
        },
        converted: answer != name && !wrapped,
        wrapped,
        chosen: Vec::new(),
    })
}

/// Whether a body consists of one member, which it requires, of the type of the `answer`.
fn wraps(body: &Struct, answer: &RustType) -> bool {
    let answer = answer.contract_name();
    matches!(&body.fields[..], [only] if only.required
        && answer.is_some() && only.ty.required().contract_name() == answer)
}

/// Whether `get` reads what `put` writes, and needs no more than `put` to know which.
fn reads_for(get: &Operation, put: &Operation) -> bool {
    let has = |ident: &String| put.parameters.iter().any(|own| own.ident == *ident);
    let mut needed = get.parameters.iter().filter(|parameter| parameter.required);
    (&*get.verb, &*put.verb) == ("get", "put")
        && get.path == put.path
        && needed.all(|parameter| has(&parameter.ident))
}

/// A conversion.
#[derive(Clone, Default)]
struct Conversion<'a> {
    code: TokenStream,
    /// The fields that are arguments.
    chosen: Vec<&'a Field>,
}

/// The conversions that the operations need, each once, by the names of both types.
#[derive(Default)]
pub(super) struct Conversions<'a>(BTreeMap<(&'a str, &'a str), Conversion<'a>>);

impl<'a> Conversions<'a> {
    /// The conversions that lose nothing.
    pub fn new(context: &Context<'a>) -> Self {
        let mut conversions = Self::default();
        for put in &context.model.operations {
            let read = candidate(put, context.model).filter(|read| read.converted);
            if let Some(read) = read
                && let Some(answer) = read.get.answer.contract_name()
            {
                let before = conversions.0.clone();
                if !conversions.add(context, answer, read.name, Role::Body) {
                    conversions.0 = before;
                }
            }
        }
        conversions
    }

    /// The types that are the result of a conversion.
    pub fn written(&self) -> impl Iterator<Item = &'a str> {
        self.0.keys().map(|(_, written)| *written)
    }

    /// The functions that convert an answer with further arguments, by the type that they return.
    pub fn functions(&self) -> BTreeMap<&'a str, BTreeSet<String>> {
        let mut functions = BTreeMap::<_, BTreeSet<_>>::new();
        for ((read, written), made) in &self.0 {
            if !made.chosen.is_empty() {
                let (function, _) = conversion(read);
                functions.entry(*written).or_default().insert(function);
            }
        }
        functions
    }

    /// Adds the conversion of the struct `read` into the struct `written`, and of the structs in them. Returns
    /// `false` if that would lose something.
    fn add(&mut self, context: &Context<'a>, read: &'a str, written: &'a str, role: Role) -> bool {
        let key = (read, written);
        if self.0.contains_key(&key) {
            return true;
        }
        let (Some(from), Some(into)) = (context.fields(read), context.fields(written)) else {
            return false;
        };
        // A type may contain itself.
        self.0.insert(key, Conversion::default());
        let mut set = Vec::new();
        let mut left_out = BTreeSet::new();
        let mut chosen = Vec::new();
        let mut omitted = Omitted::default();
        for (wire, field) in into {
            let ident = format_ident!("{}", field.ident);
            let before = self.0.clone();
            let value = from.get(wire).and_then(|source| {
                let value = format_ident!("{}", source.ident);
                self.value(context, quote!(value.#value), &source.ty, &field.ty)
            });
            if value.is_none() {
                self.0 = before;
            }
            // A member that the server keeps has a separate conversion, for callers that change it.
            if !field.required && (field.kept_when_omitted || field.facts.read_only) {
                left_out.insert(wire);
                let kept = field.kept_when_omitted;
                omitted.kept.extend(kept.then(|| format!("`{ident}`")));
                continue;
            }
            let is_choice = context.model.is_enumeration(&field.ty);
            if role == Role::Body && field.required && (is_choice || value.is_none()) {
                chosen.push(field);
                continue;
            }
            let Some(value) = value else {
                return false;
            };
            omitted.lists |= field.ty.required().item().is_some();
            set.push(quote! { #ident: #value });
        }
        if set.is_empty() && !chosen.is_empty() {
            return false;
        }
        omitted.unknown = context.keeping.contains(read);
        let unknown = format_ident!("{UNKNOWN_MEMBERS}");
        set.extend(
            omitted
                .unknown
                .then(|| quote! { #unknown: value.#unknown.carried() }),
        );
        if let Some(object) = context.model.object(written) {
            let others = others(object, !omitted.unknown, |field| {
                left_out.contains(field.wire.as_str())
            });
            set.extend((!others.is_empty()).then_some(others));
        }
        let code = conversion_code((read, written), &set, &chosen, &omitted.doc());
        self.0.insert(key, Conversion { code, chosen });
        true
    }

    /// `value`, of the type `from`, as a value of the type `into`; `None` if there is no conversion.
    fn value(
        &mut self,
        context: &Context<'a>,
        value: TokenStream,
        from: &'a RustType,
        into: &'a RustType,
    ) -> Option<TokenStream> {
        if from == into {
            return Some(value);
        }
        match (from.optional(), into.optional()) {
            (Some(from), Some(into)) => self
                .part(context, from, into)
                .then(|| quote! { #value.map(Into::into) }),
            (Some(from), None) => {
                let value = match from == into {
                    true => value,
                    false if self.part(context, from, into) => quote! { #value.map(Into::into) },
                    false => return None,
                };
                match into.contract_name() {
                    // An enumeration has no default. Without a value it is not sent.
                    Some(name) if context.model.enumeration(name).is_some() => {
                        Some(quote! { #value.unwrap_or_else(|| "".into()) })
                    }
                    Some(name) if !context.model.object(name)?.has_default() => None,
                    _ => Some(quote! { #value.unwrap_or_default() }),
                }
            }
            (None, Some(into)) => self
                .value(context, value, from, into)
                .filter(|_| into.item().is_some())
                .map(|list| quote! { Some(#list).filter(|list| !list.is_empty()) }),
            (None, None) => match (from.item(), into.item()) {
                (Some(from), Some(into)) => self
                    .part(context, from, into)
                    .then(|| quote! { #value.into_iter().map(Into::into).collect::<Vec<_>>() }),
                _ => None,
            },
        }
    }

    /// Whether a struct in the answer becomes a struct in the body.
    fn part(&mut self, context: &Context<'a>, from: &'a RustType, into: &'a RustType) -> bool {
        match (from.contract_name(), into.contract_name()) {
            (Some(from), Some(into)) => {
                self.add(context, from, into, Role::Part) && self.0[&(from, into)].chosen.is_empty()
            }
            _ => false,
        }
    }
}

impl ToTokens for Conversions<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.values().map(|conversion| conversion.code.clone()));
    }
}

/// The conversion of `read` into `written`: `From`, unless it needs arguments (`chosen`).
fn conversion_code(
    (read, written): (&str, &str),
    set: &[TokenStream],
    chosen: &[&Field],
    doc: &str,
) -> TokenStream {
    let (function, name) = conversion(read);
    let (read, written) = (format_ident!("{read}"), format_ident!("{written}"));
    if chosen.is_empty() {
        return quote! {
            #[doc = #doc]
            impl From<types::#read> for types::#written {
                #[inline]
                fn from(value: types::#read) -> Self {
                    Self { #(#set),* }
                }
            }
        };
    }
    let (function, name) = (format_ident!("{function}"), format_ident!("{name}"));
    let mut arguments = Vec::new();
    let mut given = Vec::new();
    let mut all_given = Vec::new();
    for field in chosen {
        let ident = format_ident!("{}", field.ident);
        let argument = Given::value(field.ty.required());
        let ty = &argument.ty;
        arguments.push(quote! { #ident: #ty });
        given.push(assigned(field, &argument));
        all_given.push(argument);
    }
    let inline = Given::inline(all_given.iter());
    quote! {
        impl types::#written {
            #inline
            #[doc = #doc]
            pub fn #function(#name: types::#read, #(#arguments),*) -> Self {
                let value = #name;
                Self { #(#given,)* #(#set),* }
            }
        }
    }
}

/// The result of a conversion.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// The document that is sent. An enumeration that it requires describes this change, so it is not copied.
    Body,
    /// A part of the document.
    Part,
}

/// The members that a conversion leaves out.
#[derive(Default)]
struct Omitted {
    /// The fields that the server keeps.
    kept: Vec<String>,
    /// Whether empty lists are left out.
    lists: bool,
    /// Whether unknown members are kept.
    unknown: bool,
}

impl Omitted {
    fn doc(&self) -> String {
        let mut doc = "Converts an answer, so that it can be changed and sent back.".to_owned();
        if self.lists {
            doc.push_str(
                " An empty list is left out, since it may only mean that the list was not \
                 requested.",
            );
        }
        if self.unknown {
            doc.push_str(
                " Members that this version of the crate does not know are kept, since a PUT \
                 erases what it is not sent. To leave them out, clear `unknown_members`.",
            );
        }
        if !self.kept.is_empty() {
            doc.push_str(&format!(
                "\n\nThese fields are not copied, since the server keeps them when they are not sent: {}. A value \
                 that is set replaces the previous one completely.",
                self.kept.join(", ")
            ));
        }
        doc
    }
}

#[cfg(test)]
mod tests;
