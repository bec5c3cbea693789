//! How types are written in the generated source.

use crate::model::RustType;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

impl ToTokens for RustType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(spelled(self, &|name| quote!(types::#name)));
    }
}

/// How a function takes a value of a type: the type of its argument, and how that is converted.
pub(super) struct Given {
    pub ty: TokenStream,
    convert: TokenStream,
    is_boxed: bool,
    is_generic: bool,
}

impl Given {
    /// The argument of that name as a value of the type.
    pub fn converted(&self, argument: &syn::Ident) -> TokenStream {
        let convert = &self.convert;
        match self.is_boxed {
            true => quote!(::std::boxed::Box::new(#argument #convert)),
            false => quote!(#argument #convert),
        }
    }

    /// The attribute of a function that takes these arguments. With it, a function is compiled where it is used, and not
    /// in the crate of the client. That holds for a generic function without it, which is then compiled only once.
    pub fn inline<'a>(mut arguments: impl Iterator<Item = &'a Self>) -> Option<TokenStream> {
        let is_generic = arguments.any(|given| given.is_generic);
        (!is_generic).then(|| quote!(#[inline]))
    }

    /// A value of any kind: what converts into its type, and numbers as they are.
    pub fn value(ty: &RustType) -> Self {
        Self::spelled(ty, &ToTokens::to_token_stream)
    }

    /// The same inside the module `types`.
    pub fn in_types(ty: &RustType) -> Self {
        Self::spelled(ty, &in_types)
    }

    /// A body. A document of the contract is given as its type.
    pub fn body(ty: &RustType) -> Self {
        match ty {
            RustType::Contract(_) => Self {
                ty: quote!(#ty),
                convert: quote!(),
                is_boxed: false,
                is_generic: false,
            },
            _ => Self::value(ty),
        }
    }

    fn spelled(ty: &RustType, spelled: &dyn Fn(&RustType) -> TokenStream) -> Self {
        if let RustType::Boxed(inner) = ty {
            return Self {
                is_boxed: true,
                ..Self::spelled(inner, spelled)
            };
        }
        let (ty, convert, is_generic) = match ty {
            RustType::Bool | RustType::I64 | RustType::U32 | RustType::F64 => {
                (spelled(ty), quote!(), false)
            }
            RustType::List(item) => {
                let item = spelled(item);
                (
                    quote!(impl IntoIterator<Item = impl Into<#item>>),
                    quote!(.into_iter().map(Into::into).collect()),
                    true,
                )
            }
            RustType::Map(_) | RustType::JsonObject => {
                let value = ty.map_value().map(spelled);
                (
                    quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<#value>)>),
                    quote!(.into_iter().map(|(name, value)| (name.into(), value.into())).collect()),
                    true,
                )
            }
            ty => {
                let ty = spelled(ty);
                (quote!(impl Into<#ty>), quote!(.into()), true)
            }
        };
        Self {
            ty,
            convert,
            is_boxed: false,
            is_generic,
        }
    }
}

/// The type as it is written inside the module `types`.
pub(super) fn in_types(ty: &RustType) -> TokenStream {
    spelled(ty, &|name| quote!(#name))
}

fn spelled(ty: &RustType, contract: &dyn Fn(&syn::Ident) -> TokenStream) -> TokenStream {
    match ty {
        RustType::Unit => quote!(()),
        RustType::Bool => quote!(bool),
        RustType::I64 => quote!(i64),
        RustType::U32 => quote!(u32),
        RustType::F64 => quote!(f64),
        RustType::String => quote!(String),
        RustType::Instant => quote!(::chrono::DateTime<::chrono::offset::Utc>),
        RustType::Json => quote!(serde_json::Value),
        RustType::JsonObject => quote!(serde_json::Map<String, serde_json::Value>),
        RustType::RawBody => quote!(crate::RawBody),
        RustType::ByteStream => quote!(crate::ByteStream),
        RustType::Contract(name) => contract(&format_ident!("{name}")),
        RustType::HandWritten(name) => {
            let name = format_ident!("{name}");
            quote!(crate::#name)
        }
        RustType::Boxed(inner) => {
            let inner = spelled(inner, contract);
            quote!(::std::boxed::Box<#inner>)
        }
        RustType::Option(inner) => {
            let inner = spelled(inner, contract);
            quote!(Option<#inner>)
        }
        RustType::List(item) => {
            let item = spelled(item, contract);
            quote!(Vec<#item>)
        }
        RustType::Map(value) => {
            let value = spelled(value, contract);
            quote!(std::collections::BTreeMap<String, #value>)
        }
    }
}
