//! Entries that are added to a YAML file of nested maps, line by line, so that its comments, its order and
//! its layout stay as they are.

use constant_contact_codegen::read::parse;
use serde_json::Value;
use std::ops::Range;

/// The lines of a file.
pub(super) struct Lines(Vec<String>);

/// Where a new key goes among its neighbours.
pub(super) enum Position<'a> {
    /// In alphabetical order if its neighbours are, else last.
    Sorted,
    /// After the first of these keys that exists, else last, with a comment before it.
    After(Vec<&'a str>, &'a str),
}

impl Lines {
    pub fn of(text: &str) -> Self {
        Self(text.lines().map(str::to_owned).collect())
    }

    pub fn text(&self) -> String {
        self.0.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Adds a text at a path of keys, and the maps on the way. Every second key names an element, and
    /// `position` is that of the first of these. The keys between them have no order.
    pub fn insert(&mut self, path: &[&str], text: &str, position: &Position<'_>) {
        let mut block = 0..self.0.len();
        for (depth, key) in path.iter().enumerate() {
            match self.find(&block, depth, key) {
                Some(at) => {
                    self.expand(at, depth);
                    block = at + 1..self.end(at, depth);
                }
                None => {
                    let (at, comment) = self.place(&block, depth, key, position);
                    let mut lines: Vec<String> = comment.into_iter().collect();
                    lines.extend(written(&path[depth..], depth, text));
                    self.0.splice(at..at, lines);
                    return;
                }
            }
        }
    }

    /// Gives the entry `old` of a section the key `new`, and moves it to the place of that. Returns whether there
    /// was such an entry, and none of the new key.
    pub fn rename(&mut self, section: &str, old: &str, new: &str, position: &Position<'_>) -> bool {
        let all = 0..self.0.len();
        let Some(at) = self.find(&all, 0, section) else {
            return false;
        };
        let block = at + 1..self.end(at, 0);
        let Some(from) = self.find(&block, 1, old) else {
            return false;
        };
        if self.find(&block, 1, new).is_some() {
            return false;
        }
        let mut entry: Vec<String> = self.0.drain(from..self.end(from, 1)).collect();
        let first = &entry[0];
        let value = first.split_once(old).map_or("", |(_, rest)| rest);
        let value = value.trim_start_matches(['\'', '"']);
        entry[0] = format!("{:1$}{2}{value}", "", indent(1), quoted_key(new));
        let block = at + 1..self.end(at, 0);
        let (to, comment) = self.place(&block, 1, new, position);
        self.0.splice(to..to, comment.into_iter().chain(entry));
        true
    }

    /// The line of a key in a block.
    fn find(&self, block: &Range<usize>, depth: usize, wanted: &str) -> Option<usize> {
        let mut keys = self.keys(block, depth);
        keys.find(|(_, key)| key == wanted).map(|(at, _)| at)
    }

    /// The keys of a block with their lines.
    fn keys(&self, block: &Range<usize>, depth: usize) -> impl Iterator<Item = (usize, String)> {
        let lines = block.clone().map(|at| (at, &self.0[at]));
        lines.filter_map(move |(at, line)| Some((at, key(line, depth)?)))
    }

    /// The end of the block that belongs to the key in a line. Comments before the next key belong to that.
    fn end(&self, at: usize, depth: usize) -> usize {
        let mut end = at + 1;
        for (index, line) in self.0.iter().enumerate().skip(at + 1) {
            let text = line.trim_start();
            let is_deeper = line.len() - text.len() > indent(depth) || text.starts_with("- ");
            let is_even = line.len() - text.len() == indent(depth);
            match text {
                "" => {}
                _ if text.starts_with('#') && !is_deeper => {}
                _ if is_deeper => end = index + 1,
                // The text of the key, not indented further.
                _ if is_even && key(line, depth).is_none() => end = index + 1,
                _ => break,
            }
        }
        end
    }

    /// Where a new key of a block goes, and the comment before it.
    fn place(
        &self,
        block: &Range<usize>,
        depth: usize,
        new: &str,
        position: &Position<'_>,
    ) -> (usize, Option<String>) {
        let keys: Vec<(usize, String)> = self.keys(block, depth).collect();
        let last = match keys.last() {
            Some((at, _)) => self.end(*at, depth),
            None => block.start,
        };
        match position {
            Position::After(known, comment) if depth == 1 => {
                let mut known = known.iter();
                match known.find_map(|known| self.find(block, depth, known)) {
                    Some(at) => (self.end(at, depth), None),
                    None => (last, Some(format!("{:1$}# {comment}", "", indent(depth)))),
                }
            }
            _ if depth.is_multiple_of(2) || !keys.is_sorted_by(|(_, a), (_, b)| a <= b) => {
                (last, None)
            }
            _ => {
                let mut before = keys.iter().rev();
                let before = before.find(|(_, key)| key.as_str() < new);
                let first = keys.first().map_or(block.start, |(at, _)| *at);
                (before.map_or(first, |(at, _)| self.end(*at, depth)), None)
            }
        }
    }

    /// Writes a map in braces as lines of its own.
    fn expand(&mut self, at: usize, depth: usize) {
        let end = self.end(at, depth);
        let Some((key, first)) = self.0[at].split_once(": {") else {
            return;
        };
        let rest = self.0[at + 1..end].join("\n");
        let map = format!("map: {{{first}\n{rest}");
        // What is no map is left as it is, and the caller finds that the key is not there.
        let parsed = parse("", map.as_bytes());
        let Some(map) = parsed.as_ref().ok().and_then(|all| all["map"].as_object()) else {
            return;
        };
        let members = map.iter();
        let members = members.flat_map(|(key, value)| entry(key, value, depth + 1));
        let key = [format!("{key}:")];
        let lines: Vec<String> = key.into_iter().chain(members).collect();
        self.0.splice(at..end, lines);
    }
}

/// The lines of a key with its value.
fn entry(key: &str, value: &Value, depth: usize) -> Vec<String> {
    let first = || [format!("{:1$}{2}:", "", indent(depth), quoted_key(key))].into_iter();
    match value {
        Value::Object(map) => {
            let members = map.iter();
            let members = members.flat_map(|(key, value)| entry(key, value, depth + 1));
            first().chain(members).collect()
        }
        Value::Array(list) => {
            let texts = list.iter().map(|item| item.as_str().unwrap_or_default());
            let items =
                texts.map(|text| format!("{:1$}- {2}", "", indent(depth + 1), quoted(text)));
            first().chain(items).collect()
        }
        other => written(&[key], depth, other.as_str().unwrap_or_default()),
    }
}

fn indent(depth: usize) -> usize {
    2 * depth
}

/// The key that a line of that depth begins with.
fn key(line: &str, depth: usize) -> Option<String> {
    let text = line.trim_start();
    if line.len() - text.len() != indent(depth) || text.starts_with('#') {
        return None;
    }
    for quote in ['\'', '"'] {
        if let Some(rest) = text.strip_prefix(quote) {
            let (key, rest) = rest.split_once(quote)?;
            return rest.starts_with(':').then(|| key.to_owned());
        }
    }
    let (key, rest) = text.split_once(':')?;
    let is_key = rest.is_empty() || rest.starts_with(' ');
    is_key.then(|| key.to_owned())
}

/// The lines of a text below a path of keys.
fn written(path: &[&str], depth: usize, text: &str) -> Vec<String> {
    let keys = path.iter().zip(depth..);
    let mut lines: Vec<String> = keys
        .map(|(key, depth)| format!("{:1$}{2}:", "", indent(depth), quoted_key(key)))
        .collect();
    let Some(mut line) = lines.pop() else {
        return lines;
    };
    let continuation = " ".repeat(indent(depth + path.len()));
    for (index, word) in quoted(text).split(' ').enumerate() {
        if index > 0 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(
                &mut line,
                format!("{continuation}{word}"),
            ));
        } else {
            line = format!("{line} {word}");
        }
    }
    lines.push(line);
    lines
}

/// How many characters a line has at most.
const WIDTH: usize = 100;

/// A text in single quotes, on one line.
fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    format!("'{}'", words.join(" ").replace('\'', "''"))
}

/// Keys that YAML would not take for text.
const NO_TEXTS: [&str; 8] = ["true", "false", "yes", "no", "on", "off", "null", "y"];

fn quoted_key(key: &str) -> String {
    let is_usual = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ' ';
    let is_plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && !key.ends_with(' ')
        && key.chars().all(is_usual)
        && !NO_TEXTS.contains(&&*key.to_lowercase());
    if is_plain {
        return key.to_owned();
    }
    quoted(key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
