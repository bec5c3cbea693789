use super::aliases;
use crate::docs::{self, Docs};
use crate::fixture::Contract;
use serde_json::{Value, json};

/// The aliases of each operation but for its id, in the order of the contract.
fn by_rule(contract: Contract) -> Vec<(String, Vec<String>)> {
    let model = contract.model().unwrap();
    let operations = model.operations.iter();
    let named = operations.map(|operation| {
        let mut all = aliases(&Docs::default(), &model, operation);
        all.retain(|alias| *alias != operation.id);
        (operation.method.clone(), all)
    });
    named.collect()
}

fn operation(contract: Contract, verb: &str, path: &str, id: &str) -> Contract {
    contract.operation(
        verb,
        path,
        json!({"operationId": id, "parameters": parameters(path)}),
    )
}

fn parameters(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1);
    let names = names.map(|rest| rest.split_once('}').unwrap().0);
    names
        .map(|name| json!({"name": name, "in": "path", "required": true, "type": "string"}))
        .collect()
}

#[test]
fn usual_verbs_with_each_name_of_the_resource_lead_to_the_method() {
    for (verb, path, id, expected) in [
        (
            "get",
            "/mails",
            "getAllMailCampaigns",
            &[
                "list_campaigns",
                "list_mails",
                "list_mail_campaigns",
                "get_campaigns",
                "get_mails",
                "get_mail_campaigns",
            ][..],
        ),
        (
            "post",
            "/mails",
            "postMail",
            &["create_campaign", "create_mail"],
        ),
        (
            "post",
            "/mails",
            "addMails",
            &["create_campaign", "create_mail"],
        ),
        (
            "get",
            "/mails/{campaign_id}",
            "getMailById",
            &["get_campaign", "get_mail"],
        ),
        (
            "put",
            "/mails/{campaign_id}",
            "putMail",
            &["update_campaign", "update_mail"],
        ),
        (
            "patch",
            "/mails/{campaign_id}",
            "patchMailName",
            &["update_campaign", "update_mail", "update_mail_name"],
        ),
        (
            "delete",
            "/mails/{campaign_id}",
            "deleteMails",
            &["delete_campaign", "delete_mail"],
        ),
        // A part of a resource, or a job.
        (
            "put",
            "/mails/{campaign_id}/name",
            "putMailName",
            &["update_mail_name"],
        ),
        ("get", "/mails/{campaign_id}/state", "getMailState", &[]),
        ("post", "/mails/{campaign_id}/copies", "copyMail", &[]),
        (
            "post",
            "/mails/{campaign_id}/copies",
            "addCopy",
            &["create_copy"],
        ),
        ("delete", "/mails/{campaign_id}/state", "resetMail", &[]),
        ("get", "/other/{campaign_ids}", "getOtherReport", &[]),
    ] {
        // Both paths are there in any case.
        let other = if verb == "patch" { "delete" } else { "patch" };
        let contract = operation(Contract::new(), other, "/mails", "fillAll");
        let contract = operation(contract, other, "/mails/{campaign_id}", "fillOne");
        let all = by_rule(operation(contract, verb, path, id));
        let mut all = all.iter();
        let (_, found) = all.find(|(method, _)| !method.starts_with("fill")).unwrap();
        assert_eq!(found, expected, "{id}");
    }
}

#[test]
fn a_list_below_a_resource_is_found_by_the_end_of_its_path() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    for (path, id, expected) in [
        (
            "/mails/{id}/opens",
            "getOpensReport",
            &["list_opens", "get_opens"][..],
        ),
        (
            "/mails/{id}/p_opens",
            "getUniqueOpens",
            &["list_unique_opens"],
        ),
        ("/mails/{id}/status", "getStatus", &[]),
    ] {
        let contract = Contract::new().operation(
            "get",
            path,
            json!({
                "operationId": id,
                "parameters": parameters(path),
                "responses": {"200": {"description": "OK", "schema": list}},
            }),
        );
        assert_eq!(by_rule(contract)[0].1, expected, "{id}");
    }
}

#[test]
fn no_alias_is_the_name_of_a_method_and_two_operations_may_share_one() {
    let contract = operation(Contract::new(), "get", "/mails", "getAllMails");
    let contract = operation(contract, "post", "/mails", "addMail");
    let contract = operation(contract, "get", "/mails/{mail_id}", "getMails");
    let contract = operation(contract, "put", "/mails/{mail_id}", "putMail");
    let contract = operation(contract, "patch", "/mails/{mail_id}", "patchMail");
    let all = by_rule(contract);
    let of = |method: &str| &all.iter().find(|(name, _)| name == method).unwrap().1;
    assert_eq!(
        of("get_all_mails"),
        &["list_mails"],
        "`get_mails` is a method"
    );
    assert_eq!(of("put_mail"), of("patch_mail"));
    assert_eq!(of("put_mail"), &["update_mail"]);
}

#[test]
fn the_names_of_the_provider_and_of_the_words_are_aliases_unless_they_are_no_words() {
    for (members, words, expected) in [
        (
            json!({"operationId": "readUsingGET", "x-sdk-methodName": "readAll"}),
            json!([]),
            &["readUsingGET", "readAll"][..],
        ),
        (
            json!({"operationId": "readAll", "x-sdk-methodName": "readAll"}),
            json!([]),
            &["readAll"],
        ),
        (json!({"operationId": "read"}), json!([]), &[]),
        (
            json!({"operationId": "read"}),
            json!(["fetch", "fetch"]),
            &["fetch"],
        ),
        (
            json!({"operationId": "read it", "x-sdk-methodName": "read\"it"}),
            json!([]),
            &[],
        ),
    ] {
        let id = members["operationId"].as_str().unwrap().to_owned();
        let words = json!({"operations": {id: {"summary": "x", "aliases": words}}});
        let docs = docs::read("docs", &words).unwrap();
        let model = Contract::new()
            .operation("get", "/a", members)
            .model()
            .unwrap();
        assert_eq!(aliases(&docs, &model, &model.operations[0]), expected);
    }
}
