//! How many rows a page of each list has.

use crate::contract::Operation;
use serde_json::Value;

/// The sizes of the pages of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sizes {
    pub default: usize,
    pub smallest: usize,
    pub largest: usize,
}

/// Lists whose contract declares no limit, or a limit without its range: the operation, the default and
/// the largest page.
const UNDECLARED: &[(&str, usize, usize)] = &[
    ("retrieveEmailCampaignsUsingGET", 50, 500),
    ("findEvents", 100, 100),
    ("findRegistrationsUsingGET", 100, 100),
    ("getContactTrackingCount", 200, 200),
    ("getAllBulkEmailCampaignSummaries", 50, 500),
    ("getAllBulkSmsCampaignSummaries", 50, 50),
    ("getAccountSegments", 1000, 1000),
];

impl Sizes {
    pub fn of(operation: &Operation) -> Self {
        if let Some((_, default, largest)) = UNDECLARED.iter().find(|(id, ..)| *id == operation.id)
        {
            return Self {
                default: *default,
                smallest: 1,
                largest: *largest,
            };
        }
        let limit = operation.parameters.iter().find(|one| one.name == "limit");
        let schema = limit.map_or(&Value::Null, |limit| &limit.schema);
        // The limit of the tags is declared with the bounds of a text.
        let bound = |names: [&str; 2]| names.iter().find_map(|name| number(&schema[*name]));
        Self {
            default: number(&schema["default"]).unwrap_or(50),
            smallest: bound(["minimum", "minLength"]).unwrap_or(1),
            largest: bound(["maximum", "maxLength"]).unwrap_or(500),
        }
    }

    /// The size that a request asks for; `None` if it is not in the range.
    pub fn read(self, limit: Option<&str>) -> Option<usize> {
        let Some(limit) = limit else {
            return Some(self.default);
        };
        let limit = limit.parse().ok()?;
        (self.smallest..=self.largest)
            .contains(&limit)
            .then_some(limit)
    }
}

/// A number, which the contract sometimes writes as a text.
fn number(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64().map(|number| number as usize),
    }
}
