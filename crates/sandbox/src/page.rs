//! The page at `/`: what the sandbox contains, for a person who looks at it in a browser. It names no
//! person and shows no token.

mod html;

use crate::answer::Answer;
use crate::contract::CONTRACT;
use crate::pipeline::BASE;
use crate::sandbox::Shared;
use crate::state::State;
use chrono::{DateTime, SecondsFormat, Utc};
use html::{Page, Table};

/// The page as it is now.
pub(crate) fn answer(shared: &Shared) -> Answer {
    let now = shared.clock.now();
    let page = page(&shared.state.lock().expect("no panic"), now);
    Answer::text(200, "text/html; charset=utf-8", page.to_string())
        .header("cache-control", "no-store")
        .header(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        )
}

fn page(state: &State, now: DateTime<Utc>) -> Page {
    Page {
        title: "Constant Contact sandbox".to_owned(),
        facts: vec![
            ("API", format!("{BASE}, contract {}", CONTRACT.version)),
            ("Time of the sandbox", time(now)),
        ],
        tables: vec![accounts(state)],
    }
}

fn accounts(state: &State) -> Table {
    Table {
        title: "Accounts".to_owned(),
        headings: &["encoded_account_id"],
        rows: state.accounts.keys().map(|id| vec![id.clone()]).collect(),
    }
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
