//! The Rust types of fields, parameters, bodies and answers.

use quote::ToTokens;
use std::fmt;

/// A type of a value of the contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RustType {
    Unit,
    Bool,
    I64,
    U32,
    F64,
    String,
    /// `chrono::DateTime<Utc>`
    Instant,
    /// Any JSON value.
    Json,
    /// A JSON object of any content.
    JsonObject,
    /// The bytes of an answer.
    RawBody,
    /// A file that is streamed.
    ByteStream,
    /// A generated type.
    Contract(String),
    /// A type in `src/` that stands in for the contract's.
    HandWritten(String),
    /// `Box<T>`, for a type that contains itself.
    Boxed(Box<RustType>),
    Option(Box<RustType>),
    List(Box<RustType>),
    Map(Box<RustType>),
}

impl RustType {
    /// Reads a type as progenitor writes it.
    pub(super) fn read(ty: &syn::Type) -> Result<Self, String> {
        let unknown = || format!("no rule for the type `{}`", ty.to_token_stream());
        let syn::Type::Path(path) = ty else {
            return match ty {
                syn::Type::Tuple(tuple) if tuple.elems.is_empty() => Ok(Self::Unit),
                _ => Err(unknown()),
            };
        };
        let segments = &path.path.segments;
        let idents: Vec<String> = segments.iter().map(|s| s.ident.to_string()).collect();
        let idents: Vec<&str> = idents.iter().map(String::as_str).collect();
        let arguments = segments.last().map(|segment| &segment.arguments);
        let inner = |index: usize| match arguments {
            Some(syn::PathArguments::AngleBracketed(all)) => match all.args.get(index) {
                Some(syn::GenericArgument::Type(ty)) => Ok(Box::new(Self::read(ty)?)),
                _ => Err(unknown()),
            },
            _ => Err(unknown()),
        };
        Ok(match idents[..] {
            ["bool"] => Self::Bool,
            ["i64"] => Self::I64,
            ["u32"] => Self::U32,
            ["f64"] => Self::F64,
            ["std", "string", "String"] | ["String"] => Self::String,
            ["std", "option", "Option"] | ["Option"] => Self::Option(inner(0)?),
            ["std", "vec", "Vec"] | ["Vec"] => Self::List(Box::new(inner(0)?.into_required())),
            ["std", "collections", "BTreeMap"] => Self::map(*inner(1)?),
            ["std", "boxed", "Box"] => Self::boxed(*inner(0)?),
            ["chrono", "DateTime"] => Self::Instant,
            ["serde_json", "Value"] => Self::Json,
            ["serde_json", "Map"] => Self::JsonObject,
            ["crate", name] => Self::HandWritten(name.to_owned()),
            ["self" | "types", name] | ["types", "builder", name] | [name] => {
                Self::Contract(name.to_owned())
            }
            _ => return Err(unknown()),
        })
    }

    /// The same without `Option`: a list or a map has no place for `null`.
    fn into_required(self) -> Self {
        match self {
            Self::Option(inner) => *inner,
            other => other,
        }
    }

    /// A map of values that can be anything is a JSON object.
    fn map(value: Self) -> Self {
        match value.into_required() {
            Self::Json => Self::JsonObject,
            value => Self::Map(Box::new(value)),
        }
    }

    /// What can be missing is missing without a box around it.
    fn boxed(inner: Self) -> Self {
        match inner {
            Self::Option(inner) => Self::Option(Box::new(Self::boxed(*inner))),
            inner => Self::Boxed(Box::new(inner)),
        }
    }

    /// `T` of `Option<T>`.
    pub fn optional(&self) -> Option<&Self> {
        match self {
            Self::Option(inner) => Some(inner),
            _ => None,
        }
    }

    /// The type without `Option`.
    pub fn required(&self) -> &Self {
        self.optional().unwrap_or(self)
    }

    /// `T` of `Vec<T>`.
    pub fn item(&self) -> Option<&Self> {
        match self {
            Self::List(item) => Some(item),
            _ => None,
        }
    }

    /// `T` of a map whose values are `T`.
    pub fn map_value(&self) -> Option<&Self> {
        match self {
            Self::Map(value) => Some(value),
            Self::JsonObject => Some(&Self::Json),
            _ => None,
        }
    }

    /// The type without `Option`, `Box`, list and map around it.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Boxed(inner) | Self::Option(inner) | Self::List(inner) | Self::Map(inner) => {
                inner.innermost()
            }
            other => other,
        }
    }

    /// The name of a generated type.
    pub fn contract_name(&self) -> Option<&str> {
        match self {
            Self::Contract(name) => Some(name),
            _ => None,
        }
    }

    /// The name of a generated or hand-written type.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Contract(name) | Self::HandWritten(name) => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unit => "()",
            Self::Bool => "bool",
            Self::I64 => "i64",
            Self::U32 => "u32",
            Self::F64 => "f64",
            Self::String => "String",
            Self::Instant => "DateTime",
            Self::Json => "Value",
            Self::JsonObject => "Map<Value>",
            Self::RawBody => "RawBody",
            Self::ByteStream => "ByteStream",
            Self::Contract(name) | Self::HandWritten(name) => name,
            Self::Boxed(inner) => return inner.fmt(f),
            Self::Option(inner) => return write!(f, "Option<{inner}>"),
            Self::List(item) => return write!(f, "Vec<{item}>"),
            Self::Map(value) => return write!(f, "Map<{value}>"),
        })
    }
}

#[cfg(test)]
mod tests;
