//! Clients and rows for the tests of bulk jobs.

#![allow(dead_code, reason = "each test file uses a part")]

use constant_contact::{Client, CsvSource, ImportCsv, Unlimited};
use constant_contact_sandbox::Sandbox;
use std::fmt::Write;

pub async fn sandbox() -> Sandbox {
    Sandbox::builder().without_limits().start().await.unwrap()
}

/// A client that does not wait for a turn.
pub fn client(sandbox: &Sandbox) -> Client {
    Client::builder()
        .base_url(sandbox.base_url())
        .access_token("sandbox-access-token")
        .http(reqwest::Client::builder())
        .rate_limiter(Unlimited)
        .build()
        .unwrap()
}

pub fn csv(rows: usize) -> String {
    let mut text = "email,first_name\n".to_owned();
    for row in 0..rows {
        writeln!(text, "p{row}@example.com,Ann").unwrap();
    }
    text
}

pub fn import(sandbox: &Sandbox, list: &str, csv: impl Into<String>) -> ImportCsv {
    client(sandbox).import_csv(CsvSource::bytes(csv.into()), [list])
}
