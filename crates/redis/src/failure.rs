//! Errors of Redis as this crate reports them.
//!
//! Redis and proxies quote the arguments of a command that they refuse, and those contain tokens. So the words of the
//! server are left out: an error has its code, or the kind of the I/O error.

use constant_contact::BoxError;
use redis::{ErrorKind, RedisError};
use std::error::Error;
use std::io;

/// The error of an operation that Redis failed.
pub(crate) fn failure(operation: &str, error: &RedisError) -> BoxError {
    format!("Redis failed to {operation}: {}", reason(error)).into()
}

fn reason(error: &RedisError) -> String {
    let io_error = error.source().and_then(|source| source.downcast_ref());
    match (error.kind(), error.code(), io_error) {
        (ErrorKind::Io, _, Some(error)) => io::Error::kind(error).to_string(),
        (_, Some(code), _) if is_code(code) => format!("error {code}"),
        (kind, ..) => format!("{kind:?}"),
    }
}

/// Whether this is the code of an error, such as `READONLY`, and nothing else.
fn is_code(text: &str) -> bool {
    text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_code_of_the_server_and_none_of_its_words() {
        for (answer, expected) in [
            ("-READONLY You can't write", "error READONLY"),
            (
                "-ERR unknown command 'EVALSHA', with args beginning with: 'refresh'",
                "error ERR",
            ),
            ("-OOM command not allowed", "error OOM"),
            ("-refresh-token", "Extension"),
        ] {
            let answer = redis::parse_redis_value(format!("{answer}\r\n").as_bytes()).unwrap();
            let error = answer.extract_error().unwrap_err();
            let message = failure("save the tokens", &error).to_string();
            assert_eq!(
                message,
                format!("Redis failed to save the tokens: {expected}")
            );
        }
    }

    #[test]
    fn an_error_of_the_connection_has_its_kind() {
        let error = io::Error::new(io::ErrorKind::TimedOut, "redis://:password@localhost");
        let message = failure("save the tokens", &error.into()).to_string();
        assert_eq!(message, "Redis failed to save the tokens: timed out");
    }
}
