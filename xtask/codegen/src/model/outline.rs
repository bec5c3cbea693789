//! What the model reads of progenitor's output: the types, and the fields and answers of the builders. Everything else
//! is left out before syn parses the output. It is nine tenths of it, and a build script is not optimised: to parse all
//! would take a third of its time.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// The modules that the model reads, and the keywords of the items that it reads in them.
const MODULES: [(&str, [&str; 2]); 2] = [
    ("types", ["struct", "enum"]),
    ("builder", ["struct", "impl"]),
];

/// The function of a builder whose signature has the answer.
const SEND: &str = "send";

/// The keywords that items begin with, after attributes and visibility.
const KEYWORDS: [&str; 10] = [
    "struct", "enum", "impl", "mod", "use", "fn", "const", "static", "type", "trait",
];

/// An item of a module.
struct Item {
    keyword: Option<Ident>,
    tokens: Vec<TokenTree>,
}

/// The modules of `file` with what the model reads in them, without documentation and without the content of functions.
pub(super) fn outline(file: TokenStream) -> TokenStream {
    let mut outline = TokenStream::new();
    for module in items(file) {
        let name = |(name, _): &&(&str, _)| module.tokens.iter().any(|token| is_ident(token, name));
        if module.is("mod")
            && let Some((_, keywords)) = MODULES.iter().find(name)
        {
            outline.extend(module.with_content(|content| definitions(content, keywords)));
        }
    }
    outline
}

/// The items of a module that begin with one of `keywords`.
fn definitions(module: TokenStream, keywords: &[&str]) -> TokenStream {
    let mut definitions = TokenStream::new();
    for item in items(module) {
        if keywords.iter().any(|keyword| item.is(keyword)) {
            let is_impl = item.is("impl");
            definitions.extend(item.with_content(|content| match is_impl {
                true => send(content),
                false => without_docs(content),
            }));
        }
    }
    definitions
}

/// The function `send` of a builder, without its content.
fn send(builder: TokenStream) -> TokenStream {
    let mut functions = items(builder).into_iter();
    let send = functions.find(|item| item.tokens.iter().any(|token| is_ident(token, SEND)));
    let send = send.map(|send| send.with_content(|_| TokenStream::new()));
    send.unwrap_or_default()
}

/// The tokens without the attributes `doc`.
fn without_docs(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match is_doc(&token) {
            true => drop(kept.pop()),
            false => kept.push(token),
        }
    }
    kept.into_iter().collect()
}

/// Whether a token is the brackets of an attribute `doc`.
fn is_doc(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket
        && group.stream().into_iter().next().is_some_and(|first| is_ident(&first, "doc")))
}

fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

/// The items of a module or an implementation. An item ends with its braces, or with a semicolon; one after
/// braces is an item of its own, and is not read.
fn items(module: TokenStream) -> Vec<Item> {
    let mut items = Vec::new();
    let (mut keyword, mut tokens) = (None, Vec::new());
    for token in module {
        let is_end = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(ident) => {
                if keyword.is_none() && KEYWORDS.iter().any(|word| ident == word) {
                    keyword = Some(ident.clone());
                }
                false
            }
            TokenTree::Literal(_) => false,
        };
        tokens.push(token);
        if is_end {
            let (keyword, tokens) = (keyword.take(), std::mem::take(&mut tokens));
            items.push(Item { keyword, tokens });
        }
    }
    items
}

impl Item {
    fn is(&self, keyword: &str) -> bool {
        self.keyword.as_ref().is_some_and(|word| word == keyword)
    }

    /// The item without documentation, and with its braces changed.
    fn with_content(self, change: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
        let tokens = without_docs(self.tokens.into_iter().collect()).into_iter();
        let changed = tokens.map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                Group::new(Delimiter::Brace, change(group.stream())).into()
            }
            other => other,
        });
        changed.collect()
    }
}

#[cfg(test)]
mod tests;
