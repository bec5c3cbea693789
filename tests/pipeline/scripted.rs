//! Sandboxes that answer what a test says, whatever is requested, and the answers of the tests.

use crate::time::becomes;
use constant_contact_sandbox::{Contents, Fault, Sandbox, SandboxBuilder, ScriptedAnswer};
use std::time::Duration;

/// A document that every operation in the tests can read: it has a member of each answer.
pub const FINE: &str = r#"{"list_id":"l","state":"initialized","lists":[],"contacts":[],"activities":[],
    "failed_registration_ids":[],"site_owner_list":[]}"#;

/// An answer with a body of a declared type.
pub fn reply(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> ScriptedAnswer {
    let answer = ScriptedAnswer::new(status).header("content-type", content_type);
    answer.body(body.into())
}

/// A JSON answer.
pub fn json(status: u16, body: &str) -> Fault {
    ScriptedAnswer::json(status, body.to_owned()).into()
}

/// A refusal in the object form of the gateway, with a key.
pub fn refuse(status: u16, key: &str) -> Fault {
    let body = format!(r#"{{"error_key":"{key}","error_message":"said by the test"}}"#);
    json(status, &body)
}

/// A success that every operation can read.
pub fn fine() -> Fault {
    json(200, FINE)
}

/// The same after this time.
pub fn late(delay: Duration) -> Fault {
    ScriptedAnswer::json(200, FINE).delayed(delay).into()
}

/// The settings of the sandboxes of the tests.
pub fn settings() -> SandboxBuilder {
    let settings = Sandbox::builder().without_limits().keep_contents();
    settings.keep_requests(10_000)
}

/// A sandbox that does these with the requests in turn, the last one again and again.
pub async fn scripted(faults: impl IntoIterator<Item = Fault>) -> Sandbox {
    let sandbox = settings().start().await.unwrap();
    sandbox.play(faults);
    sandbox
}

/// A sandbox that does with each request what `script` says, which gets the request and its number from 0.
pub async fn answering(
    script: impl Fn(&Contents, u64) -> Fault + Send + Sync + 'static,
) -> Sandbox {
    let sandbox = settings().start().await.unwrap();
    let script = move |request: &Contents, number| Some(script(request, number));
    sandbox.fail_by(script).on_every_operation();
    sandbox
}

/// A script for a list of contacts of this many pages, each with one contact; the last page has no link.
pub fn pages(count: u64) -> impl Fn(&Contents, u64) -> Fault {
    move |_, number| {
        let next = r#", "_links": {"next": {"href": "/v3/contacts?cursor="#;
        let links = match number + 1 == count {
            true => String::new(),
            false => format!("{next}{number}\"}}}}"),
        };
        json(200, &format!(r#"{{"contacts": [{{}}]{links}}}"#))
    }
}

/// Waits, without a clock, until this many requests have arrived.
pub async fn arrived(sandbox: &Sandbox, count: u64) {
    becomes(|| sandbox.request_count() >= count).await;
}

/// What is done with a sandbox that answers what a test says.
pub trait Scripted {
    /// Does these with further requests in turn, the last one again and again, and forgets the requests so far.
    fn play(&self, faults: impl IntoIterator<Item = Fault>);

    /// Every request so far, in the order of arrival.
    fn received(&self) -> Vec<Contents>;
}

impl Scripted for Sandbox {
    fn play(&self, faults: impl IntoIterator<Item = Fault>) {
        let faults: Vec<Fault> = faults.into_iter().collect();
        let script = move |_: &Contents, number: u64| {
            let fault = faults.get(number as usize).or(faults.last());
            fault.cloned()
        };
        self.remove_faults();
        self.forget_requests();
        self.fail_by(script).on_every_operation();
    }

    fn received(&self) -> Vec<Contents> {
        let requests = self.last_requests().into_iter();
        requests.map(|request| request.contents.unwrap()).collect()
    }
}
