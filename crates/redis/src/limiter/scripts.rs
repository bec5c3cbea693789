//! What Redis decides for all processes, and by which clock: three scripts, which run one at a time.
//!
//! The state is when the next turn begins (the theoretical arrival time), the current UTC day with its counts, until
//! when the API refuses, and a queue of the processes that wait, one entry for each. `take.lua` grants the turn to the
//! process at the front when it begins. It tells the others when to ask again: each asks shortly after each of the last
//! two turns before its own. If the processes ahead have not taken the turn by then, because they were killed or
//! stopped, it takes the turn and passes them over: they leave the queue. So no turn is reserved, and none is lost with
//! the process that waits for it. A process that was passed over is at the front when it asks again. A busy process
//! enters the queue again with the call that grants its turn, so it makes three calls a turn.

use super::settings::Settings;
use crate::Connection;
use redis::{RedisResult, Script};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

static TAKE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("take.lua")));
static PAUSE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("pause.lua")));
static REFUSE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("refuse.lua")));

/// What `take.lua` returns.
type Reply = (u8, u64, u64, u64, u64, u64, u64, u64);

/// The scripts with their keys.
#[derive(Clone, Debug)]
pub(super) struct Scripts {
    connection: Connection,
    state: String,
    queue: String,
    /// The time that the scripts use in place of the server's, in microseconds; 0 for the server's.
    now: u64,
}

/// How many turns a day had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DayCount {
    /// The number of days since 1970-01-01.
    pub day: u64,
    pub granted: u64,
    /// How many of them were not used and given back.
    pub returned: u64,
}

impl DayCount {
    /// The day of this time, with nothing counted.
    pub fn of(time: SystemTime) -> Self {
        let since_1970 = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let day = since_1970.as_secs() / 86_400;
        Self {
            day,
            ..Self::default()
        }
    }

    pub fn used(&self) -> u64 {
        self.granted.saturating_sub(self.returned)
    }

    /// When the day ends.
    pub fn ends(&self) -> SystemTime {
        let seconds = self.day.saturating_add(1).saturating_mul(86_400);
        after_1970(Duration::from_secs(seconds))
    }
}

/// What the process keeps between two answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// The place in the queue; 0 for none. A process that does not use its turn keeps its place.
    pub ticket: u64,
    /// The turn that was granted and not used so far; 0 for none. It is given back with the next question.
    pub unused: u64,
    pub today: DayCount,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// One request may be sent.
    Granted {
        begins_in: Duration,
        /// When the process, if it is busy, should ask for its next turn.
        ask_again_in: Duration,
    },
    /// The process should ask again in this time.
    Wait { ask_again_in: Duration },
    /// Nothing is granted until then.
    Refused(SystemTime),
}

impl Known {
    /// The turn was used.
    pub fn use_turn(&mut self) {
        (self.ticket, self.unused) = (0, 0);
    }
}

impl Scripts {
    /// The scripts of the limiter with this name.
    pub fn new(connection: Connection, name: &str) -> Self {
        Self {
            state: connection.key(name),
            queue: connection.key(&format!("{name}:queue")),
            connection,
            now: 0,
        }
    }

    #[cfg(test)]
    pub fn at(&self, now: u64) -> Self {
        let mut scripts = self.clone();
        scripts.now = now;
        scripts
    }

    /// Asks for a turn for the process with this `id`. A busy one will want another.
    pub async fn take(
        &self,
        id: &str,
        settings: &Settings,
        known: &mut Known,
        is_busy: bool,
    ) -> RedisResult<Answer> {
        let (decision, time, ask_again_in, ticket, unused, day, granted, returned): Reply = TAKE
            .key(&self.state)
            .key(&self.queue)
            .arg(id)
            .arg(known.ticket)
            .arg(known.unused)
            .arg(micros_of(settings.interval()))
            .arg(settings.daily.unwrap_or(u64::MAX))
            .arg(known.today.day)
            .arg(known.today.granted)
            .arg(known.today.returned)
            .arg(u8::from(is_busy))
            .arg(micros_of(settings.lead()))
            .arg(micros_of(settings.grace()))
            .arg(self.now)
            .invoke_async(&mut self.connection.clone())
            .await?;
        let today = DayCount {
            day,
            granted,
            returned,
        };
        *known = Known {
            ticket,
            unused,
            today,
        };
        let [time, ask_again_in] = [time, ask_again_in].map(Duration::from_micros);
        Ok(match decision {
            1 => Answer::Granted {
                begins_in: time,
                ask_again_in,
            },
            2 => Answer::Wait { ask_again_in },
            _ => Answer::Refused(after_1970(time)),
        })
    }

    /// Lets nobody have a turn for a second.
    pub async fn pause(&self) -> RedisResult<()> {
        PAUSE
            .key(&self.state)
            .arg(self.now)
            .invoke_async(&mut self.connection.clone())
            .await
    }

    /// Refuses everybody until then.
    pub async fn refuse(&self, until: SystemTime) -> RedisResult<()> {
        let until = until.duration_since(UNIX_EPOCH).unwrap_or_default();
        REFUSE
            .key(&self.state)
            .arg(micros_of(until))
            .arg(self.now)
            .invoke_async(&mut self.connection.clone())
            .await
    }
}

fn micros_of(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// The time that is this long after 1970; 1970 if the clock cannot represent it.
fn after_1970(since_1970: Duration) -> SystemTime {
    UNIX_EPOCH.checked_add(since_1970).unwrap_or(UNIX_EPOCH)
}
