//! Differences between the judges whose reason is known.

use super::exchange::Verdict;
use super::fault::Fault;
use super::requests::Request;

/// Why the judges differ about a request; none if they should not.
pub fn reason(request: &Request, ours: &Verdict, theirs: &Verdict) -> Option<&'static str> {
    match (request.fault, ours.is_accepted()) {
        (Fault::ParameterUnknown, false) => Some("Prism allows parameters that are not declared"),
        (Fault::MemberUnknown, false) => Some("Prism allows members that are not declared"),
        (Fault::MemberReadOnly, false) => Some("Prism allows read-only members in requests"),
        (Fault::MemberNull, false) if request.place == "body" => {
            Some("Prism takes the body null for none")
        }
        (Fault::Nothing, true) if theirs.findings.contains(r#""location":["path","#) => {
            Some("Prism takes a text with commas in the path for a list")
        }
        _ => None,
    }
}
