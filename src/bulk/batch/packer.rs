//! Packing items into bodies: in order, and as many into each body as the API allows.
//!
//! Each body consists of a text, one list of items, and another text. The items are already JSON, so the length of
//! the body is known at each step.

use crate::error::{Error, Result};
use bytes::Bytes;
use std::ops::Range;

/// The longest body, in bytes. The limit is documented for imports; bodies of ids never reach it.
pub(super) const MAX_BYTES: usize = 4_000_000;

/// The text of a body around its items, and the limits of the API.
#[derive(Clone)]
pub(super) struct BodyTemplate {
    /// The text up to the opening bracket of the list.
    pub before: String,
    /// The text from its closing bracket on.
    pub after: &'static str,
    pub max_items: u64,
    pub max_bytes: usize,
}

pub(super) struct Packer {
    template: BodyTemplate,
    body: Vec<u8>,
    /// The items in the body, counted from 1 over all bodies.
    items: Range<u64>,
}

#[derive(Debug, PartialEq)]
pub(super) struct PackedBody {
    pub items: Range<u64>,
    pub body: Bytes,
}

impl Packer {
    pub fn new(template: BodyTemplate) -> Self {
        Self {
            body: template.before.clone().into_bytes(),
            template,
            items: 1..1,
        }
    }

    /// Adds an item. If it does not fit into the current body, that body is returned.
    pub fn push(&mut self, item: &[u8]) -> Result<Option<PackedBody>> {
        let mut full = None;
        if self.is_full_for(item) && !self.items.is_empty() {
            full = Some(self.take());
        }
        if self.is_full_for(item) {
            return Err(Error::invalid_request(format!(
                "item {} does not fit into a request of {} bytes",
                self.items.end, self.template.max_bytes
            )));
        }
        if !self.items.is_empty() {
            self.body.push(b',');
        }
        self.body.extend_from_slice(item);
        self.items.end += 1;
        Ok(full)
    }

    /// The last body, if there are items for one.
    pub fn finish(&mut self) -> Option<PackedBody> {
        (!self.items.is_empty()).then(|| self.take())
    }

    fn is_full_for(&self, item: &[u8]) -> bool {
        self.items.end - self.items.start >= self.template.max_items
            || self.body.len() + 1 + item.len() + self.template.after.len()
                > self.template.max_bytes
    }

    fn take(&mut self) -> PackedBody {
        let before = self.template.before.clone().into_bytes();
        let mut body = std::mem::replace(&mut self.body, before);
        body.extend_from_slice(self.template.after.as_bytes());
        let items = self.items.clone();
        self.items = items.end..items.end;
        PackedBody {
            items,
            body: body.into(),
        }
    }
}

#[cfg(test)]
mod tests;
