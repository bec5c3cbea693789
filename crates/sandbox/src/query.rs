//! The parameters of a query, decoded.

/// The parameters of a query in the order in which they were sent.
#[derive(Clone, Copy)]
pub(crate) struct Query<'q>(pub &'q [(String, String)]);

impl<'q> Query<'q> {
    /// The first value of a parameter.
    pub fn value(self, name: &str) -> Option<&'q str> {
        self.all(name).next()
    }

    /// All values of a parameter: those between commas, and those of repeated parameters.
    pub fn values(self, name: &str) -> Vec<&'q str> {
        let split = self.all(name).flat_map(|value| value.split(','));
        split.filter(|value| !value.is_empty()).collect()
    }

    /// Whether a parameter is `true`.
    pub fn flag(self, name: &str) -> bool {
        self.value(name) == Some("true")
    }

    fn all(self, name: &str) -> impl Iterator<Item = &'q str> {
        let values = self.0.iter().filter(move |(known, _)| known == name);
        values.map(|(_, value)| value.as_str())
    }
}
