//! From items to requests: as many items in a body as the API takes, in order.
//!
//! All these bodies have the same shape: something, one list of items, something. So a body is
//! written as text around items that are JSON already, and its length is known at each step.

use crate::error::{Error, Result};
use bytes::Bytes;
use std::ops::Range;

/// The shape of a body, and how much of it the API takes.
#[derive(Clone)]
pub(super) struct Shape {
    /// Up to the bracket that opens the list.
    pub before: String,
    /// From the bracket that closes it.
    pub after: &'static str,
    pub max_items: u64,
    pub max_bytes: usize,
}

pub(super) struct Packer {
    shape: Shape,
    body: Vec<u8>,
    /// The items in the body, counted from 1 over all bodies.
    items: Range<u64>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Packed {
    pub items: Range<u64>,
    pub body: Bytes,
}

impl Packer {
    pub fn new(shape: Shape) -> Self {
        Self {
            body: shape.before.clone().into_bytes(),
            shape,
            items: 1..1,
        }
    }

    /// Takes an item in; returns the body before it if the item does not fit there.
    pub fn push(&mut self, item: &[u8]) -> Result<Option<Packed>> {
        let mut full = None;
        if self.is_full_for(item) && !self.items.is_empty() {
            full = Some(self.take());
        }
        if self.is_full_for(item) {
            return Err(Error::invalid_request(format!(
                "item {} is longer than a request of {} bytes",
                self.items.end, self.shape.max_bytes
            )));
        }
        if !self.items.is_empty() {
            self.body.push(b',');
        }
        self.body.extend_from_slice(item);
        self.items.end += 1;
        Ok(full)
    }

    /// The last body, if there is anything left for one.
    pub fn finish(&mut self) -> Option<Packed> {
        (!self.items.is_empty()).then(|| self.take())
    }

    fn is_full_for(&self, item: &[u8]) -> bool {
        self.items.end - self.items.start >= self.shape.max_items
            || self.body.len() + 1 + item.len() + self.shape.after.len() > self.shape.max_bytes
    }

    fn take(&mut self) -> Packed {
        let before = self.shape.before.clone().into_bytes();
        let mut body = std::mem::replace(&mut self.body, before);
        body.extend_from_slice(self.shape.after.as_bytes());
        let items = self.items.clone();
        self.items = items.end..items.end;
        Packed {
            items,
            body: body.into(),
        }
    }
}

#[cfg(test)]
mod tests;
