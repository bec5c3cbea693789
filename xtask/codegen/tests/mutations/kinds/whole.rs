//! The document itself.

use super::Expected::Refusal;
use super::{Kind, at, kind, root, set};
use serde_json::{Value, json};

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
        for scheme in schemes(d) {
            scheme["type"] = json!("mutual");
        }
    }),
    kind("an unknown flow", Refusal, root, |d, _| {
        for scheme in schemes(d).filter(|scheme| scheme["type"] == "oauth2") {
            scheme["flow"] = json!("device");
        }
    }),
];

fn schemes(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let schemes = &mut document["securityDefinitions"];
    schemes.as_object_mut().unwrap().values_mut()
}
