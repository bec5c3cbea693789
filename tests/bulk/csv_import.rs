//! Imports of files as people have them: what arrives, under which name, and what the report says about
//! the rest.

use crate::form::file;
use constant_contact::csv::CsvErrorKind;
use constant_contact::{
    Client, CsvSource, ErrorKind, FileJournal, ImportCsv, PartState, Unlimited,
};
use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use serde_json::json;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

type Uploads = Arc<Mutex<Vec<(String, String)>>>;

/// A server that keeps the names and contents of the files, and answers with the status.
async fn server(status: u16) -> (MockServer, Uploads) {
    let server = MockServer::start_async().await;
    let uploads = Uploads::default();
    let kept = Arc::clone(&uploads);
    server
        .mock_async(|when, then| {
            when.method("POST")
                .path("/v3/activities/contacts_file_import");
            then.respond_with(move |request: &HttpMockRequest| {
                let (name, csv) = file(request.body_ref());
                let mut kept = kept.lock().unwrap();
                kept.push((name, String::from_utf8(csv.to_vec()).unwrap()));
                let body = format!(r#"{{"activity_id":"job-{}"}}"#, kept.len());
                HttpMockResponse::builder()
                    .status(status)
                    .body(body)
                    .build()
            });
        })
        .await;
    server
        .mock_async(|when, then| {
            when.method("GET").path("/v3/activities");
            then.status(200).json_body(json!({ "activities": [] }));
        })
        .await;
    (server, uploads)
}

fn import(server: &MockServer, source: CsvSource) -> ImportCsv {
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url("/v3"))
        .rate_limiter(Unlimited)
        .build()
        .unwrap();
    client.import_csv(source, ["list-1"])
}

/// The upload of a source that is one part.
async fn arrives(source: CsvSource) -> String {
    let (server, uploads) = server(201).await;
    let job = import(&server, source).send().await.unwrap();
    assert_eq!(job.report().parts.len(), 1);
    let (_, text) = uploads.lock().unwrap().remove(0);
    text
}

/// The fault of a source of which nothing was sent.
async fn refused(source: CsvSource) -> CsvErrorKind {
    let (server, uploads) = server(201).await;
    let error = import(&server, source).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(uploads.lock().unwrap().is_empty());
    error.csv().unwrap_or_else(|| panic!("{error}")).kind()
}

#[tokio::test]
async fn rows_without_content_are_left_out_and_counted() {
    let (server, uploads) = server(201).await;
    let source = "email,first_name\r\nann@example.com,Ann\r\n,\r\n,\r\n";
    let job = import(&server, CsvSource::bytes(source)).send().await;
    let report = job.unwrap().report().clone();
    assert_eq!((report.empty_rows, report.rows_sent()), (2, 1));
    assert!(report.to_string().contains("2 empty rows left out"));
    let (_, text) = uploads.lock().unwrap().remove(0);
    assert_eq!(text, "email,first_name\r\nann@example.com,Ann\r\n");
    // As many as a spreadsheet has rows.
    let rows = "a@b.example,\nc@d.example,\ne@f.example,\n";
    let source = format!("email,x\n{rows}{}", ",\n".repeat(120_000));
    let job = import(&server, CsvSource::bytes(source)).send().await;
    let report = job.unwrap().report().clone();
    assert_eq!((report.empty_rows, report.rows_sent()), (120_000, 3));
    assert_eq!(report.parts.len(), 1);
    assert_eq!(report.parts[0].lines, Some(2..5));
    assert_eq!(uploads.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_lines_of_rows_are_reported() {
    let (server, uploads) = server(201).await;
    let source = "email,x\n,\na,\"1\n2\"\n\n,\nb,\nc,\n";
    let job = import(&server, CsvSource::bytes(source)).part_lines(4);
    let report = job.send().await.unwrap().report().clone();
    let seen: Vec<_> = report.parts.iter().collect();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (seen[0].rows.clone(), seen[0].lines.clone()),
        (1..3, Some(3..8))
    );
    assert_eq!(
        (seen[1].rows.clone(), seen[1].lines.clone()),
        (3..4, Some(8..9))
    );
    assert_eq!(uploads.lock().unwrap()[1].1, "email,x\nc,\n");
}

#[tokio::test]
async fn joined_files_are_refused_or_read_as_one() {
    let source =
        "email,first_name\nann@example.com,Ann\n\u{feff}email,first_name\nbob@example.com,Bob\n";
    let kind = refused(CsvSource::bytes(source)).await;
    assert_eq!(kind, CsvErrorKind::RepeatedHeader);
    let (server, uploads) = server(201).await;
    let import = import(&server, CsvSource::bytes(source)).drop_repeated_headers(true);
    let report = import.send().await.unwrap().report().clone();
    assert_eq!((report.repeated_headers, report.rows_sent()), (1, 2));
    assert!(report.to_string().contains("1 repeated headers left out"));
    let (_, text) = uploads.lock().unwrap().remove(0);
    assert_eq!(
        text,
        "email,first_name\nann@example.com,Ann\nbob@example.com,Bob\n"
    );
}

#[tokio::test]
async fn exports_and_unusual_headings_can_be_imported() {
    for (source, sent) in [
        (
            "\"Email address\",\"First name\"\r\n\"ann@example.com\",\"Ann\"\r\n",
            "email,first_name\r\n\"ann@example.com\",\"Ann\"\r\n",
        ),
        (
            "EMAIL\u{a0},First_Name \nann@example.com,Ann\n",
            "email,first_name\nann@example.com,Ann\n",
        ),
    ] {
        assert_eq!(arrives(CsvSource::bytes(source)).await, sent);
    }
}

#[tokio::test]
async fn files_with_semicolons_are_refused_unless_the_delimiter_is_set() {
    let source = "email;Ort, Land\nanna@example.com;Bonn, D\n";
    let separator = Some(';');
    assert_eq!(
        refused(CsvSource::bytes(source)).await,
        CsvErrorKind::NoEmailHeading { separator }
    );
    assert_eq!(
        arrives(CsvSource::bytes(source).delimiter(b';')).await,
        "email,\"Ort, Land\"\nanna@example.com,\"Bonn, D\"\n"
    );
    assert_eq!(
        refused(CsvSource::bytes(source).delimiter(b'"')).await,
        CsvErrorKind::InvalidDelimiter
    );
}

#[tokio::test]
async fn nothing_is_unsent_after_the_last_part() {
    let three = "email\na@b.example\nc@d.example\ne@f.example\n";
    for (source, unsent_from) in [
        ("email\na@b.example\n", None),
        ("email\na@b.example", None),
        ("email\na@b.example\n\n,\n", None),
        (three, Some(2)),
        ("email\na@b.example\n\n,\nc@d.example", Some(2)),
    ] {
        let (server, _) = server(400).await;
        // Both if it is read once and if it is read twice.
        let pieces = futures_util::stream::iter([Ok::<_, Infallible>(source)]);
        for source in [CsvSource::bytes(source), CsvSource::stream(pieces)] {
            let import = import(&server, source).part_lines(2);
            let error = import.send().await.unwrap_err();
            let report = error.report().unwrap();
            assert_eq!(report.parts[0].state, PartState::NotSent);
            assert_eq!(report.unsent_from, unsent_from);
            assert!(!report.is_clean());
            assert_eq!(
                report.to_string().contains("all after it"),
                unsent_from.is_some()
            );
        }
    }
}

#[tokio::test]
async fn nothing_is_unsent_after_the_last_ids() {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.method("POST").path("/v3/activities/contact_delete");
            then.status(400);
        })
        .await;
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url("/v3"))
        .rate_limiter(Unlimited)
        .build()
        .unwrap();
    for (count, unsent_from) in [(1, None), (500, None), (501, Some(501))] {
        let ids: Vec<String> = (0..count).map(|id| format!("id-{id}")).collect();
        let error = client.delete_contacts(ids).send().await.unwrap_err();
        assert_eq!(error.report().unwrap().unsent_from, unsent_from);
    }
}

#[tokio::test]
async fn the_name_of_the_upload_contains_that_of_the_file() {
    let (server, uploads) = server(201).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Kontakte März (2).csv");
    std::fs::write(&path, "email\na@b.example\n").unwrap();
    let journal = folder.path().join("journal");
    let open = || FileJournal::open(journal.clone());
    let first = import(&server, CsvSource::path(&path)).journal(open().await.unwrap());
    let report = first.send().await.unwrap().report().clone();
    let name = report.parts[0].file_name.clone().unwrap();
    assert!(name.starts_with("Kontakte-M-rz-2-"), "{name}");
    assert_eq!(uploads.lock().unwrap()[0].0, name);
    // An import that is resumed keeps the name, even if the file was renamed.
    let renamed = path.with_file_name("other.csv");
    std::fs::rename(&path, &renamed).unwrap();
    let again = import(&server, CsvSource::path(&renamed)).journal(open().await.unwrap());
    let report = again.send().await.unwrap().report().clone();
    assert_eq!(report.parts[0].file_name.as_ref(), Some(&name));
    assert_eq!(uploads.lock().unwrap().len(), 1);
    // Two imports of one file have different names.
    let other = import(&server, CsvSource::path(&renamed)).send().await;
    let other = other.unwrap().report().import_id.clone();
    assert!(other.starts_with("other-"));
    let again = import(&server, CsvSource::path(&renamed)).send().await;
    assert_ne!(again.unwrap().report().import_id, other);
}

#[cfg(feature = "encodings")]
mod encodings {
    use super::*;
    use bytes::Bytes;
    use constant_contact::csv::Encoding;
    use futures_util::stream;

    fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
        let bytes = |unit: u16| match big_endian {
            true => unit.to_be_bytes(),
            false => unit.to_le_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// The source in memory, and as a stream of single bytes.
    fn both(bytes: &[u8]) -> [CsvSource; 2] {
        let pieces: Vec<_> = bytes
            .iter()
            .map(|byte| Ok::<_, Infallible>(vec![*byte]))
            .collect();
        [
            CsvSource::bytes(bytes.to_vec()),
            CsvSource::stream(stream::iter(pieces)),
        ]
    }

    #[tokio::test]
    async fn other_encodings_arrive_as_utf8() {
        let text = "email,first_name\r\nann@example.com,Zoë\r\n";
        let russian = "email,first_name\r\nann@example.com,Зоя🎈\r\n";
        let latin = b"email,first_name\r\nann@example.com,Zo\xEB\r\n".to_vec();
        let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
        let label = |label: &str| Encoding::from_label(label).unwrap();
        for (encoding, bytes, sent) in [
            (Encoding::WINDOWS_1252, latin.clone(), text),
            (Encoding::LATIN_1, latin, text),
            (Encoding::UTF_16LE, utf16(russian, false), russian),
            (
                Encoding::UTF_16LE,
                marked(b"\xFF\xFE", utf16(russian, false)),
                russian,
            ),
            (Encoding::UTF_16BE, utf16(russian, true), russian),
            // The byte-order mark takes precedence.
            (
                Encoding::UTF_16LE,
                marked(b"\xFE\xFF", utf16(russian, true)),
                russian,
            ),
            (
                Encoding::WINDOWS_1252,
                marked(b"\xEF\xBB\xBF", text.into()),
                text,
            ),
            (label("utf-8"), text.into(), text),
            (
                label("windows-1251"),
                b"email\nann@example.com,\xC7\xEE\xFF\n".to_vec(),
                "email\nann@example.com,Зоя\n",
            ),
            (
                label("shift_jis"),
                b"email\nann@example.com,\x93\xFA\n".to_vec(),
                "email\nann@example.com,日\n",
            ),
        ] {
            for source in both(&bytes) {
                assert_eq!(
                    arrives(source.encoding(encoding)).await,
                    sent,
                    "{encoding:?}"
                );
            }
        }
        // As spreadsheets save "Unicode text".
        let source = CsvSource::bytes(marked(b"\xFF\xFE", utf16("email\tx\na@b\tZ, ë\n", false)));
        let source = source.encoding(Encoding::UTF_16LE).delimiter(b'\t');
        assert_eq!(arrives(source).await, "email,x\na@b,\"Z, ë\"\n");
    }

    #[tokio::test]
    async fn bytes_that_are_not_text_are_refused_at_their_position() {
        let lone = [
            utf16("email\na@b\nx", false),
            vec![0x00, 0xD8],
            utf16("y\n", false),
        ]
        .concat();
        let half = [utf16("email\na@b\nx", false), vec![b'y']].concat();
        for (encoding, bytes, place) in [
            (Encoding::UTF_16LE, lone, (3, 2)),
            (Encoding::UTF_16LE, half, (3, 2)),
            (
                Encoding::from_label("shift_jis").unwrap(),
                b"email\na@b\n\x93\xFAx\x93\n".to_vec(),
                (3, 3),
            ),
        ] {
            for source in both(&bytes) {
                let (server, uploads) = server(201).await;
                let sent = import(&server, source.encoding(encoding)).send().await;
                let error = sent.unwrap_err();
                let fault = error.csv().unwrap();
                let name = encoding.name();
                assert_eq!(
                    fault.kind(),
                    CsvErrorKind::InvalidEncoding { encoding: name }
                );
                assert_eq!((fault.position().line, fault.position().column), place);
                assert!(uploads.lock().unwrap().is_empty());
            }
        }
    }

    #[tokio::test]
    async fn utf8_is_not_read_as_something_else() {
        let text = "email,first_name\nann@example.com,Zoë\n";
        let encoding = Encoding::WINDOWS_1252;
        let name = encoding.name();
        let kind = refused(CsvSource::bytes(text).encoding(encoding)).await;
        assert_eq!(kind, CsvErrorKind::UnexpectedUtf8 { encoding: name });
        // ASCII is the same in both.
        let text = "email,first_name\nann@example.com,Zoe\n";
        assert_eq!(
            arrives(CsvSource::bytes(text).encoding(encoding)).await,
            text
        );
    }

    #[tokio::test]
    async fn a_long_text_in_another_encoding_is_read_chunk_by_chunk() {
        let mut text = String::from("email,first_name\n");
        for row in 0..60_000 {
            text += &format!("p{row}@example.com,Zoë\n");
        }
        // The byte of each of these characters is its number.
        let bytes: Bytes = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
        let once = stream::iter([Ok::<_, Infallible>(bytes.clone())]);
        for source in [CsvSource::bytes(bytes.clone()), CsvSource::stream(once)] {
            let (server, uploads) = server(201).await;
            let import = import(&server, source.encoding(Encoding::WINDOWS_1252));
            let job = import.part_lines(20_001).send().await.unwrap();
            assert_eq!(job.report().rows_sent(), 60_000);
            let mut joined = String::from("email,first_name\n");
            for (_, part) in uploads.lock().unwrap().iter() {
                joined += part.strip_prefix("email,first_name\n").unwrap();
            }
            assert!(joined == text);
        }
    }
}
