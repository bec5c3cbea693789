//! Ordinary calls that a partner makes for a client account: what the server receives, and that their
//! types, pages, retries and errors are the usual ones.

use crate::calls::{Verb, builder};
use crate::partner::{KEY, issuing, partner};
use crate::scripted::{Scripted, fine, json, refuse};
use constant_contact::types::ListInput;
use constant_contact::{Client, CsvSource};
use constant_contact_sandbox::{Contents, Fault, Sandbox};
use futures_util::TryStreamExt;
use serde_json::{Value, json as document};

const SYNC: &str = "/v3/partner/accounts/a07e%2F1/account_operations/sync";

/// A server that answers the calls for accounts by `act`, which gets their descriptions.
async fn managed(act: impl Fn(&Value, u64) -> Fault + Send + Sync + 'static) -> (Sandbox, Client) {
    let server = issuing(move |request, number| act(&described(request), number)).await;
    let client = builder(server.url("/v3")).partner(partner(&server));
    let client = client.build().unwrap().on_behalf_of("a07e/1");
    (server, client)
}

fn described(request: &Contents) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// The calls for the account.
fn calls(server: &Sandbox) -> Vec<Value> {
    let requests = server.received();
    let requests = requests.iter().filter(|request| request.target != "/token");
    requests
        .map(|request| {
            assert_eq!((request.method.as_str(), &*request.target), ("POST", SYNC));
            assert_eq!(request.bearer_token(), Some("partner-1"));
            assert_eq!(request.header("x-api-key"), Some(KEY));
            described(request)
        })
        .collect()
}

#[tokio::test]
async fn a_call_is_described_by_method_places_query_and_body() {
    let (server, client) = managed(|_, _| json(200, r#"{"name": "Readers"}"#)).await;
    let list = client.get_list("l/1");
    let list = list.include_membership_count("all").send().await.unwrap();
    assert_eq!(list.name.as_deref(), Some("Readers"));
    client
        .create_list(ListInput::new("Readers"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        calls(&server),
        [
            document!({
                "account_operation_method": "GET",
                "account_operation_url": "/contact_lists/{list_id}",
                "account_operation_path_parameters":
                    [{"path_param_key": "list_id", "path_param_value": "l/1"}],
                "account_operation_query_parameters": [{
                    "query_param_key": "include_membership_count", "query_param_value": "all"}],
            }),
            document!({
                "account_operation_method": "POST",
                "account_operation_url": "/contact_lists",
                "account_operation_payload": r#"{"name":"Readers"}"#,
            }),
        ]
    );
}

#[tokio::test]
async fn lists_continue_by_their_links() {
    let (server, client) = managed(|call, _| {
        let next = call["account_operation_query_parameters"][0]["query_param_value"] == "2";
        let links = document!({"next": {"href": "/v3/contacts?cursor=2"}});
        let page = match next {
            true => document!({"contacts": [{"contact_id": "b"}]}),
            false => document!({"contacts": [{"contact_id": "a"}], "_links": links}),
        };
        json(200, &page.to_string())
    })
    .await;
    let contacts: Vec<_> = client
        .get_all_contacts()
        .stream()
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<_> = contacts.iter().flat_map(|row| &row.contact_id).collect();
    assert_eq!(ids, ["a", "b"]);
    let second = &calls(&server)[1];
    assert_eq!(second["account_operation_url"], "/contacts");
    assert_eq!(
        second["account_operation_query_parameters"],
        document!([{"query_param_key": "cursor", "query_param_value": "2"}])
    );
}

#[tokio::test]
async fn the_inner_call_decides_whether_to_repeat() {
    for verb in Verb::METHODS {
        let (server, client) = managed(|_, number| match number {
            0 => Fault::LostAnswer,
            _ => fine(),
        })
        .await;
        let result = verb.call(&client).await;
        match verb.is_idempotent() {
            true => assert!(result.is_ok(), "{verb:?}"),
            false => assert!(result.unwrap_err().is_ambiguous(), "{verb:?}"),
        }
        let sent = if verb.is_idempotent() { 2 } else { 1 };
        assert_eq!(calls(&server).len(), sent, "{verb:?}");
    }
}

#[tokio::test]
async fn a_full_queue_of_jobs_is_recognised_by_the_inner_path() {
    let (server, client) = managed(|_, _| refuse(429, "queue")).await;
    let error = Verb::Queue.call(&client).await.unwrap_err();
    assert!(error.is_queue_full(), "{error}");
    assert_eq!(calls(&server).len(), 1);
}

#[tokio::test]
async fn errors_name_the_inner_operation() {
    let (_server, client) = managed(|_, _| refuse(404, "contacts.api.not_found")).await;
    let error = Verb::Get.call(&client).await.unwrap_err();
    assert!(error.is_not_found());
    assert!(error.to_string().contains("get_list"), "{error}");
}

#[tokio::test]
async fn a_call_that_is_not_possible_for_an_account_is_not_sent() {
    let (server, client) = managed(|_, _| fine()).await;
    let partner = client.get_accounts().send().await.unwrap_err();
    assert!(
        partner.to_string().contains("the partner's client"),
        "{partner}"
    );
    let upload = client.import_csv(CsvSource::bytes("email\na@example.com\n"), ["l"]);
    let said = upload.send().await.err().unwrap().to_string();
    assert!(said.contains("import_contacts"), "{said}");
    assert!(calls(&server).is_empty());
}

#[tokio::test]
async fn the_client_of_the_partner_does_not_change() {
    let (server, client) = managed(|_, _| fine()).await;
    let other = client.on_behalf_of("other");
    drop(client);
    Verb::Get.call(&other).await.unwrap();
    let target = &server.received()[1].target;
    assert!(target.contains("/accounts/other/"), "{target}");
}

#[tokio::test]
async fn an_account_that_is_refused_does_not_use_a_token_for_every_call() {
    let (server, client) = managed(|_, _| refuse(401, "unauthorized")).await;
    for _ in 0..10 {
        let error = Verb::Get.call(&client).await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        assert!(!error.needs_authorization() && !error.is_retryable());
    }
    let requests = server.received();
    let tokens = requests.iter().filter(|one| one.path() == "/token").count();
    assert!(tokens <= 2, "{tokens}");
    // The calls themselves are made, the first one twice.
    assert_eq!(calls(&server).len(), 11);
}
