//! Transfers that make hardly any progress are ended, in both directions, and long ones are not.
//! The clock is paused and advances automatically, so that hours take no time.

use crate::calls::{builder, plain};
use crate::scripted::{Scripted, fine, reply, scripted};
use constant_contact::http::Method;
use constant_contact::{Client, CsvSource, ErrorKind, Result, RetryPolicy, Timeouts};
use constant_contact_sandbox::Fault;
use futures_util::StreamExt;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};

const READ: Duration = Duration::from_secs(60);

/// How fast a server sends or receives: a number of bytes, then a pause.
#[derive(Clone, Copy, Debug)]
struct Pace {
    bytes: usize,
    pause: Duration,
}

fn pace(bytes: usize, milliseconds: u64) -> Pace {
    Pace {
        bytes,
        pause: Duration::from_millis(milliseconds),
    }
}

/// Speeds with hardly any progress.
fn stalled() -> [Pace; 4] {
    [
        pace(1, 300),
        pace(20, 300),
        pace(1, 50_000),
        pace(10_000, 59_000),
    ]
}

/// A server that does the same with every connection.
async fn serve<F: Future + Send>(
    act: impl Fn(TcpStream) -> F + Send + Sync + Copy + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                act(stream).await;
            });
        }
    });
    format!("http://{address}")
}

/// Reads the head of a request, and the part of its body that arrives with it; returns the length of the body.
async fn head(stream: &mut TcpStream) -> (usize, usize) {
    let mut taken = Vec::new();
    loop {
        stream.read_buf(&mut taken).await.unwrap();
        let text = String::from_utf8_lossy(&taken).to_lowercase();
        let Some(end) = text.find("\r\n\r\n") else {
            continue;
        };
        let length = text.split("content-length: ").nth(1);
        let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
        return (length.unwrap_or(0), taken.len() - end - 4);
    }
}

/// The beginning of a list, and of an exported file.
const LIST: &[u8] = br#"{"list_id":"1"}"#;
const FILE: &[u8] = b"email\n";

/// Answers each request with a body of `length` bytes that begins like this, at this pace.
async fn slow_answer(status: u16, body: &'static [u8], length: usize, pace: Pace) -> String {
    serve(move |mut stream| async move {
        head(&mut stream).await;
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.ok()?;
        let body = body.iter().copied().chain(std::iter::repeat(b' '));
        let body: Vec<u8> = body.take(length).collect();
        for piece in body.chunks(pace.bytes) {
            stream.write_all(piece).await.ok()?;
            sleep(pace.pause).await;
        }
        Some(())
    })
    .await
}

/// Receives the body of each request at this pace, then answers with a success. It lists no jobs.
async fn slow_taker(pace: Pace) -> String {
    serve(move |mut stream| async move {
        let (length, mut taken) = head(&mut stream).await;
        let mut piece = vec![0; pace.bytes];
        while taken < length {
            match stream.read(&mut piece).await {
                Ok(0) | Err(_) => return None,
                Ok(read) => taken += read,
            }
            sleep(pace.pause).await;
        }
        let (status, answer) = match length {
            0 => (200, r#"{"activities":[]}"#),
            _ => (201, r#"{"activity_id":"1"}"#),
        };
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        stream.write_all((head + answer).as_bytes()).await.ok()
    })
    .await
}

fn client(base: String) -> Client {
    let client = builder(base).access_token("t").retry(RetryPolicy::none());
    client.build().unwrap()
}

async fn get(client: &Client) -> Result<()> {
    client.get_list("1").send().await.map(drop)
}

/// Uploads one part of some megabytes, by itself.
async fn upload(client: &Client) -> Result<()> {
    let row = format!("{}@example.com\n", "a".repeat(120));
    let csv = format!("email\n{}", row.repeat(25_000));
    let import = client.import_csv(CsvSource::bytes(csv), ["1"]);
    import.send().await.map(drop)
}

/// Posts some megabytes.
async fn post(client: &Client) -> Result<()> {
    let request = client.request(Method::POST, "/large");
    request.body(&"a".repeat(4 << 20)).send().await.map(drop)
}

async fn timed<T>(future: impl Future<Output = T>) -> (T, Duration) {
    let begun = Instant::now();
    let output = timeout(120 * READ, future).await.expect("it never ends");
    (output, begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn an_answer_with_hardly_any_progress_is_ended() {
    for status in [200, 400] {
        for pace in stalled() {
            let client = client(slow_answer(status, LIST, 10 << 20, pace).await);
            let (result, took) = timed(get(&client)).await;
            let error = result.unwrap_err();
            assert!(took <= 2 * READ, "{pace:?} {took:?}");
            if status == 200 {
                assert_eq!(error.kind(), ErrorKind::Timeout, "{pace:?} {error}");
                assert!(error.is_retryable() && !error.is_ambiguous());
            } else {
                assert_eq!(error.status().unwrap(), status, "{error}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_answer_is_read_to_its_end() {
    for (length, pace) in [
        (1 << 20, pace(400, 1_000)),
        (1 << 20, pace(16 << 10, 59_000)),
        (10_000, pace(10, 20)),
    ] {
        let client = client(slow_answer(200, LIST, length, pace).await);
        let (result, took) = timed(get(&client)).await;
        assert!(result.is_ok(), "{pace:?} {result:?} after {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_with_hardly_any_progress_is_ended_and_one_with_a_slow_reader_is_not() {
    let request = |client: &Client| {
        let client = client.clone();
        async move { client.get_csv_export_file("1").send().await }
    };
    for pace in stalled() {
        let client = client(slow_answer(200, FILE, 10 << 20, pace).await);
        let mut pieces = request(&client).await.unwrap().into_inner();
        let (error, took) = timed(async {
            loop {
                match pieces.next().await.unwrap() {
                    Ok(_) => {}
                    Err(error) => break error,
                }
            }
        })
        .await;
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
        assert!(took <= 2 * READ, "{pace:?} {took:?}");
    }
    let client = client(slow_answer(200, FILE, 4 << 20, pace(64 << 10, 1)).await);
    let mut pieces = request(&client).await.unwrap().into_inner();
    while let Some(piece) = pieces.next().await {
        piece.unwrap();
        sleep(2 * READ).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_with_hardly_any_progress_is_ended() {
    for pace in stalled() {
        let client = client(slow_taker(pace).await);
        let (result, took) = timed(post(&client)).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ambiguous, "{pace:?} {error}");
        assert!(error.to_string().contains("no answer in time"), "{error}");
        // What the system took over counts as in transit for some minutes.
        assert!(took < 7 * READ, "{pace:?} {took:?}");
        // An import looks for the job after that.
        let error = upload(&client).await.unwrap_err();
        assert!(error.to_string().contains("no answer in time"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_upload_is_sent_to_its_end() {
    for pace in [pace(64 << 10, 3_000), pace(256 << 10, 10_000)] {
        let client = client(slow_taker(pace).await);
        let (result, took) = timed(post(&client)).await;
        assert!(result.is_ok(), "{pace:?} {result:?} after {took:?}");
        assert!(took > READ, "{pace:?} {took:?}");
        let (result, took) = timed(upload(&client)).await;
        assert!(result.is_ok(), "{pace:?} {result:?} after {took:?}");
        assert!(took > READ, "{pace:?} {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_limits_can_be_set() {
    let base = slow_answer(200, LIST, 10 << 20, pace(1, 300)).await;
    let with = |timeouts: Timeouts| {
        let client = builder(base.clone()).access_token("t").timeouts(timeouts);
        client.retry(RetryPolicy::none()).build().unwrap()
    };
    let hurried = with(Timeouts::default().read(Duration::from_secs(5)));
    let (result, took) = timed(get(&hurried)).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(took <= Duration::from_secs(10), "{took:?}");

    let patient = with(Timeouts::default().low_speed_limit(3)).with_call_timeout(60 * READ);
    let (result, took) = timed(get(&patient)).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(took, 60 * READ);

    for timeouts in [
        Timeouts::default()
            .read(Duration::MAX)
            .connect(Duration::MAX),
        Timeouts::default().low_speed_limit(u32::MAX),
    ] {
        let server = scripted([fine()]).await;
        let client = builder(server.url("")).access_token("t").timeouts(timeouts);
        get(&client.build().unwrap()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_http_client_of_the_caller_has_the_limits_that_were_set_too() {
    let base = slow_answer(200, LIST, 10 << 20, pace(1, 300)).await;
    let own = || {
        let client = builder(base.clone())
            .access_token("t")
            .call_timeout(10 * READ);
        client
            .retry(RetryPolicy::none())
            .http(reqwest::Client::builder())
    };
    let (result, took) = timed(get(&own().build().unwrap())).await;
    assert_eq!(
        (result.unwrap_err().kind(), took),
        (ErrorKind::Timeout, 10 * READ)
    );
    for client in [
        own().timeouts(Timeouts::default()),
        builder(base.clone())
            .access_token("t")
            .retry(RetryPolicy::none())
            .timeouts(Timeouts::default())
            .http(reqwest::Client::builder()),
    ] {
        let (result, took) = timed(get(&client.build().unwrap())).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
        assert!(took <= 2 * READ, "{took:?}");
    }
}

#[tokio::test]
async fn an_http_client_of_the_caller_has_the_user_agent_that_was_set_too() {
    let server = scripted([fine()]).await;
    let agent = |client: Client| {
        let server = &server;
        async move {
            get(&client).await.unwrap();
            let request = server.received().pop().unwrap();
            request.header("user-agent").map(str::to_owned)
        }
    };
    let client = || builder(server.url("")).access_token("t");
    let own = || reqwest::Client::builder().user_agent("own/1");
    let seen = [
        agent(client().http(own()).build().unwrap()).await,
        agent(client().http(own()).user_agent("set/2").build().unwrap()).await,
        agent(client().user_agent("set/2").http(own()).build().unwrap()).await,
        agent(client().http(reqwest::Client::builder()).build().unwrap()).await,
    ];
    let expected = [Some("own/1"), Some("set/2"), Some("set/2"), None];
    assert_eq!(seen, expected.map(|name| name.map(str::to_owned)));
}

#[tokio::test(start_paused = true)]
async fn a_body_in_pieces_arrives_completely() {
    let server = scripted([Fault::Answer(reply(
        201,
        "application/json",
        r#"{"activity_id": "1"}"#,
    ))])
    .await;
    upload(&plain(server.url(""))).await.unwrap();
    let request = server.received().remove(0);
    let length: usize = request.header("content-length").unwrap().parse().unwrap();
    assert_eq!(request.body.len(), length);
    assert!(length > 3 << 20);
    let at_signs = request.body.iter().filter(|byte| **byte == b'@');
    assert_eq!(at_signs.count(), 25_000);
}
