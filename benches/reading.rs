//! Reading a long list: this crate against reqwest and serde_json by hand, in the same run.
//!
//! ```sh
//! cargo bench --bench reading
//! ```
//!
//! Prints three figures:
//!
//! * the CPU time of decoding a page of 500 contacts, as a call does, against a derive with the same fields
//!   as reqwest does (target: at most 1.0); the same if both read bytes, so that both check each string for
//!   UTF-8; and the cost if every contact has a member that the crate does not know;
//! * the CPU time for 200 pages of 500 contacts over loopback, including the server's, against
//!   reqwest and the same derive (target: at most 1.05);
//! * how much faster a list is read if the next page is fetched ahead (target: at least 1.8, with
//!   50 milliseconds for the server and 50 for the consumer).

#[path = "support/by_hand.rs"]
#[allow(dead_code)]
mod by_hand;
#[path = "support/server.rs"]
mod server;

use constant_contact::types::Contacts;
use constant_contact::{Client, Unlimited};
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use server::{Answer, median, serve};
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PAGES: usize = 200;
const ROWS: usize = 500;
const ROUNDS: usize = 15;
/// Enough for the scheduler's clock, which counts in ticks.
const DECODINGS: usize = 300;
const DECODING_ROUNDS: usize = 11;
const PAUSE: Duration = Duration::from_millis(50);

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    decoding_alone()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        over_loopback().await?;
        ahead().await
    })
}

fn decoding_alone() -> Done {
    let plain = page((0..ROWS).map(contact));
    let grown = page((0..ROWS).map(|number| {
        let mut contact = contact(number);
        contact["a_member_of_tomorrow"] = json!("some text");
        contact
    }));
    let mut ratios = [(); 4].map(|()| Vec::new());
    for _ in 0..DECODING_ROUNDS {
        let by_hand = cpu(|| decode::<by_hand::Contacts>(&plain))?;
        let ours = cpu(|| decode_text::<Contacts>(&plain))?;
        let ours_of_bytes = cpu(|| decode::<Contacts>(&plain))?;
        let by_hand_grown = cpu(|| decode::<by_hand::Contacts>(&grown))?;
        let ours_grown = cpu(|| decode_text::<Contacts>(&grown))?;
        ratios[0].push(ours / by_hand);
        ratios[1].push(ours_of_bytes / by_hand);
        ratios[2].push(ours_grown / by_hand_grown);
        ratios[3].push(ours_grown / ours);
    }
    let [plain, bytes, grown, kept] = ratios.map(median);
    println!("decoding takes {plain:.3} times the CPU time of a derive (target: at most 1.0),");
    println!("{bytes:.3} times if both read bytes,");
    println!(
        "{grown:.3} times with an unknown member in each row, which multiplies ours by {kept:.3}"
    );
    Ok(())
}

fn page(contacts: impl Iterator<Item = Value>) -> Vec<u8> {
    let contacts: Vec<Value> = contacts.collect();
    let links = json!({"next": {"href": "/v3/contacts?cursor=1"}});
    json!({"contacts": contacts, "_links": links})
        .to_string()
        .into_bytes()
}

fn decode<T: DeserializeOwned>(page: &[u8]) -> Done {
    for _ in 0..DECODINGS {
        black_box(serde_json::from_slice::<T>(black_box(page))?);
    }
    Ok(())
}

/// Decodes as a call does: the whole page is checked for UTF-8 first.
fn decode_text<T: DeserializeOwned>(page: &[u8]) -> Done {
    for _ in 0..DECODINGS {
        let page = std::str::from_utf8(black_box(page))?;
        black_box(serde_json::from_str::<T>(page)?);
    }
    Ok(())
}

/// The seconds of CPU time that `work` takes, or of wall-clock time where the system does not
/// report it.
fn cpu(work: impl FnOnce() -> Done) -> Done<f64> {
    let begun = (on_cpu(), Instant::now());
    work()?;
    Ok(match (begun.0, on_cpu()) {
        (Some(begun), Some(ended)) => ended - begun,
        _ => begun.1.elapsed().as_secs_f64(),
    })
}

fn on_cpu() -> Option<f64> {
    thread_time(Path::new("/proc/thread-self"))
}

/// The seconds of CPU time that a thread has taken, by its folder under `/proc`.
fn thread_time(thread: &Path) -> Option<f64> {
    let stat = std::fs::read_to_string(thread.join("schedstat")).ok()?;
    let nanoseconds: f64 = stat.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// The pages of a list, each with a link to the next.
fn pages(count: usize, rows: usize) -> Answer {
    let pages: Vec<Arc<[u8]>> = (0..count)
        .map(|page| {
            let contacts: Vec<_> = (0..rows).map(|row| contact(page * rows + row)).collect();
            let links = json!({"next": {"href": format!("/v3/contacts?cursor={}", page + 1)}});
            let links = if page + 1 < count { links } else { json!(null) };
            json!({"contacts": contacts, "_links": links})
                .to_string()
                .into_bytes()
                .into()
        })
        .collect();
    Arc::new(move |target| {
        let cursor = target
            .split_once("cursor=")
            .and_then(|(_, cursor)| cursor.parse().ok());
        Arc::clone(&pages[cursor.unwrap_or(0)])
    })
}

fn contact(number: usize) -> Value {
    json!({
        "contact_id": format!("af73e650-96f0-11ef-b2a0-{number:012}"),
        "email_address": {"address": format!("reader{number}@example.com"), "permission_to_send": "implicit",
            "created_at": "2026-04-28T21:46:22Z", "updated_at": "2026-04-28T21:46:22Z",
            "opt_in_source": "Account", "opt_in_date": "2026-04-28T21:46:22Z", "confirm_status": "off"},
        "first_name": "Ada", "last_name": "Lovelace", "job_title": "Analyst", "company_name": "Engines",
        "birthday_month": 11, "birthday_day": 24, "anniversary": "2006-11-15",
        "create_source": "Account", "update_source": "Contact",
        "created_at": "2026-04-28T21:46:22Z", "updated_at": "2026-04-28T21:46:22Z",
        "custom_fields": [{"custom_field_id": "0a9b1c2d-96f0-11ef-b2a0-000000000001", "value": "gold"}],
        "list_memberships": ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a", "04fe9a97-a579-43c5-bb1a-58ed29bf0a6b"],
    })
}

async fn over_loopback() -> Done {
    let base = serve(pages(PAGES, ROWS), Duration::ZERO)?;
    let client = client(&base)?;
    let bare = reqwest::Client::builder().build()?;
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        // The two take turns in going first.
        let (ours, by_hand) = if round % 2 == 0 {
            let ours = process_time(read(&client)).await?;
            (ours, process_time(read_by_hand(&bare, &base)).await?)
        } else {
            let by_hand = process_time(read_by_hand(&bare, &base)).await?;
            (process_time(read(&client)).await?, by_hand)
        };
        println!("{PAGES} pages of {ROWS}: {ours:.3} s, by hand {by_hand:.3} s");
        ratios.push(ours / by_hand);
    }
    println!(
        "reading takes {:.3} times the CPU time of reqwest by hand (target: at most 1.05)",
        median(ratios)
    );
    Ok(())
}

fn client(base: &str) -> Done<Client> {
    Ok(Client::builder()
        .access_token("token")
        .base_url(base)
        .rate_limiter(Unlimited)
        .build()?)
}

/// The seconds of CPU time that the process takes meanwhile, or of wall-clock time where the system
/// does not report it.
async fn process_time(reading: impl Future<Output = Done<usize>>) -> Done<f64> {
    let begun = (all_threads(), Instant::now());
    let rows = reading.await?;
    let seconds = match (begun.0, all_threads()) {
        (Some(begun), Some(ended)) => ended - begun,
        _ => begun.1.elapsed().as_secs_f64(),
    };
    (rows == PAGES * ROWS)
        .then_some(seconds)
        .ok_or_else(|| "rows are missing".into())
}

/// The seconds of CPU time of all threads; none of them ends meanwhile.
fn all_threads() -> Option<f64> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    threads
        .map(|thread| thread_time(&thread.ok()?.path()))
        .sum()
}

async fn read(client: &Client) -> Done<usize> {
    let mut pages = client.get_all_contacts().limit(500).pages();
    let mut rows = 0;
    while let Some(page) = pages.try_next().await? {
        rows += page.contacts.len();
    }
    Ok(rows)
}

async fn read_by_hand(client: &reqwest::Client, base: &str) -> Done<usize> {
    let origin = base.trim_end_matches("/v3");
    let mut link = "/v3/contacts?limit=500".to_owned();
    let mut rows = 0;
    loop {
        let request = client.get(format!("{origin}{link}")).bearer_auth("token");
        let body = request.send().await?.error_for_status()?.bytes().await?;
        let page: by_hand::Contacts = serde_json::from_slice(&body)?;
        rows += page.contacts.len();
        match page.links.and_then(|links| links.next?.href) {
            Some(next) => link = next,
            None => return Ok(rows),
        }
    }
}

async fn ahead() -> Done {
    let base = serve(pages(20, 10), PAUSE)?;
    let client = client(&base)?;
    let begun = Instant::now();
    let mut pages = client.get_all_contacts().pages();
    while let Some(page) = pages.try_next().await? {
        consume(&page).await;
    }
    let ahead = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let mut continuation = None;
    loop {
        let mut pages = match continuation.take() {
            None => client.get_all_contacts().pages(),
            Some(continuation) => client.get_all_contacts().pages_from(continuation),
        };
        let Some(page) = pages.try_next().await? else {
            break;
        };
        continuation = pages.continuation();
        // Without the stream, nothing is fetched while the page is processed.
        drop(pages);
        consume(&page).await;
        if continuation.is_none() {
            break;
        }
    }
    let one_by_one = begun.elapsed().as_secs_f64();
    println!("20 slow pages: {ahead:.3} s ahead, {one_by_one:.3} s one by one");
    println!(
        "fetching ahead is {:.2} times as fast (target: at least 1.8)",
        one_by_one / ahead
    );
    Ok(())
}

async fn consume(page: &Contacts) {
    black_box(page);
    tokio::time::sleep(PAUSE).await;
}
