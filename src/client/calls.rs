//! One method for each kind of answer. The generated methods use them.

use super::handle::Client;
use crate::error::Result;
use crate::model::{Document, RawBody};
use crate::transport::answer::Answer;
use crate::transport::byte_stream::ByteStream;
use crate::transport::call::{Call, FILE};
use crate::transport::check::Content;
use crate::transport::exchange::open;
use crate::transport::file::checked;
use crate::transport::future::BoxFuture;
use crate::transport::polling::Polling;
use crate::transport::progress::History;
use crate::transport::response::Response;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

// The futures of generated calls are compiled in the caller's crate. Everything that does not
// depend on the type of the answer is in a boxed future, so that the code of each call stays small there.
impl Client {
    pub(crate) async fn done(&self, call: Result<Call>) -> Result<Response<()>> {
        self.answer(call?).await?.done()
    }

    pub(crate) async fn undeclared(&self, call: Result<Call>) -> Result<Response<RawBody>> {
        self.answer(call?).await?.undeclared()
    }

    pub(crate) async fn bytes(&self, call: Result<Call>) -> Result<Response<RawBody>> {
        Ok(self.answer(call?).await?.bytes())
    }

    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        call: Result<Call>,
    ) -> Result<Response<T>> {
        self.answer(call?).await?.json()
    }

    pub(crate) async fn document<T: Document>(
        &self,
        call: Result<Call>,
        content: Content,
    ) -> Result<Response<T>> {
        let answer = self.ready(call?, Answer::is_document::<T>).await?;
        answer.document(content)
    }

    pub(crate) async fn documents<T: Document>(
        &self,
        call: Result<Call>,
        content: Content,
    ) -> Result<Response<Vec<T>>> {
        let answer = self.ready(call?, Answer::is_list::<T>).await?;
        answer.documents(content)
    }

    pub(crate) async fn maybe<T>(
        &self,
        call: Result<Call>,
        read: impl FnOnce(&Answer) -> Result<T>,
    ) -> Result<Response<Option<T>>> {
        self.answer(call?).await?.maybe(read)
    }

    fn answer(&self, call: Call) -> BoxFuture<'_, Result<Answer>> {
        self.ready(call, |_| true)
    }

    /// The answer to a call. A GET is sent again while the server is still preparing the answer
    /// (202), unless `is_ready` accepts the body of the 202.
    pub(crate) fn ready(
        &self,
        call: Call,
        is_ready: fn(&Answer) -> bool,
    ) -> BoxFuture<'_, Result<Answer>> {
        Box::pin(async move {
            let operation = call.operation;
            let mut polling = Polling::within(self.0.call_timeout);
            loop {
                let answer = self
                    .0
                    .exchange(&call, |response| Answer::read(operation, response))
                    .await??;
                let is_pending = call.method == Method::GET
                    && answer.status == StatusCode::ACCEPTED
                    && !is_ready(&answer);
                if !is_pending {
                    return Ok(answer);
                }
                polling.wait(operation, answer.history).await?;
            }
        })
    }

    /// Any answer, as a stream of its body.
    pub(crate) fn bytes_stream(
        &self,
        call: Result<Call>,
    ) -> BoxFuture<'_, Result<Response<ByteStream>>> {
        Box::pin(async move {
            let call = Call {
                accept: FILE,
                ..call?
            };
            let mut response = self.0.exchange(&call, open).await?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let body = ByteStream::new(call.operation, response);
            Ok(Response::new(status, headers, body))
        })
    }

    /// A file, as a stream. It is requested again while the server is still preparing it (202).
    pub(crate) fn file(&self, call: Result<Call>) -> BoxFuture<'_, Result<Response<ByteStream>>> {
        Box::pin(async move {
            let call = Call {
                accept: FILE,
                ..call?
            };
            let mut polling = Polling::within(self.0.call_timeout);
            loop {
                let response = self.0.exchange(&call, open).await?;
                if response.status() != StatusCode::ACCEPTED {
                    return checked(call.operation, response).await;
                }
                let history = History::in_answer(&response);
                polling.wait(call.operation, history).await?;
            }
        })
    }
}
