//! Strategies for the sources, limits and chunks of the property tests of the splitter.

use constant_contact::csv::Limits;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

pub const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A field as it is in the source.
fn field() -> impl Strategy<Value = String> {
    let plain = vec(
        select(vec!["a", "B", "7", " ", "é", "日", "🎈", "@", ";", "'"]),
        0..6,
    );
    let quoted = vec(
        select(vec![
            "a", "\"\"", ",", "\n", "\r\n", "\r", "ł", "\n\n", "\"\"\"\"", " ", "🎈",
        ]),
        0..8,
    );
    let inner = select(vec!["", "5\"", "a\"b", " \"\"", "x\"\"\"y"]);
    prop_oneof![
        3 => plain.prop_map(|pieces| pieces.concat()),
        3 => quoted.prop_map(|pieces| format!("\"{}\"", pieces.concat())),
        1 => inner.prop_map(str::to_owned),
        // Text after the closing quote.
        1 => select(vec!["\"a\"b", "\"\"c\"", "\"\n\" "]).prop_map(str::to_owned),
    ]
}

fn line_end() -> impl Strategy<Value = &'static str> {
    select(vec!["\n", "\r\n", "\r"])
}

/// A record without and with its terminator, and blank lines after it.
fn row() -> impl Strategy<Value = (String, &'static str, String)> {
    let blank = prop_oneof![4 => Just(Vec::new()), 1 => vec(line_end(), 1..4)];
    (vec(field(), 1..6), line_end(), blank).prop_map(|(fields, end, blank)| {
        let text = fields.join(",");
        // Nothing at all would be a blank line.
        let text = if text.is_empty() {
            "\"\"".to_owned()
        } else {
            text
        };
        (text, end, blank.concat())
    })
}

/// A header as it is in the source, and as it is sent.
fn header() -> impl Strategy<Value = (String, String)> {
    let first = select(vec![
        ("email", "email"),
        ("Email", "email"),
        ("\"Email address\"", "email"),
        (" sms_number ", "sms_number"),
        ("\"email\" ", "email"),
    ]);
    let others = select(vec![
        ("", ""),
        (",city", ",city"),
        (",\"first\nname\",x", ",first_name,x"),
        (",\"a \"\"b\"\"\"", ",\"a \"\"b\"\"\""),
        (",\"a\nb\"", ",\"a\nb\""),
        (",,", ",,"),
        (",é", ",é"),
    ]);
    (first, others).prop_map(|(first, others)| {
        let written = format!("{}{}", first.0, others.0);
        (written, format!("{}{}", first.1, others.1))
    })
}

/// A source, its header as it is there, and its records with their terminators. The first record is the
/// header as it is sent.
pub fn source() -> impl Strategy<Value = (Vec<u8>, Vec<u8>, Vec<Vec<u8>>)> {
    let rows = vec(row(), 0..40);
    (any::<bool>(), header(), line_end(), rows, any::<bool>()).prop_map(
        |(mark, (header, sent), end, mut rows, open)| {
            rows.insert(0, (header, end, String::new()));
            if open && let Some((_, end, blank)) = rows.last_mut() {
                *end = "";
                blank.clear();
            }
            let mut source = if mark { MARK.to_vec() } else { Vec::new() };
            let mut records = Vec::new();
            for (text, end, blank) in rows {
                source.extend(format!("{text}{end}{blank}").bytes());
                // A CR and the LF of a blank line are one line end.
                let joined = if end == "\r" && blank.starts_with('\n') {
                    "\r\n"
                } else {
                    end
                };
                records.push(format!("{text}{joined}").into_bytes());
            }
            let header = records[0].clone();
            let end = header.iter().skip_while(|byte| !b"\r\n".contains(byte));
            let end = match header.ends_with(b"\r\n") {
                true => &b"\r\n"[..],
                false if end.count() > 0 && header.ends_with(b"\n") => b"\n",
                false if header.ends_with(b"\r") => b"\r",
                false => b"",
            };
            records[0] = [sent.as_bytes(), end].concat();
            (source, header, records)
        },
    )
}

/// The limits of parts, from those that few records fit into.
pub fn limits() -> impl Strategy<Value = Limits> {
    let max_bytes = prop_oneof![30_usize..120, 100_usize..2_000];
    let max_lines = prop_oneof![3_u64..12, 10_u64..100];
    (max_bytes, max_lines).prop_map(|(max_bytes, max_lines)| Limits::new(max_bytes, max_lines))
}

/// The lengths of chunks, repeated as often as needed.
pub fn lengths() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        vec(1_usize..40, 1..20),
        Just(vec![1]),
        Just(vec![usize::MAX])
    ]
}

/// Bytes that are often something special.
pub fn noise() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => select(vec![&b"\""[..], b",", b"\n", b"\r", b"a", b"\"\"", b",\"", b"\r\n"]),
        2 => select(vec!["é", "日", "🎈"]).prop_map(str::as_bytes),
        1 => select(vec![&b"\0"[..], b"\xEF", b"\xBB", b"\xBF", b"\xE2\x82", b"\xFF", b"\xF0"]),
    ];
    let start = select(vec![
        &b""[..],
        b"email\n",
        b"email,x\r\n",
        b"\xEF\xBB\xBFemail\r",
    ]);
    (start, vec(piece, 0..60)).prop_map(|(start, pieces)| [start, &pieces.concat()].concat())
}
