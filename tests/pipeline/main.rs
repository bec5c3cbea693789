//! Every call through the real client, from the first attempt to its end, at a scripted server.

mod authority;
mod calls;
mod cancellation;
mod credentials;
mod errors;
mod lists;
mod pacing;
mod printing;
mod redirects;
mod renewal;
mod requests;
mod retries;
mod retry_waits;
mod server;
mod time;
