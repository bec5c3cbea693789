//! What the scripts decide, at times that the tests choose, and the order of the waiters.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../../tests/support/mod.rs"]
mod support;

mod daily;
mod order;
mod turns;

use super::scripts::{Answer, Known, Scripts};
use super::settings::{Settings, Unavailable};
use redis::cmd;
use std::collections::HashMap;
use std::time::Duration;
use support::RedisServer;

/// A day, and its noon.
const DAY: u64 = 20_000;
const NOON: Duration = Duration::from_secs(DAY * 86_400 + 43_200);
const INTERVAL: Duration = Duration::from_millis(255);
const GRACE: Duration = Duration::from_millis(15);
const LEAD: Duration = Duration::from_millis(5);

/// Processes that ask at the times that a test sets.
struct Fleet {
    server: RedisServer,
    scripts: Scripts,
    settings: Settings,
    known: HashMap<&'static str, Known>,
    /// What the last process that was granted a turn knew before it used it.
    unused: Known,
    /// Since 1970.
    now: Duration,
}

impl Fleet {
    fn start() -> Option<Self> {
        let server = RedisServer::start()?;
        Some(Self {
            scripts: Scripts::new(server.connection(), "limiter"),
            server,
            settings: Settings {
                rate: 4,
                daily: Some(10_000),
                unavailable: Unavailable::Fail,
            },
            known: HashMap::new(),
            unused: Known::default(),
            now: NOON,
        })
    }

    fn scripts(&self) -> Scripts {
        self.scripts.at(self.now.as_micros().try_into().unwrap())
    }

    async fn ask(&mut self, id: &'static str) -> Answer {
        self.ask_when(id, false).await
    }

    async fn ask_when(&mut self, id: &'static str, is_busy: bool) -> Answer {
        let scripts = self.scripts();
        let known = self.known.entry(id).or_default();
        let answer = scripts.take(id, &self.settings, known, is_busy);
        let answer = answer.await.unwrap();
        if matches!(answer, Answer::Granted { .. }) {
            self.unused = std::mem::replace(
                known,
                Known {
                    today: known.today,
                    ..Known::default()
                },
            );
        }
        answer
    }

    async fn is_granted(&mut self, id: &'static str) -> bool {
        matches!(self.ask(id).await, Answer::Granted { .. })
    }

    /// Takes the turn that is free.
    async fn take(&mut self, id: &'static str) {
        assert_eq!(self.ask(id).await, at_once());
    }

    /// Removes all keys and scripts of the server, as a restart without persistence does.
    async fn lose_data(&self) {
        let mut connection = self.server.connection();
        let (keys, scripts) = (cmd("FLUSHALL"), cmd("SCRIPT").arg("FLUSH").to_owned());
        for command in [keys, scripts] {
            command.exec_async(&mut connection).await.unwrap();
        }
    }

    fn used(&self, id: &str) -> u64 {
        self.known[id].today.used()
    }

    fn day(&self, id: &str) -> u64 {
        self.known[id].today.day
    }
}

fn at_once() -> Answer {
    granted(Duration::ZERO)
}

fn granted(begins_in: Duration) -> Answer {
    Answer::Granted {
        begins_in,
        ask_again_in: Duration::ZERO,
    }
}

fn wait(ask_again_in: Duration) -> Answer {
    Answer::Wait { ask_again_in }
}
