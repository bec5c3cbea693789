//! Which operation a method and a path belong to. A literal part of a path wins over a parameter.

use std::collections::HashMap;

/// A tree of path parts.
#[derive(Default)]
pub(super) struct Routes {
    literal: HashMap<String, Routes>,
    parameter: Option<Box<Routes>>,
    /// The index of the operation by method.
    operations: HashMap<String, usize>,
}

impl Routes {
    pub fn new<'a>(paths: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut root = Self::default();
        for (index, (method, path)) in paths.enumerate() {
            let mut node = &mut root;
            for part in parts(path) {
                node = match part.starts_with('{') {
                    true => node.parameter.get_or_insert_default(),
                    false => node.literal.entry(part.to_owned()).or_default(),
                };
            }
            node.operations.insert(method.to_owned(), index);
        }
        root
    }

    /// The index of the operation, and the values of the parameters in the path's order.
    pub fn find<'p>(&self, method: &str, path: &'p str) -> Option<(usize, Vec<&'p str>)> {
        let parts: Vec<&str> = parts(path).collect();
        let mut values = Vec::new();
        let node = self.node(&parts, &mut values, &|node| {
            node.operations.contains_key(method)
        })?;
        Some((*node.operations.get(method)?, values))
    }

    pub fn knows_path(&self, path: &str) -> bool {
        let parts: Vec<&str> = parts(path).collect();
        let is_end = |node: &Self| !node.operations.is_empty();
        self.node(&parts, &mut Vec::new(), &is_end).is_some()
    }

    /// Whether this is a literal part of any path.
    pub fn has_literal(&self, part: &str) -> bool {
        let below = self.literal.values().chain(self.parameter.as_deref());
        self.literal.contains_key(part) || below.into_iter().any(|node| node.has_literal(part))
    }

    fn node<'p>(
        &self,
        parts: &[&'p str],
        values: &mut Vec<&'p str>,
        is_end: &dyn Fn(&Self) -> bool,
    ) -> Option<&Self> {
        let Some((first, rest)) = parts.split_first() else {
            return is_end(self).then_some(self);
        };
        let literal = self.literal.get(*first);
        if let Some(found) = literal.and_then(|node| node.node(rest, values, is_end)) {
            return Some(found);
        }
        let parameter = self.parameter.as_ref()?;
        values.push(first);
        let found = parameter.node(rest, values, is_end);
        if found.is_none() {
            values.pop();
        }
        found
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').skip(1)
}
