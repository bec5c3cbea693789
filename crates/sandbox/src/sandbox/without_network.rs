//! Requests without a connection, for tests that replace the HTTP client.

use super::Sandbox;
use crate::pipeline::{self, Arrival};
use bytes::Bytes;
use http::{Request, Response};

impl Sandbox {
    /// Answers a request without a connection: for tests with paused time, which passes while a test waits
    /// for the network.
    ///
    /// ```
    /// # use http::Request;
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let request = Request::get("/v3/contact_lists")
    ///     .header("authorization", format!("Bearer {}", sandbox.access_token()));
    /// let answer = sandbox.answer(request.body(Default::default())?);
    /// assert_eq!(answer.status(), 200);
    /// # Ok(()) }
    /// ```
    ///
    /// Faults do not strike it, since most of them are about the connection. Everything else is as usual: the
    /// request has its effect, counts for the limits, is checked against the contract, and is logged.
    pub fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let arrival = Arrival::new(head, self.shared.clock.now());
        let number = pipeline::log(&self.shared, &arrival, &body);
        let answer = pipeline::carry_out(&self.shared, number, arrival, body, None);
        let now = self.shared.clock.now();
        self.shared.log().record_answer(number, now);
        let answer = answer.expect("only faults leave a request without an answer");
        let mut response = Response::builder().status(answer.status);
        for (name, value) in answer.headers {
            response = response.header(name, value);
        }
        let response = response.body(answer.body);
        response.expect("the answer's headers are valid")
    }
}
