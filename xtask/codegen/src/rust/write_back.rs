//! What a GET answers becomes what the PUT of the same path takes.
//!
//! A PUT overwrites: what its body leaves out is erased. So a change begins with reading, and what
//! was read has to be sent back. Where the two types differ, the generator writes the conversion,
//! so that no field is forgotten in it:
//!
//! ```text
//! GET /things/{id} ─► Thing ─ From ─► ThingInput ─ the caller's change ─► PUT /things/{id}
//! ```
//!
//! What only the server sets, and what it keeps when it is not sent (`x-kept-when-omitted`), is left
//! out. Members that the answer has beside its fields go with it: the PUT would erase them. A body with
//! a property that the answer lacks gets no conversion, since it would erase that.

use super::example::Types;
use super::facts::{is_kept_when_omitted, is_read_only};
use super::operations::Generated;
use super::types::{Attributes, UNKNOWN, list_item, unprefixed};
use super::{inner, last_name, plain};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use std::collections::BTreeMap;

/// How the body of a PUT is read before it is changed.
pub(super) struct WriteBack<'a> {
    /// The operation that reads.
    pub get: &'a Generated<'a>,
    /// Whether what it answers has to be converted.
    pub converted: bool,
    /// What is sent.
    pub body: &'a syn::ItemStruct,
}

/// The conversions that the operations need, each once, by the names of both types.
#[derive(Default)]
pub(super) struct Conversions(BTreeMap<(String, String), TokenStream>);

impl Conversions {
    /// The types that something is converted into.
    pub fn written(&self) -> impl Iterator<Item = &String> {
        self.0.keys().map(|(_, written)| written)
    }

    /// How the body of `put` is read, if some operation of `all` does; what that takes is added.
    pub fn write_back<'a>(
        &mut self,
        types: &Types<'a>,
        put: &Generated<'_>,
        all: &'a [Generated<'a>],
    ) -> Result<Option<WriteBack<'a>>, String> {
        let Some(body) = put.fields.iter().find(|field| field.parameter.is_none()) else {
            return Ok(None);
        };
        let Some(get) = all.iter().find(|get| reads_for(get, put)) else {
            return Ok(None);
        };
        let (Some(answer), Some(written)) = (last_name(&get.answer), last_name(&body.ty)) else {
            return Ok(None);
        };
        let Some(body) = types.structs.get(&written).copied() else {
            return Ok(None);
        };
        let converted = answer != written;
        let before = self.0.clone();
        if converted && !self.add(types, &answer, &written, Place::Body)? {
            self.0 = before;
            return Ok(None);
        }
        Ok(Some(WriteBack {
            get,
            converted,
            body,
        }))
    }

    /// Adds the conversion of the struct `read` into the struct `written` and of what is in them.
    /// `false` if that would lose something.
    fn add(
        &mut self,
        types: &Types<'_>,
        read: &str,
        written: &str,
        place: Place,
    ) -> Result<bool, String> {
        let key = (read.to_owned(), written.to_owned());
        if self.0.contains_key(&key) {
            return Ok(true);
        }
        let (Some(from), Some(into)) = (types.fields(read)?, types.fields(written)?) else {
            return Ok(false);
        };
        // A type may hold itself.
        self.0.insert(key.clone(), TokenStream::new());
        let mut set = Vec::new();
        let mut left = Left::default();
        for (wire, field) in &into {
            let before = self.0.clone();
            let value = match from.get(wire) {
                Some(source) => {
                    let value = &source.ident;
                    self.value(types, quote!(value.#value), &source.ty, &field.ty)?
                }
                None => None,
            };
            if value.is_none() {
                self.0 = before;
            }
            // What is kept is converted by itself, for who wants to change it.
            let kept = is_kept_when_omitted(types.api, written, wire);
            if kept || is_read_only(types.api, written, wire) {
                left.any = true;
                left.kept.extend(kept.then(|| format!("`{}`", field.ident)));
                continue;
            }
            if place == Place::Body && types.is_choice(&field.ty) {
                left.any = true;
                left.chosen.push(format!("`{}`", field.ident));
                continue;
            }
            let Some(value) = value else {
                return Ok(false);
            };
            left.lists |= list_item(inner(&field.ty, "Option").unwrap_or(&field.ty)).is_some();
            let ident = &field.ident;
            set.push(quote! { #ident: #value });
        }
        left.unknown = types.keeping.contains(read);
        let unknown = format_ident!("{UNKNOWN}");
        set.extend(
            left.unknown
                .then(|| quote! { #unknown: value.#unknown.carried() }),
        );
        let doc = left.doc();
        let rest = left.any.then(|| quote! { ..Self::default() });
        let (read, written) = (format_ident!("{read}"), format_ident!("{written}"));
        self.0.insert(
            key,
            quote! {
                #[doc = #doc]
                impl From<types::#read> for types::#written {
                    fn from(value: types::#read) -> Self {
                        Self { #(#set,)* #rest }
                    }
                }
            },
        );
        Ok(true)
    }

    /// `value`, of the type `from`, as a value of the type `into`; `None` if there is no way.
    fn value(
        &mut self,
        types: &Types<'_>,
        value: TokenStream,
        from: &syn::Type,
        into: &syn::Type,
    ) -> Result<Option<TokenStream>, String> {
        if same(from, into) {
            return Ok(Some(value));
        }
        let held = |ty| inner(ty, "Option");
        Ok(match (held(from), held(into)) {
            (Some(from), Some(into)) => self
                .part(types, from, into)?
                .then(|| quote! { #value.map(Into::into) }),
            (Some(_), None) => {
                let optional = syn::parse_quote!(Option<#into>);
                self.value(types, value, from, &optional)?
                    .map(|value| quote! { #value.unwrap_or_default() })
            }
            (None, Some(into)) => self
                .value(types, value, from, into)?
                .filter(|_| list_item(into).is_some())
                .map(|list| quote! { Some(#list).filter(|list| !list.is_empty()) }),
            (None, None) => match (list_item(from), list_item(into)) {
                (Some(from), Some(into)) => self
                    .part(types, from, into)?
                    .then(|| quote! { #value.into_iter().map(Into::into).collect::<Vec<_>>() }),
                _ => None,
            },
        })
    }

    /// Whether a struct in the answer becomes a struct in the body.
    fn part(
        &mut self,
        types: &Types<'_>,
        from: &syn::Type,
        into: &syn::Type,
    ) -> Result<bool, String> {
        match (last_name(from), last_name(into)) {
            (Some(from), Some(into)) => self.add(types, &from, &into, Place::Part),
            _ => Ok(false),
        }
    }
}

impl ToTokens for Conversions {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.values().cloned());
    }
}

/// Where a conversion is needed.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// The document that is sent. What it requires to be chosen says something of this very change,
    /// so it is not carried over.
    Body,
    /// Something in it.
    Part,
}

/// What a conversion leaves out.
#[derive(Default)]
struct Left {
    any: bool,
    /// The server keeps these.
    kept: Vec<String>,
    /// The caller has to choose these.
    chosen: Vec<String>,
    /// Empty lists.
    lists: bool,
    /// Not left out: the members that have no field.
    unknown: bool,
}

impl Left {
    fn doc(&self) -> String {
        let mut doc = "What was read, ready to be changed and sent back.".to_owned();
        if self.lists {
            doc.push_str(
                " An empty list is left out, since an answer does not tell it from one that was \
                 not asked for.",
            );
        }
        if self.unknown {
            doc.push_str(
                " Members that this version of the crate does not know go with it, since a PUT \
                 erases what it is not sent: to leave them out, clear `unknown_members`.",
            );
        }
        if !self.chosen.is_empty() {
            doc.push_str(&format!("\n\nStill to be set: {}.", self.chosen.join(", ")));
        }
        if !self.kept.is_empty() {
            doc.push_str(&format!(
                "\n\nNot carried over, since the server keeps what it is not sent: {}. What is \
                 set takes the place of all that was there.",
                self.kept.join(", ")
            ));
        }
        doc
    }
}

/// Whether `get` reads what `put` writes, and needs no more than `put` to know which.
fn reads_for(get: &Generated<'_>, put: &Generated<'_>) -> bool {
    (get.verb, put.verb) == ("get", "put")
        && get.path == put.path
        && get
            .fields
            .iter()
            .all(|field| !field.required || put.fields.iter().any(|own| own.ident == field.ident))
}

fn same(a: &syn::Type, b: &syn::Type) -> bool {
    a.to_token_stream().to_string() == b.to_token_stream().to_string()
}

/// A field of a struct as it is in Rust.
pub(super) struct Member {
    pub ident: syn::Ident,
    pub ty: syn::Type,
}

impl Types<'_> {
    /// Whether a value is one of an enumeration and has to be given.
    fn is_choice(&self, ty: &syn::Type) -> bool {
        last_name(ty).is_some_and(|name| self.enums.contains_key(&name))
    }

    /// The fields of a struct by the names of the wire; `None` if there is no such struct, or one
    /// with members of any name.
    pub fn fields(&self, name: &str) -> Result<Option<BTreeMap<String, Member>>, String> {
        let Some(item) = self.structs.get(name) else {
            return Ok(None);
        };
        let mut fields = BTreeMap::new();
        for field in &item.fields {
            let attributes = Attributes::read(&field.attrs)?;
            if attributes.flatten {
                return Ok(None);
            }
            let ident = field.ident.clone().ok_or("a field without a name")?;
            let wire = attributes.rename.unwrap_or_else(|| ident.to_string());
            let ty = unprefixed(&plain(&field.ty));
            fields.insert(wire, Member { ident, ty });
        }
        Ok(Some(fields))
    }
}

#[cfg(test)]
mod tests;
