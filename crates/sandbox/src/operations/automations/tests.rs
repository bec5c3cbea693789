use crate::operations::test_account::{TestAccount, id};
use serde_json::{Value, json};

const CREATE: &str = "createAutomationCampaignUsingPost";
const LIST: &str = "listAutomations";
const GET: &str = "retrieveAutomationCampaignUsingGet";
const PUT: &str = "updateAutomationCampaignUsingPut";

fn names(account: &mut TestAccount, query: &str) -> Vec<String> {
    let list = account.ok(LIST, "", query, Value::Null);
    let rows = list["flow_summaries"].as_array().unwrap();
    rows.iter().map(|row| id(row, "name")).collect()
}

#[test]
fn a_new_automation_is_a_draft_with_its_trigger() {
    let mut account = TestAccount::new();
    let trigger = json!({"type": "Action", "action_name": "list_join"});
    let created = account.ok(CREATE, "", "workflowName=Welcome", trigger.clone());
    let read = account.ok(GET, &id(&created, "id"), "", Value::Null);
    assert_eq!(read, created);
    assert_eq!(read["name"], "Welcome");
    assert_eq!(read["status"], "DRAFT");
    assert_eq!(read["draft_definition"]["trigger"]["trigger_def"], trigger);
    assert_eq!(account.refused(GET, "unknown", Value::Null).0, 404);
}

#[test]
fn automations_are_listed_by_name_goal_and_direction() {
    let mut account = TestAccount::new();
    let first = account.ok(CREATE, "", "workflowName=First", json!({}));
    let second = account.ok(CREATE, "", "", json!({}));
    assert_eq!(id(&second, "name"), "Automation 2");
    let tags = json!([{"key": "GOAL", "value": "welcome"}]);
    let change = json!({"automation_flow": {"structured_tags": tags}});
    account.ok(PUT, &id(&first, "id"), "", change);
    assert_eq!(names(&mut account, ""), ["Automation 2", "First"]);
    assert_eq!(
        names(&mut account, "sort_direction=ASC"),
        ["First", "Automation 2"]
    );
    assert_eq!(names(&mut account, "name=First"), ["First"]);
    assert_eq!(names(&mut account, "goals=welcome"), ["First"]);
    assert_eq!(names(&mut account, "goals=other"), [""; 0]);
    assert_eq!(names(&mut account, "created_from=TEMPLATE"), [""; 0]);
}

#[test]
fn an_update_replaces_what_was_sent_and_keeps_the_rest() {
    let mut account = TestAccount::new();
    let created = account.ok(CREATE, "", "workflowName=Welcome", json!({}));
    let change =
        json!({"automation_flow": {"description": "New", "status": "ACTIVE", "id": "other"}});
    let updated = account.ok(PUT, &id(&created, "id"), "", change.clone());
    let mut expected = created.clone();
    expected["description"] = json!("New");
    assert_eq!(updated, expected);
    assert_eq!(account.refused(PUT, "unknown", change).0, 404);
}
