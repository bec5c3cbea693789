//! The page at `/`: what the sandbox contains, for a person who looks at it in a browser. It names no
//! person and shows no token.

mod contents;
mod html;

use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::endpoints::Endpoint;
use crate::judge::Violation;
use crate::log::LoggedRequest;
use crate::pipeline::BASE;
use crate::sandbox::Shared;
use chrono::{DateTime, SecondsFormat, Utc};
use html::{Page, Table};

/// The page itself, which its log leaves out.
const PAGE: &str = "GET /";

pub(crate) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    name: PAGE,
    answer: |shared, _, _| answer(shared),
}];

/// Lets the browser load nothing, wherever a text came from.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// How many of the last requests the page shows.
const REQUESTS: usize = 50;

/// The page as it is now.
fn answer(shared: &Shared) -> Answer {
    let now = shared.clock.now();
    let mut tables = contents::tables(&shared.state(), now);
    // The request for the page itself is logged after its answer.
    tables.push(requests(&shared.log().last()));
    tables.push(violations(&shared.violations()));
    let page = Page {
        title: "Constant Contact sandbox".to_owned(),
        facts: vec![
            ("API", format!("{BASE}, contract {}", CONTRACT.version)),
            ("Time of the sandbox", time(now)),
        ],
        tables,
    };
    Answer::text(200, "text/html; charset=utf-8", page.to_string())
        .header("cache-control", "no-store")
        .header("content-security-policy", POLICY)
}

/// The last requests, the newest first.
fn requests(log: &[LoggedRequest]) -> Table {
    let others = log.iter().rev().filter(|request| request.operation != PAGE);
    let rows = others.take(REQUESTS).map(|request| {
        let status = request.status.map(|status| status.to_string());
        vec![
            time(request.at),
            request.operation.to_string(),
            status.unwrap_or_else(|| "no answer".to_owned()),
            request.account.clone().unwrap_or_default(),
        ]
    });
    Table {
        title: format!("The last {REQUESTS} requests"),
        headings: &["time", "operation", "status", "account"],
        rows: rows.collect(),
    }
}

fn violations(violations: &[Violation]) -> Table {
    let rows = violations.iter().map(|violation| {
        vec![
            violation.operation.to_string(),
            violation.place.clone(),
            violation.problem.to_string(),
        ]
    });
    Table {
        title: "Violations of the contract".to_owned(),
        headings: &["operation", "place", "problem"],
        rows: rows.collect(),
    }
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
