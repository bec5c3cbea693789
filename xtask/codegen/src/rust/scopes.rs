//! The permissions that the contract declares, as variants of one enumeration.

use crate::docs::Docs;
use crate::error::{Error, Result};
use crate::model::Model;
use heck::ToUpperCamelCase;
use quote::{format_ident, quote};

/// The scope that OAuth itself has, and that the contract does not declare.
const OFFLINE: &str = "offline_access";

/// `auth::Scope` and the table of its names as source text.
pub fn scopes(model: &Model, docs: &Docs) -> Result<String> {
    let docs = docs.with_sources();
    let mut names: Vec<&str> = model.scopes.iter().map(String::as_str).collect();
    names.retain(|name| is_word(name) && *name != OFFLINE);
    let idents = names
        .iter()
        .map(|name| format_ident!("{}", name.to_upper_camel_case()));
    let idents: Vec<_> = idents.collect();
    let words = names.iter().map(|name| match docs.scope(name) {
        Some(words) => format!("`{name}`: {words}"),
        None => format!("`{name}`."),
    });
    let example = idents
        .iter()
        .zip(&names)
        .map(|(ident, name)| format!("assert_eq!(Scope::{ident}.to_string(), \"{name}\");\n"));
    let example = example.take(1).collect::<String>();
    let example = format!(
        "```\nuse constant_contact::auth::Scope;\n{example}assert!(Scope::from(\"other_data\") == \
         \"other_data\");\n```"
    );
    let variants = idents.iter().map(ToString::to_string);
    let tokens = quote! {
        /// One permission of an access token.
        ///
        #[doc = #example]
        ///
        /// `From` makes one of any name. A later version may add a variant for it, so compare with the name.
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Scope {
            #(#[doc = #words] #idents,)*
            /// `offline_access`: a refresh token in addition to the access token. Without it, a session ends when
            /// its first access token expires, after a day or less.
            OfflineAccess,
            /// A scope that this version of the crate does not know.
            Unknown(crate::UnknownValue),
        }

        /// The scopes with a variant of their own: the name of the scope, and that of the variant.
        const KNOWN: &[(Scope, &str, &str)] = &[
            #((Scope::#idents, #names, #variants),)*
            (Scope::OfflineAccess, #OFFLINE, "OfflineAccess"),
        ];
    };
    let parsed = syn::parse2(tokens).map_err(|e| Error::new(&model.file, "", e))?;
    Ok(prettyplease::unparse(&parsed))
}

/// Whether the name of a scope can be that of a variant. All others are `Unknown`.
fn is_word(name: &str) -> bool {
    let is_usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(is_usual)
        && name != "unknown"
}

#[cfg(test)]
mod tests;
