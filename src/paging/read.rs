//! Reading a page, which must have a list of rows, even if the list is empty.
//!
//! The answer to a call must be a document of the contract. A stream needs only the rows, so it can also read
//! page types of the caller.

use super::page::Page;
use super::unreadable::Unreadable;
use crate::client::Client;
use crate::error::{Error, Result, parse};
use crate::model::{AnyDocument, Document, downcast};
use crate::transport::answer::Answer;
use crate::transport::call::Call;
use crate::transport::check::{Content, Outline, page_fault};
use crate::transport::future::BoxFuture;
use crate::transport::read::read;
use crate::transport::response::Response;
use reqwest::StatusCode;

impl Client {
    #[inline(never)]
    pub(crate) fn page<P: Page + Document>(
        self,
        call: Result<Call>,
    ) -> BoxFuture<'static, Result<Response<P>>> {
        Box::pin(async move {
            let response = self.any_page(call, new_page::<P>).await?;
            Ok(response.map(|page| downcast(page)))
        })
    }

    /// Reads the answer into a page of the type of those that `new` returns.
    fn any_page(
        self,
        call: Result<Call>,
        new: fn() -> Box<dyn AnyPage>,
    ) -> BoxFuture<'static, Result<Response<Box<dyn AnyPage>>>> {
        self.ready(
            call,
            move |answer| answer.read_page(new).is_ok(),
            move |answer| {
                let page = answer.read_page(new)?;
                Ok(answer.with(page))
            },
        )
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
    fn read_page(&self, new: fn() -> Box<dyn AnyPage>) -> Result<Box<dyn AnyPage>> {
        let read = self.read_new(new, Content::Required);
        read.and_then(|page| self.check_page(page))
            .map_err(|error| self.before_next(error))
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

    fn check_page(&self, page: Box<dyn AnyPage>) -> Result<Box<dyn AnyPage>> {
        let items = page.items_member();
        if page.is_without_rows()
            && self.history.status != StatusCode::ACCEPTED
            && !Outline::of(&self.body).has_any(&[items])
        {
            let fault = format!("the page has no `{items}`");
            return Err(self.refused(fault, parse(&self.body)));
        }
        Ok(page)
    }
}

/// A page whose type is not known here.
trait AnyPage: AnyDocument {
    /// The name of the member that has the rows.
    fn items_member(&self) -> &'static str;

    fn is_without_rows(&self) -> bool;
}

/// A page without rows.
fn new_page<P: Page + Document>() -> Box<dyn AnyPage> {
    Box::new(P::default())
}

impl<P: Page + Document> AnyPage for P {
    fn items_member(&self) -> &'static str {
        P::ITEMS
    }

    fn is_without_rows(&self) -> bool {
        self.items().is_empty()
    }
}

#[cfg(test)]
mod tests;
