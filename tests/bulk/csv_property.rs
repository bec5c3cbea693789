//! For all sources, limits and chunks: no row is lost, and no part is too large.

use crate::csv_strategies::{MARK, lengths, limits, noise, source};
use constant_contact::csv::{CsvError, CsvErrorKind, Limits, Part, Splitter};
#[cfg(feature = "contacts-custom-fields")]
use constant_contact::{
    Client, CsvSource,
    csv::{Position, UnknownHeading},
};
use proptest::collection::vec;
use proptest::prelude::*;
use std::ops::Range;
#[cfg(feature = "contacts-custom-fields")]
use std::sync::LazyLock;

pub type Outcome = (Vec<Part>, Option<CsvError>);

/// Splits the source with the chunk lengths repeated as often as needed.
pub fn split(source: &[u8], lengths: &[usize], limits: Limits) -> Outcome {
    let mut splitter = Splitter::new(limits);
    let mut parts = Vec::new();
    let mut rest = source;
    for length in lengths.iter().cycle() {
        let (mut chunk, later) = rest.split_at((*length).min(rest.len()));
        rest = later;
        loop {
            match splitter.feed(&mut chunk) {
                Ok(Some(part)) => parts.push(part),
                Ok(None) => break,
                Err(error) => return (parts, Some(error)),
            }
        }
        if rest.is_empty() {
            break;
        }
    }
    match splitter.finish() {
        Ok(last) => parts.extend(last),
        Err(error) => return (parts, Some(error)),
    }
    (parts, None)
}

/// The records of a text by RFC 4180, read independently of `csv-core`. Where the RFC is silent, this does
/// what the splitter documents: a quote within an unquoted field, and text after a closing quote, are text.
fn records(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), Vec::new());
    let (mut is_quoted, mut is_field_start) = (false, true);
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if is_quoted && bytes.next_if_eq(&b'"').is_some() => field.push(byte),
            b'"' if is_quoted || is_field_start => is_quoted = !is_quoted,
            b',' if !is_quoted => record.push(std::mem::take(&mut field)),
            b'\r' | b'\n' if !is_quoted => {
                let is_blank_line = is_field_start && record.is_empty();
                if !is_blank_line {
                    record.push(std::mem::take(&mut field));
                    records.push(std::mem::take(&mut record));
                }
            }
            _ => field.push(byte),
        }
        is_field_start = !is_quoted && matches!(byte, b',' | b'\r' | b'\n');
    }
    if !is_field_start || !record.is_empty() {
        record.push(field);
        records.push(record);
    }
    records
}

/// How many physical lines a text has.
fn lines(text: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(text)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    (text.matches('\n').count() + usize::from(!text.is_empty() && !text.ends_with('\n'))) as u64
}

/// Whether all fields are empty or blank, so that the record is not a row.
fn is_blank(record: &[Vec<u8>]) -> bool {
    let blank = |field: &Vec<u8>| String::from_utf8_lossy(field).trim().is_empty();
    record.iter().all(blank)
}

/// Checks what holds for the parts of any source, good or bad.
fn check(source: &[u8], limits: Limits, (parts, error): &Outcome) -> Result<(), TestCaseError> {
    let source = source.strip_prefix(MARK).unwrap_or(source);
    let mut all = records(source);
    all.retain(|record| !is_blank(record));
    let all = all.get(1..).unwrap_or_default();
    let mut joined = Vec::new();
    let mut next = 1;
    let mut line = 2;
    let mut header: Option<Vec<Vec<u8>>> = None;
    for (number, part) in (1..).zip(parts) {
        prop_assert_eq!(part.number, number);
        prop_assert_eq!(part.rows.start, next);
        prop_assert!(part.rows.end > next);
        next = part.rows.end;
        prop_assert!(part.lines.start >= line && part.lines.end > part.lines.start);
        line = part.lines.end;
        prop_assert!(part.bytes.len() <= limits.max_bytes);
        prop_assert!(lines(&part.bytes) <= limits.max_lines);
        let mut of_part = records(&part.bytes).into_iter();
        let own = of_part.next();
        prop_assert!(own.is_some() && (header.is_none() || own == header));
        header = own;
        let before = joined.len() as u64;
        joined.extend(of_part);
        prop_assert_eq!(
            joined.len() as u64 - before,
            part.rows.end - part.rows.start
        );
    }
    // The splitter drops marks at the beginning of records, which the reference does not do.
    let has_marks = source.windows(MARK.len()).any(|bytes| bytes == MARK);
    match error {
        _ if has_marks => {}
        None => prop_assert!(joined == all),
        Some(error) => {
            prop_assert_eq!(error.rows(), next - 1);
            prop_assert_eq!(error.parts() as usize, parts.len());
            prop_assert!(all.starts_with(&joined));
        }
    }
    Ok(())
}

/// Whether the record can be read at all beside this many other bytes and lines.
fn is_readable(record: &[u8], others: (usize, u64), limits: Limits) -> bool {
    // The LF after a CR is seen when the record is complete.
    let length = record.len() - usize::from(record.ends_with(b"\r\n"));
    length + others.0 <= limits.max_bytes && lines(record) + others.1 <= limits.max_lines
}

/// The text of a part, and its rows.
type Expected = (Vec<u8>, Range<u64>);

/// The text and rows of the parts that these records give, and whether all records fit. If one does not fit,
/// the part before it is not returned.
fn expected(rows: &[Vec<u8>], header: &[u8], limits: Limits) -> (Vec<Expected>, bool) {
    let fits = |text: &[u8]| text.len() <= limits.max_bytes && lines(text) <= limits.max_lines;
    let mut parts: Vec<Expected> = Vec::new();
    let mut number = 1;
    for row in rows {
        let readable = is_readable(row, (header.len(), lines(header)), limits);
        let alone = [header, row].concat();
        let blank = is_blank(&records(row)[0]);
        if !readable || !blank && !fits(&alone) {
            parts.pop();
            return (parts, false);
        }
        if blank {
            continue;
        }
        let longer = parts.last().map(|(text, _)| [text, &row[..]].concat());
        match (longer.filter(|text| fits(text)), parts.last_mut()) {
            (Some(longer), Some(last)) => *last = (longer, last.1.start..number + 1),
            _ => parts.push((alone, number..number + 1)),
        }
        number += 1;
    }
    (parts, true)
}

/// The unknown headings of a source, for which nothing is sent.
#[cfg(feature = "contacts-custom-fields")]
fn unknown_headings(source: &[u8]) -> Vec<UnknownHeading> {
    static CLIENT: LazyLock<Client> = LazyLock::new(|| crate::import::client("http://localhost"));
    let source = CsvSource::bytes(source.to_vec());
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let headings = CLIENT.import_csv(source, ["list-1"]).unknown_headings();
    runtime.unwrap().block_on(headings).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn good_sources_are_split_as_expected(
        (source, written, records) in source(),
        limits in limits(),
        lengths in lengths(),
    ) {
        let outcome = split(&source, &lengths, limits);
        check(&source, limits, &outcome)?;
        let (parts, error) = outcome;
        let (header, rows) = records.split_first().map_or((&[][..], &[][..]), |(h, r)| (h, r));
        let kind = error.as_ref().map(|error| error.kind());
        // The header has to leave room for a row, as it is in the source and as it is sent.
        if !is_readable(&written, (1, 1), limits)
            || header.len() >= limits.max_bytes
            || lines(header) >= limits.max_lines
        {
            prop_assert_eq!(kind, Some(CsvErrorKind::HeaderTooLarge { limits }));
        } else {
            let (expected, fits) = expected(rows, header, limits);
            let seen: Vec<_> =
                parts.iter().map(|part| (part.bytes.to_vec(), part.rows.clone())).collect();
            prop_assert_eq!(seen, expected);
            prop_assert_eq!(error.is_none(), fits);
            let too_large = matches!(kind, None | Some(CsvErrorKind::RecordTooLarge { .. }));
            prop_assert!(too_large, "{:?}", kind);
        }
    }

    #[test]
    fn the_chunks_make_no_difference(
        (source, _, _) in source(),
        damage in proptest::option::weighted(0.5, (any::<prop::sample::Index>(), any::<u8>())),
        limits in limits(),
        lengths in lengths(),
    ) {
        let mut source = source;
        if let Some((at, byte)) = damage {
            let at = at.index(source.len());
            source[at] = byte;
        }
        let whole = split(&source, &[usize::MAX], limits);
        prop_assert_eq!(&whole, &split(&source, &lengths, limits));
        prop_assert_eq!(&whole, &split(&source, &[1], limits));
    }

    #[cfg(feature = "contacts-custom-fields")]
    #[test]
    fn unknown_headings_are_found_at_their_positions((source, written, _) in source()) {
        let text = String::from_utf8_lossy(&source).replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim_start_matches('\u{feff}');
        let character = |position: Position| {
            let line = text.split('\n').nth(position.line as usize - 1)?;
            line.chars().nth(position.column as usize - 1)
        };
        let found = unknown_headings(&source).into_iter();
        let found: Vec<_> =
            found.map(|heading| (heading.number, character(heading.position))).collect();
        let headings = records(&written).swap_remove(0);
        let expected: Vec<_> = (1..)
            .zip(&headings)
            .filter_map(|(number, heading)| match &**heading {
                b"x" => Some((number, Some('x'))),
                b"a \"b\"" | b"a\nb" => Some((number, Some('"'))),
                heading if heading == "é".as_bytes() => Some((number, Some('é'))),
                _ => None,
            })
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn special_bytes_in_any_order_keep_the_rules(source in noise(), limits in limits(), lengths in lengths()) {
        let outcome = split(&source, &lengths, limits);
        prop_assert_eq!(&outcome, &split(&source, &[usize::MAX], limits));
        prop_assert_eq!(&outcome, &split(&source, &[1], limits));
        check(&source, limits, &outcome)?;
        if outcome.1.is_none() {
            prop_assert!(std::str::from_utf8(&source).is_ok());
            prop_assert!(!source.contains(&0));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        source in vec(any::<u8>(), 0..200),
        max_bytes in 0_usize..64,
        max_lines in 0_u64..6,
        lengths in lengths(),
    ) {
        let limits = Limits::new(max_bytes, max_lines);
        let outcome = split(&source, &lengths, limits);
        prop_assert_eq!(outcome, split(&source, &[usize::MAX], limits));
    }
}
