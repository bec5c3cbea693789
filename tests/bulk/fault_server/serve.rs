//! Serving a connection, with the faults.

use super::state::State;
use crate::faults::Fault;
use crate::message::{Connection, answer, answer_in_part, head};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::time::Instant;

impl State {
    /// Serves a request. `None` if the connection is closed.
    pub async fn serve(self: &Arc<Self>, connection: &mut Connection) -> Option<()> {
        let head = head(connection).await?;
        let arrived = Instant::now();
        let (path, query) = head.path.split_once('?').unwrap_or((&head.path, ""));
        let route = match path.strip_prefix("/v3/activities/") {
            Some("contacts_file_import") => "POST import",
            Some(_) => "GET job",
            None => "GET list",
        };
        *self
            .requests
            .lock()
            .unwrap()
            .entry(route.to_owned())
            .or_default() += 1;
        match route {
            "POST import" => {
                assert_eq!(head.method, "POST");
                self.upload(connection, head.length, arrived).await
            }
            _ => {
                assert_eq!(head.method, "GET");
                match self.fault() {
                    Some(Fault::DropBefore | Fault::DropAfter) => return None,
                    // Not 500, which is retried only once.
                    Some(Fault::ErrorBefore(_) | Fault::ErrorAfter(_)) => {
                        return answer(connection, 503, "").await;
                    }
                    _ => {}
                }
                let body = match route {
                    "GET job" => self.job(path.rsplit('/').next()?),
                    _ => Some(self.list(query).await),
                };
                match body {
                    Some(body) => answer(connection, 200, &body).await,
                    None => answer(connection, 404, "").await,
                }
            }
        }
    }

    async fn upload(
        self: &Arc<Self>,
        connection: &mut Connection,
        length: usize,
        arrived: Instant,
    ) -> Option<()> {
        let busy = self.busy.read().await;
        let scripted = self.script.lock().unwrap().pop_front();
        let fault = scripted.unwrap_or_else(|| self.upload_fault());
        if fault == Some(Fault::DropBefore) {
            let some = &mut vec![0; length / 2];
            connection.read_exact(some).await.ok()?;
            return None;
        }
        let mut body = vec![0; length];
        connection.read_exact(&mut body).await.ok()?;
        match fault {
            Some(Fault::ErrorBefore(status)) => return answer(connection, status, "").await,
            Some(Fault::Throttled) => {
                let body = r#"[{"error_key":"throttled","error_message":"slow down"}]"#;
                return answer(connection, 429, body).await;
            }
            Some(Fault::QueueFull) => return answer(connection, 429, "").await,
            Some(Fault::Refused) => return answer(connection, 400, "").await,
            Some(Fault::AcceptLate) => {
                let state = Arc::clone(self);
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(60)).await;
                    state.accept(&body, Instant::now());
                });
                return answer(connection, 504, "").await;
            }
            Some(Fault::SlowDrop) => {
                tokio::time::sleep(Duration::from_secs(50)).await;
                self.accept(&body, Instant::now());
                return None;
            }
            Some(Fault::KillBefore) => {
                drop(busy);
                self.kills.notify_one();
                return self.hold(connection).await;
            }
            Some(Fault::Slow) => tokio::time::sleep(Duration::from_millis(3)).await,
            _ => {}
        }
        if self.jobs.lock().unwrap().len() >= self.allowed.load(Ordering::SeqCst) {
            // The list must not wait for this upload.
            drop(busy);
            return self.hold(connection).await;
        }
        let accepted = self.accept(&body, arrived);
        self.changed.notify_waiters();
        match fault {
            Some(Fault::DropAfter) => None,
            Some(Fault::ErrorAfter(status)) => answer(connection, status, "").await,
            Some(Fault::Garbage) => answer(connection, 201, "<html>").await,
            Some(Fault::NoId) => answer(connection, 201, r#"{"state":"initialized"}"#).await,
            Some(Fault::CutOff) => answer_in_part(connection, 201, &accepted).await,
            Some(Fault::KillAfter) => {
                drop(busy);
                self.kills.notify_one();
                self.hold(connection).await
            }
            _ => answer(connection, 201, &accepted).await,
        }
    }

    /// Never answers, and waits until the client disconnects.
    async fn hold(&self, connection: &mut Connection) -> Option<()> {
        let _ = connection.read_u8().await;
        None
    }
}
