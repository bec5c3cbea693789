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

mod exchange;
mod managed;
mod progress;
mod transfer;

use crate::answer::Answer;
use crate::call::{Call, FILE};
use crate::client::Client;
use crate::error::Result;
use crate::values::RawBody;
use bytes::Bytes;
use exchange::open;
use progenitor_client::{ByteStream, ResponseValue};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

// The futures of generated calls are compiled in the caller's crate. Everything that does not
// depend on the type of the answer stays behind a boxed future, so that each call there is small.
impl Client {
    pub(crate) async fn empty(&self, call: Result<Call>) -> Result<ResponseValue<()>> {
        Ok(self.answer(call?).await?.empty())
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

    /// JSON, with the text that it was read from.
    pub(crate) async fn json_and_text<T: DeserializeOwned>(
        &self,
        call: Call,
    ) -> Result<(ResponseValue<T>, Bytes)> {
        let answer = self.answer(call).await?;
        let text = answer.body.clone();
        Ok((answer.json()?, text))
    }

    pub(crate) async fn list<T: DeserializeOwned>(
        &self,
        call: Result<Call>,
    ) -> Result<ResponseValue<Vec<T>>> {
        self.answer(call?).await?.list()
    }

    pub(crate) async fn maybe_json<T: DeserializeOwned>(
        &self,
        call: Result<Call>,
    ) -> Result<ResponseValue<Option<T>>> {
        self.answer(call?).await?.maybe_json()
    }

    /// A file, handed on as it arrives.
    pub(crate) fn stream(&self, call: Result<Call>) -> Boxed<'_, ResponseValue<ByteStream>> {
        Box::pin(async move {
            let call = Call {
                accept: FILE,
                ..call?
            };
            let response = self.exchange(&call, open).await?;
            Ok(ResponseValue::stream(response))
        })
    }

    fn answer(&self, call: Call) -> Boxed<'_, Answer> {
        Box::pin(async move {
            let operation = call.operation;
            self.exchange(&call, |response| Answer::read(operation, response))
                .await?
        })
    }
}
