//! `cargo xtask api`: the public surface of the crate, one line for each item, field, variant and
//! method, read from the sources with syn.
//!
//! ```text
//! src/lib.rs ─► modules (with the generated client in its place) ─► what `pub` and `pub use` reach
//!                                                                └► members and impls of that
//! ```
//!
//! What macros of the crate implement for every type alike (serde, `Debug`) is not listed. Beside the
//! golden copy a review sees what a change does to users; a line that goes is a break.

use anyhow::{Context, Result, bail};
use proc_macro2::TokenStream;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, ImplItem, Item, UseTree, Visibility, parse_quote};

/// The path of a module or item inside the crate.
type Place = Vec<String>;

/// The surface of the crate under `root` with `client` as the generated client.
pub fn surface(root: &Path, client: &str) -> Result<String> {
    let mut modules = Modules::default();
    modules.load(
        &root.join("src/lib.rs"),
        &root.join("src"),
        Vec::new(),
        client,
    )?;
    let mut reached = BTreeMap::new();
    modules.reach(&Vec::new(), &Vec::new(), &mut reached, 0);
    let mut lines = BTreeSet::new();
    for (place, public) in &reached {
        modules.describe(place, public, &mut lines);
    }
    for (place, items) in &modules.items {
        for item in items {
            if let Item::Impl(item) = item {
                modules.describe_impl(place, item, &reached, &mut lines);
            }
        }
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// The items of every module, by its place.
#[derive(Default)]
struct Modules {
    items: BTreeMap<Place, Vec<Item>>,
}

impl Modules {
    /// Reads a file and the modules it declares, whose files lie in `folder`.
    fn load(&mut self, file: &Path, folder: &Path, place: Place, client: &str) -> Result<()> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        let parsed =
            syn::parse_file(&text).with_context(|| format!("{} is no Rust", file.display()))?;
        self.add(parsed.items, folder, place, client)
    }

    fn add(&mut self, items: Vec<Item>, folder: &Path, place: Place, client: &str) -> Result<()> {
        let mut kept = Vec::new();
        for item in items {
            match item {
                Item::Mod(module) if is_test(&module.attrs) => {}
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let mut below = place.clone();
                    below.push(name.clone());
                    match &module.content {
                        Some((_, items)) => {
                            self.add(items.clone(), &folder.join(&name), below, client)?;
                        }
                        None => {
                            let file = module_file(folder, &name)?;
                            self.load(&file, &folder.join(&name), below, client)?;
                        }
                    }
                    kept.push(Item::Mod(module));
                }
                Item::Macro(item) if item.mac.path.is_ident("include") => {
                    let items = syn::parse_file(client)?.items;
                    self.add(items, folder, place.clone(), client)?;
                    kept.extend(self.items.remove(&place).unwrap_or_default());
                }
                item => kept.push(item),
            }
        }
        self.items.insert(place, kept);
        Ok(())
    }

    /// Collects what is public from the module at `place`, which users call `public`.
    fn reach(
        &self,
        place: &Place,
        public: &Place,
        reached: &mut BTreeMap<Place, Place>,
        depth: usize,
    ) {
        if depth > 16 {
            return;
        }
        for item in self.items.get(place).into_iter().flatten() {
            if let Item::Use(item) = item {
                if matches!(item.vis, Visibility::Public(_)) {
                    for (name, path) in leaves(&item.tree) {
                        let target = self.resolve(place, &path, 0);
                        self.export(target, joined(public, &name), reached, depth);
                    }
                }
            } else if let Some((name, Visibility::Public(_))) = named(item) {
                self.export(
                    Some(joined(place, &name)),
                    joined(public, &name),
                    reached,
                    depth,
                );
            }
        }
    }

    fn export(
        &self,
        target: Option<Place>,
        public: Place,
        reached: &mut BTreeMap<Place, Place>,
        depth: usize,
    ) {
        // What is not of this crate is named as it is.
        let Some(target) = target else {
            reached.insert(vec!["extern".to_owned(), public.join("::")], public);
            return;
        };
        if self.items.contains_key(&target) {
            self.reach(&target, &public, reached, depth + 1);
        } else {
            reached.entry(target).or_insert(public);
        }
    }

    /// The place of the item that `path` means in the module at `place`.
    fn resolve(&self, place: &Place, path: &[String], depth: usize) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        if depth > 16 {
            return None;
        }
        let mut at = match first.as_str() {
            "crate" => Vec::new(),
            "self" => place.clone(),
            "super" => place[..place.len().checked_sub(1)?].to_vec(),
            name => self.member(place, name, depth)?,
        };
        for name in rest {
            at = match name.as_str() {
                "super" => at[..at.len().checked_sub(1)?].to_vec(),
                name => self.member(&at, name, depth)?,
            };
        }
        Some(at)
    }

    /// What a name means in a module: an item of its own, or one that it uses.
    fn member(&self, place: &Place, name: &str, depth: usize) -> Option<Place> {
        let items = self.items.get(place)?;
        if items.iter().filter_map(named).any(|(own, _)| own == name) {
            return Some(joined(place, name));
        }
        items.iter().find_map(|item| {
            let Item::Use(item) = item else {
                return None;
            };
            leaves(&item.tree)
                .into_iter()
                .find_map(|(used, path)| match used.as_str() {
                    "*" => {
                        let from = self.resolve(place, &path, depth + 1)?;
                        (from != *place).then(|| self.member(&from, name, depth + 1))?
                    }
                    used if used == name && path.len() > 1 => self.resolve(place, &path, depth + 1),
                    _ => None,
                })
        })
    }

    /// The lines of an item and of what is public in it.
    fn describe(&self, place: &Place, public: &Place, lines: &mut BTreeSet<String>) {
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

    fn describe_impl(
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
            let text = marks(&item.attrs) + "struct" + &tidy(quote::quote! { #generics });
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
            add(String::new(), marks(&item.attrs) + "enum");
            for variant in &item.variants {
                let fields = &variant.fields;
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

/// The content of `open_enum!`.
struct OpenEnum {
    name: String,
    variants: Vec<(String, String)>,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Attribute::parse_outer(input)?;
        let name = input.parse::<syn::Ident>()?.to_string();
        let content;
        syn::braced!(content in input);
        let mut variants = Vec::new();
        while !content.is_empty() {
            Attribute::parse_outer(&content)?;
            let variant = content.parse::<syn::Ident>()?.to_string();
            content.parse::<syn::Token![=]>()?;
            variants.push((variant, content.parse::<syn::LitStr>()?.value()));
            if !content.is_empty() {
                content.parse::<syn::Token![,]>()?;
            }
        }
        Ok(Self { name, variants })
    }
}

/// The name that an item declares, with its visibility.
fn named(item: &Item) -> Option<(String, Visibility)> {
    let (ident, vis) = match item {
        Item::Struct(item) => (&item.ident, &item.vis),
        Item::Enum(item) => (&item.ident, &item.vis),
        Item::Trait(item) => (&item.ident, &item.vis),
        Item::Mod(item) => (&item.ident, &item.vis),
        Item::Const(item) => (&item.ident, &item.vis),
        Item::Type(item) => (&item.ident, &item.vis),
        Item::Fn(item) => (&item.sig.ident, &item.vis),
        Item::Macro(item) if item.mac.path.segments.last()?.ident == "open_enum" => {
            let open: OpenEnum = syn::parse2(item.mac.tokens.clone()).ok()?;
            return Some((open.name, parse_quote!(pub)));
        }
        _ => return None,
    };
    Some((ident.to_string(), vis.clone()))
}

/// Each name that a `use` brings in, with the path it stands for; `*` for all of a module.
fn leaves(tree: &UseTree) -> Vec<(String, Vec<String>)> {
    match tree {
        UseTree::Path(path) => {
            let mut below = leaves(&path.tree);
            for (name, rest) in &mut below {
                if name == "self" && rest.len() == 1 {
                    *name = path.ident.to_string();
                    rest.clear();
                }
                rest.insert(0, path.ident.to_string());
            }
            below
        }
        UseTree::Name(name) => vec![(name.ident.to_string(), vec![name.ident.to_string()])],
        UseTree::Rename(rename) => {
            vec![(rename.rename.to_string(), vec![rename.ident.to_string()])]
        }
        UseTree::Glob(_) => vec![("*".to_owned(), Vec::new())],
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
    }
}

fn joined(place: &[String], name: &str) -> Place {
    let mut place = place.to_vec();
    place.push(name.to_owned());
    place
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("cfg")
            && matches!(&attr.meta, syn::Meta::List(list) if list.tokens.to_string() == "test")
    })
}

/// What of a type's attributes its users depend on.
fn marks(attrs: &[Attribute]) -> String {
    let mut marks = String::new();
    for attr in attrs {
        if attr.path().is_ident("non_exhaustive") {
            marks.push_str("non-exhaustive ");
        }
        if attr.path().is_ident("derive")
            && let syn::Meta::List(list) = &attr.meta
        {
            marks.push_str(&format!("({}) ", tidy(list.tokens.clone())));
        }
    }
    marks
}

/// Whether a method may change its own copy of `self` is its own business.
fn signature(signature: &syn::Signature) -> String {
    tidy(quote::quote! { #signature }).replacen("(mut self", "(self", 1)
}

/// Tokens in one line, spaced as a person would.
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

fn module_file(folder: &Path, name: &str) -> Result<PathBuf> {
    let beside = [
        folder.join(format!("{name}.rs")),
        folder.join(name).join("mod.rs"),
    ];
    match beside.iter().find(|file| file.exists()) {
        Some(file) => Ok(file.clone()),
        None => bail!("the module {name} has no file in {}", folder.display()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn listed(files: &[(&str, &str)], client: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let path = folder.path().join("src").join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let text = surface(folder.path(), client).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_pub_use_reaches_is_listed_and_nothing_else() {
        let lines = listed(
            &[
                (
                    "lib.rs",
                    "mod a; mod generated; pub mod open; pub use a::{Shown, deep::Moved as Here}; pub use generated::types; pub use other::Thing; #[cfg(test)] mod gone;",
                ),
                (
                    "a.rs",
                    "pub mod deep; pub struct Shown { pub x: Option<u8>, y: u8 } pub struct Hidden; impl Shown { pub fn go(&self, n: &str) -> Result<(), u8> { Ok(()) } fn no(&self) {} pub(crate) fn inner() {} } impl Clone for Shown {}",
                ),
                (
                    "a/deep.rs",
                    "use super::Shown; pub enum Moved { A(u8), B } impl Shown { pub const N: u8 = 1; }",
                ),
                (
                    "open.rs",
                    "pub trait Rule { fn must(&self); fn may(&self) {} } pub fn free<T: Rule>(t: T) {}",
                ),
                (
                    "generated.rs",
                    "include!(concat!(env!(\"OUT_DIR\"), \"/client.rs\"));",
                ),
            ],
            "pub mod types { crate::open_enum! { #[doc = \"d\"] State { #[doc = \"d\"] Done = \"done\" } } #[derive(Clone, Default)] pub struct Row { pub id: i64 } } impl crate::a::Shown { pub fn made(mut self) {} }",
        );
        assert_eq!(
            lines,
            [
                "Here: enum",
                "Here::A: variant (u8)",
                "Here::B: variant",
                "Shown: impl Clone for Shown",
                "Shown: struct",
                "Shown::N: const u8",
                "Shown::go: fn go(&self, n: &str) -> Result<(), u8>",
                "Shown::made: fn made(self)",
                "Shown::x: Option<u8>",
                "Thing: re-export",
                "open::Rule: trait",
                "open::Rule::may: fn may(&self) { … }",
                "open::Rule::must: fn must(&self)",
                "open::free: fn free<T: Rule>(t: T)",
                "types::Row: (Clone, Default) struct",
                "types::Row::id: i64",
                "types::State: open enum",
                "types::State::Done: variant \"done\"",
            ]
        );
    }
}
