//! The document itself.

use super::Expected::Refusal;
use super::{Kind, at, kind, root, set};
use serde_json::json;

pub const ALL: &[Kind] = &[
    kind("another version of Swagger", Refusal, root, |d, p| {
        set(d, p, "swagger", json!("3.0.0"))
    }),
    kind("no host", Refusal, root, |d, p| {
        at(d, p).remove("host");
    }),
    kind("no paths", Refusal, root, |d, p| {
        at(d, p).remove("paths");
    }),
    kind("paths that are a list", Refusal, root, |d, p| {
        set(d, p, "paths", json!([]))
    }),
    kind("no definitions", Refusal, root, |d, p| {
        at(d, p).remove("definitions");
    }),
    kind("an unknown member of the whole", Refusal, root, |d, p| {
        set(d, p, "components", json!({}));
    }),
    kind("an unknown security type", Refusal, root, |d, _| {
        d["securityDefinitions"]["api_key"]["type"] = json!("mutual");
    }),
    kind("an unknown flow", Refusal, root, |d, _| {
        d["securityDefinitions"]["ctctPartnerAuthorizer"]["flow"] = json!("device");
    }),
    kind("50,000 properties", Refusal, root, |d, _| {
        let properties = &mut d["definitions"]["ContactList"]["properties"];
        let more = (0..50_000).map(|n| (format!("p{n}"), json!({"type": "string"})));
        properties.as_object_mut().unwrap().extend(more);
    }),
];
