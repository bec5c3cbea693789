//! The form in which a part is uploaded.

use crate::error::Error;
use crate::transport::call::{Body, Call, Operation};
use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::multipart::{Form, Part};
use std::sync::Arc;

pub(super) const OPERATION: Operation = Operation {
    name: "import_csv",
    method: reqwest::Method::POST,
    path: "/activities/contacts_file_import",
    partner: false,
    idempotent: false,
};

/// An error of an import, unless it is that of another operation.
pub(super) fn of_import(error: Error) -> Error {
    match error.operation() {
        None => error.with_operation(OPERATION.name),
        Some(_) => error,
    }
}

/// The bytes of the form without the values that vary: boundaries and headers.
const OVERHEAD: usize = 1_024;

/// The fields that all uploads of an import have in common.
pub(super) struct Fields {
    /// The list ids, joined by commas, as the API expects them.
    pub lists: String,
    pub permission: Option<String>,
}

impl Fields {
    /// The bytes of a body that remain for the CSV after these fields and the file name.
    pub fn remaining(&self, body: usize, name: usize) -> usize {
        let permission = self.permission.as_ref().map_or(0, String::len);
        body.saturating_sub(OVERHEAD + self.lists.len() + permission + name)
    }
}

/// One upload.
#[derive(Clone)]
pub(super) struct Upload {
    pub fields: Arc<Fields>,
    pub csv: Bytes,
    pub name: String,
}

impl Upload {
    pub fn call(&self) -> Call {
        let mut call = Call::new(&OPERATION);
        let upload = self.clone();
        call.body = Body::Multipart(Box::new(move || upload.form()));
        call
    }

    fn form(&self) -> Form {
        let length = self.csv.len() as u64;
        let file = Part::stream_with_length(self.csv.clone(), length)
            .file_name(self.name.clone())
            .headers(HeaderMap::from_iter([(
                CONTENT_TYPE,
                HeaderValue::from_static("text/csv"),
            )]));
        let mut form = Form::new()
            .part("file", file)
            .text("list_ids", self.fields.lists.clone());
        if let Some(permission) = &self.fields.permission {
            form = form.text("sms_permission_to_send", permission.clone());
        }
        form
    }
}
