//! What the splitter refuses, with its position and message.

#![allow(clippy::unwrap_used)]

use crate::csv_split::{ROOMY, bytes, lines, split, texts};
use constant_contact::csv::{CsvError, CsvErrorKind, Limits, Position, Splitter};

fn error(source: impl AsRef<[u8]>, limits: Limits) -> CsvError {
    split(source, limits).1.unwrap_err()
}

/// The kind of the error, its line and its column.
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
    for (source, separator) in [
        // A comma within a heading, with or without quotes.
        ("email;Ort, Land\nanna@example.com;Bonn, D\n", Some(';')),
        ("\"email\";\"Ort, Land\"\n", Some(';')),
        ("Name, Vorname\tE-Mail\tEmail address\n", Some('\t')),
        ("id|a,b|SMS Number\n", Some('|')),
        ("id^a,b^email\n", Some('^')),
        // The whole line in quotes.
        ("\"email;city\"\n", Some(';')),
        // No email column with either delimiter.
        ("Name;Ort\n", Some(';')),
        ("Name;Ort, Land\n", None),
        ("a:b\n", None),
    ] {
        assert_eq!(wrong(source), (no_email(separator), 1, 1), "{source}");
    }
    // With another delimiter set, the comma is suggested.
    let mut splitter = Splitter::new(ROOMY).delimiter(b';');
    let error = splitter.feed(&mut &b"email,city\n"[..]).unwrap_err();
    assert_eq!(error.kind(), no_email(Some(',')));
}

#[test]
fn a_heading_may_not_occur_twice() {
    let first = |line, column| CsvErrorKind::DuplicateHeading {
        first: Position::new(line, column),
    };
    assert_eq!(wrong("email,city,Email\na,b,c\n"), (first(1, 1), 1, 12));
    assert_eq!(
        wrong("x,\"é\n\",Cf:Ö,email,\" cf:ö\"\n"),
        (first(2, 3), 2, 14)
    );
    // Two headings for one column.
    assert_eq!(wrong("Email,city,Email address\n"), (first(1, 1), 1, 12));
    assert_eq!(wrong("email,first name,First_Name\n"), (first(1, 7), 1, 18));
    // Columns without a heading are not duplicates.
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
    // The row before it was in a part that was not returned.
    assert_eq!(parts.len(), 0);
    assert_eq!((error.kind(), error.rows(), error.parts()), (kind, 0, 0));
    assert_eq!(error.position(), Position::new(3, 1));
    assert_eq!(texts("email\na\nbbbbbb", limits).len(), 2);

    let limits = lines(3);
    let open_quote = Some(Position::new(3, 3));
    let error = self::error("email\na\nb,\"\n\nc\"\nd\n", limits);
    assert_eq!(
        error.kind(),
        CsvErrorKind::RecordTooLarge { limits, open_quote }
    );
    assert_eq!((error.position().line, error.rows()), (3, 0));
}

#[test]
fn text_that_is_not_utf8_is_refused_at_its_position() {
    let utf8 = CsvErrorKind::InvalidUtf8;
    assert_eq!(wrong(b"em\xFFail\n"), (utf8, 1, 3));
    assert_eq!(
        wrong("email\nä,é".bytes().chain([0xE9, b'x']).collect::<Vec<_>>()),
        (utf8, 2, 4)
    );
    assert_eq!(wrong(b"email\n\"\r\n\xE2\x82\"\n"), (utf8, 3, 1));
    // An incomplete character at the end of the source.
    assert_eq!(wrong(b"email\nab\xE2\x82"), (utf8, 2, 3));
    assert_eq!(
        wrong(b"email,first_name\r\nann@example.com,Zo\xEB\r\n"),
        (utf8, 2, 19)
    );
}

#[test]
fn a_nul_is_refused_at_its_position() {
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
fn an_error_says_which_rows_were_returned_before() {
    let (parts, result) = split(b"email\na\nb\nc\nd\ne\xFF\n", lines(3));
    let error = result.unwrap_err();
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].rows, 1..3);
    // Rows 3 and 4 fill a part, which was not returned because no row followed.
    assert_eq!((error.rows(), error.parts()), (2, 1));
    assert_eq!(
        error.to_string(),
        "line 6, column 2: the text is not UTF-8 (if it is Windows-1252 or Latin-1, set the encoding); \
         rows 1 to 2 are in earlier parts"
    );
}

#[test]
fn errors_and_debug_output_show_no_text() {
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
fn messages_are_one_line_and_say_what_to_do() {
    let message = |source: &str, limits| error(source, limits).to_string();
    assert_eq!(
        message("email;x\n", ROOMY),
        "line 1, column 1: no column is headed \"email\" or \"sms_number\" \
         (the headings seem to be separated by ';': set that delimiter)"
    );
    assert_eq!(
        message("email,x,x\n", ROOMY),
        "line 1, column 9: the same column already has a heading at line 1, column 7"
    );
    assert_eq!(
        message("email\n\"aaaaaaaaaaa\n\n", bytes(12)),
        "line 2, column 1: the record that starts here does not fit into a part of at most \
         12 bytes and 1000 lines (the quote at line 2, column 1 may not have been closed)"
    );
    assert_eq!(
        message("", ROOMY),
        "line 1, column 1: there is no header: the source is empty"
    );
}

#[test]
fn a_byte_order_mark_is_no_column_and_an_incomplete_one_is_not_text() {
    assert_eq!(wrong("\u{feff}city\n"), (no_email(None), 1, 1));
    assert_eq!(wrong(b"\xEF\xBBx"), (CsvErrorKind::InvalidUtf8, 1, 1));
    assert_eq!(wrong(b"\xEF\xBB"), (CsvErrorKind::InvalidUtf8, 1, 1));
}

#[test]
fn the_format_of_files_that_are_not_csv_is_named() {
    for (begin, name) in [
        (&b"PK\x03\x04\x14\0\x06\0"[..], "Excel"),
        (b"PK\x05\x06\0\0", "ZIP"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Excel"),
        (b"\x1F\x8B\x08\0", "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xFF\xFEe\0m\0a\0i\0l\0", "UTF-16"),
        (b"\xFE\xFF\0e\0m", "UTF-16"),
        (b"<!DOCTYPE html>\n<html>", "HTML"),
        (b"  <?xml version=\"1.0\"?>\n", "XML"),
        (b"[{\"email\":\"a@b\"}]\n", "JSON"),
        (b"\xEF\xBB\xBF{\n", "JSON"),
        (b"{\\rtf1\\ansi\n", "RTF"),
        (b"begin:vcard\r\nVERSION:3.0\r\n", "vCard"),
    ] {
        let error = error(begin, ROOMY);
        let CsvErrorKind::NotCsv { format } = error.kind() else {
            panic!("{name}: {error}");
        };
        assert!(format.contains(name), "{name}: {error}");
        assert_eq!((error.position().line, error.position().column), (1, 1));
    }
    // A single line without an end.
    let json = format!("{{\"contacts\":\"{}\"}}", "x".repeat(2_000));
    assert_eq!(wrong(json).0, CsvErrorKind::NotCsv { format: "JSON" });
    // A CSV can begin like such a file.
    for source in [
        "P,email\n",
        "PK,email\n",
        "%,email\n",
        "{,email\n",
        "BZh,email",
    ] {
        assert_eq!(split(source, ROOMY).1, Ok(()), "{source}");
    }
}

#[test]
fn a_hint_for_spreadsheets_is_not_the_header() {
    for source in [
        "sep=,\r\nemail,first_name\r\nann@example.com,Ann\r\n",
        "SEP=;\nemail;first_name\n",
        "\"sep=;\"\nemail;x\n",
        "\u{feff}sep=\t\nemail\n",
        "\nsep=\nemail\n",
    ] {
        assert_eq!(wrong(source).0, CsvErrorKind::SeparatorLine, "{source}");
    }
}

#[test]
fn invisible_characters_around_a_heading_are_named() {
    for (source, character, column) in [
        (
            "\u{feff}\u{feff}email,first_name\nann@example.com,Ann\n",
            '\u{feff}',
            1,
        ),
        ("\u{200b}email\n", '\u{200b}', 1),
        ("first_name,email\u{200b}\n", '\u{200b}', 12),
        ("first_name, \u{2060}email\n", '\u{2060}', 12),
        ("email,\"\u{200e}city\"\n", '\u{200e}', 7),
        ("email,city\u{ad}\n", '\u{ad}', 7),
        ("email,\u{1}city\n", '\u{1}', 7),
    ] {
        let kind = CsvErrorKind::InvisibleCharacter { character };
        assert_eq!(wrong(source), (kind, 1, column), "{source:?}");
    }
    let text = error("\u{feff}\u{feff}email\n", ROOMY).to_string();
    assert!(text.contains("U+FEFF (another byte-order mark)"), "{text}");
    // Within a heading they can have a meaning.
    assert_eq!(split("email,cf:a\u{200d}b\n", ROOMY).1, Ok(()));
}

#[test]
fn a_header_in_the_middle_is_refused_with_its_line() {
    let repeated = CsvErrorKind::RepeatedHeader;
    for (second, kind) in [
        ("email,first_name", repeated),
        ("\u{feff}email,first_name", repeated),
        ("\u{feff}\"Email address\",\"FIRST NAME\"\r", repeated),
        ("email,first_name,,", repeated),
        // The same columns in another order, other columns, fewer and more.
        ("first_name,email", CsvErrorKind::AnotherHeader),
        ("email,last_name", CsvErrorKind::AnotherHeader),
        ("email", CsvErrorKind::AnotherHeader),
        ("email,first_name,city", CsvErrorKind::AnotherHeader),
        ("SMS number,first name", CsvErrorKind::AnotherHeader),
    ] {
        let source =
            format!("email,first_name\nann@example.com,Ann\n{second}\nbob@example.com,B\n");
        assert_eq!(wrong(&source), (kind, 3, 1), "{second}");
        if kind != repeated {
            let mut splitter = Splitter::new(ROOMY).drop_repeated_headers(true);
            let error = splitter.feed(&mut source.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), kind, "{second}");
        }
    }
    // A single cell may have such a text.
    for row in [
        "email,",
        "Email,Ann",
        "ann@example.com,email",
        "x,email",
        "+1,state",
    ] {
        let source = format!("email,first_name\n{row}\n");
        assert_eq!(split(source, ROOMY).1, Ok(()), "{row}");
    }
}

#[test]
fn an_invalid_delimiter_is_refused() {
    for delimiter in [b'"', b'\n', b'\r', b'a', b'0', 0, 0xA7] {
        let mut splitter = Splitter::new(ROOMY).delimiter(delimiter);
        let error = splitter.feed(&mut &b"email\n"[..]).unwrap_err();
        assert_eq!(error.kind(), CsvErrorKind::InvalidDelimiter);
    }
}
