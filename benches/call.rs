//! The cost of a call without the network: this crate against bare reqwest on loopback, in the same
//! run.
//!
//! ```sh
//! cargo bench --bench call
//! ```
//!
//! Prints the time and the allocations of one call. The target is at most 10 microseconds and 20
//! allocations more than reqwest.

#![allow(unsafe_code, reason = "an allocator that counts")]

#[path = "support/server.rs"]
mod server;

use constant_contact::types::ContactList;
use constant_contact::{Client, RetryPolicy, Unlimited};
use serde_json::json;
use server::{Answer, median, serve};
use std::alloc::{GlobalAlloc, Layout, System};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CALLS: usize = 2_000;
const ROUNDS: usize = 9;
const LIST: &str = "04fe9a97-a579-43c5-bb1a-58ed29bf0a6a";

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

type Done<T = ()> = Result<T, Box<dyn Error>>;

/// Microseconds and allocations of one call.
struct Cost {
    time: f64,
    allocations: f64,
}

fn main() -> Done {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let body: Arc<[u8]> = json!({"list_id": LIST, "name": "Readers", "favorite": true})
            .to_string()
            .into_bytes()
            .into();
        let answer: Answer = Arc::new(move |_| Arc::clone(&body));
        let base = serve(answer, Duration::ZERO)?;
        let client = Client::builder()
            .access_token("token")
            .base_url(&base)
            .rate_limiter(Unlimited)
            .retry(RetryPolicy::none())
            .build()?;
        let bare = reqwest::Client::builder().build()?;
        let (mut times, mut allocations) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let ours = cost(|| call(&client)).await?;
            let theirs = cost(|| call_bare(&bare, &base)).await?;
            times.push(ours.time - theirs.time);
            allocations.push(ours.allocations - theirs.allocations);
            println!(
                "{:.1} µs and {:.1} allocations, bare {:.1} µs and {:.1}",
                ours.time, ours.allocations, theirs.time, theirs.allocations
            );
        }
        println!(
            "a call takes {:.1} µs more (target: at most 10)",
            median(times)
        );
        println!(
            "a call allocates {:.1} times more (target: at most 20)",
            median(allocations)
        );
        Ok(())
    })
}

async fn cost<F: Future<Output = Done<ContactList>>>(call: impl Fn() -> F) -> Done<Cost> {
    for _ in 0..200 {
        call().await?;
    }
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let begun = Instant::now();
    for _ in 0..CALLS {
        call().await?;
    }
    Ok(Cost {
        time: begun.elapsed().as_secs_f64() * 1e6 / CALLS as f64,
        allocations: (ALLOCATIONS.load(Ordering::Relaxed) - before) as f64 / CALLS as f64,
    })
}

async fn call(client: &Client) -> Done<ContactList> {
    Ok(client.get_list(LIST).send().await?.into_inner())
}

async fn call_bare(client: &reqwest::Client, base: &str) -> Done<ContactList> {
    let request = client
        .get(format!("{base}/contact_lists/{LIST}"))
        .header("accept", "application/json")
        .bearer_auth("token");
    let body = request.send().await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice(&body)?)
}
