//! Events, tickets and registrations, by the client.

use constant_contact::Client;
use constant_contact::types::{
    Event, EventCopyRequest, EventStatus, OrderTicketKeysRequest, PaymentStatus,
    PaymentStatusUpdateRequest, RegistrationStatus, RegistrationStatusUpdateRequest,
};
use constant_contact_sandbox::Sandbox;
use futures_util::TryStreamExt;
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

async fn start() -> Result<(Sandbox, Client)> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let client = sandbox.client();
    Ok((sandbox, client))
}

/// Creates an event, and makes it active.
async fn active(client: &Client) -> Result<(String, Event)> {
    let event = client.create_event().name("Party").await?.into_inner();
    let id = event.event_id.clone().ok_or("no event id")?;
    let change = event.clone().status(EventStatus::Active);
    client.update_event(&id, change).await?;
    Ok((id, event))
}

#[tokio::test]
async fn events_are_listed_by_cursors_in_order() -> Result<()> {
    let (sandbox, client) = start().await?;
    for name in ["Cinema", "Auction", "Ball", "Dinner", "Exhibition"] {
        client.create_event().name(name).await?;
    }
    let events = client.find_events().limit(2).stream();
    let events: Vec<_> = events.try_collect().await?;
    assert_eq!(events.len(), 5);
    assert_eq!(sandbox.requests("GET /events"), 3);
    let found = client.find_events().search_text("ball").await?;
    assert_eq!(found.total_records, Some(1));
    let active = client.find_events().event_status("ACTIVE").await?;
    assert_eq!(active.total_records, Some(0));
    let sorted = client
        .find_events()
        .sort_by(constant_contact::types::EventSortBy::Name);
    let sorted = sorted
        .sort_order(constant_contact::types::SortOrder::Desc)
        .await?;
    assert_eq!(sorted.records[0].name.as_deref(), Some("Exhibition"));
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn an_event_is_changed_and_copied() -> Result<()> {
    let (sandbox, client) = start().await?;
    let (id, _) = active(&client).await?;
    let read = client.get_event(&id).await?;
    assert_eq!(read.status, Some(EventStatus::Active));
    let copy = client
        .copy_event(&id, EventCopyRequest::new("Second"))
        .await?;
    assert_eq!(copy.status, Some(EventStatus::Draft));
    assert_eq!(copy.active_time, None);
    // Of the parts, the event has one.
    let own = read
        .default_track
        .clone()
        .and_then(|track| track.campaign_activity_id);
    let own = own.ok_or("no activity")?;
    let other = "00000001-0000-11f1-8000-fa163e0a0b0c";
    let request = EventCopyRequest::new("Third").source_campaign_activities([&*own, other]);
    let partly = client.copy_event(&id, request).await?;
    assert_eq!(partly.status().as_u16(), 207);
    assert_eq!(
        partly.failed_campaign_activities.as_deref(),
        Some(&[other.to_owned()][..])
    );
    let again = client
        .copy_event(&id, EventCopyRequest::new("Second"))
        .await;
    assert!(again.unwrap_err().is_invalid());
    let missing = client.get_event("unknown").await;
    assert!(missing.unwrap_err().is_not_found());
    sandbox.assert_no_violations();
    Ok(())
}

#[tokio::test]
async fn tickets_are_checked_in_and_registrations_changed() -> Result<()> {
    let (sandbox, client) = start().await?;
    let (id, _) = active(&client).await?;
    let add = |price| {
        sandbox
            .add_registration(&id, "ada@example.com", 2, price)
            .ok_or("no event")
    };
    let (paid, free) = (add(10.0)?, add(0.0)?);
    let keys = || OrderTicketKeysRequest::new(paid.tickets.clone());
    client.check_in_tickets(&id, keys()).await?;
    let read = async || {
        client
            .get_registration_info(&id, &paid.track, &paid.id)
            .await
    };
    assert_eq!(read().await?.checked_in_tickets, Some(2));
    client.undo_check_in_tickets(&id, keys()).await?;
    assert_eq!(read().await?.checked_in_tickets, Some(0));

    let both = [paid.id.clone(), free.id.clone()];
    let payment = PaymentStatusUpdateRequest::new(PaymentStatus::Paid, both);
    client
        .update_registration_payment_status(&id, &paid.track, payment)
        .await?;
    let registrations = client.find_registrations(&id, &paid.track);
    let with = registrations
        .clone()
        .payment_status(PaymentStatus::Paid)
        .await?;
    assert_eq!(with.records.len(), 1, "free registrations are left out");
    assert_eq!(
        registrations
            .limit(1)
            .stream()
            .try_collect::<Vec<_>>()
            .await?
            .len(),
        2
    );

    let some = [paid.id.clone(), "unknown".to_owned()];
    let cancel = RegistrationStatusUpdateRequest::new(some, RegistrationStatus::Canceled);
    let answer = client
        .update_registration_status(&id, &paid.track, cancel)
        .await?;
    assert_eq!(answer.status().as_u16(), 207);
    let refused = client.check_in_tickets(&id, keys()).await;
    assert!(refused.unwrap_err().is_invalid());
    sandbox.assert_no_violations();
    Ok(())
}
