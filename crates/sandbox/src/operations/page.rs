//! How lists are paged: by links with an opaque cursor, by cursors in the document, and by offsets in the
//! partner API. A cursor holds the query of the first page and the position of the next one, so that
//! a link needs no other parameter.

mod cursor;
mod sizes;

use super::refusal::invalid;
use crate::answer::Answer;
use crate::pipeline::BASE;
use crate::query::Query;
use crate::request::Request;
use cursor::Cursor;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use sizes::Sizes;
use url::form_urlencoded;

/// The page that a request asks for.
#[derive(Debug)]
pub(crate) struct Page {
    /// The most rows that the page holds.
    pub limit: usize,
    /// The position of the first row, which is that of an earlier page's next link; 0 on the first page.
    pub start: u64,
    /// The path of the list, with `/v3`.
    path: String,
    /// The query of the first page.
    query: Vec<(String, String)>,
}

impl Page {
    /// The page of a list with links: after `cursor` if there is one, else the first.
    pub fn of_links(request: &Request) -> Result<Self, Answer> {
        let cursor = request.query_value("cursor");
        Self::read(request, cursor)
    }

    /// The page of a list with cursors: at `next` or `prev` if there is one, else the first.
    pub fn of_cursors(request: &Request) -> Result<Self, Answer> {
        let [next, prev] = ["next", "prev"].map(|name| request.query_value(name));
        if next.is_some() && prev.is_some() {
            return Err(invalid("next and prev cannot be used together"));
        }
        let [limit, size] = ["limit", "page_size"].map(|name| request.query_value(name));
        if limit.is_some() && size.is_some() && limit != size {
            return Err(invalid("limit and page_size must be equal"));
        }
        Self::read(request, next.or(prev))
    }

    /// The page of a list with offsets. A limit outside the range is ignored.
    pub fn of_offsets(request: &Request) -> Result<Self, Answer> {
        let sizes = Sizes::of(request.operation);
        let limit = request.query_value("limit");
        let limit = limit.and_then(|limit| sizes.read(Some(limit)));
        let offset = request.query_value("offset").unwrap_or("0");
        Ok(Self {
            limit: limit.unwrap_or(sizes.default),
            start: offset
                .parse()
                .map_err(|_| invalid("offset does not have a valid value"))?,
            path: path(request),
            query: request.query.clone(),
        })
    }

    fn read(request: &Request, cursor: Option<&str>) -> Result<Self, Answer> {
        let sizes = Sizes::of(request.operation);
        let (query, start) = match cursor {
            None => (request.query.clone(), 0),
            Some(text) => {
                let cursor = Cursor::decode(text);
                let cursor = cursor.ok_or_else(|| invalid("cursor does not have a valid value"))?;
                (cursor.query, cursor.position)
            }
        };
        let limit = Query(&query).value("limit");
        let limit = sizes.read(limit.or_else(|| Query(&query).value("page_size")));
        Ok(Self {
            limit: limit.ok_or_else(|| invalid("limit does not have a valid value"))?,
            start,
            path: path(request),
            query,
        })
    }

    /// The query of the first page, which holds the filters of the list.
    pub fn query(&self) -> Query<'_> {
        Query(&self.query)
    }

    /// The document of a page with links, with the member `name`. Not more rows are read than the page
    /// holds, and the one after them.
    pub fn linked(&self, name: &str, rows: impl IntoIterator<Item = Value>) -> Map<String, Value> {
        let rows = (0..).zip(rows).skip(self.start as usize);
        self.linked_from(name, rows)
    }

    /// As [`linked`](Self::linked), of rows that begin at [`start`](Self::start), each with its position.
    pub fn linked_from(
        &self,
        name: &str,
        rows: impl Iterator<Item = (u64, Value)>,
    ) -> Map<String, Value> {
        let (mut document, next) = self.rows(name, rows);
        if let Some(next) = next {
            let href = self.link("cursor", &self.cursor(next).encode());
            document.insert("_links".to_owned(), json!({ "next": { "href": href } }));
        }
        document
    }

    /// The document of a page with cursors.
    pub fn with_cursors(&self, name: &str, rows: Vec<Value>) -> Map<String, Value> {
        let total = rows.len();
        let rows = (0..).zip(rows).skip(self.start as usize);
        let (mut document, next) = self.rows(name, rows);
        let previous = self.start.saturating_sub(self.limit as u64);
        let previous = (self.start > 0).then_some(previous);
        document.insert("total_records".to_owned(), json!(total));
        let mut links = Map::new();
        for (link, member, position) in [
            ("next", "next_cursor", next),
            ("prev", "prev_cursor", previous),
        ] {
            let Some(position) = position else { continue };
            let cursor = self.cursor(position).encode();
            links.insert(link.to_owned(), json!({ "href": self.link(link, &cursor) }));
            document.insert(member.to_owned(), json!(cursor));
        }
        let own = self.link("next", &self.cursor(self.start).encode());
        links.insert("self".to_owned(), json!({ "href": own }));
        document.insert("_links".to_owned(), Value::Object(links));
        document
    }

    /// The document of a page with offsets, whose link repeats the other parameters.
    pub fn with_offsets(&self, name: &str, rows: Vec<Value>) -> Map<String, Value> {
        let rows = (0..).zip(rows).skip(self.start as usize);
        let (mut document, next) = self.rows(name, rows);
        if let Some(next) = next {
            let mut query = form_urlencoded::Serializer::new(String::new());
            let others = self.query.iter();
            query.extend_pairs(others.filter(|(name, _)| name != "limit" && name != "offset"));
            query.append_pair("limit", &self.limit.to_string());
            query.append_pair("offset", &next.to_string());
            let href = format!("{}?{}", self.path, query.finish());
            document.insert("_links".to_owned(), json!({ "next": { "href": href } }));
        }
        document
    }

    /// The rows of the page as a document, and the position of the row after them.
    fn rows(
        &self,
        name: &str,
        mut rows: impl Iterator<Item = (u64, Value)>,
    ) -> (Map<String, Value>, Option<u64>) {
        let page = rows.by_ref().take(self.limit).map(|(_, row)| row);
        let page = Value::Array(page.collect());
        let next = rows.next().map(|(position, _)| position);
        (Map::from_iter([(name.to_owned(), page)]), next)
    }

    fn cursor(&self, position: u64) -> Cursor {
        Cursor {
            query: self.query.clone(),
            position,
        }
    }

    /// A link with a cursor, whose padding stays as it is, as in the API's links.
    fn link(&self, parameter: &str, cursor: &str) -> String {
        format!("{}?limit={}&{parameter}={cursor}", self.path, self.limit)
    }
}

/// The path of the request, as a link has it.
fn path(request: &Request) -> String {
    let mut values = request.path.iter();
    let mut path = BASE.to_owned();
    for part in request.operation.path.split('/').skip(1) {
        path.push('/');
        match part.starts_with('{') {
            true => path.extend(values.next().map(|value| encoded(value))),
            false => path.push_str(part),
        }
    }
    path
}

fn encoded(value: &str) -> String {
    /// All but what RFC 3986 leaves as it is.
    const ENCODED: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(value, ENCODED).to_string()
}

#[cfg(test)]
mod tests;
