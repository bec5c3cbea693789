//! The lines of an item: the item, its public members, and what is implemented for it.

use super::modules::{Modules, Place, named};
use super::open_enum::OpenEnum;
use proc_macro2::TokenStream;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Attribute, ImplItem, Item, Visibility};

impl Modules {
    /// The lines of an item and of what is public in it.
    pub fn describe(&self, place: &Place, public: &Place, lines: &mut BTreeSet<String>) {
        let path = public.join("::");
        if place.first().is_some_and(|first| first == "extern") {
            if !path.is_empty() {
                lines.insert(format!("{path}: re-export"));
            }
            return;
        }
        let Some((name, module)) = place.split_last() else {
            return;
        };
        for item in self.items.get(module).into_iter().flatten() {
            if named(item).is_some_and(|(own, _)| own == *name) {
                describe_item(&path, item, lines);
            }
        }
    }

    pub fn describe_impl(
        &self,
        place: &Place,
        item: &syn::ItemImpl,
        reached: &BTreeMap<Place, Place>,
        lines: &mut BTreeSet<String>,
    ) {
        let syn::Type::Path(ty) = &*item.self_ty else {
            return;
        };
        let segments = ty.path.segments.iter();
        let path: Vec<String> = segments.map(|s| s.ident.to_string()).collect();
        let target = self.resolve(place, &path, 0);
        let Some(public) = target.and_then(|target| reached.get(&target)) else {
            return;
        };
        let path = public.join("::");
        if let Some((trait_path, _)) = &item.trait_ {
            let segments = trait_path.segments.iter();
            let named: Vec<String> = segments.map(|s| s.ident.to_string()).collect();
            let own = self.resolve(place, &named, 0);
            // Users cannot name a private trait.
            if own.is_some_and(|own| !reached.contains_key(&own)) {
                return;
            }
            let (generics, name) = (&item.generics, &item.self_ty);
            let bounds = &item.generics.where_clause;
            let text = tidy(quote::quote! { impl #generics #trait_path for #name #bounds });
            lines.insert(format!("{path}: {text}"));
            return;
        }
        for member in &item.items {
            match member {
                ImplItem::Fn(function) if is_public(&function.vis) => {
                    let text = signature(&function.sig);
                    lines.insert(format!("{path}::{}: {text}", function.sig.ident));
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let ty = &constant.ty;
                    let text = tidy(quote::quote! { const #ty });
                    lines.insert(format!("{path}::{}: {text}", constant.ident));
                }
                _ => {}
            }
        }
    }
}

fn describe_item(path: &str, item: &Item, lines: &mut BTreeSet<String>) {
    let mut add = |name: String, text: String| lines.insert(format!("{path}{name}: {text}"));
    match item {
        Item::Struct(item) => {
            let generics = &item.generics;
            let text = attributes(&item.attrs) + "struct" + &tidy(quote::quote! { #generics });
            add(String::new(), text);
            for (index, field) in item.fields.iter().enumerate() {
                if is_public(&field.vis) {
                    let name = field.ident.as_ref();
                    let name = name.map_or_else(|| index.to_string(), ToString::to_string);
                    let ty = &field.ty;
                    add(format!("::{name}"), tidy(quote::quote! { #ty }));
                }
            }
        }
        Item::Enum(item) => {
            add(String::new(), attributes(&item.attrs) + "enum");
            for variant in &item.variants {
                let mut fields = variant.fields.clone();
                fields.iter_mut().for_each(|field| field.attrs.clear());
                let text = "variant ".to_owned() + &tidy(quote::quote! { #fields });
                add(format!("::{}", variant.ident), text.trim().to_owned());
            }
        }
        Item::Trait(item) => {
            let (generics, bounds) = (&item.generics, &item.supertraits);
            let text = tidy(quote::quote! { trait #generics : #bounds });
            add(String::new(), text.trim_end_matches(':').to_owned());
            for member in &item.items {
                if let syn::TraitItem::Fn(function) = member {
                    let provided = if function.default.is_some() {
                        " { … }"
                    } else {
                        ""
                    };
                    let text = signature(&function.sig) + provided;
                    add(format!("::{}", function.sig.ident), text);
                }
            }
        }
        Item::Fn(item) => drop(add(String::new(), signature(&item.sig))),
        Item::Const(item) => {
            let ty = &item.ty;
            add(String::new(), tidy(quote::quote! { const #ty }));
        }
        Item::Type(item) => {
            let (generics, ty) = (&item.generics, &item.ty);
            add(String::new(), tidy(quote::quote! { type #generics = #ty }));
        }
        Item::Macro(item) => {
            if let Ok(open) = syn::parse2::<OpenEnum>(item.mac.tokens.clone()) {
                add(String::new(), "open enum".to_owned());
                for (variant, value) in open.variants {
                    add(format!("::{variant}"), format!("variant {value:?}"));
                }
            }
        }
        _ => {}
    }
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

/// The attributes of a type that users depend on.
fn attributes(attrs: &[Attribute]) -> String {
    let mut text = String::new();
    for attr in attrs {
        if attr.path().is_ident("non_exhaustive") {
            text.push_str("non-exhaustive ");
        }
        if attr.path().is_ident("derive")
            && let syn::Meta::List(list) = &attr.meta
        {
            text.push_str(&format!("({}) ", tidy(list.tokens.clone())));
        }
    }
    text
}

/// A signature as users see it: whether `self` is mutable inside the method does not matter to them.
fn signature(signature: &syn::Signature) -> String {
    tidy(quote::quote! { #signature }).replacen("(mut self", "(self", 1)
}

/// Tokens on one line, with spaces as in formatted code.
fn tidy(tokens: TokenStream) -> String {
    let mut text = tokens.to_string();
    for (spaced, plain) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        ("- >", "->"),
        ("->", " -> "),
        ("  ", " "),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("& ", "&"),
        (" :", ":"),
        (" ;", ";"),
        (" [", "["),
        (" ]", "]"),
        ("->(", "-> ("),
        (",)", ")"),
        ("  ", " "),
    ] {
        text = text.replace(spaced, plain);
    }
    text.trim().to_owned()
}
