//! What the splitter refuses, where it says that it is, and in which words.

#![allow(clippy::unwrap_used)]

use crate::csv_split::{ROOMY, bytes, lines, split, texts};
use constant_contact::csv::{CsvError, CsvErrorKind, Limits, Position, Splitter};

fn error(source: impl AsRef<[u8]>, limits: Limits) -> CsvError {
    split(source, limits).1.unwrap_err()
}

/// The kind of error and its line and column.
fn wrong(source: impl AsRef<[u8]>) -> (CsvErrorKind, u64, u64) {
    let error = error(source, ROOMY);
    (error.kind(), error.position().line, error.position().column)
}

#[test]
fn a_source_without_a_header_is_refused() {
    assert_eq!(wrong(""), (CsvErrorKind::NoHeader, 1, 1));
    assert_eq!(wrong("\u{feff}"), (CsvErrorKind::NoHeader, 1, 1));
    assert_eq!(wrong("\r\n\n"), (CsvErrorKind::NoHeader, 3, 1));
}

fn no_email(separator: Option<char>) -> CsvErrorKind {
    CsvErrorKind::NoEmailHeading { separator }
}

#[test]
fn an_email_or_sms_heading_is_needed() {
    for heading in [
        "email",
        "EMAIL",
        "  Email\t",
        "\" email \"",
        "x,sms_number",
        "SMS_NUMBER,y",
    ] {
        assert_eq!(split(heading, ROOMY).1, Ok(()), "{heading}");
    }
    assert_eq!(
        wrong("first_name,city\na@b.example,c\n"),
        (no_email(None), 1, 1)
    );
    assert_eq!(wrong("\n\nname"), (no_email(None), 3, 1));
    assert_eq!(wrong("e-mail,x\n"), (no_email(None), 1, 1));
    assert_eq!(wrong("email;city\na;b\n"), (no_email(Some(';')), 1, 1));
    assert_eq!(wrong("email\tcity\na\tb\n"), (no_email(Some('\t')), 1, 1));
}

#[test]
fn a_heading_may_not_occur_twice() {
    let first = |line, column| CsvErrorKind::DuplicateHeading {
        first: Position { line, column },
    };
    assert_eq!(wrong("email,city,Email\na,b,c\n"), (first(1, 1), 1, 12));
    assert_eq!(
        wrong("x,\"é\n\",Cf:Ö,email,\" cf:ö\"\n"),
        (first(2, 3), 2, 14)
    );
    // Columns without a name are no duplicates.
    assert_eq!(split("email,,\na,b,c\n", ROOMY).1, Ok(()));
}

#[test]
fn the_header_must_leave_room_for_a_row() {
    let too_large = |limits| CsvErrorKind::HeaderTooLarge { limits };
    for limits in [bytes(0), bytes(5), bytes(6), lines(0), lines(1)] {
        let error = error("email\na\n", limits);
        assert_eq!(
            (error.kind(), error.position().line),
            (too_large(limits), 1)
        );
    }
    assert_eq!(
        error("email,\"\n\"\n", lines(2)).kind(),
        too_large(lines(2))
    );
    assert_eq!(texts("email\na", bytes(7)), ["email\na"]);
    assert_eq!(split("email", bytes(6)).1, Ok(()));
}

#[test]
fn a_record_must_fit_into_a_part() {
    let limits = bytes(12);
    let kind = CsvErrorKind::RecordTooLarge {
        limits,
        open_quote: None,
    };
    let (parts, result) = split("email\na\nbbbbbb\nc\n", limits);
    let error = result.unwrap_err();
    assert_eq!(parts.len(), 1);
    assert_eq!((error.kind(), error.rows(), error.parts()), (kind, 1, 1));
    assert_eq!(error.position(), Position { line: 3, column: 1 });
    assert_eq!(texts("email\na\nbbbbbb", limits).len(), 2);

    let limits = lines(3);
    let open_quote = Some(Position { line: 3, column: 3 });
    let error = self::error("email\na\nb,\"\n\nc\"\nd\n", limits);
    assert_eq!(
        error.kind(),
        CsvErrorKind::RecordTooLarge { limits, open_quote }
    );
    assert_eq!((error.position().line, error.rows()), (3, 1));
}

#[test]
fn text_that_is_not_utf8_is_refused_where_it_is() {
    let utf8 = CsvErrorKind::InvalidUtf8;
    assert_eq!(wrong(b"em\xFFail\n"), (utf8, 1, 3));
    assert_eq!(
        wrong("email\nä,é".bytes().chain([0xE9, b'x']).collect::<Vec<_>>()),
        (utf8, 2, 4)
    );
    assert_eq!(wrong(b"email\n\"\r\n\xE2\x82\"\n"), (utf8, 3, 1));
    // Half a character at the end of the source.
    assert_eq!(wrong(b"email\nab\xE2\x82"), (utf8, 2, 3));
    // UTF-16 with its mark.
    assert_eq!(wrong(b"\xFF\xFEe\0m\0"), (utf8, 1, 1));
}

#[test]
fn a_nul_is_refused_where_it_is() {
    assert_eq!(wrong("email\nü,\0\n"), (CsvErrorKind::Nul, 2, 3));
    assert_eq!(wrong("e\0m\0a\0"), (CsvErrorKind::Nul, 1, 2));
    assert_eq!(wrong(b"email\n\0\xFF"), (CsvErrorKind::Nul, 2, 1));
    assert_eq!(wrong(b"email\n\xFF\0"), (CsvErrorKind::InvalidUtf8, 2, 1));
}

#[test]
fn an_unclosed_quote_is_refused_at_the_end() {
    let unclosed = CsvErrorKind::UnclosedQuote;
    assert_eq!(wrong("email,x\na,b\nü,\"c\nd,e\n"), (unclosed, 3, 3));
    assert_eq!(wrong("email,\"x\n"), (unclosed, 1, 7));
    assert_eq!(wrong("email\n\"a\",\"b\"\"\n"), (unclosed, 2, 5));
    assert_eq!(split("email\n\"a\"", ROOMY).1, Ok(()));
}

#[test]
fn what_was_handed_out_before_an_error_is_said() {
    let (parts, result) = split(b"email\na\nb\nc\nd\ne\xFF\n", lines(3));
    let error = result.unwrap_err();
    assert_eq!(
        parts
            .iter()
            .map(|part| part.rows.clone())
            .collect::<Vec<_>>(),
        [1..3, 3..5]
    );
    assert_eq!((error.rows(), error.parts()), (4, 2));
    assert_eq!(
        error.to_string(),
        "line 6, column 2: the text is not UTF-8; rows 1 to 4 are in parts handed out before"
    );
}

#[test]
fn errors_and_debug_show_nothing_of_the_text() {
    let source = "email,secret,secret\nsecret@b.example\n";
    for source in [
        source,
        "secret;secret\n",
        "email\n\"secret",
        "email\nsecret\0",
        "secretsecret",
    ] {
        let error = error(source, bytes(30));
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
    }
    let mut splitter = Splitter::new(lines(2));
    let part = splitter
        .feed(&mut &b"email,secret\nsecret,\nsecret\n"[..])
        .unwrap();
    assert!(!format!("{splitter:?} {part:?}").contains("secret"));
}

#[test]
fn messages_fit_on_a_line_and_help() {
    let message = |source: &str, limits| error(source, limits).to_string();
    assert_eq!(
        message("email;x\n", ROOMY),
        "line 1, column 1: no column is headed \"email\" or \"sms_number\" \
         (the headings seem to be separated by ';', not by commas)"
    );
    assert_eq!(
        message("email,x,x\n", ROOMY),
        "line 1, column 9: the same heading is already at line 1, column 7"
    );
    assert_eq!(
        message("email\n\"aaaaaaaaaaa\n\n", bytes(12)),
        "line 2, column 1: the record that starts here does not fit into a part of at most \
         12 bytes and 1000 lines (the quote at line 2, column 1 may not have been closed)"
    );
    assert_eq!(
        message("", ROOMY),
        "line 1, column 1: there is no header, the source is empty"
    );
}

#[test]
fn a_byte_order_mark_counts_for_no_column_and_half_a_one_is_no_text() {
    assert_eq!(wrong("\u{feff}city\n"), (no_email(None), 1, 1));
    assert_eq!(wrong(b"\xEF\xBBx"), (CsvErrorKind::InvalidUtf8, 1, 1));
    assert_eq!(wrong(b"\xEF\xBB"), (CsvErrorKind::InvalidUtf8, 1, 1));
}
