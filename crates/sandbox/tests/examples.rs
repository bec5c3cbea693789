//! The operations that answer with the contract's example, by the client.

use chrono::TimeDelta;
use constant_contact::types::{
    SocialPostCreate, SocialPostProfile, SocialPostStatus, SocialProfilePost,
};
use constant_contact_sandbox::Sandbox;
use futures_util::TryStreamExt;
use std::error::Error;

const ACTIVITY: &str = "00000001-0000-11f1-8000-fa163e0a0b0c";

/// Reads the answer of a call, and checks that it says that it is an example.
macro_rules! is_example {
    ($call:expr) => {{
        let answer = $call.await?;
        let header = answer.headers().get("x-sandbox-example");
        assert!(header.is_some(), stringify!($call));
    }};
}

#[tokio::test]
async fn the_client_reads_every_example() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let client = sandbox.client();
    is_example!(client.get_contact_opens(ACTIVITY));
    is_example!(client.get_contact_adds(ACTIVITY));
    is_example!(client.get_unique_contact_clicks(ACTIVITY));
    is_example!(client.get_unique_contact_opens(ACTIVITY));
    is_example!(client.get_unique_contact_sms_opt_ins(ACTIVITY));
    is_example!(client.get_unique_contact_updates(ACTIVITY));
    let start = sandbox.clock().now() - TimeDelta::days(1);
    is_example!(client.get_all_bulk_sms_campaign_summaries(start));
    is_example!(client.get_social_connections());
    is_example!(client.get_social_profiles());
    is_example!(client.get_hashtag_groups());
    let profile = SocialProfilePost::new([SocialPostProfile::new("1")]);
    let post = SocialPostCreate::new([profile], SocialPostStatus::Draft);
    is_example!(client.create_social_post(post));
    Ok(())
}

#[tokio::test]
async fn the_pages_of_an_example_end() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let client = sandbox.client();
    let opens: Vec<_> = client
        .get_contact_opens(ACTIVITY)
        .stream()
        .try_collect()
        .await?;
    assert_eq!(opens.len(), 1);
    Ok(())
}
