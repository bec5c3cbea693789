//! The way of every request, generated or written by hand.
//!
//! ```text
//! builder ─► Call ─► turn ─► token ─► send ─► outcome ─┬─ success ─► Answer ─► the type
//!              ▲    (pacing)  (auth)                   │
//!              └──── wait, or renew the token ◄── retry::decide ──► Error
//! ```
//!
//! `managed` wraps the call first if a partner makes it for a client account. `exchange` runs the
//! circle, within the time that is set for a call; what it does after each attempt is decided by
//! `retry`, without I/O. `transfer` ends what stalls on its way.

pub(crate) mod answer;
pub(crate) mod backoff;
pub(crate) mod call;
mod exchange;
mod file;
mod managed;
pub(crate) mod origin;
pub(crate) mod pacing;
mod polling;
mod progress;
pub(crate) mod retry;
pub(crate) mod tls;
mod transfer;

use crate::client::Client;
use crate::error::Result;
use crate::model::Document;
use crate::model::RawBody;
use crate::paging::Page;
use crate::transport::answer::{Answer, Content};
use crate::transport::call::Call;
use bytes::Bytes;
use polling::Polling;
use progenitor_client::ResponseValue;
pub(crate) use progress::History;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

// The futures of generated calls are compiled in the caller's crate. Everything that does not
// depend on the type of the answer stays behind a boxed future, so that each call there is small.
impl Client {
    pub(crate) async fn done(&self, call: Result<Call>) -> Result<ResponseValue<()>> {
        self.answer(call?).await?.done()
    }

    pub(crate) async fn undeclared(&self, call: Result<Call>) -> Result<ResponseValue<RawBody>> {
        self.answer(call?).await?.undeclared()
    }

    pub(crate) async fn bytes(&self, call: Result<Call>) -> Result<ResponseValue<RawBody>> {
        Ok(self.answer(call?).await?.bytes())
    }

    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        call: Result<Call>,
    ) -> Result<ResponseValue<T>> {
        self.answer(call?).await?.json()
    }

    pub(crate) async fn document<T: Document>(
        &self,
        call: Result<Call>,
        content: Content,
    ) -> Result<ResponseValue<T>> {
        let answer = self.ready(call?, Answer::is_document::<T>).await?;
        answer.document(content)
    }

    pub(crate) async fn documents<T: Document>(
        &self,
        call: Result<Call>,
        content: Content,
    ) -> Result<ResponseValue<Vec<T>>> {
        let answer = self.ready(call?, Answer::is_list::<T>).await?;
        answer.documents(content)
    }

    pub(crate) async fn maybe<T>(
        &self,
        call: Result<Call>,
        read: impl FnOnce(&Answer) -> Result<T>,
    ) -> Result<ResponseValue<Option<T>>> {
        self.answer(call?).await?.maybe(read)
    }

    pub(crate) async fn page<P: Page>(&self, call: Result<Call>) -> Result<ResponseValue<P>> {
        let answer = self.ready(call?, Answer::is_document::<P>).await?;
        answer.page()
    }

    /// A page that is there in full, with the text that it was read from.
    pub(crate) async fn page_and_text<P: Page>(&self, call: Call) -> Result<(P, Bytes)> {
        let answer = self.ready(call, |_| false).await?;
        let text = answer.body.clone();
        Ok((answer.page::<P>()?.into_inner(), text))
    }

    fn answer(&self, call: Call) -> Boxed<'_, Answer> {
        self.ready(call, |_| true)
    }

    /// The answer to a call. One that reads is made again for as long as the server is still at work
    /// (202), unless what it says of that is to be handed on.
    fn ready(&self, call: Call, is_ready: fn(&Answer) -> bool) -> Boxed<'_, Answer> {
        Box::pin(async move {
            let operation = call.operation;
            let mut polling = Polling::within(self.call_timeout());
            loop {
                let answer = self
                    .exchange(&call, |response| Answer::read(operation, response))
                    .await??;
                let is_pending = call.method == Method::GET
                    && answer.status == StatusCode::ACCEPTED
                    && !is_ready(&answer);
                if !is_pending {
                    return Ok(answer);
                }
                polling.wait(operation).await?;
            }
        })
    }
}
