//! Every call through the real client, from the first attempt to its end, at a sandbox that
//! answers what each test says.

#![cfg(all(feature = "oauth", feature = "all-areas"))]

mod addresses;
mod answers;
mod authority;
mod before_send;
mod call_timeouts;
mod calls;
mod cancellation;
mod compression;
mod connections;
mod contact_changes;
mod credentials;
mod custom_fields;
mod environment;
mod error_lines;
mod errors;
mod find_or_create;
mod limits;
mod lists;
mod managed;
mod metrics;
mod pacing;
mod partner;
mod printing;
mod quota;
mod redirects;
mod renewal;
mod reports;
mod requests;
mod retries;
mod retry_waits;
mod runtimes;
mod scripted;
mod shortcuts;
mod spans;
mod stalls;
mod subscriber;
mod surface;
mod time;
mod token_source;
mod unknown_elements;
mod useless_answers;
