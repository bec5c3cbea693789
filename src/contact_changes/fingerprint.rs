//! What contacts are recognised by: hashes of their ids and of their content, since a run and a checkpoint remember
//! many of them.

use crate::types::Contact;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A hash of a text. It is so long that no two texts of an account have the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint(u128);

/// How many hexadecimal digits a fingerprint is written with.
const DIGITS: usize = 32;

impl Fingerprint {
    /// FNV-1a of the text, which is the same in every process and with every version of Rust.
    pub fn of(text: &str) -> Self {
        let step = |hash: u128, byte: u8| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        };
        let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        Self(text.bytes().fold(start, step))
    }

    /// The fingerprint of the whole contact, with its times.
    pub fn of_content(contact: &Contact) -> Option<Self> {
        let text = serde_json::to_string(contact).ok()?;
        Some(Self::of(&text))
    }
}

/// Written as text: few formats have numbers of this size.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:0DIGITS$x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let is_hash = text.len() == DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let hash = is_hash.then(|| u128::from_str_radix(&text, 16).ok());
        hash.flatten()
            .map(Self)
            .ok_or_else(|| de::Error::custom("a fingerprint of a contact is damaged"))
    }
}

#[cfg(test)]
mod tests;
