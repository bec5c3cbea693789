//! Compressed answers, with the feature `gzip`: they are requested, and read wherever an answer is read.

use crate::calls::{Verb, plain};
use crate::scripted::{Scripted, fine, scripted};

#[tokio::test]
async fn compressed_answers_are_requested_with_the_feature_only() {
    let server = scripted([fine()]).await;
    Verb::Get.call(&plain(server.url(""))).await.unwrap();
    let request = server.received().remove(0);
    let expected = cfg!(feature = "gzip").then_some("gzip");
    assert_eq!(request.header("accept-encoding"), expected);
}

#[cfg(feature = "gzip")]
mod compressed {
    use super::*;
    use crate::scripted::reply;
    use constant_contact_sandbox::{Fault, ScriptedAnswer};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::TryStreamExt;
    use std::io::Write;

    fn zip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn zipped(status: u16, content_type: &str, text: &str) -> ScriptedAnswer {
        reply(status, content_type, zip(text)).header("content-encoding", "gzip")
    }

    #[tokio::test]
    async fn pages_refusals_and_files_are_read() {
        let page = r#"{"lists": [{"name": "Readers"}]}"#;
        let server = scripted([Fault::Answer(zipped(200, "application/json", page))]).await;
        let client = plain(server.url(""));
        let lists = client.get_all_lists().send().await.unwrap();
        assert_eq!(lists.lists[0].name.as_deref(), Some("Readers"));

        let refusal = r#"[{"error_key": "lists.api.not_found", "error_message": "gone"}]"#;
        server.play([Fault::Answer(zipped(404, "application/json", refusal))]);
        let error = client.get_list("1").send().await.unwrap_err();
        assert_eq!(error.api_errors()[0].key, "lists.api.not_found");

        let csv = "email\n".repeat(100_000);
        server.play([Fault::Answer(zipped(200, "text/csv", &csv))]);
        let file = client.get_csv_export_file("1");
        let file = file.send().await.unwrap().into_inner();
        let pieces: Vec<_> = file.try_collect().await.unwrap();
        assert_eq!(pieces.concat(), csv.as_bytes());
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_requested_again() {
        let text = r#"{"lists": [{"name": "Readers"}]}"#;
        let page = zipped(200, "application/json", text);
        let short = page.clone().body(zip(text)[..20].to_vec());
        let server = scripted([
            Fault::Answer(short),
            Fault::Answer(page.clone().truncated()),
            Fault::Answer(page),
        ])
        .await;
        let lists = plain(server.url("")).get_all_lists().send().await.unwrap();
        assert_eq!((lists.lists.len(), server.request_count()), (1, 3));
    }
}
