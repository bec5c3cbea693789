//! One method for each kind of answer. The generated methods use them.

use super::handle::Client;
use crate::error::Result;
use crate::model::{AnyDocument, Document, RawBody, Read, downcast, new_document};
use crate::transport::answer::Answer;
use crate::transport::byte_stream::ByteStream;
use crate::transport::call::{Call, FILE};
use crate::transport::check::Content;
use crate::transport::exchange::open;
use crate::transport::file::checked;
use crate::transport::future::BoxFuture;
use crate::transport::observation::Observation;
use crate::transport::polling::Polling;
use crate::transport::response::Response;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

/// The builder of an operation.
pub(crate) trait CallBuilder {
    fn client(&self) -> &Client;

    /// The call, with the values that were set.
    fn call(self) -> Result<Call>;
}

/// Makes the call of a builder, with the method of `Client` for its kind of answer.
///
/// An inlined function is compiled in each part of an application (a codegen unit) that can reach it. This one is
/// generic and not inlined, so what a builder does is compiled once.
#[inline(never)]
pub(crate) fn send<B: CallBuilder, F>(
    builder: B,
    method: impl FnOnce(Client, Result<Call>) -> F,
) -> F {
    let client = builder.client().clone();
    method(client, builder.call())
}

// The futures of generated calls are compiled in the caller's crate. To keep the code of each call small
// there, everything that does not depend on the type of the answer is in a boxed future. The calls themselves are
// boxed too, so that the compiler checks once, and not for each operation, that they can be sent to another thread.
// Those of documents are not inlined: an application often makes several calls in one function, which would become
// slow to optimize.
impl Client {
    pub(crate) fn done(self, call: Result<Call>) -> BoxFuture<'static, Result<Response<()>>> {
        self.answer(call, Answer::done)
    }

    pub(crate) fn bytes(self, call: Result<Call>) -> BoxFuture<'static, Result<Response<RawBody>>> {
        self.answer(call, |answer| Ok(answer.bytes()))
    }

    pub(crate) fn undeclared(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<RawBody>>> {
        self.answer(call, Answer::undeclared)
    }

    #[allow(
        dead_code,
        reason = "not every build of the contract has such an answer"
    )]
    pub(crate) fn value<T: Read + 'static>(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<T>>> {
        self.answer(call, Answer::value)
    }

    pub(crate) fn json<'a, T: DeserializeOwned + 'a>(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'a, Result<Response<T>>> {
        self.answer(call, Answer::json)
    }

    #[inline(never)]
    pub(crate) fn document<T: Document>(
        self,
        call: Result<Call>,
        content: Content,
    ) -> BoxFuture<'static, Result<Response<T>>> {
        Box::pin(async move {
            let response = self.any_document(call, content, new_document::<T>).await?;
            Ok(response.map(|document| downcast(document)))
        })
    }

    /// Reads the answer into a document of the type of those that `new` returns.
    fn any_document(
        self,
        call: Result<Call>,
        content: Content,
        new: fn() -> Box<dyn AnyDocument>,
    ) -> BoxFuture<'static, Result<Response<Box<dyn AnyDocument>>>> {
        self.ready(
            call,
            move |answer| answer.read_new(new, Content::Required).is_ok(),
            move |answer| {
                let document = answer.read_new(new, content)?;
                Ok(answer.with(document))
            },
        )
    }

    pub(crate) fn documents<T: Document>(
        self,
        call: Result<Call>,
        content: Content,
    ) -> BoxFuture<'static, Result<Response<Vec<T>>>> {
        self.ready(call, Answer::is_list::<T>, move |answer| {
            answer.documents(content)
        })
    }

    pub(crate) fn maybe<T: 'static>(
        self,
        call: Result<Call>,
        read: fn(&Answer) -> Result<T>,
    ) -> BoxFuture<'static, Result<Response<Option<T>>>> {
        self.answer(call, move |answer| answer.maybe(read))
    }

    /// Makes a call, and reads its answer with `read`.
    pub(crate) fn answer<'a, T: 'a>(
        self,
        call: Result<Call>,
        read: impl FnOnce(Answer) -> Result<T> + Send + 'a,
    ) -> BoxFuture<'a, Result<T>> {
        self.ready(call, |_| true, read)
    }

    /// Makes a call, and reads its answer with `read`. A GET is sent again while the server is still preparing the
    /// answer (202), unless `is_ready` accepts the body of the 202.
    pub(crate) fn ready<'a, T: 'a>(
        self,
        call: Result<Call>,
        is_ready: impl Fn(&Answer) -> bool + Send + Sync + 'a,
        read: impl FnOnce(Answer) -> Result<T> + Send + 'a,
    ) -> BoxFuture<'a, Result<T>> {
        Box::pin(async move {
            let (observation, answer) = self.fetch(call, &is_ready).await?;
            observation.end(answer, read)
        })
    }

    /// Makes a call, and returns its answer with the observation that ends when the answer is read.
    fn fetch<'a>(
        self,
        call: Result<Call>,
        is_ready: &'a (dyn Fn(&Answer) -> bool + Send + Sync),
    ) -> BoxFuture<'a, Result<(Observation, Result<Answer>)>> {
        Box::pin(async move {
            let call = call?;
            let mut observation = self.0.observe(&call);
            let answer = self.poll_answer(&call, is_ready, &mut observation).await;
            Ok((observation, answer))
        })
    }

    async fn poll_answer(
        &self,
        call: &Call,
        is_ready: &(dyn Fn(&Answer) -> bool + Send + Sync),
        observation: &mut Observation,
    ) -> Result<Answer> {
        let mut polling = Polling::until(self.0.deadline());
        let client = self.with_deadline(self.0.deadline());
        loop {
            let read = client.0.exchange(call, observation, Answer::read).await;
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
            let mut observation = self.0.observe(&call);
            let opened = self.0.exchange(&call, &mut observation, open).await;
            observation.end(opened, |(mut response, history)| {
                let headers = std::mem::take(response.headers_mut());
                let body = ByteStream::new(response, history);
                Ok(Response::new(history, headers, body))
            })
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
            let mut observation = self.0.observe(&call);
            let file = self.poll_file(&call, &mut observation).await;
            observation.end(file, Ok)
        })
    }

    async fn poll_file(
        &self,
        call: &Call,
        observation: &mut Observation,
    ) -> Result<Response<ByteStream>> {
        let mut polling = Polling::until(self.0.deadline());
        let client = self.with_deadline(self.0.deadline());
        loop {
            let opened = client.0.exchange(call, observation, open).await;
            let (response, history) = opened.map_err(|error| polling.count_failed(error))?;
            let history = polling.count(history);
            if history.status != StatusCode::ACCEPTED {
                return checked(response, history).await;
            }
            polling.wait(history).await?;
        }
    }
}
