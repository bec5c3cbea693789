//! What the contract says of a value besides its type. It is documentation.

use crate::extensions::{DEPRECATED, Extended, FORMAT, LIMITS, VALUES};
use openapiv3::SchemaData;
use serde_json::Value;

/// What is said of a property or parameter besides its type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Whether only the server sets the value.
    pub read_only: bool,
    /// Whether the provider has deprecated the property or parameter.
    pub deprecated: bool,
    /// The limits by the names that JSON Schema gives them.
    pub limits: Vec<(String, Value)>,
    /// The values that a number can have.
    pub values: Vec<Value>,
    pub format: Option<String>,
    /// The format of the entries of a list.
    pub item_format: Option<String>,
}

impl Facts {
    /// The facts of a schema.
    pub(super) fn of_schema(data: &SchemaData) -> Self {
        Self {
            read_only: data.read_only,
            ..Self::of(data)
        }
    }

    /// The facts among the extensions of a schema or parameter.
    pub(super) fn of(data: &impl Extended) -> Self {
        let limits = data.extension(LIMITS).and_then(Value::as_object);
        let values = data.extension(VALUES).and_then(Value::as_array);
        Self {
            limits: limits
                .into_iter()
                .flatten()
                .map(|(name, limit)| (name.clone(), limit.clone()))
                .collect(),
            values: values.cloned().unwrap_or_default(),
            deprecated: data.flag(DEPRECATED),
            format: data.text(FORMAT).map(str::to_owned),
            ..Self::default()
        }
    }

    /// The limit of that name.
    pub fn limit(&self, name: &str) -> Option<&Value> {
        let mut limits = self.limits.iter();
        let (_, limit) = limits.find(|(known, limit)| known == name && !limit.is_null())?;
        Some(limit)
    }
}
