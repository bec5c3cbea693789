use super::*;
use crate::bulk::import::CsvSource;
use futures_util::stream;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::convert::Infallible;

/// The rows and the text of each part, and the error at which they end. The source comes in chunks of these lengths.
async fn split(
    source: Vec<u8>,
    lengths: Vec<usize>,
    limits: Limits,
    reads_header: bool,
) -> (Vec<(u64, Vec<u8>)>, Option<String>) {
    let mut rest = source;
    let mut lengths = lengths.into_iter().cycle();
    let chunks = std::iter::from_fn(move || {
        let later = rest.split_off(lengths.next()?.min(rest.len()));
        let chunk = std::mem::replace(&mut rest, later);
        (!chunk.is_empty()).then_some(Ok::<_, Infallible>(chunk))
    });
    let options = SplitOptions {
        limits,
        drop_repeated_headers: false,
    };
    let source = CsvSource::stream(stream::iter(chunks));
    let mut parts = Parts::new(source.open().await.unwrap(), options);
    if reads_header && let Err(error) = parts.read_header().await {
        return (Vec::new(), Some(error.to_string()));
    }
    let mut all = Vec::new();
    loop {
        match parts.next().await {
            Ok(Some(next)) => all.push((next.part.rows.start, next.part.bytes.to_vec())),
            Ok(None) => return (all, None),
            Err(error) => return (all, Some(error.to_string())),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn reading_the_header_first_changes_no_part(
        start in select(vec!["", "\u{feff}", "\r\n,,\n", "PK", "\""]),
        header in select(vec!["email", "Email,\"first\nname\"", "name", "email,city,Email"]),
        rows in vec(select(vec!["\n", "\r", "\r\n", "a@b.example", ",", "\"", "é", "\0", "email"]), 0..60),
        lengths in vec(1_usize..20, 1..6),
        limits in (10_usize..80, 2_u64..9),
    ) {
        let source = format!("{start}{header}{}", rows.concat()).into_bytes();
        let limits = Limits::new(limits.0, limits.1);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let [header_first, straight] = [true, false].map(|reads_header| {
            runtime.block_on(split(source.clone(), lengths.clone(), limits, reads_header))
        });
        prop_assert_eq!(header_first, straight);
    }
}
