//! Errors of Redis as this crate reports them.
//!
//! Redis and proxies quote the arguments of a command that they refuse, and those contain tokens. So the words of the
//! server are left out: an error has its code, or what happened to the connection.

use constant_contact::BoxError;
use redis::RedisError;

/// The error of an operation that Redis failed.
pub(crate) fn failure(operation: &str, error: &RedisError) -> BoxError {
    format!("Redis failed to {operation}: {}", reason(error)).into()
}

fn reason(error: &RedisError) -> String {
    match error.code() {
        _ if error.is_timeout() => "no answer in time".to_owned(),
        _ if error.is_connection_refusal() => "connection refused".to_owned(),
        _ if error.is_connection_dropped() => "the connection was lost".to_owned(),
        Some(code) if is_code(code) => format!("error {code}"),
        _ => format!("{:?}", error.kind()),
    }
}

/// Whether this is the code of an error, such as `READONLY`, and nothing else.
fn is_code(text: &str) -> bool {
    text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

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
    fn an_error_of_the_connection_says_what_happened_and_not_where() {
        for (kind, expected) in [
            (io::ErrorKind::TimedOut, "no answer in time"),
            (io::ErrorKind::ConnectionRefused, "connection refused"),
            (io::ErrorKind::BrokenPipe, "the connection was lost"),
            (io::ErrorKind::InvalidData, "Io"),
        ] {
            let error = io::Error::new(kind, "redis://:password@localhost");
            let message = failure("save the tokens", &error.into()).to_string();
            assert_eq!(
                message,
                format!("Redis failed to save the tokens: {expected}")
            );
        }
    }
}
