use super::*;
use crate::error::FailReason;

#[test]
fn only_a_look_after_a_conflict_ignores_case_and_space() {
    for (wanted, name, exact, similar) in [
        ("Readers", Some("Readers"), true, true),
        ("Readers", Some("readers"), false, true),
        ("Readers ", Some("READERS"), false, true),
        ("École", Some("éCOLE"), false, true),
        ("Readers", Some("Readers 2"), false, false),
        ("Readers", Some(""), false, false),
        ("Readers", None, false, false),
    ] {
        let held = [Comparison::Exact, Comparison::Similar].map(|how| how.holds(wanted, name));
        assert_eq!(held, [exact, similar], "{wanted} {name:?}");
    }
}

#[tokio::test]
async fn what_follows_the_look_is_decided_by_what_was_created_and_what_is_found_then() {
    let conflict = || Error::new(ErrorKind::Conflict, "");
    let ambiguous = || Error::new(ErrorKind::Timeout, "").with_reason(FailReason::Ambiguous);
    let invalid = || Error::invalid_request("");
    let server = || Error::new(ErrorKind::Server, "");
    type Look = Result<Option<u8>>;
    // The first look, the answer to the POST, the second look, and what the caller gets.
    type Row = (Look, Result<u8>, Look, Result<u8, ErrorKind>);
    let table: [Row; 9] = [
        (Ok(Some(1)), Ok(2), Ok(Some(3)), Ok(1)),
        (Err(server()), Ok(2), Ok(Some(3)), Err(ErrorKind::Server)),
        (Ok(None), Ok(2), Ok(Some(3)), Ok(2)),
        (
            Ok(None),
            Err(invalid()),
            Ok(Some(3)),
            Err(ErrorKind::InvalidRequest),
        ),
        (Ok(None), Err(conflict()), Ok(Some(3)), Ok(3)),
        (
            Ok(None),
            Err(conflict()),
            Ok(None),
            Err(ErrorKind::Conflict),
        ),
        (
            Ok(None),
            Err(conflict()),
            Err(server()),
            Err(ErrorKind::Server),
        ),
        (Ok(None), Err(ambiguous()), Ok(Some(3)), Ok(3)),
        (
            Ok(None),
            Err(ambiguous()),
            Err(server()),
            Err(ErrorKind::Ambiguous),
        ),
    ];
    for (row, (before, created, after, expected)) in table.into_iter().enumerate() {
        let looks = std::sync::Mutex::new(vec![after, before]);
        let find = |_| std::future::ready(looks.lock().unwrap().pop().unwrap());
        let got = find_or_create(find, std::future::ready(created)).await;
        assert_eq!(got.map_err(|error| error.kind()), expected, "row {row}");
    }
}
