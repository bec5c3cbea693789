//! The modules of a crate with their items, and the public paths of those that users can reach.

use super::open_enum::OpenEnum;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, Item, UseTree, Visibility, parse_quote};

/// The path of a module or item inside the crate.
pub(super) type Place = Vec<String>;

/// What `build.rs` makes of a contract, as source text: the files that contain items.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    /// `client.rs`
    pub client: String,
    /// `scopes.rs`
    pub scopes: String,
}

impl Sources {
    /// The source that the arguments of `include!` name.
    fn included_by(&self, arguments: &str) -> &str {
        match arguments.contains("/scopes.rs") {
            true => &self.scopes,
            false => &self.client,
        }
    }
}

/// The items of every module, by its place.
#[derive(Default)]
pub(super) struct Modules {
    pub items: BTreeMap<Place, Vec<Item>>,
}

impl Modules {
    /// Reads a file and the modules it declares, whose files lie in `folder`.
    pub fn load(
        &mut self,
        file: &Path,
        folder: &Path,
        place: Place,
        sources: &Sources,
    ) -> Result<()> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        let parsed =
            syn::parse_file(&text).with_context(|| format!("{} is no Rust", file.display()))?;
        self.add(parsed.items, folder, place, sources)
    }

    fn add(
        &mut self,
        items: Vec<Item>,
        folder: &Path,
        place: Place,
        sources: &Sources,
    ) -> Result<()> {
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
                            self.add(items.clone(), &folder.join(&name), below, sources)?;
                        }
                        None => {
                            let file = module_file(folder, &name)?;
                            self.load(&file, &folder.join(&name), below, sources)?;
                        }
                    }
                    kept.push(Item::Mod(module));
                }
                Item::Macro(item) if item.mac.path.is_ident("include") => {
                    let included = sources.included_by(&item.mac.tokens.to_string());
                    let items = syn::parse_file(included)?.items;
                    self.add(items, folder, place.clone(), sources)?;
                    kept.extend(self.items.remove(&place).unwrap_or_default());
                }
                item => kept.push(item),
            }
        }
        self.items.insert(place, kept);
        Ok(())
    }

    /// Collects the public items of the module at `place`, whose public path is `public`.
    pub fn reach(
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
        // Items of other crates are listed by their public path only.
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
    pub fn resolve(&self, place: &Place, path: &[String], depth: usize) -> Option<Place> {
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

    /// What a name means in a module: an item that it declares, or one that it imports.
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
}

/// The name that an item declares, with its visibility.
pub(super) fn named(item: &Item) -> Option<(String, Visibility)> {
    let (ident, vis) = match item {
        Item::Struct(item) => (&item.ident, &item.vis),
        Item::Enum(item) => (&item.ident, &item.vis),
        Item::Trait(item) => (&item.ident, &item.vis),
        Item::Mod(item) => (&item.ident, &item.vis),
        Item::Const(item) => (&item.ident, &item.vis),
        Item::Type(item) => (&item.ident, &item.vis),
        Item::Fn(item) => (&item.sig.ident, &item.vis),
        Item::Static(item) => (&item.ident, &item.vis),
        Item::Macro(item) if item.ident.is_some() => {
            return Some((item.ident.as_ref()?.to_string(), Visibility::Inherited));
        }
        Item::Macro(item) if item.mac.path.segments.last()?.ident == "open_enum" => {
            let open: OpenEnum = syn::parse2(item.mac.tokens.clone()).ok()?;
            return Some((open.name, parse_quote!(pub)));
        }
        _ => return None,
    };
    Some((ident.to_string(), vis.clone()))
}

/// Each name that a `use` imports, with its path; `*` for all of a module.
pub(super) fn leaves(tree: &UseTree) -> Vec<(String, Vec<String>)> {
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

fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("cfg")
            && matches!(&attr.meta, syn::Meta::List(list) if list.tokens.to_string() == "test")
    })
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
