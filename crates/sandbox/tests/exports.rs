//! Exports, as the client sees them.

mod jobs;

use constant_contact::Client;
use constant_contact::types::ContactsExport;
use constant_contact_sandbox::NewContact;
use jobs::{client, import, sandbox};
use tokio::io::AsyncReadExt;

async fn exported(client: &Client, filter: ContactsExport) -> String {
    let mut file = client.export_contacts(filter).send().await.unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test(start_paused = true)]
async fn an_export_can_be_imported_again() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    let client = client(&sandbox);
    let rows = "email,first_name,last_name,job_title,birthday_month,birthday_day,street,city,phone\n\
                ada@example.com,Ada,\"Lovelace, Countess\",\"A \"\"first\"\"\",12,10,1 Main,London,555\n\
                grace@example.com,Grace,,,,,,,\n";
    let job = import(&sandbox, &list, rows).send().await.unwrap();
    assert!(job.finish().await.unwrap().is_clean());
    let export = || async { exported(&client, ContactsExport::new()).await };
    let before = export().await;
    assert_eq!(before.lines().count(), 3, "{before}");
    let contacts: Vec<_> = sandbox.contacts().iter().map(|one| one.id).collect();
    client
        .delete_contacts(contacts)
        .send()
        .await
        .unwrap()
        .finish()
        .await
        .unwrap();
    assert_eq!(export().await.lines().count(), 1);
    let job = import(&sandbox, &list, before.clone())
        .send()
        .await
        .unwrap();
    assert!(job.finish().await.unwrap().is_clean());
    // All but the times are what they were.
    let without_times = |text: &str| text.replace(|c: char| matches!(c, '0'..='9' | ':'), "");
    assert_eq!(without_times(&export().await), without_times(&before));
    sandbox.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn an_export_has_the_contacts_and_columns_that_were_asked_for() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.add_contact(
        NewContact::new("ada@example.com")
            .name("Ada", "L")
            .lists([&list]),
    );
    sandbox.add_contact(NewContact::new("bob@example.com").unsubscribed());
    sandbox.add_contact(NewContact::new("eve@example.com").deleted());
    let client = client(&sandbox);
    let all = ["ada", "bob"].as_slice();
    for (filter, expected) in [
        (ContactsExport::new(), all),
        (ContactsExport::new().list_ids([&list]), &["ada"]),
        (ContactsExport::new().new_subscriber(true), all),
        (ContactsExport::new().status("unsubscribed"), &["bob"]),
        (ContactsExport::new().status("removed"), &["eve"]),
    ] {
        let filter = filter.fields(["email_address"]);
        let text = exported(&client, filter).await;
        let rows: Vec<_> = expected
            .iter()
            .map(|name| format!("{name}@example.com\n"))
            .collect();
        assert_eq!(text, format!("email\n{}", rows.concat()));
    }
    for refused in [
        ContactsExport::new().fields(["shoe_size"]),
        ContactsExport::new().fields(["email_optin_date"]),
        ContactsExport::new().list_ids([&list]).new_subscriber(true),
        ContactsExport::new().new_subscriber(true).status("active"),
    ] {
        let error = client.export_contacts(refused).send().await.unwrap_err();
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(400),
            "{error}"
        );
    }
}
