//! One method for each kind of answer. The generated methods use them.

use super::handle::Client;
use crate::error::Result;
use crate::model::{Document, RawBody, Read};
use crate::transport::answer::Answer;
use crate::transport::byte_stream::ByteStream;
use crate::transport::call::{Call, FILE};
use crate::transport::check::Content;
use crate::transport::exchange::open;
use crate::transport::file::checked;
use crate::transport::future::BoxFuture;
use crate::transport::polling::Polling;
use crate::transport::response::Response;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

// The futures of generated calls are compiled in the caller's crate. To keep the code of each call small
// there, everything that does not depend on the type of the answer is in a boxed future. The calls themselves are
// boxed too, so that it is checked once here, and not for each operation, that they can be sent to another thread.
impl Client {
    pub(crate) fn done(self, call: Result<Call>) -> BoxFuture<'static, Result<Response<()>>> {
        Box::pin(async move { self.answer(call?).await?.done() })
    }

    pub(crate) fn undeclared(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<RawBody>>> {
        Box::pin(async move { self.answer(call?).await?.undeclared() })
    }

    #[allow(
        dead_code,
        reason = "not every build of the contract has such an answer"
    )]
    pub(crate) fn value<T: Read>(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<T>>> {
        Box::pin(async move { self.answer(call?).await?.value() })
    }

    pub(crate) fn json<'a, T: DeserializeOwned + 'a>(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'a, Result<Response<T>>> {
        Box::pin(async move { self.answer(call?).await?.json() })
    }

    pub(crate) fn document<T: Document>(
        self,
        call: Result<Call>,
        content: Content,
    ) -> BoxFuture<'static, Result<Response<T>>> {
        Box::pin(async move {
            let answer = self.ready(call?, Answer::is_document::<T>).await?;
            answer.document(content)
        })
    }

    pub(crate) fn documents<T: Document>(
        self,
        call: Result<Call>,
        content: Content,
    ) -> BoxFuture<'static, Result<Response<Vec<T>>>> {
        Box::pin(async move {
            let answer = self.ready(call?, Answer::is_list::<T>).await?;
            answer.documents(content)
        })
    }

    pub(crate) fn maybe<T: 'static>(
        self,
        call: Result<Call>,
        read: fn(&Answer) -> Result<T>,
    ) -> BoxFuture<'static, Result<Response<Option<T>>>> {
        Box::pin(async move { self.answer(call?).await?.maybe(read) })
    }

    pub(crate) fn answer(&self, call: Call) -> BoxFuture<'_, Result<Answer>> {
        self.ready(call, |_| true)
    }

    /// Reads the answer to a call. A GET is sent again while the server is still preparing the answer
    /// (202), unless `is_ready` accepts the body of the 202.
    pub(crate) fn ready(
        &self,
        call: Call,
        is_ready: fn(&Answer) -> bool,
    ) -> BoxFuture<'_, Result<Answer>> {
        Box::pin(async move {
            let mut polling = Polling::within(self.0.call_timeout);
            loop {
                let read = self.0.exchange(&call, Answer::read).await;
                let mut answer = read
                    .and_then(|answer| answer)
                    .map_err(|error| polling.count_failed(error))?;
                answer.history = polling.count(answer.history);
                let is_pending = call.method == Method::GET
                    && answer.history.status == StatusCode::ACCEPTED
                    && !is_ready(&answer);
                if !is_pending {
                    return Ok(answer);
                }
                polling.wait(answer.history).await?;
            }
        })
    }

    /// The body of any answer as a stream.
    pub(crate) fn bytes_stream(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<ByteStream>>> {
        Box::pin(async move {
            let call = Call {
                accept: FILE,
                ..call?
            };
            let (mut response, history) = self.0.exchange(&call, open).await?;
            let headers = std::mem::take(response.headers_mut());
            let body = ByteStream::new(response, history);
            Ok(Response::new(history, headers, body))
        })
    }

    /// The file in an answer as a stream. It is requested again while the server is still preparing it (202).
    pub(crate) fn file(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<ByteStream>>> {
        Box::pin(async move {
            let call = Call {
                accept: FILE,
                ..call?
            };
            let mut polling = Polling::within(self.0.call_timeout);
            loop {
                let opened = self.0.exchange(&call, open).await;
                let (response, history) = opened.map_err(|error| polling.count_failed(error))?;
                let history = polling.count(history);
                if history.status != StatusCode::ACCEPTED {
                    return checked(response, history).await;
                }
                polling.wait(history).await?;
            }
        })
    }
}
