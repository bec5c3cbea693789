//! Finding a resource by its name, or creating it.
//!
//! Two processes may search at the same time and both find nothing. Then both create, the server refuses one of
//! them with a conflict (409), and that one searches again. The server's comparison of names is not documented, so
//! the first search compares exactly, and a search after a conflict ignores case.

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::paging::{Items, Page};
use crate::transport::future::BoxFuture;
#[cfg(feature = "contact-lists")]
use crate::types::{ContactList, ContactListPutPost, ListInput};
#[cfg(feature = "contacts-custom-fields")]
use crate::types::{CustomField, CustomFieldRequest};
#[cfg(feature = "contact-tags")]
use crate::types::{Tag, TagPost};
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;

impl Client {
    /// Finds the contact list with the name in `body`, or creates it.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::ListInput;
    ///
    /// let list = client.find_or_create_list(ListInput::new("Readers")).send().await?;
    /// println!("{:?}", list.list_id);
    /// # Ok(()) }
    /// ```
    ///
    /// An existing list is returned unchanged: its description may differ from that in `body`. Deleted lists are
    /// ignored. [`FindOrCreate`] documents the requests, and what happens if several processes do this at the same
    /// time.
    #[cfg(feature = "contact-lists")]
    #[doc(alias = "get_or_create_list")]
    pub fn find_or_create_list(&self, body: ListInput) -> FindOrCreate<ListInput> {
        FindOrCreate {
            client: self.clone(),
            body,
        }
    }

    /// Finds the tag with the name in `body`, or creates it.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::TagPost;
    ///
    /// let tag = client.find_or_create_tag(TagPost::new("Gold card")).send().await?;
    /// println!("{:?}", tag.tag_id);
    /// # Ok(()) }
    /// ```
    ///
    /// An existing tag is returned unchanged: its source may differ from that in `body`. [`FindOrCreate`]
    /// documents the requests, and what happens if several processes do this at the same time.
    #[cfg(feature = "contact-tags")]
    #[doc(alias = "get_or_create_tag")]
    pub fn find_or_create_tag(&self, body: TagPost) -> FindOrCreate<TagPost> {
        FindOrCreate {
            client: self.clone(),
            body,
        }
    }

    /// Finds the custom field with the label in `body`, or creates it.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::types::{CustomFieldRequest, CustomFieldType};
    ///
    /// let wanted = CustomFieldRequest::new("Customer number", CustomFieldType::String);
    /// let field = client.find_or_create_custom_field(wanted).send().await?;
    /// println!("{:?}: {:?}", field.custom_field_id, field.type_);
    /// # Ok(()) }
    /// ```
    ///
    /// An existing field is returned unchanged: its `type_` and `choices` may differ from those in `body`, and a
    /// field never changes its type. [`FindOrCreate`] documents the requests, and what happens if several processes
    /// do this at the same time.
    #[cfg(feature = "contacts-custom-fields")]
    #[doc(alias = "get_or_create_custom_field")]
    pub fn find_or_create_custom_field(
        &self,
        body: CustomFieldRequest,
    ) -> FindOrCreate<CustomFieldRequest> {
        FindOrCreate {
            client: self.clone(),
            body,
        }
    }
}

/// Finds a resource by its name, or creates it. Created by `Client::find_or_create_list`,
/// `Client::find_or_create_tag` and `Client::find_or_create_custom_field`.
///
/// This reads the existing resources, page by page, until it finds one with exactly this name. If there is none,
/// it creates one with a POST. If the POST fails in one of two ways, it reads them once more:
///
/// * The name is taken (409), for example because another process has just created it. Which names the server
///   considers equal is not documented, so this search ignores case and white space around the name. For custom
///   fields, a label also matches the name that the server derives from it.
/// * The POST may have been carried out ([`is_ambiguous`](Error::is_ambiguous)). This search compares exactly.
///
/// So all processes get the same resource, and the call as a whole is safe to repeat after any error, although a
/// POST alone is not. If the future is dropped, the POST may have been carried out.
///
/// # Errors
///
/// The same as for every call. If the existing resources cannot be read, nothing is created. The error
/// [`is_conflict`](Error::is_conflict) if the server refuses the name although no resource has it, and
/// [`is_ambiguous`](Error::is_ambiguous) if the POST may have been carried out, but no resource with the name is
/// listed yet.
#[derive(Clone)]
#[must_use = "nothing is sent before `send` or `.await`"]
pub struct FindOrCreate<B> {
    client: Client,
    body: B,
}

impl<B> fmt::Debug for FindOrCreate<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FindOrCreate").finish_non_exhaustive()
    }
}

#[cfg(feature = "contact-lists")]
impl FindOrCreate<ListInput> {
    /// Returns the list.
    ///
    /// # Errors
    ///
    /// See [`FindOrCreate`].
    pub fn send(self) -> impl Future<Output = Result<ContactList>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<ContactList> {
        let Self { client, body } = self;
        let (name, lists) = (body.name.clone(), client.clone());
        let find = move |comparison: Comparison| {
            let mut call = lists.get_all_lists().limit(500);
            if comparison == Comparison::Exact {
                call = call.name(&*name);
            }
            let name = name.clone();
            first(call.stream(), move |list: &ContactList| {
                list.deleted_at.is_none() && comparison.holds(&name, list.name.as_deref())
            })
        };
        let create = client.create_list(body).send();
        find_or_create(find, async { Ok(listed(create.await?.into_inner())) }).await
    }
}

#[cfg(feature = "contact-tags")]
impl FindOrCreate<TagPost> {
    /// Returns the tag.
    ///
    /// # Errors
    ///
    /// See [`FindOrCreate`].
    pub fn send(self) -> impl Future<Output = Result<Tag>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<Tag> {
        let Self { client, body } = self;
        let (name, tags) = (body.name.clone(), client.clone());
        let find = move |comparison: Comparison| {
            let name = name.clone();
            first(tags.get_all_tags().limit(500).stream(), move |tag: &Tag| {
                comparison.holds(&name, tag.name.as_deref())
            })
        };
        let create = client.post_tag(body).send();
        find_or_create(find, async { Ok(create.await?.into_inner()) }).await
    }
}

#[cfg(feature = "contacts-custom-fields")]
impl FindOrCreate<CustomFieldRequest> {
    /// Returns the custom field.
    ///
    /// # Errors
    ///
    /// See [`FindOrCreate`].
    pub fn send(self) -> impl Future<Output = Result<CustomField>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<CustomField> {
        let Self { client, body } = self;
        let (label, fields) = (body.label.clone(), client.clone());
        let find = move |comparison: Comparison| {
            let label = label.clone();
            let call = fields.get_all_custom_fields().limit(100);
            first(call.stream(), move |field: &CustomField| {
                let made_of_label = label.trim().replace(' ', "_");
                comparison.holds(&label, field.label.as_deref())
                    || (comparison == Comparison::Similar
                        && comparison.holds(&made_of_label, field.name.as_deref()))
            })
        };
        let create = client.create_custom_fields(body).send();
        find_or_create(find, async { Ok(create.await?.into_inner()) }).await
    }
}

/// A new list, in the form in which lists are listed.
#[cfg(feature = "contact-lists")]
fn listed(created: ContactListPutPost) -> ContactList {
    ContactList {
        created_at: created.created_at,
        deleted_at: created.deleted_at,
        description: created.description,
        favorite: created.favorite,
        list_id: created.list_id,
        name: created.name,
        updated_at: created.updated_at,
        unknown_members: created.unknown_members,
        membership_count: None,
    }
}

/// Makes `.await` the same as `.send().await`.
macro_rules! into_future {
    ($area:literal, $body:ty, $found:ty) => {
        #[cfg(feature = $area)]
        impl IntoFuture for FindOrCreate<$body> {
            type Output = Result<$found>;
            type IntoFuture = BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.execute())
            }
        }
    };
}

into_future!("contact-lists", ListInput, ContactList);
into_future!("contact-tags", TagPost, Tag);
into_future!("contacts-custom-fields", CustomFieldRequest, CustomField);

/// How names are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    Exact,
    /// Ignores case, and white space around the name.
    Similar,
}

impl Comparison {
    /// Whether `name` is the wanted one.
    fn holds(self, wanted: &str, name: Option<&str>) -> bool {
        name.is_some_and(|name| match self {
            Self::Exact => name == wanted,
            Self::Similar => name.trim().to_lowercase() == wanted.trim().to_lowercase(),
        })
    }

    /// How to search again after a POST that failed with this error; `None` if a search cannot help.
    fn after(error: &Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::Conflict => Some(Self::Similar),
            ErrorKind::Ambiguous => Some(Self::Exact),
            _ => None,
        }
    }
}

async fn find_or_create<T, F>(
    find: impl Fn(Comparison) -> F,
    create: impl Future<Output = Result<T>>,
) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    if let Some(found) = find(Comparison::Exact).await? {
        return Ok(found);
    }
    let error = match create.await {
        Ok(created) => return Ok(created),
        Err(error) => error,
    };
    let Some(comparison) = Comparison::after(&error) else {
        return Err(error);
    };
    match find(comparison).await {
        Ok(Some(found)) => Ok(found),
        // An ambiguous POST matters more to the caller than a failed search after it.
        Err(failed) if !error.is_ambiguous() => Err(failed),
        Ok(None) | Err(_) => Err(error),
    }
}

/// The first row of a list for which `is_wanted` holds.
async fn first<P: Page>(
    mut rows: Items<P>,
    is_wanted: impl Fn(&P::Item) -> bool,
) -> Result<Option<P::Item>> {
    while let Some(row) = poll_fn(|context| Pin::new(&mut rows).poll_next(context)).await {
        let row = row?;
        if is_wanted(&row) {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
