//! Keeps the server's spelling of enumeration values. The server writes some values in upper or lower
//! case, and they are sent back exactly as they were received. So a document stores a spelling that
//! differs from the contract's, and uses it unless the field was set to another value.

use super::{Place, Read, note_unknown_value, optional_text, text};
use serde::de::{DeserializeSeed, Deserializer};
use serde_json::Value;
use std::borrow::Cow;

/// An open enumeration; implemented by `open_enum!`.
pub(crate) trait Enumeration: Clone + 'static {
    /// The name of the type.
    const NAME: &'static str;
    /// The texts of the contract.
    const TEXTS: &'static [&'static str];
    /// The values of these texts.
    const VALUES: &'static [Self];

    /// A value that this version does not know.
    fn unknown(text: String) -> Self;

    /// The value as the contract spells it.
    fn text(&self) -> &str;

    /// The value with exactly this text.
    fn exactly(text: &str) -> Option<Self> {
        position(Self::TEXTS, text).map(|at| Self::VALUES[at].clone())
    }

    /// The value that a server means by a text, and the text if it is not the contract's spelling.
    fn read_from(text: Cow<'_, str>) -> (Self, Option<String>) {
        match recognize(Self::NAME, Self::TEXTS, text) {
            Recognized::Known(at, spelling) => (Self::VALUES[at].clone(), spelling),
            Recognized::Unknown(text) => (Self::unknown(text), None),
        }
    }

    /// The value that is sent as exactly this text, for a text whose spelling has no place in a document.
    #[allow(dead_code, reason = "not every build of the contract has one")]
    fn read_verbatim(text: Cow<'_, str>) -> Self {
        match Self::read_from(text) {
            (_, Some(spelling)) => Self::unknown(spelling),
            (value, None) => value,
        }
    }
}

/// A text that a server has sent for an enumeration.
enum Recognized {
    /// The position of the text that it means, and the text itself if it is not the contract's spelling.
    Known(usize, Option<String>),
    Unknown(String),
}

/// Finds the text of the contract that a server means, ignoring case.
fn recognize(name: &'static str, texts: &[&str], text: Cow<'_, str>) -> Recognized {
    if let Some(at) = position(texts, &text) {
        return Recognized::Known(at, None);
    }
    let in_any_case = |known: &&str| known.eq_ignore_ascii_case(&text);
    match texts.iter().position(in_any_case) {
        Some(at) => Recognized::Known(at, Some(text.into_owned())),
        None => {
            note_unknown_value(name, &text);
            Recognized::Unknown(text.into_owned())
        }
    }
}

fn position(texts: &[&str], text: &str) -> Option<usize> {
    texts.iter().position(|known| *known == text)
}

/// Reads an enumeration, whose spelling has no place outside a document.
pub(crate) fn deserialize_enumeration<'de, T: Enumeration, D: Deserializer<'de>>(
    from: D,
) -> Result<T, D::Error> {
    Ok(T::read_from(text(from)?).0)
}

/// An enumeration, or a list of its values.
pub(crate) trait Spelt: Sized {
    /// Reads a value into its place, and returns its spelling if that is not the contract's.
    fn read<'de, D: Deserializer<'de>>(
        place: Place<'_, Self>,
        from: D,
    ) -> Result<Option<Value>, D::Error>;

    /// Whether this is an enumeration with an empty text, which counts as no value.
    fn is_empty(&self) -> bool;

    /// Whether `spelling` is a spelling of this value.
    fn is(&self, spelling: &Value) -> bool;

    /// A value that is sent exactly as `spelling`.
    fn verbatim(spelling: &Value) -> Self;
}

impl<T: Enumeration> Spelt for T {
    fn read<'de, D: Deserializer<'de>>(
        place: Place<'_, Self>,
        from: D,
    ) -> Result<Option<Value>, D::Error> {
        let Some(text) = optional_text(from)? else {
            return Ok(None);
        };
        let (value, spelling) = T::read_from(text);
        place.put(value);
        Ok(spelling.map(Value::String))
    }

    fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    fn is(&self, spelling: &Value) -> bool {
        let spelling = spelling.as_str();
        spelling.is_some_and(|spelling| spelling.eq_ignore_ascii_case(self.text()))
    }

    fn verbatim(spelling: &Value) -> Self {
        T::unknown(spelling.as_str().unwrap_or_default().to_owned())
    }
}

impl<T: Enumeration> Spelt for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(
        place: Place<'_, Self>,
        from: D,
    ) -> Result<Option<Value>, D::Error> {
        let mut texts = None;
        <Vec<String> as Read>::read(Place::Option(&mut texts), from)?;
        let Some(texts) = texts else {
            return Ok(None);
        };
        let list = texts.iter().map(|text| T::read_from(text.into()).0);
        let list = place.put(list.collect());
        let are_spelt = list
            .iter()
            .zip(&texts)
            .any(|(value, text)| value.text() != text);
        Ok(are_spelt.then(|| texts.into()))
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn is(&self, spelling: &Value) -> bool {
        let texts = spelling.as_array().map_or(&[][..], Vec::as_slice);
        self.len() == texts.len() && self.iter().zip(texts).all(|(value, text)| value.is(text))
    }

    fn verbatim(spelling: &Value) -> Self {
        let texts = spelling.as_array().into_iter().flatten();
        texts
            .map(|text| {
                let text = text.as_str().unwrap_or_default();
                T::exactly(text).unwrap_or_else(|| T::unknown(text.to_owned()))
            })
            .collect()
    }
}

/// A seed that reads a value into a place and returns its spelling, see [`Spelt::read`].
pub(crate) struct SpellingSeed<'a, T>(pub Place<'a, T>);

impl<'de, T: Spelt> DeserializeSeed<'de> for SpellingSeed<'_, T> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Value>, D::Error> {
        T::read(self.0, from)
    }
}
