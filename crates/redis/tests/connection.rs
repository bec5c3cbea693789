//! A connection works again after what can happen to a server.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use constant_contact_redis::Connection;
use constant_contact_redis::redis::{RedisResult, cmd};
use std::time::Duration;
use support::RedisServer;

async fn ping(connection: &Connection) -> RedisResult<String> {
    cmd("PING").query_async(&mut connection.clone()).await
}

#[tokio::test]
async fn works_again_after_the_server_was_away() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let connection = server.connection();
    ping(&connection).await.unwrap();
    server.kill();
    assert!(ping(&connection).await.is_err());
    server.restart();
    assert_eq!(ping(&connection).await.unwrap(), "PONG");
}

#[tokio::test]
async fn fails_in_time_when_nothing_is_answered_and_works_again_later() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let connection = server.connection().with_timeout(Duration::from_millis(200));
    ping(&connection).await.unwrap();
    server.pause();
    assert!(ping(&connection).await.unwrap_err().is_timeout());
    assert!(ping(&connection).await.unwrap_err().is_timeout());
    server.resume();
    assert_eq!(ping(&connection).await.unwrap(), "PONG");
}
