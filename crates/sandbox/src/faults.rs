//! Faults on request: what can go wrong with a request, and the rules that say when. Drawing a fault
//! and deciding what it means are pure; the server carries it out.

mod alteration;
mod plan;
mod rule;
mod rules;
mod scripted;
#[cfg(test)]
mod tests;

pub use alteration::Alteration;
pub(crate) use plan::{Delivery, Effect, Plan};
pub use rule::{FaultRule, NewFault};
pub(crate) use rules::{Draw, Rules, Strike};
pub use scripted::ScriptedAnswer;

use chrono::TimeDelta;
use std::time::Duration;

/// What goes wrong with a request.
///
/// ```
/// # use constant_contact_sandbox::{Fault, Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let lost = sandbox.fail(Fault::LostAnswer).on("POST /contact_lists").times(1);
/// # let client = sandbox.client();
/// // … requests
/// assert_eq!(lost.count(), 0);
/// # Ok(()) }
/// ```
///
/// "Effect" means what the operation does to the state. A fault whose request has its effect has it even
/// if the client has disconnected.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection closes while the request is being sent. No effect.
    LostRequest,
    /// The request has its effect, and the connection closes without an answer.
    LostAnswer,
    /// The request has its effect, and the connection is reset (RST) in the body of the answer.
    ResetAnswer,
    /// The request has its effect, and the connection closes in the body of the answer.
    TruncatedAnswer,
    /// The request has its effect; the answer stops in its body, and the connection stays open until
    /// the client leaves.
    StalledAnswer,
    /// The request has no effect and no answer; the connection stays open until the client leaves.
    /// [`FaultRule::struck`] waits until a request is held.
    HeldRequest,
    /// The request has its effect but no answer; the connection stays open until the client leaves.
    HeldAnswer,
    /// The request waits this long before it has its effect and is answered.
    Slow(Duration),
    /// The request has its effect at once, and is answered after this time.
    SlowAnswer(Duration),
    /// The answer is 504 at once, and the effect happens when the sandbox's clock has moved this far.
    ///
    /// The endpoints of the authorization server have their effect at once, as with
    /// [`StatusAfterEffect`](Self::StatusAfterEffect).
    LateEffect(Duration),
    /// The answer is this status, without an effect.
    Status(u16, ErrorShape),
    /// The answer is this status, although the request has its effect.
    StatusAfterEffect(u16, ErrorShape),
    /// The answer is this one, without an effect: a redirect, a refusal that says when to come back, or a
    /// success that the API would not send.
    Answer(ScriptedAnswer),
    /// The answer is 429, as if the limit of a second was reached.
    Throttled,
    /// The answer is 429, as if the limit of a day was reached.
    QuotaExceeded,
    /// The answer is 429, as if 1,000 bulk activities were queued.
    QueueFull,
    /// The answer is 401, as if the token had expired.
    Unauthorized,
    /// The request has its effect; the answer's body is not JSON but only the first half of it.
    MalformedAnswer,
    /// The request has its effect; the answer has no body.
    EmptyAnswer,
    /// The request has its effect; the answer has this text as its body.
    AnswerBody(String),
    /// The request has its effect; the body of the answer is altered: [`Fault::altered`].
    AlteredAnswer(Alteration),
    /// The request has its effect; the body of the answer is altered, and the connection closes after its
    /// last byte, before the declared length: [`Fault::unfinished`].
    UnfinishedAnswer(Alteration),
    /// The request has its effect; the answer's `Date` header differs by this much from the time.
    ClockSkew(TimeDelta),
}

/// The body of an error.
///
/// ```
/// # use constant_contact_sandbox::{ErrorShape, Fault, Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.fail(Fault::Status(502, ErrorShape::Html)).on_every_operation().times(1);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorShape {
    /// A list of objects with `error_key` and `error_message`, as documented.
    Array,
    /// One such object, as the gateway answers.
    Object,
    /// A page, as proxies answer.
    Html,
    /// No body.
    Empty,
    /// `error` and `error_description`, as an OAuth server answers.
    OAuth,
    /// `errorCode` and `errorSummary`, as Okta answers.
    Okta,
}
