//! Keeps the customers of a database and the contacts of an account the same: a program that runs each night.
//!
//! ```sh
//! cargo run --example nightly_sync --features csv-rows              # offline, against a sandbox of the API
//! CONSTANT_CONTACT_ACCESS_TOKEN=… cargo run --example nightly_sync --features csv-rows -- customers.db
//! ```
//!
//! Each night has two steps, in this order:
//!
//! 1. Pull: customers whose contacts have opted out, were deleted or have left the list are no longer subscribed.
//! 2. Push: subscribed customers who are new or have changed are imported into the list.
//!
//! The other order would be wrong, because an import puts contacts back on a list that they left recently.
//!
//! It is not documented whether leaving a list counts as a change of the contact. So delete the row of the table
//! `checkpoint` now and then: the next pull then reads all contacts.
//!
//! The program can be killed at any moment: the next run continues where this one stopped.
//!
//! An import only adds and changes contacts. When a customer unsubscribes, gets another email address or is removed
//! in the application, it has to tell the API at once: with `unsubscribe_contact`, `update_contact` and
//! `delete_contact`. A customer who subscribes again signs up with `create_or_update_contact`, since an import does
//! not lift an opt-out.

#[path = "nightly_sync/database.rs"]
mod database;
#[path = "nightly_sync/offline.rs"]
mod offline;
#[path = "nightly_sync/pull.rs"]
mod pull;
#[path = "nightly_sync/push.rs"]
mod push;

use constant_contact::types::{CustomFieldRequest, CustomFieldType, ListInput};
use constant_contact::{BoxError, CSV_MAX_LINES, Client};
use database::Database;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The list that has the subscribed customers.
const LIST: &str = "Customers";
/// The API makes the name of a custom field from its label: `customer_number`.
const CUSTOM_FIELD: &str = "Customer number";

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let token = std::env::var("CONSTANT_CONTACT_ACCESS_TOKEN");
    let (Ok(token), Some(path)) = (token, std::env::args_os().nth(1)) else {
        return offline::run().await;
    };
    // A program that runs each night has a session instead, which renews its tokens.
    let client = Client::builder().access_token(token).build()?;
    let sync = NightlySync {
        client: client.clone(),
        database: path.into(),
        part_lines: CSV_MAX_LINES,
    };
    let night = sync.run().await;
    client.flush().await?;
    println!("{:?}", night?);
    Ok(())
}

/// The sync of one database with one account.
struct NightlySync {
    client: Client,
    database: PathBuf,
    /// The size of the parts of an import. A push that was interrupted can only be resumed with the same size.
    part_lines: u64,
}

/// What a night has done.
#[derive(Debug, PartialEq)]
struct Night {
    /// How many customers are no longer subscribed.
    unsubscribed: usize,
    /// How many rows were imported.
    pushed: u64,
}

/// What the account needs before customers are pushed to it.
struct Target {
    list_id: String,
    /// The custom field for the customer number.
    field_id: String,
}

impl NightlySync {
    async fn run(&self) -> Result<Night, BoxError> {
        let _lock = lock(&self.database)?;
        let mut database = Database::open(&self.database)?;
        let Target { list_id, .. } = Target::find_or_create(&self.client).await?;
        Ok(Night {
            unsubscribed: pull::pull(&self.client, &mut database, &list_id).await?,
            pushed: push::push(&self.client, &mut database, &list_id, self.part_lines).await?,
        })
    }
}

impl Target {
    async fn find_or_create(client: &Client) -> Result<Self, BoxError> {
        let list = client.find_or_create_list(ListInput::new(LIST));
        let field = CustomFieldRequest::new(CUSTOM_FIELD, CustomFieldType::String);
        let field = client.find_or_create_custom_field(field);
        Ok(Self {
            list_id: list.send().await?.list_id.ok_or("the list has no id")?,
            field_id: field
                .send()
                .await?
                .custom_field_id
                .ok_or("the field has no id")?,
        })
    }
}

/// Makes sure that only one run at a time uses the database. The system releases the lock when the process ends,
/// in whichever way.
fn lock(database: &Path) -> Result<File, BoxError> {
    let file = File::create(beside(database, "lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err("another run has not ended".into()),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The path of a file beside the database.
fn beside(database: &Path, extension: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".");
    path.push(extension);
    path.into()
}
