//! What each file of a crate imports from the others.

use super::modules::{Modules, Place, Sources, leaves};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::{Attribute, Item, ItemUse, Visibility};

/// What one file imports from another one.
pub struct Import {
    /// The paths of the files, below the crate's folder of sources.
    pub from: String,
    pub to: String,
    pub names: BTreeSet<String>,
    /// Whether all that is imported is only made visible under another path.
    pub is_reexport: bool,
}

/// The imports in the crate that begins with `file`, by files.
pub fn imports(root: &Path, file: &str) -> Vec<Import> {
    let file = root.join(file);
    let folder = file.parent().unwrap();
    let mut modules = Modules::default();
    // In place of what is generated: its modules and items, which other code names.
    let generated = Sources {
        client: "pub mod types {} pub mod builder {}".to_owned(),
        scopes: "pub enum Scope {} const KNOWN: () = ();".to_owned(),
    };
    modules
        .load(&file, folder, Place::new(), &generated)
        .unwrap();
    let mut found = Finder {
        folder,
        start: file.file_name().unwrap().to_str().unwrap(),
        modules: &modules,
        imports: BTreeMap::new(),
    };
    for (place, items) in &modules.items {
        found.module(place, items);
    }
    let imports = found.imports.into_iter();
    imports
        .map(|((from, to), (names, is_reexport))| Import {
            from,
            to,
            names,
            is_reexport,
        })
        .collect()
}

/// Macros whose content is code for another crate.
const QUOTES: [&str; 2] = ["quote", "parse_quote"];

struct Finder<'a> {
    folder: &'a Path,
    /// The name of the file that the crate begins with.
    start: &'a str,
    modules: &'a Modules,
    imports: BTreeMap<(String, String), (BTreeSet<String>, bool)>,
}

impl Finder<'_> {
    fn module(&mut self, place: &Place, items: &[Item]) {
        // Names that are re-exported can be used without another path to them.
        let mut reexported = BTreeSet::new();
        for item in items {
            if let Item::Use(item) = item
                && !matches!(item.vis, Visibility::Inherited)
            {
                reexported.extend(leaves(&item.tree).into_iter().map(|(name, _)| name));
            }
        }
        for item in items {
            match item {
                Item::Use(item) => self.used(place, item),
                Item::Mod(_) => {}
                item => self.code(place, &reexported, item.to_token_stream(), false),
            }
        }
    }

    fn used(&mut self, place: &Place, item: &ItemUse) {
        let is_reexport = !matches!(item.vis, Visibility::Inherited);
        if item.leading_colon.is_some() || is_test(&item.to_token_stream()) {
            return;
        }
        for (name, mut path) in leaves(&item.tree) {
            if name == "*" {
                path.push(name);
            }
            self.path(place, &path, is_reexport);
        }
    }

    /// Paths in code, also in that of macros, but not in code that is quoted for another crate. In an
    /// attribute, a path can be a text, as in `#[serde(with = "crate::…")]`.
    fn code(
        &mut self,
        place: &Place,
        reexported: &BTreeSet<String>,
        tokens: TokenStream,
        in_attribute: bool,
    ) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, text: &str| tokens.get(at).is_some_and(|t| t.to_string() == text);
        let is_separator = |at: usize| is(at, ":") && is(at + 1, ":");
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Punct(hash) if hash.as_char() == '#' && is_test_at(&tokens, at) => {
                    at = end_of_item(&tokens, at);
                    continue;
                }
                TokenTree::Group(_)
                    if at > 1 && is(at - 1, "!") && QUOTES.iter().any(|name| is(at - 2, name)) => {}
                TokenTree::Group(group) => {
                    let in_attribute = in_attribute || at > 0 && is(at - 1, "#");
                    self.code(place, reexported, group.stream(), in_attribute);
                }
                TokenTree::Literal(literal) if in_attribute => {
                    self.literal(place, &literal.to_string())
                }
                TokenTree::Literal(_) => {}
                TokenTree::Ident(keyword) if keyword == "use" => {
                    let end = end_of_item(&tokens, at);
                    let item: TokenStream = tokens[at..end].iter().cloned().collect();
                    if let Ok(item) = syn::parse2::<ItemUse>(item) {
                        self.used(place, &item);
                        at = end;
                        continue;
                    }
                }
                TokenTree::Ident(first) => {
                    let mut path = vec![first.to_string()];
                    let start = at;
                    while is_separator(at + 1)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    let before = |distance: usize, text| {
                        start.checked_sub(distance).is_some_and(|at| is(at, text))
                    };
                    let is_member = before(1, ".") && !before(2, ".");
                    let is_extern = before(1, ":") && before(2, ":");
                    let is_named = path.len() > 1
                        || path[0].starts_with(char::is_uppercase)
                        || ["(", "!"].iter().any(|next| {
                            tokens
                                .get(at + 1)
                                .is_some_and(|t| t.to_string().starts_with(next))
                        });
                    let is_path = path.len() > 1 || reexported.contains(&path[0]);
                    if !is_member && !is_extern && is_named && is_path {
                        self.path(place, &path, false);
                    }
                }
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }

    fn literal(&mut self, place: &Place, literal: &str) {
        let text = literal.trim_matches('"');
        let path: Vec<String> = text.split("::").map(str::to_owned).collect();
        let is_name = |name: &String| {
            !name.is_empty() && name.chars().all(|c| c == '_' || c.is_alphanumeric())
        };
        if path.len() > 1
            && ["crate", "self", "super"].contains(&path[0].as_str())
            && path.iter().all(is_name)
        {
            self.path(place, &path, false);
        }
    }

    fn path(&mut self, place: &Place, path: &[String], is_reexport: bool) {
        let Some((to, name)) = self.defined_in(place, path) else {
            return;
        };
        let from = self.file(place);
        if from != to {
            let new = (BTreeSet::new(), true);
            let (names, only_reexports) = self.imports.entry((from, to)).or_insert(new);
            names.insert(name.to_owned());
            *only_reexports &= is_reexport;
        }
    }

    /// The file that defines what a path leads to, and the name that it has in the path. A path to a
    /// module imports nothing: what is used of it counts where it is used.
    fn defined_in<'p>(&self, place: &Place, path: &'p [String]) -> Option<(String, &'p str)> {
        let found = (1..=path.len())
            .rev()
            .find_map(|count| Some((self.modules.resolve(place, &path[..count], 0)?, count)));
        let (found, count) = match found {
            Some(found) => found,
            None if path[0] == "crate" => (Place::new(), 1),
            None => return None,
        };
        let last = path[count - 1].as_str();
        let Some(items) = self.modules.items.get(&found) else {
            return Some((self.file(&found[..found.len() - 1]), last));
        };
        match path.get(count) {
            // A module can define a macro of its own name, which is then what is meant.
            None => items
                .iter()
                .any(|item| is_macro(item, last))
                .then(|| (self.file(&found), last)),
            Some(name) if found.is_empty() => {
                let file = self.exported_macro(name);
                Some((file.unwrap_or_else(|| self.file(&found)), name))
            }
            // All of the module, or something that a macro defines in it.
            Some(name) => Some((self.file(&found), name)),
        }
    }

    /// `#[macro_export]` puts a macro at the root of the crate.
    fn exported_macro(&self, name: &str) -> Option<String> {
        let mut modules = self.modules.items.iter();
        modules.find_map(|(place, items)| {
            let exported = items.iter().any(|item| {
                is_macro(item, name)
                    && matches!(item, Item::Macro(item) if item.attrs.iter().any(is_exported))
            });
            exported.then(|| self.file(place))
        })
    }

    /// The file of a module, below the folder of sources.
    fn file(&self, place: &[String]) -> String {
        (1..=place.len())
            .rev()
            .map(|count| place[..count].join("/"))
            .flat_map(|path| [format!("{path}.rs"), format!("{path}/mod.rs")])
            .find(|file| self.folder.join(file).exists())
            .unwrap_or_else(|| self.start.to_owned())
    }
}

fn is_macro(item: &Item, name: &str) -> bool {
    matches!(item, Item::Macro(item) if item.ident.as_ref().is_some_and(|ident| ident == name))
}

fn is_exported(attr: &Attribute) -> bool {
    attr.path().is_ident("macro_export")
}

fn is_test(item: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    (0..tokens.len()).any(|at| is_test_at(&tokens, at))
}

/// Whether `#[cfg(test)]` begins there.
fn is_test_at(tokens: &[TokenTree], at: usize) -> bool {
    let text = |at: usize| tokens.get(at).map(ToString::to_string).unwrap_or_default();
    text(at) == "#" && text(at + 1).replace(' ', "") == "[cfg(test)]"
}

/// The first token after the item that begins there.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let is_use = |at: usize| matches!(&tokens[at], TokenTree::Ident(word) if word == "use");
    let in_use = (at..tokens.len().min(at + 5)).any(is_use);
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(mark) => mark.as_char() == ';',
        TokenTree::Group(group) => !in_use && group.delimiter() == proc_macro2::Delimiter::Brace,
        _ => false,
    };
    let rest = tokens[at..].iter();
    rest.clone()
        .position(ends)
        .map_or(tokens.len(), |length| at + length + 1)
}
