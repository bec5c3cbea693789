//! The rows of an import while its job waits: all texts in one string, so that a million rows take little
//! more memory than their characters.

/// Rows with the columns of their import.
#[derive(Default)]
pub(crate) struct Rows {
    columns: Vec<String>,
    text: String,
    /// Where each field ends in the text.
    field_ends: Vec<u32>,
    /// Where the fields of each row end.
    row_ends: Vec<u32>,
}

/// A row. Blank fields are left out, because they change nothing: the API's guide says only that an import
/// updates the properties that are sent.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    rows: &'a Rows,
    number: usize,
}

impl Rows {
    pub fn new(columns: Vec<String>) -> Self {
        Self {
            columns,
            ..Self::default()
        }
    }

    /// The position of a column, which is added if need be.
    pub fn column(&mut self, name: &str) -> usize {
        let known = self.columns.iter().position(|column| column == name);
        known.unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        })
    }

    pub fn columns(&self) -> impl Iterator<Item = &str> + Clone {
        self.columns.iter().map(String::as_str)
    }

    /// Adds a row, with its fields in the order of the columns. Those that are missing at the end are blank.
    pub fn push<'f>(&mut self, fields: impl IntoIterator<Item = &'f str>) {
        for field in fields {
            self.text.push_str(field);
            self.field_ends.push(offset(self.text.len()));
        }
        self.row_ends.push(offset(self.field_ends.len()));
    }

    /// Gives back the memory that was reserved for more rows.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.field_ends.shrink_to_fit();
        self.row_ends.shrink_to_fit();
    }

    pub fn len(&self) -> usize {
        self.row_ends.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|number| Row { rows: self, number })
    }
}

impl<'a> Row<'a> {
    /// The columns and fields that are not blank.
    pub fn fields(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let Self { rows, number } = self;
        let before = |ends: &[u32], at: usize| at.checked_sub(1).map_or(0, |at| ends[at] as usize);
        let fields = before(&rows.row_ends, number)..rows.row_ends[number] as usize;
        let texts = fields.map(move |field| {
            let end = rows.field_ends[field] as usize;
            rows.text[before(&rows.field_ends, field)..end].trim()
        });
        let columns = rows.columns.iter().map(String::as_str);
        columns.zip(texts).filter(|(_, text)| !text.is_empty())
    }

    /// The field of a column, unless it is blank.
    pub fn get(self, column: &str) -> Option<&'a str> {
        let mut fields = self.fields().filter(|(name, _)| *name == column);
        fields.next().map(|(_, text)| text)
    }
}

/// An upload has 4 MB at most.
fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("an import fits 32 bits")
}
