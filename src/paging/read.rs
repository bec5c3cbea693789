//! Reading a page, which must have a list of rows, even if the list is empty.

use super::page::Page;
use super::unreadable::Unreadable;
use crate::client::Client;
use crate::error::{Result, parse};
use crate::transport::answer::Answer;
use crate::transport::call::Call;
use crate::transport::check::{Content, Outline};
use crate::transport::response::Response;
use bytes::Bytes;
use reqwest::StatusCode;

impl Client {
    pub(crate) async fn page<P: Page>(&self, call: Result<Call>) -> Result<Response<P>> {
        let answer = self.ready(call?, Answer::is_document::<P>).await?;
        answer.page()
    }

    /// A complete page, with the text from which it was read.
    pub(crate) async fn page_and_text<P: Page>(&self, call: Call) -> Result<(P, Bytes)> {
        let answer = self.ready(call, |_| false).await?;
        let text = answer.body.clone();
        Ok((answer.page::<P>()?.into_inner(), text))
    }
}

impl Answer {
    /// A page of a list, which must have a list of rows, even if the list is empty.
    pub fn page<P: Page>(self) -> Result<Response<P>> {
        match self.read_page() {
            Ok(page) => Ok(self.with(page)),
            Err(error) => Err(match Unreadable::after::<P>(&self.body) {
                Some(next) => error.with_source(next),
                None => error,
            }),
        }
    }

    fn read_page<P: Page>(&self) -> Result<P> {
        let page: P = self.read_document(Content::Required)?;
        if page.items().is_empty()
            && self.status != StatusCode::ACCEPTED
            && !Outline::of(&self.body).has_any(&[P::ITEMS])
        {
            let fault = format!("the page has no `{}`", P::ITEMS);
            return Err(self.refused(fault, parse(&self.body)));
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests;
