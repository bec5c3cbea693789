//! The rules of token stores, and what is particular to Redis: answers that are lost, restarts, values of others.

#![allow(clippy::unwrap_used, reason = "tests")]

mod proxy;
mod support;

use constant_contact::auth::{Previous, SaveOutcome, TokenStore, Tokens};
use constant_contact::conformance;
use constant_contact_redis::{Connection, RedisTokenStore, redis::AsyncCommands};
use proxy::Proxy;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;
use support::{Persistence, RedisServer};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

const KEY: &str = "{constant-contact}:account:shop:tokens";
const LOCK: &str = "{constant-contact}:account:shop:lock";

fn pair(number: u32) -> Tokens {
    Tokens::new(format!("access-{number}")).with_refresh_token(format!("refresh-{number}"))
}

fn store(connection: Connection) -> RedisTokenStore {
    RedisTokenStore::new(connection, "shop")
}

async fn stored(server: &RedisServer) -> String {
    server.connection().get(KEY).await.unwrap()
}

#[tokio::test]
async fn keeps_the_rules_of_token_stores() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    // Each has a connection of its own, as a process has.
    let open = async || Ok(store(server.connection()).lease(Duration::from_secs(1)));
    let kept = conformance::token_store(open).await;
    assert!(kept.is_ok(), "{kept:?}");
}

#[tokio::test]
async fn a_save_whose_answer_was_lost_can_be_repeated_and_not_undone() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let proxy = Proxy::start(&server.url()).await;
    let store = store(proxy.connection());
    store.save(Previous::Empty, &pair(1)).await.unwrap();
    proxy.lose_answers(1);
    let second = pair(2);
    let save = || store.save(Previous::Tokens(pair(1)), &second);
    save().await.unwrap_err();
    assert!(stored(&server).await.contains("refresh-2"));
    assert_eq!(save().await.unwrap(), SaveOutcome::Saved);
    let third = pair(3);
    let late = store.save(Previous::Tokens(pair(1)), &third).await;
    assert_eq!(late.unwrap(), SaveOutcome::Conflict);
    assert!(stored(&server).await.contains("refresh-2"));
}

#[tokio::test]
async fn a_lock_whose_answer_was_lost_is_released() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let proxy = Proxy::start(&server.url()).await;
    let store = store(proxy.connection());
    // The scripts are loaded now.
    drop(store.lock().await.unwrap());
    wait_for_release(&server).await;
    proxy.lose_answers(1);
    store.lock().await.unwrap_err();
    wait_for_release(&server).await;
}

#[tokio::test]
async fn a_lock_that_is_no_longer_waited_for_is_released() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let store = store(server.connection());
    drop(store.lock().await.unwrap());
    for polls in 1..=8 {
        let mut lock = store.lock();
        for _ in 0..polls {
            let poll = poll_fn(|context| Poll::Ready(lock.as_mut().poll(context).is_ready()));
            if poll.await {
                break;
            }
            yield_now().await;
        }
        drop(lock);
        wait_for_release(&server).await;
    }
}

async fn wait_for_release(server: &RedisServer) {
    // The lease is a minute.
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        // A release that is under way comes first.
        sleep(Duration::from_millis(2)).await;
        let is_locked: bool = server.connection().exists(LOCK).await.unwrap();
        if !is_locked {
            return;
        }
        assert!(Instant::now() < deadline, "the lock was not released");
    }
}

#[tokio::test]
async fn a_restart_keeps_tokens_and_locks_and_forgets_the_scripts() {
    let Some(mut server) = RedisServer::start_with(Persistence::Always) else {
        return;
    };
    let first = store(server.connection());
    first.save(Previous::Empty, &pair(1)).await.unwrap();
    let guard = first.lock().await.unwrap();
    server.kill();
    first.load().await.unwrap_err();
    server.restart();
    let outcome = first.save(Previous::Tokens(pair(1)), &pair(2)).await;
    assert_eq!(outcome.unwrap(), SaveOutcome::Saved);
    let second = store(server.connection()).lock_timeout(Duration::ZERO);
    second.lock().await.unwrap_err();
    drop(guard);
    wait_for_release(&server).await;
    drop(second.lock().await.unwrap());
}

#[tokio::test]
async fn a_value_of_another_program_is_an_error_and_is_not_overwritten() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (store, mut connection) = (store(server.connection()), server.connection());
    for value in [
        "",
        "secret",
        "\"secret\"",
        r#"{"access_token":{"secret":1}}"#,
    ] {
        let () = connection.set(KEY, value).await.unwrap();
        for error in [
            store.load().await.unwrap_err(),
            store.save(Previous::Any, &pair(1)).await.unwrap_err(),
        ] {
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
        assert_eq!(stored(&server).await, value);
    }
    let () = connection.del(KEY).await.unwrap();
    let () = connection.rpush(KEY, "secret").await.unwrap();
    store.load().await.unwrap_err();
    store.save(Previous::Any, &pair(1)).await.unwrap_err();
    let list: Vec<String> = connection.lrange(KEY, 0, -1).await.unwrap();
    assert_eq!(list, ["secret"]);
}

#[tokio::test]
async fn accounts_and_prefixes_have_tokens_of_their_own() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let stores = [("one", "a"), ("one", "b"), ("two", "a"), ("{one}", "a")]
        .map(|(prefix, name)| RedisTokenStore::new(server.connection().with_prefix(prefix), name));
    for (number, store) in (0..).zip(&stores) {
        let saved = store.save(Previous::Empty, &pair(number)).await;
        assert_eq!(saved.unwrap(), SaveOutcome::Saved);
    }
}

#[tokio::test]
async fn neither_errors_nor_debug_show_secrets() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let url = server.url().replace("://", "://user:secret-password@");
    let refused = store(Connection::open(url).unwrap());
    let away = store(server.connection());
    let secret = Tokens::new("secret-access").with_refresh_token("secret-refresh");
    let mut errors = vec![refused.save(Previous::Any, &secret).await.unwrap_err()];
    // Redis quotes the arguments of a command that it does not know.
    let mut connection = server.connection();
    let unknown: Result<(), _> = constant_contact_redis::redis::cmd("EVALSHAA")
        .arg("secret-refresh")
        .query_async(&mut connection)
        .await;
    assert!(unknown.unwrap_err().to_string().contains("secret-refresh"));
    server.kill();
    errors.push(away.save(Previous::Any, &secret).await.unwrap_err());
    errors.push(away.load().await.unwrap_err());
    errors.push(away.clear().await.unwrap_err());
    errors.push(away.lock().await.unwrap_err());
    let texts = errors.iter().map(|error| format!("{error} {error:?}"));
    let texts = texts.chain([format!("{refused:?}")]);
    for text in texts {
        assert!(!text.contains("secret") && !text.contains("shop"), "{text}");
    }
}
