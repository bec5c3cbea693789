//! Identifiers as the API has them: UUIDs of version 1. They are counted, so that a test sees the same
//! ones in each run.

use std::fmt;

/// Makes the ids of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    last: u64,
}

/// The id of a resource, in eight bytes. A later resource has a larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub u64);

/// What all ids end with.
const END: &str = "-11f1-8000-fa163e0a0b0c";

impl Ids {
    /// The next id.
    pub fn id(&mut self) -> Id {
        Id(self.number())
    }

    /// The next id as a text.
    pub fn uuid(&mut self) -> String {
        self.id().to_string()
    }

    /// The next number, for ids that are numbers.
    pub fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

impl Id {
    /// Reads an id; `None` if it is not one of a sandbox.
    pub fn parse(text: &str) -> Option<Self> {
        let (low, high) = text.strip_suffix(END)?.split_once('-')?;
        if low.len() != 8 || high.len() != 4 {
            return None;
        }
        let [low, high] = [low, high].map(|part| u64::from_str_radix(part, 16).ok());
        Some(Self(high? << 32 | low?))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let low = self.0 & 0xffff_ffff;
        let high = (self.0 >> 32) & 0xffff;
        write!(f, "{low:08x}-{high:04x}{END}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        for number in [1, 0xffff_ffff, 0x1_0000_0000, 0xffff_ffff_ffff] {
            assert_eq!(Id::parse(&Id(number).to_string()), Some(Id(number)));
        }
    }

    #[test]
    fn other_texts_are_no_ids() {
        let id = Id(1).to_string();
        for text in ["", "1", &id[1..], &id.replace('1', "x"), &format!("{id} ")] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }
}
