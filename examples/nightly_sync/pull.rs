//! The first step: finds the customers who must not get mail any more.

use crate::database::{Database, Unsubscribed};
use constant_contact::types::ContactInclude;
use constant_contact::{BoxError, Client, ContactChange};
use futures_util::TryStreamExt;

/// How many contacts are stored together.
const BATCH: usize = 500;

/// Returns how many customers are no longer subscribed.
pub async fn pull(
    client: &Client,
    database: &mut Database,
    list_id: &str,
) -> Result<usize, BoxError> {
    let changes = client
        .contact_changes(database.checkpoint(list_id)?)
        .include([ContactInclude::ListMemberships]);
    let mut batches = changes.stream().try_chunks(BATCH);
    let mut count = 0;
    while let Some(batch) = batches.try_next().await.map_err(|error| error.1)? {
        let batch = batch.into_iter();
        let unsubscribed: Vec<_> = batch.filter_map(|change| check(change, list_id)).collect();
        // If the program is killed, the next run continues after the last batch.
        let checkpoint = batches.get_ref().checkpoint();
        count += database.store_pull(&unsubscribed, &checkpoint, list_id)?;
    }
    // The checkpoint for the next night.
    database.store_pull(&[], &batches.get_ref().checkpoint(), list_id)?;
    Ok(count)
}

/// Returns the contact unless the list sends mail to it.
fn check(change: ContactChange, list_id: &str) -> Option<Unsubscribed> {
    let from_everything = matches!(
        change,
        ContactChange::OptedOut(_) | ContactChange::Deleted(_)
    );
    let contact = change.into_contact();
    let is_on_list = contact.list_memberships.iter().any(|id| id == list_id);
    let email = contact.email_address?.address?;
    (from_everything || !is_on_list).then_some(Unsubscribed {
        email,
        from_everything,
    })
}
