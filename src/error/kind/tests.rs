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

#[test]
fn a_refusal_has_the_kind_of_its_limit_or_status_unless_its_outcome_is_unknown() {
    use ErrorKind::*;
    let statuses = [
        (302, UnexpectedStatus),
        (304, UnexpectedStatus),
        (400, InvalidRequest),
        (401, Unauthorized),
        (402, InvalidRequest),
        (403, Forbidden),
        (404, NotFound),
        (405, InvalidRequest),
        (408, Server),
        (409, Conflict),
        (410, NotFound),
        (413, InvalidRequest),
        (415, InvalidRequest),
        (422, InvalidRequest),
        (425, Server),
        (429, Throttled),
        (451, InvalidRequest),
        (500, Server),
        (501, Server),
        (503, Server),
        (504, Server),
        (530, Server),
        (599, Server),
        (600, UnexpectedStatus),
    ];
    let keys = ["", "contacts.api.conflict", "throttled", "quota_exceeded"];
    let reasons = [
        None,
        Some(FailReason::Permanent),
        Some(EXHAUSTED),
        Some(FailReason::Ambiguous),
        Some(FailReason::QueueFull),
        Some(DAY),
    ];
    for (status, of_status) in statuses {
        for key in keys {
            for reason in reasons {
                let expected = match reason {
                    Some(FailReason::Ambiguous) => Ambiguous,
                    Some(FailReason::QuotaExceeded { .. }) => QuotaExceeded,
                    Some(FailReason::QueueFull) => QueueFull,
                    // The keys of other statuses are not about limits.
                    _ if (status, key) == (429, "quota_exceeded") => QuotaExceeded,
                    _ => of_status,
                };
                let mut error = refused(status, key);
                if let Some(reason) = reason {
                    error = error.with_reason(reason);
                }
                check(&error, expected, &format!("{status} {key} {reason:?}"));
            }
        }
    }
}

#[test]
fn a_failure_without_a_refusal_has_its_own_kind_unless_its_outcome_is_unknown() {
    use ErrorKind::*;
    let success = StatusCode::OK;
    for kind in [
        InvalidRequest,
        RateLimiter,
        Connect,
        Timeout,
        Transport,
        Decode,
        Store,
        Io,
        Source,
        Activity,
    ] {
        for reason in [None, Some(EXHAUSTED), Some(FailReason::Ambiguous)] {
            let mut error = Error::new(kind, "message").with_status(success);
            if let Some(reason) = reason {
                error = error.with_reason(reason);
            }
            let expected = match reason {
                Some(FailReason::Ambiguous) => Ambiguous,
                _ => kind,
            };
            check(&error, expected, &format!("{kind:?} {reason:?}"));
        }
    }
    let limited = Error::new(RateLimiter, "").with_reason(DAY);
    check(&limited, QuotaExceeded, "the limiter's own count");
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
