//! HTML of a title and tables, without scripts and without anything from elsewhere. All text is escaped.

use crate::html::Escaped;
use std::fmt::{self, Display, Formatter};

/// A page.
pub(super) struct Page {
    pub title: String,
    /// What is known at a glance: a term and its value.
    pub facts: Vec<(&'static str, String)>,
    pub tables: Vec<Table>,
}

/// A table below a heading.
#[derive(Debug, PartialEq)]
pub(super) struct Table {
    pub title: String,
    pub headings: &'static [&'static str],
    pub rows: Vec<Vec<String>>,
}

const STYLE: &str = "body{font-family:sans-serif;margin:2rem;color:#222}\
    table{border-collapse:collapse;margin-bottom:2rem}\
    th,td{border:1px solid #bbb;padding:.25rem .6rem;text-align:left}\
    th{background:#eee}dt{font-weight:bold}dd{margin:0 0 .5rem}";

impl Display for Page {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let title = Escaped(&self.title);
        write!(
            f,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<dl>\n"
        )?;
        for (term, value) in &self.facts {
            writeln!(f, "<dt>{}</dt><dd>{}</dd>", Escaped(term), Escaped(value))?;
        }
        f.write_str("</dl>\n")?;
        for table in &self.tables {
            write!(f, "{table}")?;
        }
        f.write_str("</body>\n</html>\n")
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<h2>{}</h2>", Escaped(&self.title))?;
        if self.rows.is_empty() {
            return f.write_str("<p>None.</p>\n");
        }
        f.write_str("<table>\n<thead><tr>")?;
        for heading in self.headings {
            write!(f, "<th scope=\"col\">{}</th>", Escaped(heading))?;
        }
        f.write_str("</tr></thead>\n<tbody>\n")?;
        for row in &self.rows {
            f.write_str("<tr>")?;
            for cell in row {
                write!(f, "<td>{}</td>", Escaped(cell))?;
            }
            f.write_str("</tr>\n")?;
        }
        f.write_str("</tbody>\n</table>\n")
    }
}

#[cfg(test)]
mod tests;
