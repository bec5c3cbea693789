//! A value in a path is one segment of it, whatever it contains: for every operation with a
//! placeholder for a text, the path that reaches a server is compared with the intended one.

use crate::calls;
use crate::document::Contract;
use crate::operations::is_out_of_reach;
use crate::sample::Sample;
use constant_contact::{Client, RetryPolicy, Unlimited};
use constant_contact_sandbox::{Contents, Fault, Sandbox, ScriptedAnswer};
use percent_encoding::percent_decode_str;

/// Values that some URL parsers split, decode, truncate or resolve.
const ODD: &[&str] = &[
    "..\\contacts\\abc",
    "..\\..\\x",
    "\\",
    "../contacts/abc",
    "/",
    "//example.com",
    "https://example.com/",
    "...",
    "..;",
    ".;/..",
    "%2e%2e",
    "%2E%2E%2Fx",
    "%5c..%5c",
    "%",
    "%zz",
    "%00",
    "?x=1",
    "#x",
    "a\tb\nc\r",
    "\t.\n.",
    " ",
    " .. ",
    "{list_id}",
    "a:b@c",
    "ä/ö\\ü",
    "。。／＼\u{202e}",
];

fn values() -> Vec<String> {
    let ascii: String = ('\0'..='\x7f').collect();
    let further: String = ('\u{80}'..='\u{17f}').chain(['\u{fffd}', '😀']).collect();
    let mut values = vec![ascii, further];
    values.extend(ODD.iter().map(|value| (*value).to_owned()));
    values
}

#[tokio::test]
async fn a_path_value_is_one_segment_whatever_it_contains() {
    let contract = Contract::load();
    let sandbox = Sandbox::builder().without_limits().keep_contents();
    let sandbox = sandbox.start().await.unwrap();
    sandbox.fail_by(answer).on_every_operation();
    let client = client(&sandbox);
    let mut off = Vec::new();
    for operation in contract.operations() {
        let sample = Sample::new(&contract, operation);
        let (Some(is_list), false) = (sample.place(), is_out_of_reach(sample.operation())) else {
            continue;
        };
        for value in ["", ".", ".."] {
            let sample = sample.with_place(value);
            sandbox.forget_requests();
            let Some(outcome) = calls::call(&client, &sample).await else {
                off.push(sample.id().to_owned());
                break;
            };
            if !is_list || value.is_empty() {
                assert!(outcome.is_err(), "{} with {value:?}", sample.id());
                assert_eq!(calls(&sandbox), [""; 0], "{}", sample.id());
            }
        }
        for value in values() {
            // This test does not cover the commas between the values of a list.
            let value = if is_list {
                value.replace(',', "")
            } else {
                value
            };
            let sample = sample.with_place(&value);
            sandbox.forget_requests();
            if calls::call(&client, &sample).await.is_none() {
                break;
            }
            let sent = calls(&sandbox);
            let [target] = sent.as_slice() else {
                panic!("{} with {value:?}: {sent:?}", sample.id())
            };
            compare(&sample, target);
        }
    }
    #[cfg(feature = "all-areas")]
    assert_eq!(off, [""; 0], "no call for these operations");
}

/// A partner's token, or a refusal, so that the answer's type does not matter.
fn answer(request: &Contents, _: u64) -> Option<Fault> {
    let (status, body) = match request.path() {
        "/token" => (200, r#"{"access_token": "p", "token_type": "Bearer"}"#),
        _ => (400, "{}"),
    };
    Some(ScriptedAnswer::json(status, body).into())
}

fn client(sandbox: &Sandbox) -> Client {
    let builder = Client::builder()
        .access_token("t")
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::none())
        .rate_limiter(Unlimited);
    #[cfg(feature = "oauth")]
    let builder = {
        use constant_contact::auth::{Endpoints, PartnerCredentials};
        let endpoints = Endpoints::default().partner_token(&sandbox.url("/token"));
        let partner = PartnerCredentials::new("partner", "secret", "key");
        builder.partner(partner.endpoints(endpoints.unwrap()))
    };
    builder.build().unwrap()
}

/// The targets of the calls since the requests were forgotten.
fn calls(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.last_requests().into_iter();
    let targets = requests.map(|request| request.contents.unwrap().target);
    targets.filter(|target| target != "/token").collect()
}

fn compare(sample: &Sample, target: &str) {
    let path = target.split('?').next().unwrap();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/".contains(&byte);
    assert!(path.bytes().all(plain), "{target}");
    let expected = format!("/v3{}", sample.path());
    assert_eq!(segments(path), segments(&expected), "{}", sample.id());
    // A URL parser that follows all the rules reads the same path.
    let read = url::Url::parse(&format!("https://api.cc.email{target}")).unwrap();
    assert_eq!(read.path(), path, "{}", sample.id());
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8().unwrap().into())
        .collect()
}
