//! The cursor of a list: the query of its first page and a position, as base64 of a query.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use url::form_urlencoded;

/// The position of a page in a list.
#[derive(Debug, PartialEq)]
pub(super) struct Cursor {
    /// The query of the first page.
    pub query: Vec<(String, String)>,
    /// The position of the first row.
    pub position: u64,
}

/// The parameter that holds the position.
const POSITION: &str = "next";

/// Parameters that name a page, which the cursor replaces.
const PAGES: [&str; 3] = ["cursor", "next", "prev"];

impl Cursor {
    pub fn encode(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        let filters = self.query.iter();
        text.extend_pairs(filters.filter(|(name, _)| !PAGES.contains(&&**name)));
        text.append_pair(POSITION, &self.position.to_string());
        URL_SAFE.encode(text.finish())
    }

    /// Reads a cursor; `None` if this sandbox did not write it.
    pub fn decode(text: &str) -> Option<Self> {
        let text = URL_SAFE.decode(text).ok()?;
        let mut query: Vec<_> = form_urlencoded::parse(&text).into_owned().collect();
        let (name, position) = query.pop()?;
        let position = position.parse().ok()?;
        (name == POSITION).then_some(Self { query, position })
    }
}
