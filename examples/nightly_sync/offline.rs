//! Two nights without an account: a sandbox on this machine acts as the API. Both nights are interrupted and repeated.

use crate::database::Database;
use crate::{Night, NightlySync, Target};
use constant_contact::types::{
    Contact, ContactInclude, ContactPutRequest, ContactSource, ContactStatus,
};
use constant_contact::{BoxError, Client, Unlimited};
use constant_contact_sandbox::{Fault, NewContact, Sandbox};
use futures_util::TryStreamExt;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::time::Duration;

const IMPORT: &str = "POST /activities/contacts_file_import";
const HALF_A_DAY: Duration = Duration::from_secs(12 * 3600);
const CUSTOMERS: u32 = 200;
/// The header and 40 customers, to see several parts.
const PART_LINES: u64 = 41;

const SIGN_UP: &str = "
    WITH RECURSIVE numbers (number) AS (SELECT ?1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?2)
    INSERT INTO customers (number, email, first_name, last_name)
    SELECT number, 'customer-' || number || '@example.com', 'Customer', 'Number ' || number FROM numbers";
const RENAME: &str = "UPDATE customers SET last_name = 'Renamed', changed_at = unixepoch('subsec')
    WHERE number BETWEEN ?1 AND ?2";

pub async fn run() -> Result<(), BoxError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("customers.db");
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let client = Client::builder()
        .access_token(sandbox.access_token())
        .base_url(sandbox.base_url())
        .rate_limiter(Unlimited)
        .build()?;
    let sync = NightlySync {
        client: client.clone(),
        database: path.clone(),
        part_lines: PART_LINES,
    };

    println!(
        "Some customers are in the account: one has opted out, one is deleted, one is on no list."
    );
    sandbox.add_contact(NewContact::new(address(3)).unsubscribed());
    sandbox.add_contact(NewContact::new(address(5)).deleted());
    sandbox.add_contact(address(7));
    drop(Database::open(&path)?);
    let application = Connection::open(&path)?;
    application.execute(SIGN_UP, [1, CUSTOMERS])?;

    println!("The first night stops while it waits for the answer to the third part.");
    interrupt(&sync, &sandbox, 3).await?;
    println!("It is repeated, and sends the rest. This takes some seconds.");
    let night = sync.run().await?;
    // The customers who have opted out were found before the night was interrupted.
    expect(&night, 0, CUSTOMERS - 2)?;
    if (1..=CUSTOMERS).any(|number| sandbox.jobs().times_accepted(&address(number)) > 1) {
        return Err("a customer was sent twice".into());
    }
    agree(&client, &application).await?;

    println!("On the next day, one contact opts out, one is deleted, and one leaves the list.");
    sandbox.clock().advance(HALF_A_DAY);
    let (id, _) = contact(&client, 10).await?;
    let opt_out = client.unsubscribe_contact(id);
    opt_out.update_source(ContactSource::Contact).send().await?;
    let (id, _) = contact(&client, 11).await?;
    client.delete_contact(id).send().await?;
    let (id, leaving) = contact(&client, 12).await?;
    let leaving = ContactPutRequest::from_contact(leaving, ContactSource::Account);
    let no_lists: [String; 0] = [];
    client
        .update_contact(id, leaving.list_memberships(no_lists))
        .send()
        .await?;
    println!("In the database, these and other customers are renamed, and some are new.");
    application.execute(RENAME, [10, 29])?;
    application.execute(SIGN_UP, [CUSTOMERS + 1, CUSTOMERS + 30])?;
    sandbox.clock().advance(HALF_A_DAY);

    println!(
        "The second night stops at the second part. In the morning, another contact is deleted."
    );
    interrupt(&sync, &sandbox, 2).await?;
    sandbox.clock().advance(HALF_A_DAY);
    let (id, _) = contact(&client, 29).await?;
    client.delete_contact(id).send().await?;

    println!("It is repeated. It sends all rows again, except that of the deleted contact.");
    let night = sync.run().await?;
    expect(&night, 1, 16 + 30)?;
    agree(&client, &application).await?;
    sandbox.assert_no_violations();
    println!("The database and the account agree.");
    Ok(())
}

fn address(number: u32) -> String {
    format!("customer-{number}@example.com")
}

/// Runs a night until it waits for the answer to its import number `part`, which the sandbox has accepted.
async fn interrupt(sync: &NightlySync, sandbox: &Sandbox, part: u64) -> Result<(), BoxError> {
    let held = sandbox
        .fail(Fault::HeldAnswer)
        .on(IMPORT)
        .after(part - 1)
        .times(1);
    tokio::select! {
        night = sync.run() => Err(format!("not interrupted: {night:?}").into()),
        () = held.struck(1) => Ok(()),
    }
}

/// The contact of a customer, and its id.
async fn contact(client: &Client, number: u32) -> Result<(String, Contact), BoxError> {
    let found = client.find_contact(address(number)).send().await?;
    let contact = found.ok_or("a contact is missing")?;
    let id = contact.contact_id.clone().ok_or("a contact has no id")?;
    Ok((id, contact))
}

fn expect(night: &Night, unsubscribed: usize, pushed: u32) -> Result<(), BoxError> {
    let expected = Night {
        unsubscribed,
        pushed: pushed.into(),
    };
    println!("  {night:?}");
    match *night == expected {
        true => Ok(()),
        false => Err(format!("expected {expected:?}").into()),
    }
}

/// Compares the subscribed customers with the contacts who get mail through the list.
async fn agree(client: &Client, application: &Connection) -> Result<(), BoxError> {
    let Target { list_id, field_id } = Target::find_or_create(client).await?;
    let mut contacts = client
        .get_all_contacts()
        .lists([list_id])
        .status([ContactStatus::Active])
        .include([ContactInclude::CustomFields])
        .limit(500)
        .stream();
    let mut in_account = BTreeSet::new();
    while let Some(contact) = contacts.try_next().await? {
        let number = contact.custom_fields.into_iter();
        let number = number.filter(|value| value.custom_field_id.as_ref() == Some(&field_id));
        in_account.insert((
            contact.email_address.and_then(|email| email.address),
            contact.first_name,
            contact.last_name,
            number.filter_map(|value| value.value).next(),
        ));
    }
    let select = "SELECT email, first_name, last_name, CAST(number AS TEXT) FROM customers
        WHERE subscribed";
    let mut select = application.prepare(select)?;
    let in_database = select.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let in_database: BTreeSet<_> = in_database.collect::<Result<_, _>>()?;
    let differences = in_database.symmetric_difference(&in_account).count();
    println!(
        "  {} subscribed customers, {differences} differences",
        in_database.len()
    );
    match differences {
        0 => Ok(()),
        _ => Err("the database and the account differ".into()),
    }
}
