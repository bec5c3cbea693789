//! Keeps the server's spelling of enumeration values. The server writes some values in upper or lower
//! case, and they are sent back exactly as they were received. So a document stores a spelling that
//! differs from the contract's, and uses it unless the field was set to another value.

use super::{Input, Mismatch, Read, SpeltPlace, deserialize, note_unknown_value, optional_text};
use serde::de::Deserializer;
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
        Self::of(recognize(Self::NAME, Self::TEXTS, text))
    }

    /// The value that was recognized, and its text if that is not the contract's spelling.
    fn of(recognized: Recognized) -> (Self, Option<String>) {
        match recognized {
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
pub(crate) enum Recognized {
    /// The position of the text that it means, and the text itself if it is not the contract's spelling.
    Known(usize, Option<String>),
    Unknown(String),
}

/// Reads a text that a server has sent for an enumeration; `None` if there is no value.
fn read_recognized(
    name: &'static str,
    texts: &[&str],
    found: Input<'_>,
) -> Result<Option<Recognized>, Mismatch> {
    let text = optional_text(found)?;
    Ok(text.map(|text| recognize(name, texts, text)))
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
    let text: String = deserialize(from)?;
    Ok(T::read_from(text.into()).0)
}

/// An enumeration, or a list of its values.
pub(crate) trait Spelt: Sized {
    /// Reads a value into its place, and returns its spelling if that is not the contract's.
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<Option<Value>, Mismatch>;

    /// Whether this is an enumeration with an empty text, which counts as no value.
    fn is_empty(&self) -> bool;

    /// Whether `spelling` is a spelling of this value.
    fn is(&self, spelling: &Value) -> bool;

    /// A value that is sent exactly as `spelling`.
    fn verbatim(spelling: &Value) -> Self;
}

impl<T: Enumeration> Spelt for T {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<Option<Value>, Mismatch> {
        let Some(recognized) = read_recognized(T::NAME, T::TEXTS, found)? else {
            return Ok(None);
        };
        let (value, spelling) = T::of(recognized);
        *place = Some(value);
        Ok(spelling.map(Value::String))
    }

    fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    fn is(&self, spelling: &Value) -> bool {
        is_text(spelling, self.text())
    }

    fn verbatim(spelling: &Value) -> Self {
        T::unknown(text_of(spelling))
    }
}

impl<T: Enumeration> Spelt for Vec<T> {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<Option<Value>, Mismatch> {
        let mut texts = None;
        <Vec<String> as Read>::read(&mut texts, found)?;
        let Some(texts) = texts else {
            return Ok(None);
        };
        let mut list = Self::new();
        let mut are_spelt = false;
        for text in &texts {
            let (value, spelling) = T::read_from(text.into());
            are_spelt |= spelling.is_some();
            list.push(value);
        }
        *place = Some(list);
        Ok(are_spelt.then(|| texts.into()))
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn is(&self, spelling: &Value) -> bool {
        let texts = list_of(spelling);
        self.len() == texts.len() && self.iter().zip(texts).all(|(value, text)| value.is(text))
    }

    fn verbatim(spelling: &Value) -> Self {
        let mut list = Self::new();
        for text in list_of(spelling) {
            let text = text_of(text);
            list.push(T::exactly(&text).unwrap_or_else(|| T::unknown(text)));
        }
        list
    }
}

/// Whether `spelling` is a spelling of this text.
fn is_text(spelling: &Value, text: &str) -> bool {
    let spelling = spelling.as_str();
    spelling.is_some_and(|spelling| spelling.eq_ignore_ascii_case(text))
}

fn text_of(spelling: &Value) -> String {
    spelling.as_str().unwrap_or_default().to_owned()
}

fn list_of(spelling: &Value) -> &[Value] {
    spelling.as_array().map_or(&[], Vec::as_slice)
}

impl<T: Spelt> SpeltPlace for Option<T> {
    fn read_spelt(&mut self, found: Input<'_>) -> Result<Option<Value>, Mismatch> {
        T::read(self, found)
    }

    fn put_verbatim(&mut self, spelling: &Value) {
        *self = Some(T::verbatim(spelling));
    }
}

impl<T: Enumeration> SpeltPlace for Vec<T> {
    fn read_spelt(&mut self, found: Input<'_>) -> Result<Option<Value>, Mismatch> {
        let mut read = None;
        let spelling = <Self as Spelt>::read(&mut read, found)?;
        if let Some(list) = read {
            *self = list;
        }
        Ok(spelling)
    }

    fn put_verbatim(&mut self, spelling: &Value) {
        *self = Spelt::verbatim(spelling);
    }
}
