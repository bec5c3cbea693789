//! What contacts are recognised by: a hash of their ids, since a run remembers each contact that it has returned.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The hash of the id of a contact. It is long enough that no two of the ids of an account have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ContactKey(u128);

/// How many hexadecimal digits a key is written with.
const DIGITS: usize = 32;

impl ContactKey {
    /// FNV-1a of the id, which is the same in every process and with every version of Rust.
    pub fn of(contact_id: &str) -> Self {
        let step = |hash: u128, byte: u8| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        };
        let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        Self(contact_id.bytes().fold(start, step))
    }
}

/// Written as text: few formats have numbers of this size.
impl Serialize for ContactKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:0DIGITS$x}", self.0))
    }
}

impl<'de> Deserialize<'de> for ContactKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let is_key = text.len() == DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let key = is_key.then(|| u128::from_str_radix(&text, 16).ok());
        key.flatten()
            .map(Self)
            .ok_or_else(|| de::Error::custom("the hash of a contact is damaged"))
    }
}

#[cfg(test)]
mod tests;
