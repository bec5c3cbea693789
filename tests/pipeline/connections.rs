//! Connections that cannot be made, or break before the answer.

use crate::calls::{Turns, Verb, builder, plain};
use crate::retries::{End, end};
use crate::scripted::{Scripted, fine, scripted, settings};
use constant_contact::{BoxFuture, ErrorKind, LimitError, Permit, RateLimiter};
use constant_contact_sandbox::{Fault, Sandbox};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// Starts the server when the given turn is acquired.
#[derive(Clone)]
struct ComesUp {
    address: SocketAddr,
    at_turn: u64,
    turns: Turns,
    server: Arc<Mutex<Option<Sandbox>>>,
}

impl RateLimiter for ComesUp {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            let permit = self.turns.acquire().await?;
            if self.turns.taken() == self.at_turn {
                let server = settings().address(self.address).start().await.unwrap();
                server.play([fine()]);
                *self.server.lock().unwrap() = Some(server);
            }
            Ok(permit)
        })
    }
}

/// An address at which no server listens.
fn unused_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_is_tried_again_for_every_method() {
    for verb in Verb::METHODS {
        let turns = Turns::default();
        let client = builder(format!("http://{}", unused_address()))
            .access_token("t")
            .rate_limiter(turns.clone())
            .build()
            .unwrap();
        let error = verb.call(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{verb:?} {error:?}");
        assert_eq!((turns.taken(), error.attempts()), (4, 4), "{verb:?}");
        assert!(error.is_retryable() && !error.is_ambiguous(), "{verb:?}");

        let address = unused_address();
        let limiter = ComesUp {
            address,
            at_turn: 3,
            turns: Turns::default(),
            server: Arc::default(),
        };
        let client = builder(format!("http://{address}"))
            .access_token("t")
            .rate_limiter(limiter.clone())
            .build()
            .unwrap();
        verb.call(&client).await.unwrap();
        assert_eq!(
            limiter
                .server
                .lock()
                .unwrap()
                .as_ref()
                .unwrap()
                .request_count(),
            1
        );
    }
}

#[tokio::test]
async fn a_post_is_not_repeated_when_a_reused_connection_breaks() {
    for verb in Verb::METHODS {
        let server = scripted([fine(), Fault::LostAnswer, fine()]).await;
        let client = plain(server.url(""));
        verb.call(&client).await.unwrap();
        let result = verb.call(&client).await;
        match verb.is_idempotent() {
            true => assert_eq!(
                (server.request_count(), result.is_ok()),
                (3, true),
                "{verb:?}"
            ),
            false => assert_eq!(
                (server.request_count(), end(&result)),
                (2, End::Ambiguous),
                "{verb:?}"
            ),
        }
    }
}
