//! The pages of the provider's guide that our words are based on, where the contract does not have the facts.

use crate::error::Result;
use crate::read::Node;
use std::collections::BTreeMap;

/// The address of the guide's pages.
const GUIDE: &str = "https://developer.constantcontact.com/api_guide";

/// The names of pages, by the places of the words that are based on them.
#[derive(Debug, Default, Clone)]
pub(super) struct Sources(BTreeMap<String, Vec<String>>);

impl Sources {
    /// Reads the table `sources`.
    pub fn read(root: &Node<'_>) -> Result<Self> {
        let mut sources = BTreeMap::new();
        let table = root.get("sources")?;
        for (place, node) in table.map_or(Ok(Vec::new()), |table| table.entries())? {
            let pages = match node.items() {
                Ok(pages) if pages.is_empty() => {
                    return Err(node.error("empty; name a page or delete the key"));
                }
                Ok(pages) => pages.iter().map(page).collect::<Result<_>>()?,
                Err(_) => vec![page(&node)?],
            };
            sources.insert(place.to_owned(), pages);
        }
        Ok(Self(sources))
    }

    /// The places that have a source.
    #[cfg(feature = "maintenance")]
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The words of a place, with the source at the end if there is one.
    pub fn with_source(&self, place: &str, words: &str) -> String {
        match self.0.get(place) {
            Some(pages) if words.is_empty() => line(pages),
            Some(pages) => format!("{words}\n\n{}", line(pages)),
            None => words.to_owned(),
        }
    }
}

fn page(node: &Node<'_>) -> Result<String> {
    let name = node.str()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(node.error(format!(
            "`{name}` is no name of a page; write the last part of its address without `.html`"
        )));
    }
    Ok(name.to_owned())
}

fn line(pages: &[String]) -> String {
    let links = pages
        .iter()
        .map(|page| format!("[{page}]({GUIDE}/{page}.html)"));
    let links: Vec<String> = links.collect();
    format!("Source: the provider's guide, {}.", links.join(", "))
}

#[cfg(test)]
mod tests;
