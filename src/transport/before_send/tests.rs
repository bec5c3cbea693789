use super::super::call::Operation;
use super::*;
use crate::ErrorKind;
use proptest::prelude::*;

fn call(path: &'static str) -> Call {
    Call::new(&Operation {
        name: "get_list",
        method: Method::GET,
        path,
        partner: false,
        idempotent: true,
    })
}

#[test]
fn only_the_client_sets_its_headers_whatever_their_case() {
    let call = call("/contact_lists/{list_id}");
    let mut request = OutgoingRequest::new(&call, 1);
    for name in RESERVED {
        for name in [name.to_owned(), name.to_uppercase()] {
            let error = request.insert_header(&name, "x").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
            assert!(error.to_string().contains(&name.to_lowercase()), "{error}");
        }
    }
    assert!(request.headers.is_empty());
}

#[test]
fn an_invalid_header_is_refused_and_its_value_is_not_printed() {
    let call = call("");
    let mut request = OutgoingRequest::new(&call, 1);
    for (name, value) in [
        ("x-id", "secret\r\nauthorization: x"),
        ("x-id", "secret\0"),
        ("x id", "secret"),
        ("x-id:", "secret"),
        ("", "secret"),
        ("authorization ", "secret"),
    ] {
        let error = request.insert_header(name, value).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
    assert!(request.headers.is_empty());
}

proptest! {
    #[test]
    fn no_name_and_no_value_panics(name in ".{0,20}", value in ".{0,20}") {
        let call = call("");
        let mut request = OutgoingRequest::new(&call, 1);
        let inserted = request.insert_header(&name, &value).is_ok();
        prop_assert_eq!(inserted, request.headers.len() == 1);
    }
}

#[test]
fn hooks_run_in_order_and_the_last_value_is_sent() {
    let hooks: [BeforeSend; 2] = [
        Box::new(|request| {
            request.insert_header("x-id", "first")?;
            request.insert_header("x-attempt", &request.attempt().to_string())
        }),
        Box::new(|request| request.insert_header("X-ID", "second")),
    ];
    let headers = added_headers(&hooks, &call("/contact_lists"), 3).unwrap();
    assert_eq!(headers.len(), 2);
    assert_eq!(
        (&headers["x-id"], &headers["x-attempt"]),
        (&"second".parse().unwrap(), &"3".parse().unwrap())
    );
}

#[test]
fn the_first_hook_that_fails_ends_the_request() {
    let hooks: [BeforeSend; 2] = [
        Box::new(|request| request.insert_header("host", "example.com")),
        Box::new(|_| panic!("it runs after a failure")),
    ];
    assert!(added_headers(&hooks, &call(""), 1).is_err());
}

#[test]
fn a_panic_of_a_hook_is_an_error() {
    let hooks: [BeforeSend; 1] = [Box::new(|_| panic!("in the hook"))];
    let error = added_headers(&hooks, &call(""), 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn a_request_is_described_by_names_of_the_contract_only() {
    let mut call = call("/contact_lists/{list_id}");
    call.path("list_id", &"ann@example.com".to_owned()).unwrap();
    let mut request = OutgoingRequest::new(&call, 2);
    request.insert_header("x-id", "secret").unwrap();
    assert_eq!(request.url_template(), Some("/contact_lists/{list_id}"));
    assert_eq!(request.operation(), "get_list");
    assert_eq!(request.method(), Method::GET);
    let printed = format!("{request:?}");
    assert!(
        !printed.contains("example.com") && !printed.contains("secret"),
        "{printed}"
    );
}
