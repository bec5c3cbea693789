//! The check of headings reads the header of each kind of source, and no more than the header.

use crate::headings::{FIELDS, refused, sandbox, suggestions};
use crate::import::{finish, import};
use constant_contact::CsvSource;
use constant_contact_sandbox::ScriptedAnswer;
use futures_util::stream;
use serde_json::json;
use std::convert::Infallible;

/// A row of which one heading is unknown.
#[cfg(feature = "csv-rows")]
#[derive(serde::Serialize)]
struct Customer {
    email: &'static str,
    #[serde(rename = "cf:Shoe size")]
    size: u32,
}

/// Each kind of source, for a CSV with a header and one row.
fn sources(path: &std::path::Path) -> Vec<(&'static str, CsvSource)> {
    const CSV: &str = "email,cf:Shoe size\na@b.example,7\n";
    std::fs::write(path, CSV).unwrap();
    let pieces = CSV.as_bytes().chunks(1).map(Ok::<_, Infallible>);
    let sources = vec![
        ("bytes", CsvSource::bytes(CSV)),
        ("path", CsvSource::path(path)),
        ("reader", CsvSource::reader(CSV.as_bytes())),
        ("stream", CsvSource::stream(stream::iter(pieces))),
        (
            "semicolons",
            CsvSource::bytes(CSV.replace(',', ";")).delimiter(b';'),
        ),
        ("no rows", CsvSource::bytes("email,cf:Shoe size")),
    ];
    #[cfg(feature = "csv-rows")]
    let sources = {
        let customer = || Customer {
            email: "a@b.example",
            size: 7,
        };
        let rows = stream::iter([Ok::<_, Infallible>(customer())]);
        let mut sources = sources;
        sources.push(("rows", CsvSource::rows([customer()])));
        sources.push(("row stream", CsvSource::row_stream(rows)));
        sources
    };
    #[cfg(feature = "encodings")]
    let sources = {
        use constant_contact::csv::Encoding;
        let utf16: Vec<u8> = CSV.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut sources = sources;
        sources.push((
            "UTF-16",
            CsvSource::bytes(utf16).encoding(Encoding::UTF_16LE),
        ));
        sources
    };
    sources
}

#[tokio::test]
async fn every_kind_of_source_is_checked_before_the_first_upload() {
    let (sandbox, client) = sandbox(&["Shoe size"]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.csv");
    for (kind, source) in sources(&path) {
        let headings = refused(import(&client, source).check_headings()).await;
        assert_eq!(
            suggestions(&headings),
            [(2, Some("cf:shoe_size"))],
            "{kind}"
        );
    }
    for (kind, source) in sources(&path) {
        let headings = import(&client, source).unknown_headings().await.unwrap();
        assert_eq!(
            suggestions(&headings),
            [(2, Some("cf:shoe_size"))],
            "{kind}"
        );
    }
    assert_eq!(sandbox.requests(FIELDS), sandbox.request_count());
    // Once the field has that name, all of them are imported.
    let answer = json!({ "custom_fields": [{ "custom_field_id": "1", "name": "Shoe size" }] });
    sandbox
        .fail(ScriptedAnswer::json(200, answer.to_string()))
        .on(FIELDS);
    for (kind, source) in sources(&path) {
        let report = finish(import(&client, source).check_headings())
            .await
            .unwrap();
        assert_eq!(report.rows_sent(), u64::from(kind != "no rows"), "{kind}");
    }
}

#[tokio::test]
async fn a_stream_is_read_no_further_than_its_header() {
    let (sandbox, client) = sandbox(&[]).await;
    let source = || {
        let chunks = ["email,fri", "st_name\na@b.exam"].map(Ok);
        CsvSource::stream(stream::iter(
            chunks.into_iter().chain([Err("read too far")]),
        ))
    };
    let headings = refused(import(&client, source()).check_headings()).await;
    assert_eq!(suggestions(&headings), [(2, Some("first_name"))]);
    let headings = import(&client, source()).unknown_headings().await.unwrap();
    assert_eq!(suggestions(&headings), [(2, Some("first_name"))]);
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn a_fault_in_the_header_is_found_by_the_check() {
    let (sandbox, client) = sandbox(&[]).await;
    for csv in ["", "name,city\nA,Rome\n", "email,\"frist_name\n"] {
        let stream = || CsvSource::stream(stream::iter([Ok::<_, Infallible>(csv)]));
        for source in [CsvSource::bytes(csv), stream()] {
            let error = import(&client, source)
                .unknown_headings()
                .await
                .unwrap_err();
            assert!(error.csv().is_some(), "{csv:?}: {error}");
            assert_eq!(error.operation(), Some("import_csv"));
        }
        let error = import(&client, stream())
            .check_headings()
            .send()
            .await
            .unwrap_err();
        assert!(error.csv().is_some(), "{csv:?}: {error}");
    }
    let error = client
        .import_csv(CsvSource::bytes("email\n"), [""; 0])
        .unknown_headings();
    assert!(error.await.unwrap_err().is_invalid());
    assert_eq!(sandbox.request_count(), 0);
}
