//! Where parts end, and what the splitter leaves out.

#![allow(clippy::unwrap_used)]

use constant_contact::csv::{CsvError, Limits, Part, Splitter};

pub const ROOMY: Limits = Limits::new(1_000, 1_000);

/// The parts of a source and the result, which are the same for all chunks.
pub fn split(source: impl AsRef<[u8]>, limits: Limits) -> (Vec<Part>, Result<(), CsvError>) {
    let source = source.as_ref();
    let whole = in_chunks(source, source.len().max(1), limits);
    for size in [1, 2, 3, 7] {
        assert_eq!(
            in_chunks(source, size, limits),
            whole,
            "in chunks of {size}"
        );
    }
    whole
}

fn in_chunks(source: &[u8], size: usize, limits: Limits) -> (Vec<Part>, Result<(), CsvError>) {
    let mut splitter = Splitter::new(limits);
    let mut parts = Vec::new();
    for mut chunk in source.chunks(size) {
        loop {
            match splitter.feed(&mut chunk) {
                Ok(Some(part)) => parts.push(part),
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(splitter.feed(&mut &b"x"[..]), Err(error.clone()));
                    assert_eq!(splitter.finish(), Err(error.clone()));
                    return (parts, Err(error));
                }
            }
        }
        assert!(chunk.is_empty());
    }
    let result = splitter.finish().map(|last| parts.extend(last));
    (parts, result)
}

pub fn texts(source: impl AsRef<[u8]>, limits: Limits) -> Vec<String> {
    let (parts, result) = split(source, limits);
    assert_eq!(result, Ok(()));
    parts
        .iter()
        .map(|part| String::from_utf8(part.bytes.to_vec()).unwrap())
        .collect()
}

pub fn lines(max_lines: u64) -> Limits {
    Limits::new(ROOMY.max_bytes, max_lines)
}

pub fn bytes(max_bytes: usize) -> Limits {
    Limits::new(max_bytes, ROOMY.max_lines)
}

#[test]
fn a_small_source_is_one_part_byte_for_byte() {
    for source in [
        "email\na@b.example\n",
        "email\r\na@b.example\r\n",
        "email\ra@b.example\r",
        "email\na@b.example",
        "\"email\",\"a\"\"b\"\r\n a , \" b\"x\n",
        "sms_number\n+1\n",
        "email,\"a\nb\"\na,b\n",
    ] {
        assert_eq!(texts(source, ROOMY), [source]);
    }
}

#[test]
fn parts_end_at_the_line_limit() {
    let (parts, result) = split("email\na\nb\nc\nd\ne", lines(3));
    assert_eq!(result, Ok(()));
    let seen: Vec<_> = parts
        .iter()
        .map(|part| {
            (
                part.number,
                &part.bytes[..],
                part.rows.clone(),
                part.lines.clone(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (1, &b"email\na\nb\n"[..], 1..3, 2..4),
            (2, b"email\nc\nd\n", 3..5, 4..6),
            (3, b"email\ne", 5..6, 6..7),
        ]
    );
}

#[test]
fn parts_end_at_the_byte_limit() {
    assert_eq!(
        texts("email\naa\nbb\ncc\n", bytes(12)),
        ["email\naa\nbb\n", "email\ncc\n"]
    );
    assert_eq!(texts("email\naa\nbb\ncc\n", bytes(11)).len(), 3);
    // The line end counts, if there is one.
    assert_eq!(texts("email\naa\nbb", bytes(11)), ["email\naa\nbb"]);
    assert_eq!(
        texts("email\naa\nbb\r\n", bytes(12)),
        ["email\naa\n", "email\nbb\r\n"]
    );
    assert_eq!(texts("email\naa\nbb\r", bytes(12)), ["email\naa\nbb\r"]);
    assert_eq!(
        texts("email\naa\nbb\rcc", bytes(12)),
        ["email\naa\nbb\r", "email\ncc"]
    );
}

#[test]
fn lines_within_quotes_count() {
    let source = "email,note\na,\"1\n2\r\n3\r4\"\nb,\nc,\n";
    assert_eq!(texts(source, lines(6)).len(), 2);
    let (parts, _) = split(source, lines(5));
    assert_eq!(parts[0].bytes, "email,note\na,\"1\n2\r\n3\r4\"\n");
    assert_eq!(
        (parts[0].rows.clone(), parts[0].lines.clone()),
        (1..2, 2..6)
    );
    assert_eq!(
        (parts[1].rows.clone(), parts[1].lines.clone()),
        (2..4, 6..8)
    );
    // A record that would be split within its quotes moves to the next part.
    let source = "email,note\nb,\na,\"1\n2\n3\"\n";
    assert_eq!(
        texts(source, lines(4)),
        ["email,note\nb,\n", "email,note\na,\"1\n2\n3\"\n"]
    );
}

#[test]
fn the_lines_of_the_header_count() {
    let source = "email,\"a\nb\"\na,\nb,\n";
    assert_eq!(texts(source, lines(3)).len(), 2);
    assert_eq!(texts(source, lines(4)).len(), 1);
    // As it is sent.
    let source = "email,\"first\nname\"\na,\nb,\n";
    assert_eq!(texts(source, lines(3)).len(), 1);
}

#[test]
fn line_ends_may_be_mixed() {
    let source = "email\r\na\nb\rc\r\nd";
    assert_eq!(
        texts(source, lines(2)),
        [
            "email\r\na\n",
            "email\r\nb\r",
            "email\r\nc\r\n",
            "email\r\nd"
        ]
    );
}

#[test]
fn blank_lines_are_dropped_and_are_not_rows() {
    let (parts, result) = split("\n\r\nemail\n\n\r\n\ra\r\r\nb\n\n\nc\n\n", lines(3));
    assert_eq!(result, Ok(()));
    assert_eq!(parts[0].bytes, "email\na\rb\n");
    assert_eq!(
        (parts[0].rows.clone(), parts[0].lines.clone()),
        (1..3, 7..10)
    );
    assert_eq!(parts[1].bytes, "email\nc\n");
    assert_eq!(
        (parts[1].rows.clone(), parts[1].lines.clone()),
        (3..4, 12..13)
    );
}

#[test]
fn records_without_content_are_dropped_and_counted() {
    let source =
        "email,a\n\u{feff}\n,\n \n,,\n\"\"\nx,\n\"\",\"\"\n\" \",\t\u{a0}\ny,\n\"\n\",\r\n,,";
    let (parts, result) = split(source, ROOMY);
    assert_eq!(result, Ok(()));
    assert_eq!(parts[0].bytes, "email,a\nx,\ny,\n");
    assert_eq!(
        (parts[0].rows.clone(), parts[0].lines.clone()),
        (1..3, 7..11)
    );
    let mut splitter = Splitter::new(ROOMY);
    splitter.feed(&mut source.as_bytes()).unwrap();
    splitter.finish().unwrap();
    assert_eq!(splitter.empty_rows(), 8);
    // After rows and before the header.
    let source = "email,first_name\r\nann@example.com,Ann\r\n,\r\n,\r\n";
    assert_eq!(
        texts(source, ROOMY),
        ["email,first_name\r\nann@example.com,Ann\r\n"]
    );
    assert_eq!(texts(",,\n\"\"\nemail\na\n", ROOMY), ["email\na\n"]);
    // A record with one cell that is not empty is a row.
    assert_eq!(
        texts("email,a\n,0\n,\"\"\"\"\n", ROOMY)[0].lines().count(),
        3
    );
    assert_eq!(split("email,a\n,\n,\n", ROOMY), (Vec::new(), Ok(())));
}

#[test]
fn rows_of_dropped_records_do_not_fill_a_part() {
    let source = format!(
        "email,a\n{}a,\n{}b,\n",
        ",\n".repeat(100),
        ",\n".repeat(100)
    );
    let (parts, _) = split(&source, lines(3));
    assert_eq!(parts.len(), 1);
    assert_eq!(
        (parts[0].rows.clone(), parts[0].lines.clone()),
        (1..3, 102..204)
    );
}

#[test]
fn rows_of_another_length_than_the_header_are_passed_on() {
    let source = "email,city\na\nb,c,d,e\n";
    assert_eq!(texts(source, ROOMY), [source]);
}

#[test]
fn the_byte_order_mark_is_dropped() {
    assert_eq!(texts("\u{feff}email\na\n", ROOMY), ["email\na\n"]);
    // Also where files were joined, but not within a record.
    assert_eq!(
        texts("email\n\u{feff}\"a\nb\"\n", ROOMY),
        ["email\n\"a\nb\"\n"]
    );
    assert_eq!(texts("email\na\u{feff}\n", ROOMY), ["email\na\u{feff}\n"]);
}

#[test]
fn a_quote_opens_a_field_only_at_its_beginning() {
    // Inches, without quoting.
    assert_eq!(texts("email,size\na,5\"\nb,6\"\n", lines(2)).len(), 2);
    // After the closing quote, text and quotes are ordinary characters.
    assert_eq!(texts("email,x\na,\"b\"c\"\nd,e\n", lines(2)).len(), 2);
    assert_eq!(
        texts("email,x\na,\"b\"\"\",\"\"\n\"\",e\n", lines(2)).len(),
        2
    );
    // Doubled quotes, commas and line ends within quotes are text.
    assert_eq!(
        texts("email,x\n\"a\"\"\n,\"\"\",\"\"\nd,e\n", lines(3)).len(),
        2
    );
}

#[test]
fn a_header_without_rows_has_no_part() {
    for source in ["email", "email\n", "\u{feff}email\r\n\r\n"] {
        assert_eq!(split(source, ROOMY), (Vec::new(), Ok(())));
    }
}

#[test]
fn the_headings_are_known_before_there_is_a_part() {
    let mut splitter = Splitter::new(ROOMY);
    assert_eq!(splitter.feed(&mut &b"Email,\" a\"\"b \""[..]), Ok(None));
    assert_eq!(splitter.headings(), None);
    assert_eq!(splitter.feed(&mut &b"\n"[..]), Ok(None));
    assert_eq!(
        splitter.headings(),
        Some(&["email".to_owned(), "a\"b".to_owned()][..])
    );
}

#[test]
fn long_sources_cross_windows_and_parts() {
    let mut source = String::from("email,note\r\n");
    for row in 0..20_000 {
        let note = "ł\"\"\n,".repeat(row % 23);
        source += &format!("c{row}@b.example,\"{note}\"\r\n");
    }
    let limits = Limits::new(100_000, 9_000);
    let (parts, result) = split(&source, limits);
    assert_eq!(result, Ok(()));
    assert_eq!(parts.last().map(|part| part.rows.end), Some(20_001));
    let mut joined = b"email,note\r\n".to_vec();
    for part in &parts {
        assert!(part.bytes.len() <= limits.max_bytes);
        joined.extend(part.bytes.strip_prefix(b"email,note\r\n").unwrap());
    }
    assert!(joined == source.as_bytes());
}

#[test]
fn columns_are_sent_by_their_documented_names() {
    for (source, sent) in [
        (
            "EMAIL\u{a0},First_Name \nann@example.com,Ann\n",
            "email,first_name\nann@example.com,Ann\n",
        ),
        (
            "\"Email address\",\"First name\"\r\n\"ann@example.com\",\"Ann\"\r\n",
            "email,first_name\r\n\"ann@example.com\",\"Ann\"\r\n",
        ),
        (
            "Email address,Company,City - Home,Email Lists,CF: Shoe Size\ra,b,c,d,e\r",
            "email,company_name,city,Email Lists,cf:Shoe Size\ra,b,c,d,e\r",
        ),
    ] {
        assert_eq!(texts(source, ROOMY), [sent]);
    }
}

fn splitter(delimiter: u8) -> Splitter {
    Splitter::new(ROOMY).delimiter(delimiter)
}

#[test]
fn other_delimiters_become_commas() {
    let source = "Email;Ort, Land;\"x;\"\r\na@b;Bonn, D;\"1\"\"\n;2\"\n;;\nc@d;5\" x;\r";
    let mut splitter = splitter(b';');
    splitter.feed(&mut source.as_bytes()).unwrap();
    let parts = splitter.finish().unwrap();
    let expected = "email,\"Ort, Land\",x;\r\na@b,\"Bonn, D\",\"1\"\"\n;2\"\nc@d,\"5\"\" x\",\r";
    assert_eq!(parts[0].bytes, expected);
    assert_eq!(
        (parts[0].rows.clone(), parts[0].lines.clone()),
        (1..3, 2..6)
    );
    assert_eq!(splitter.empty_rows(), 1);
    for delimiter in [b'\t', b'|', b'^', b' ', 0x1F] {
        let mut splitter = Splitter::new(ROOMY).delimiter(delimiter);
        let source = [&b"email"[..], b"a\na@b", b"c\n"].join(&delimiter);
        splitter.feed(&mut &*source).unwrap();
        assert_eq!(splitter.finish().unwrap()[0].bytes, "email,a\na@b,c\n");
    }
}

#[test]
fn rows_that_grow_when_they_are_rewritten_keep_to_the_limit() {
    let mut splitter = Splitter::new(bytes(19)).delimiter(b';');
    // 9 bytes in the source and 11 in a part, as many as the header leaves.
    let mut parts = Vec::new();
    let mut chunk = &b"email;a\nx;1,2,3,\ny;1,2,3,"[..];
    while let Some(part) = splitter.feed(&mut chunk).unwrap() {
        parts.push(part);
    }
    parts.extend(splitter.finish().unwrap());
    let texts: Vec<_> = parts.iter().map(|part| &part.bytes[..]).collect();
    assert_eq!(
        texts,
        [&b"email,a\nx,\"1,2,3,\"\n"[..], b"email,a\ny,\"1,2,3,\""]
    );
    let mut splitter = Splitter::new(bytes(18)).delimiter(b';');
    let error = splitter.feed(&mut &b"email;a\nx;1,2,3,\n"[..]).unwrap_err();
    assert_eq!((error.position().line, error.rows()), (2, 0));
}

/// Two files, joined as by `cat`.
fn joined(second: &str) -> String {
    format!("email,first_name\nann@example.com,Ann\n{second}\nbob@example.com,Bob\n")
}

#[test]
fn repeated_headers_are_dropped_if_that_is_set() {
    for second in [
        "email,first_name",
        "\u{feff}email,first_name",
        "\u{feff}\"EMAIL\",\"First name\"\r",
        "Email address , First\u{a0}Name,,",
        "email,first_name\n\u{feff}email,first_name",
    ] {
        let source = joined(second);
        let mut splitter = Splitter::new(ROOMY).drop_repeated_headers(true);
        let mut chunk = source.as_bytes();
        assert_eq!(splitter.feed(&mut chunk), Ok(None), "{second}");
        let parts = splitter.finish().unwrap();
        let expected = "email,first_name\nann@example.com,Ann\nbob@example.com,Bob\n";
        assert_eq!(parts[0].bytes, expected, "{second}");
        assert_eq!(parts[0].rows, 1..3);
        let headers = source.to_lowercase().matches("email").count() as u64;
        assert_eq!(splitter.repeated_headers(), headers - 1);
    }
}
