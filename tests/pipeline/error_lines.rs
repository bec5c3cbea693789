//! How errors print: each is one line, and a printed chain repeats nothing.

use crate::calls::{Verb, builder, plain};
use crate::scripted::{json, reply, scripted};
use constant_contact::auth::{
    AccessToken, AuthError, Credentials, Endpoints, MemoryStore, OAuth, Previous, SaveOutcome,
    Session, StoreResult, TokenSource, TokenStore, Tokens,
};
use constant_contact::csv::{CsvError, Limits, Splitter};
use constant_contact::{
    BaseUrlError, BoxError, BoxFuture, Client, CsvSource, Error, ErrorKind, LimitError, Pacer,
    Permit, RateLimiter, RetryPolicy,
};
use constant_contact_sandbox::Fault;
use std::collections::BTreeSet;
use std::error::Error as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A client that sends once.
fn once(base: String) -> Client {
    plain(base).with_retry(RetryPolicy::none())
}

async fn error_of(fault: Fault) -> Error {
    let server = scripted([fault]).await;
    Verb::Get.call(&once(server.url("/v3"))).await.unwrap_err()
}

/// Asserts that an error prints one line that does not repeat its sources, which reporters print as well.
#[track_caller]
fn is_one_line_without_its_sources(error: &dyn std::error::Error) {
    let line = error.to_string();
    assert!(
        !line.is_empty() && !line.contains(['\n', '\r', '\u{2028}']),
        "{line:?}"
    );
    let mut source = error.source();
    while let Some(below) = source {
        assert!(!line.contains(&below.to_string()), "{line}\n{below}");
        source = below.source();
    }
}

/// A store and a rate limiter whose errors have a source.
#[derive(Debug)]
struct Broken(std::io::Error);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the database is gone: {}", self.0)
    }
}

impl std::error::Error for Broken {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl Broken {
    fn new() -> Self {
        Self(std::io::Error::new(
            std::io::ErrorKind::BrokenPipe,
            "the pipe broke",
        ))
    }
}

impl TokenStore for Broken {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        Box::pin(async { Err(Broken::new().into()) })
    }

    fn save<'a>(&'a self, _: Previous, _: &'a Tokens) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move { Err(Broken::new().into()) })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async { Err(Broken::new().into()) })
    }
}

impl TokenSource for Broken {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async { Err(Broken::new().into()) })
    }
}

impl RateLimiter for Broken {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async { Err(LimitError::unavailable(Broken::new())) })
    }
}

#[tokio::test]
async fn no_line_of_a_chain_repeats_the_next() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let (nowhere, folder) = (format!("http://{address}/v3"), tempfile::tempdir().unwrap());
    let endpoints = Endpoints::default()
        .token(&format!("{nowhere}/token"))
        .unwrap();
    let oauth = OAuth::public("id")
        .endpoints(endpoints)
        .token_interval(Duration::from_millis(1));
    let expired = Tokens::new("").with_refresh_token("refresh");
    let store = MemoryStore::default();
    store.save(Previous::Any, &expired).await.unwrap();

    let call = async |client: Client| Verb::Get.call(&client).await.unwrap_err();
    let import = |source| once(nowhere.clone()).import_csv(source, ["1"]);
    let mut errors: Vec<Error> = vec![
        // No connection.
        call(once(nowhere.clone())).await,
        // The rate limiter fails.
        call(
            builder(&*nowhere)
                .access_token("t")
                .rate_limiter(Broken::new())
                .build()
                .unwrap(),
        )
        .await,
        // The token endpoint cannot be reached.
        call(
            builder(&*nowhere)
                .session(Session::new(oauth.clone(), store))
                .build()
                .unwrap(),
        )
        .await,
        // The store fails.
        call(
            builder(&*nowhere)
                .session(Session::new(oauth.clone(), Broken::new()))
                .build()
                .unwrap(),
        )
        .await,
        // The source of tokens fails.
        call(
            builder(&*nowhere)
                .credentials(Broken::new())
                .build()
                .unwrap(),
        )
        .await,
        // There are no tokens.
        call(
            builder(&*nowhere)
                .session(Session::new(oauth, MemoryStore::default()))
                .build()
                .unwrap(),
        )
        .await,
        // No credentials.
        call(builder(&*nowhere).build().unwrap()).await,
        Pacer::per_second(0).unwrap_err().into(),
        Credentials::token("t")
            .renew(&AccessToken::new("t"))
            .await
            .unwrap_err()
            .into(),
        builder("not a URL").build().map(|_| ()).unwrap_err(),
        builder("http://example.com")
            .build()
            .map(|_| ())
            .unwrap_err(),
        // Files.
        import(CsvSource::path(folder.path().join("none.csv")))
            .send()
            .await
            .unwrap_err(),
        import(CsvSource::path(folder.path()))
            .send()
            .await
            .unwrap_err(),
        import(CsvSource::bytes("no heading\n"))
            .send()
            .await
            .unwrap_err(),
        import(CsvSource::bytes("email,frist_name\n"))
            .check_headings()
            .send()
            .await
            .unwrap_err(),
    ];
    for answer in [
        json(200, "{"),
        json(401, ""),
        json(400, r#"[{"error_key":"k","error_message":"m"}]"#),
        Fault::Answer(reply(502, "text/html", "<title>No route</title>")),
        Fault::Answer(reply(200, "application/json", "{}          ").truncated()),
        Fault::LostAnswer,
    ] {
        errors.push(error_of(answer).await);
    }
    for error in &errors {
        is_one_line_without_its_sources(error);
        if let Some(authorization) = error.authorization() {
            is_one_line_without_its_sources(authorization);
        }
        if let Some(headings) = error.unknown_headings() {
            is_one_line_without_its_sources(headings);
        }
    }
    // Causes that the chain omits can be found.
    let pipe = errors[1].find_source::<std::io::Error>().unwrap();
    assert_eq!(pipe.kind(), std::io::ErrorKind::BrokenPipe);
    assert!(errors[1].find_source::<LimitError>().is_some());
    assert!(errors[3].find_source::<Broken>().is_some());
    assert_eq!(errors[3].kind(), ErrorKind::Store);
    assert_eq!(errors[4].kind(), ErrorKind::Authorization);
    assert!(errors[11].find_source::<std::io::Error>().is_some());
}

#[tokio::test]
async fn the_source_of_an_error_of_a_part_is_the_error_of_the_caller() {
    let store = Session::start(OAuth::public("id"), Broken::new(), Tokens::new("a"));
    let store: AuthError = store.await.err().unwrap();
    is_one_line_without_its_sources(&store);
    assert!(store.source().unwrap().is::<Broken>());
    assert!(!format!("{store:?}").contains('\n'));
    assert!(format!("{store:?}").contains("the pipe broke"), "{store:?}");

    let limit = LimitError::unavailable(Broken::new());
    is_one_line_without_its_sources(&limit);
    assert!(limit.source().unwrap().is::<Broken>());
}

#[test]
fn an_error_of_a_part_without_a_source_is_one_line_too() {
    is_one_line_without_its_sources(&LimitError::QuotaExceeded {
        resets_at: SystemTime::UNIX_EPOCH,
    });
    is_one_line_without_its_sources(&Pacer::per_second(0).unwrap_err());
    for base in [
        "not a URL",
        "http://example.com",
        "https://example.com/?a=b",
    ] {
        let error = builder(base).build().err().unwrap();
        is_one_line_without_its_sources(error.find_source::<BaseUrlError>().unwrap());
    }
    let sources: [&[u8]; 9] = [
        b"",
        b"{}",
        b"sep=;\nemail\n",
        b"email;city\na;b\n",
        b"email,email\n",
        b"email\n\"a",
        b"email\na\0",
        b"email\na\xFF",
        b"email,\xE2\x80\x8Bcity\n",
    ];
    for mut source in sources {
        let mut splitter = Splitter::new(Limits::new(100, 10));
        let error: CsvError = match splitter.feed(&mut source) {
            Err(error) => error,
            Ok(_) => splitter.finish().unwrap_err(),
        };
        is_one_line_without_its_sources(&error);
    }
}

#[cfg(feature = "webhook")]
#[test]
fn an_error_of_a_webhook_is_one_line_too() {
    use constant_contact::webhook::KeySet;
    for keys in ["", "{}", r#"{"keys":[]}"#] {
        is_one_line_without_its_sources(&KeySet::from_jwks(keys).unwrap_err());
    }
}

/// The names of the types with an implementation of `Error` in the files of a folder.
fn error_types(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut error_types(&path));
        } else if !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text.lines().filter(|line| line.starts_with("impl"));
            let types = lines.filter_map(|line| line.split_once("Error for ")?.1.split(' ').next());
            found.extend(types.map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_error_type_is_tested_here() {
    let checked = [
        // Public; the tests above make each of them.
        "AuthError",
        "BaseUrlError",
        "CsvError",
        "Error",
        "LimitError",
        "RateError",
        "UnknownHeadingsError",
        "WebhookError",
        // Within an `Error` only: the source of a file's, an unfinished job's or a page's error, and the report.
        "Attachment",
        "FileError",
        "Unreadable",
        "Unsuccessful",
        // Not of a call: what a conformance suite found.
        "Violation",
    ];
    let found = error_types(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert_eq!(found, BTreeSet::from(checked.map(str::to_owned)));
}
