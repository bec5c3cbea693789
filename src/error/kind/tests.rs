use super::*;
use crate::error::Error;
use bytes::Bytes;
use reqwest::header::HeaderMap;
use std::time::SystemTime;

const DAY: FailReason = FailReason::QuotaExceeded {
    resets_at: SystemTime::UNIX_EPOCH,
};
const EXHAUSTED: FailReason = FailReason::Exhausted { retry_after: None };

fn refused(status: u16, key: &str) -> Error {
    let body = format!(r#"[{{"error_key":"{key}","error_message":"m"}}]"#);
    let status = StatusCode::from_u16(status).unwrap();
    Error::refused(status, HeaderMap::new(), Bytes::from(body))
}

/// The predicate of each kind that has one.
fn predicate(kind: ErrorKind) -> Option<fn(&Error) -> bool> {
    Some(match kind {
        ErrorKind::Ambiguous => Error::is_ambiguous,
        ErrorKind::InvalidRequest => Error::is_invalid,
        ErrorKind::Unauthorized => Error::is_unauthorized,
        ErrorKind::NeedsAuthorization => Error::needs_authorization,
        ErrorKind::Forbidden => Error::is_forbidden,
        ErrorKind::NotFound => Error::is_not_found,
        ErrorKind::Conflict => Error::is_conflict,
        ErrorKind::Throttled => Error::is_throttled,
        ErrorKind::QuotaExceeded => Error::is_quota_exceeded,
        ErrorKind::QueueFull => Error::is_queue_full,
        _ => return None,
    })
}

/// The kinds whose predicates say exactly the same, whatever else is true of an error.
const EQUIVALENT: [ErrorKind; 2] = [ErrorKind::Ambiguous, ErrorKind::QueueFull];

fn check(error: &Error, expected: ErrorKind, row: &str) {
    assert_eq!(error.kind(), expected, "{row}");
    if let Some(holds) = predicate(expected) {
        assert!(holds(error), "{row}");
    }
    for kind in EQUIVALENT {
        let holds = predicate(kind).unwrap()(error);
        assert_eq!(holds, expected == kind, "{row}: {kind:?}");
    }
}

const REASONS: [Option<FailReason>; 6] = [
    None,
    Some(FailReason::Permanent),
    Some(EXHAUSTED),
    Some(FailReason::Ambiguous),
    Some(FailReason::QueueFull),
    Some(DAY),
];

/// The kind of a failure by what is known of it, and by why the call was given up.
fn given_up(known: ErrorKind, reason: Option<FailReason>) -> ErrorKind {
    match reason {
        Some(FailReason::Ambiguous) => ErrorKind::Ambiguous,
        Some(FailReason::QueueFull) => ErrorKind::QueueFull,
        Some(FailReason::QuotaExceeded { .. }) => ErrorKind::QuotaExceeded,
        Some(FailReason::Permanent | FailReason::Exhausted { .. }) | None => known,
    }
}

fn check_all_reasons(error: impl Fn() -> Error, known: ErrorKind, row: &str) {
    for reason in REASONS {
        let error = match reason {
            Some(reason) => error().with_reason(reason),
            None => error(),
        };
        check(
            &error,
            given_up(known, reason),
            &format!("{row} {reason:?}"),
        );
    }
}

#[test]
fn a_status_has_a_kind_of_its_own_or_that_of_its_class() {
    let own = [
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Server),
        (409, ErrorKind::Conflict),
        (410, ErrorKind::NotFound),
        (425, ErrorKind::Server),
        (429, ErrorKind::Throttled),
    ];
    for status in 100..1000 {
        let class = match status / 100 {
            4 => ErrorKind::InvalidRequest,
            5 => ErrorKind::Server,
            _ => ErrorKind::UnexpectedStatus,
        };
        let known = own.iter().find(|(own, _)| *own == status);
        let known = known.map_or(class, |(_, kind)| *kind);
        for key in ["", "contacts.api.conflict", "throttled"] {
            let row = format!("{status} {key}");
            check_all_reasons(|| refused(status, key), known, &row);
        }
    }
}

#[test]
fn a_429_only_can_say_that_the_day_is_used_up() {
    for status in 100..1000 {
        let kind = refused(status, "quota_exceeded").kind();
        let says_so = kind == ErrorKind::QuotaExceeded;
        assert_eq!(says_so, status == 429, "{status}");
        assert!(says_so || kind == refused(status, "").kind(), "{status}");
    }
    check_all_reasons(
        || refused(429, "quota_exceeded"),
        ErrorKind::QuotaExceeded,
        "429",
    );
}

#[test]
fn a_failure_without_a_refusal_keeps_its_kind_although_the_answer_had_a_status() {
    for kind in [
        ErrorKind::InvalidRequest,
        ErrorKind::Timeout,
        ErrorKind::Decode,
    ] {
        for status in [None, Some(StatusCode::OK), Some(StatusCode::ACCEPTED)] {
            let error = || match status {
                Some(status) => Error::new(kind, "message").with_status(status),
                None => Error::new(kind, "message"),
            };
            check_all_reasons(error, kind, &format!("{kind:?} {status:?}"));
        }
    }
}

#[test]
fn a_refused_token_has_the_kind_of_what_prevented_its_renewal() {
    for kind in [
        ErrorKind::Authorization,
        ErrorKind::NeedsAuthorization,
        ErrorKind::Store,
    ] {
        let error = refused(401, "unauthorized").caused_by(Error::new(kind, "why"));
        assert_eq!(error.kind(), kind);
        assert!(error.is_unauthorized(), "the status is still 401");
        let lost = error.with_reason(FailReason::Ambiguous);
        assert_eq!(lost.kind(), ErrorKind::Ambiguous);
    }
}

#[test]
fn a_line_names_what_failed_even_if_the_kind_is_that_the_outcome_is_unknown() {
    let error = Error::new(ErrorKind::Timeout, "").with_reason(FailReason::Ambiguous);
    assert_eq!(
        error.to_string(),
        "no answer in time (the request may have been carried out)"
    );
}
