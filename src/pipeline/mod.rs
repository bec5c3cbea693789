//! The way of every request, generated or written by hand.
//!
//! ```text
//! builder ─► Call ─► token ─► send ─► status ─┬─ 2xx ─► Answer ─► the operation's type
//!                                             └─ else ─► Error
//! ```

use crate::answer::Answer;
use crate::call::{Body, Call, FILE};
use crate::client::Client;
use crate::error::{Error, Result};
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::Response;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

// The futures of generated calls are compiled in the caller's crate. Everything that does not
// depend on the type of the answer stays behind a boxed future, so that each call there is small.
impl Client {
    pub(crate) async fn empty(&self, call: Result<Call>) -> Result<ResponseValue<()>> {
        Ok(self.answer(call?).await?.empty())
    }

    pub(crate) async fn bytes(&self, call: Result<Call>) -> Result<ResponseValue<bytes::Bytes>> {
        Ok(self.answer(call?).await?.bytes())
    }

    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        call: Result<Call>,
    ) -> Result<ResponseValue<T>> {
        self.answer(call?).await?.json()
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
    pub(crate) async fn stream(&self, call: Result<Call>) -> Result<ResponseValue<ByteStream>> {
        let call = Call { accept: FILE, ..call? };
        let response = self.response(call).await?;
        Ok(ResponseValue::stream(response))
    }

    fn answer(&self, call: Call) -> Boxed<'_, Answer> {
        Box::pin(async move {
            let operation = call.operation;
            let response = self.response(call).await?;
            let status = response.status();
            let headers = response.headers().clone();
            let body = response
                .bytes()
                .await
                .map_err(|error| Error::transport(error).with_operation(operation))?;
            Ok(Answer {
                operation,
                status,
                headers,
                body,
            })
        })
    }

    /// A success whose body is still to be read.
    fn response(&self, call: Call) -> Boxed<'_, Response> {
        Box::pin(async move {
            let operation = call.operation;
            self.exchange(&call).await.map_err(|error| error.with_operation(operation))
        })
    }

    async fn exchange(&self, call: &Call) -> Result<Response> {
        let response = self
            .http()
            .execute(self.request(call)?)
            .await
            .map_err(Error::transport)?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let headers = response.headers().clone();
        let body = response.bytes().await.unwrap_or_default();
        Err(Error::refused(status, headers, body))
    }

    fn request(&self, call: &Call) -> Result<reqwest::Request> {
        let mut request = self
            .http()
            .request(call.method.clone(), self.url(&call.path, &call.query)?)
            .header(ACCEPT, HeaderValue::from_static(call.accept));
        if let Some(token) = self.bearer()? {
            request = request.header(AUTHORIZATION, token);
        }
        request = match &call.body {
            Body::Empty => request,
            Body::Json(json) => request.header(CONTENT_TYPE, JSON).body(json.clone()),
            Body::Multipart(form) => request.multipart(form()),
        };
        request.build().map_err(Error::transport)
    }
}
