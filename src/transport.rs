//! The path that every request takes, generated or hand-written.
//!
//! ```text
//! builder ─► Call ─► turn ─► token ─► send ─► outcome ─┬─ success ─► Answer ─► the type
//!              ▲    (pacing)  (auth)                   │
//!              └──── wait, or renew the token ◄── retry::decide ──► Error
//! ```
//!
//! `managed` wraps the call first if a partner makes it for a client account. `exchange` runs the
//! loop within the time limit of the call. `retry` decides what it does after each attempt, without
//! I/O. `send` sends the request, and `transfer` ends a request that stalls. `observation` makes the spans of
//! a call, and `report` has what its observers get.

pub(crate) mod address;
pub(crate) mod answer;
pub(crate) mod backoff;
pub(crate) mod before_send;
pub(crate) mod byte_stream;
pub(crate) mod call;
pub(crate) mod check;
mod clock;
pub(crate) mod connections;
pub(crate) mod exchange;
mod failure;
pub(crate) mod file;
pub(crate) mod future;
pub(crate) mod history;
pub(crate) mod lock;
mod managed;
pub(crate) mod observation;
pub(crate) mod origin;
pub(crate) mod pacing;
pub(crate) mod polling;
mod progress;
pub(crate) mod read;
pub(crate) mod report;
pub(crate) mod response;
pub(crate) mod retry;
pub(crate) mod runtime;
mod send;
pub(crate) mod task;
pub(crate) mod timeouts;
pub(crate) mod tls;
pub(crate) mod token;
mod transfer;
