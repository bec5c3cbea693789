//! The memory of accounts that are not in use, of which a service may have thousands.

#![cfg(feature = "oauth")]
#![allow(unsafe_code, reason = "an allocator that counts")]

use constant_contact::auth::{
    OAuth, Previous, SaveOutcome, Session, StoreResult, TokenStore, Tokens,
};
use constant_contact::{BoxFuture, Client};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::{Duration, SystemTime};

const ACCOUNTS: usize = 10_000;
/// The largest size of an idle account in bytes.
const LARGEST: usize = 4096;

struct Counting;

/// The bytes that are allocated now.
static ALLOCATED: AtomicIsize = AtomicIsize::new(0);

// SAFETY: every call is passed unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.fetch_add(layout.size() as isize, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        ALLOCATED.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// One row of a database, which needs no memory here. The tokens are as long as the provider's.
struct Row(usize);

impl TokenStore for Row {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        let day = Duration::from_secs(86_400);
        let tokens = Tokens::new(format!("{:0>1000}", self.0))
            .with_refresh_token(format!("{:0>42}", self.0))
            .with_lifetime(day)
            .with_expires_at(SystemTime::now() + day);
        Box::pin(async { Ok(Some(tokens)) })
    }

    fn save<'a>(&'a self, _: Previous, _: &'a Tokens) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async { Err("nothing is due".into()) })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async { Err("nothing is removed".into()) })
    }
}

#[tokio::test]
async fn an_idle_account_takes_less_than_four_kibibytes() {
    let client = Client::builder()
        .access_token("application")
        .build()
        .unwrap();
    let oauth = OAuth::confidential("api-key", "secret");
    let mut accounts = Vec::with_capacity(ACCOUNTS);
    let open = async |number| {
        let session = Session::new(oauth.clone(), Row(number));
        let client = client.with_session(session.clone());
        session.access_token().await.unwrap();
        client
    };
    // The first one starts the threads that all of them share.
    accounts.push(open(0).await);
    let before = ALLOCATED.load(Ordering::Relaxed);
    for number in 1..ACCOUNTS {
        accounts.push(open(number).await);
    }
    let after = ALLOCATED.load(Ordering::Relaxed);
    let each = usize::try_from(after - before).unwrap() / (ACCOUNTS - 1);
    println!("{each} bytes for an idle account with a token of 1,000 bytes");
    assert!(each > 1000, "the tokens alone are larger than {each} bytes");
    assert!(each < LARGEST, "{each} bytes");
}
