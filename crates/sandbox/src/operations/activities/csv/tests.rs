use super::*;

fn rows(table: &Table) -> Vec<String> {
    let rows = table.rows.iter();
    rows.map(|row| row.get("email").unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn rows_beyond_the_bytes_are_dropped_without_an_error() {
    let text = "email\na@b.example\nc@d.example\n";
    // The end of a row, and one byte less.
    for (most, kept) in [(30, 2), (29, 1), (18, 1), (17, 0), (6, 0), (0, 0)] {
        let table = Table::read(text.as_bytes(), most).unwrap();
        assert_eq!(rows(&table).len(), kept, "{most}");
        assert_eq!(table.dropped, 2 - kept as u64, "{most}");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_heading_and_counts_as_bytes() {
    let text = "\u{feff}email\na@b.example\n";
    for (most, kept) in [(21, 1), (20, 0), (2, 0)] {
        let table = Table::read(text.as_bytes(), most).unwrap();
        assert_eq!(rows(&table).len(), kept, "{most}");
    }
}

#[test]
fn lines_beyond_the_limit_are_dropped_without_an_error() {
    let limit = MAX_LINES as usize;
    let line = "a@b.example\n";
    for (text, kept, dropped) in [
        (line.repeat(limit - 1), limit - 1, 0),
        (line.repeat(limit), limit - 1, 1),
        (line.repeat(limit + 9), limit - 1, 10),
        // The last line has no end.
        (line.repeat(limit).trim_end().to_owned(), limit - 1, 1),
        (line.repeat(limit - 1).trim_end().to_owned(), limit - 1, 0),
        // A row of two lines, of which the second is beyond the limit.
        (
            line.repeat(limit - 2) + "a@b.example,\"\n\"\n",
            limit - 2,
            1,
        ),
        (
            line.repeat(limit - 3) + "a@b.example,\"\n\"\n",
            limit - 2,
            0,
        ),
    ] {
        let table = Table::read(format!("email,city\n{text}").as_bytes(), MAX_BYTES).unwrap();
        assert_eq!(table.rows.len(), kept);
        assert_eq!(table.dropped, dropped);
    }
}

#[test]
fn columns_that_are_not_known_are_ignored() {
    let text = "Email,email,City,city,cf:size,home_phone\nx,a@b.example,x,Rome,7,1\n";
    let table = Table::read(text.as_bytes(), MAX_BYTES).unwrap();
    let row = table.rows.iter().next().unwrap();
    let fields: Vec<_> = row.fields().collect();
    let expected = [("email", "a@b.example"), ("city", "Rome"), ("cf:size", "7")];
    assert_eq!(fields, expected);
}

#[test]
fn a_file_without_a_required_column_is_refused() {
    for text in ["", "first_name\nAda\n", "Email address\na@b.example\n"] {
        let refusal = Table::read(text.as_bytes(), MAX_BYTES).err().unwrap();
        assert_eq!(refusal.status, 400, "{text}");
    }
}
