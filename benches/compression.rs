//! What the feature `gzip` costs and saves: a page of 500 contacts, uncompressed and compressed.
//!
//! ```sh
//! cargo bench --bench compression --features gzip
//! ```
//!
//! Prints the bytes of a page and the CPU time for reading it, from the socket to the types.

#![allow(dead_code, reason = "all benchmarks share the server")]

#[path = "support/server.rs"]
mod server;

use constant_contact::types::Contacts;
use constant_contact::{Client, Unlimited};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use server::{Answer, median, serve_with};
use std::error::Error;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

const ROWS: usize = 500;
const PAGES: usize = 50;
const ROUNDS: usize = 9;
const WORDS: [&str; 24] = [
    "Ada",
    "Grace",
    "Edsger",
    "Barbara",
    "Donald",
    "Frances",
    "Tony",
    "Radia",
    "Leslie",
    "Shafi",
    "Analyst",
    "Engineer",
    "Teacher",
    "Owner",
    "Volunteer",
    "Engines",
    "Gardens",
    "Books",
    "Bakery",
    "Studio",
    "Institute",
    "North",
    "Hill",
    "River",
];

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    let plain = page();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&plain)?;
    let compressed = encoder.finish()?;
    println!(
        "a page of {ROWS} contacts: {} bytes, compressed {}",
        plain.len(),
        compressed.len()
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let plain = client("", plain)?;
        let compressed = client("content-encoding: gzip\r\n", compressed)?;
        let (mut as_is, mut unpacked) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            as_is.push(read(&plain).await?);
            unpacked.push(read(&compressed).await?);
        }
        let (as_is, unpacked) = (median(as_is), median(unpacked));
        println!("reading it takes {as_is:.2} ms of CPU time, compressed {unpacked:.2} ms");
        Ok(())
    })
}

/// A page whose contacts differ as much as real ones.
fn page() -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(16);
    let mut word = || WORDS[random.usize(..WORDS.len())];
    let names: Vec<[&str; 4]> = (0..ROWS)
        .map(|_| [word(), word(), word(), word()])
        .collect();
    let mut id = || {
        format!(
            "{:08x}-96f0-11ef-b2a0-{:012x}",
            random.u32(..),
            random.u64(..1 << 48)
        )
    };
    let lists = [id(), id(), id(), id(), id()];
    let field = id();
    let contacts: Vec<_> = names
        .into_iter()
        .enumerate()
        .map(|(number, [first, last, job, company])| {
            let list = |turn: usize| &lists[(number + turn) % lists.len()];
            let day = format!("2026-04-{:02}T21:46:{:02}Z", number % 28 + 1, number % 60);
            let address = format!("{first}.{last}.{}@example.com", number * 7919 % 10_007);
            json!({
                "contact_id": id(),
                "email_address": {"address": address, "permission_to_send": "implicit",
                    "created_at": day, "updated_at": day, "opt_in_source": "Account",
                    "opt_in_date": day, "confirm_status": "off"},
                "first_name": first, "last_name": last, "job_title": job, "company_name": company,
                "birthday_month": number % 12 + 1, "birthday_day": number % 28 + 1,
                "anniversary": "2006-11-15", "create_source": "Account", "update_source": "Contact",
                "created_at": day, "updated_at": day,
                "custom_fields": [{"custom_field_id": field, "value": first}],
                "phone_numbers": [{"phone_number_id": id(), "kind": "home",
                    "phone_number": format!("555-{:04}", number * 7919 % 10_000)}],
                "list_memberships": [list(0), list(2)],
            })
        })
        .collect();
    json!({"contacts": contacts}).to_string().into_bytes()
}

fn client(lines: &'static str, page: Vec<u8>) -> Done<Client> {
    let page: Arc<[u8]> = page.into();
    let answer: Answer = Arc::new(move |_| Arc::clone(&page));
    Ok(Client::builder()
        .access_token("token")
        .base_url(serve_with(lines, answer, Duration::ZERO)?)
        .rate_limiter(Unlimited)
        .build()?)
}

/// The CPU time for a page, in milliseconds.
async fn read(client: &Client) -> Done<f64> {
    let before = processor_time()?;
    for _ in 0..PAGES {
        let page: Contacts = client.get_all_contacts().send().await?.into_inner();
        if page.contacts.len() != ROWS {
            return Err("rows are missing".into());
        }
    }
    Ok((processor_time()? - before) as f64 / 1e6 / PAGES as f64)
}

/// The time that this thread has run, in nanoseconds; the server runs on other threads.
fn processor_time() -> Done<u64> {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = spent.split(' ').next().ok_or("no figure")?;
    Ok(first.parse()?)
}
