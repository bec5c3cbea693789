//! Reading all custom fields of the account.

use super::set::CustomFieldSet;
use crate::client::Client;
use crate::error::Result;
use crate::transport::future::BoxFuture;
use futures_core::Stream;
use std::future::poll_fn;
use std::pin::Pin;

impl Client {
    /// Reads all custom fields of the account, to find them by their labels.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let fields = client.custom_fields().await?;
    /// let field = fields.by_label("Customer number")?;
    /// println!("{:?}: {:?}", field.custom_field_id, field.type_);
    /// # Ok(()) }
    /// ```
    ///
    /// The result does not follow later changes: [`CustomFieldSet`] says what they mean.
    ///
    /// Sends `GET /contact_custom_fields`, which needs the scope `contact_data`: one request, because an account can
    /// have 100 fields, and a page has as many. If there is another page that cannot be read, the call fails. It is
    /// safe to repeat. Dropping the future cancels it.
    ///
    /// # Errors
    ///
    /// The same as for every call: see [`Error`](crate::Error).
    pub fn custom_fields(&self) -> ReadCustomFields {
        ReadCustomFields {
            client: self.clone(),
        }
    }
}

/// Reads all custom fields of the account. Created by [`Client::custom_fields`].
#[derive(Clone)]
#[must_use = "nothing is sent before `send` or `.await`"]
pub struct ReadCustomFields {
    client: Client,
}

crate::opaque_debug!(ReadCustomFields, "ReadCustomFields");

impl ReadCustomFields {
    /// Sends the requests.
    ///
    /// # Errors
    ///
    /// See [`Client::custom_fields`].
    pub fn send(self) -> impl Future<Output = Result<CustomFieldSet>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<CustomFieldSet> {
        let mut rows = self.client.get_all_custom_fields().limit(100).stream();
        let mut fields = Vec::new();
        while let Some(field) = poll_fn(|context| Pin::new(&mut rows).poll_next(context)).await {
            fields.push(field?);
        }
        Ok(fields.into_iter().collect())
    }
}

impl IntoFuture for ReadCustomFields {
    type Output = Result<CustomFieldSet>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}
