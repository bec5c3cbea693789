//! Whether the token of a request allows its operation.

use crate::answer::Answer;
use crate::request::Request;
use crate::sandbox::Shared;
use crate::state::tokens::Caller;
use http::header::AUTHORIZATION;

/// Decides who sends a request, and whether they may.
pub(super) fn authorize(shared: &Shared, request: &Request) -> Result<Caller, Answer> {
    let text = |name: &str| request.headers.get(name)?.to_str().ok();
    let (authorization, api_key) = (text(AUTHORIZATION.as_str()), text("x-api-key"));
    let tokens = &mut shared.state().tokens;
    let caller = tokens.authorize(authorization, api_key, request.operation, request.now);
    caller.map_err(|refusal| refusal.answer())
}
