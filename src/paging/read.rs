//! Reading a page, which must have a list of rows, even if the list is empty.
//!
//! The answer to a call must be a document of the contract. A stream needs only the rows, so it can also read
//! page types of the caller.

use super::page::Page;
use super::unreadable::Unreadable;
use crate::client::Client;
use crate::error::{Error, Result, parse};
use crate::model::Document;
use crate::transport::answer::Answer;
use crate::transport::call::Call;
use crate::transport::check::{Content, Outline, page_fault};
use crate::transport::future::BoxFuture;
use crate::transport::read::read;
use crate::transport::response::Response;
use reqwest::StatusCode;

impl Client {
    pub(crate) fn page<P: Page + Document>(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<P>>> {
        self.ready(call, Answer::is_document::<P>, Answer::page)
    }

    /// A complete page, with the answer from which it was read.
    pub(crate) fn page_and_answer<P: Page>(
        self,
        call: Call,
    ) -> BoxFuture<'static, Result<(P, Answer)>> {
        self.ready(Ok(call), |_| false, |answer| Ok((answer.rows()?, answer)))
    }
}

impl Answer {
    /// A page that is a document of the contract.
    pub fn page<P: Page + Document>(self) -> Result<Response<P>> {
        let page = self.read_page().map_err(|error| self.before_next(error))?;
        Ok(self.with(page))
    }

    /// A page of which only the rows and the next page are needed.
    pub fn rows<P: Page>(&self) -> Result<P> {
        self.read_rows().map_err(|error| self.before_next(error))
    }

    /// Adds the position of the next page to the error of a page.
    fn before_next(&self, error: Error) -> Error {
        match Unreadable::after(&self.body) {
            Some(next) => error.with_source(next),
            None => error,
        }
    }

    fn read_rows<P: Page>(&self) -> Result<P> {
        let page: P = read(&self.body).map_err(|reason| {
            let is_page = Outline::of(&self.body).has_any(&[P::ITEMS]);
            let entries = if is_page {
                Vec::new()
            } else {
                parse(&self.body)
            };
            self.refused(reason, entries)
        })?;
        match page.items() {
            [] => match page_fault(&self.body, P::ITEMS) {
                Some(fault) => Err(self.refused(fault, parse(&self.body))),
                None => Ok(page),
            },
            _ => Ok(page),
        }
    }

    fn read_page<P: Page + Document>(&self) -> Result<P> {
        let page: P = self.read_document(Content::Required)?;
        if page.items().is_empty()
            && self.history.status != StatusCode::ACCEPTED
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
