//! The elements of an answer that this version of the crate does not know. They show that the provider has changed the
//! API since.
//!
//! An answer is read synchronously, so the code that reads documents notes what it does not know in a list of its thread.
//! Without such a list, and for everything that is known, it does nothing.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use std::sync::{Mutex, PoisonError};
use tracing::info;

/// How many elements of one answer are listed.
const MAX_LISTED: usize = 100;
/// The longest name of a member that is listed, in bytes.
const MAX_NAME_LENGTH: usize = 64;
/// How many elements a process logs.
const MAX_LOGGED: usize = 1000;

/// An element of an answer that this version of the crate does not know: the provider has added it to the API.
///
/// ```
/// use constant_contact::UnknownElement;
///
/// fn print(elements: &[UnknownElement]) {
///     for element in elements {
///         match element {
///             UnknownElement::Member { document, .. } => println!("new in {document}: {element}"),
///             UnknownElement::Value { enumeration, .. } => println!("{enumeration} has a new value"),
///             _ => println!("{element}"),
///         }
///     }
/// }
/// # print(&[]);
/// ```
///
/// The answer was read nevertheless, and the element is part of it: a member in
/// [`UnknownMembers`](crate::UnknownMembers), a value as an [`UnknownValue`](crate::UnknownValue). It is listed by its
/// type and name, never with its value. `Display` writes it as a short label, such as `Contact.pronouns` or
/// `ContactStatus::Unknown`.
///
/// Entries of free-form maps are not listed, and neither are the members of a [`Link`](crate::Link) or of the error
/// messages of a job.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum UnknownElement {
    /// A member of a document.
    #[non_exhaustive]
    Member {
        /// The type of the document, as in [`types`](crate::types).
        document: &'static str,
        /// The name of the member. `None` if it does not look like a name of the contract: it may then be about a
        /// person, as the keys of a map can be.
        name: Option<String>,
    },
    /// A value of an enumeration.
    #[non_exhaustive]
    Value {
        /// The type of the value, as in [`types`](crate::types).
        enumeration: &'static str,
    },
}

impl Display for UnknownElement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member { document, name } => {
                write!(f, "{document}.{}", name.as_deref().unwrap_or("…"))
            }
            Self::Value { enumeration } => write!(f, "{enumeration}::Unknown"),
        }
    }
}

thread_local! {
    /// The unknown elements of what this thread is reading; `None` if they are not collected.
    static COLLECTED: RefCell<Option<Vec<UnknownElement>>> = const { RefCell::new(None) };
}

/// Runs `read`, which reads an answer, and returns the unknown elements of the answer, each once. Logs each of them once
/// per process.
///
/// If `read` fails, there are none: the answer may be another document than the requested one.
pub(crate) fn collect_unknown<T, E>(
    read: impl FnOnce() -> Result<T, E>,
) -> (Result<T, E>, Vec<UnknownElement>) {
    let collector = Collector::start();
    let read = read();
    let collected = collector.finish(read.is_ok());
    (read, collected)
}

/// Runs `read`, and keeps the unknown elements that it has noted only if it succeeds.
pub(crate) fn note_unknown_if_read<T, E>(read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let noted_before = count();
    let read = read();
    if read.is_err() {
        truncate(noted_before);
    }
    read
}

/// Notes a member that has no field, if the unknown elements are collected.
#[cold]
pub(crate) fn note_unknown_member(document: &'static str, name: &str) {
    let name = is_contract_name(name).then_some(name);
    note(
        |other| {
            matches!(other, UnknownElement::Member { document: of, name: noted }
                if *of == document && noted.as_deref() == name)
        },
        || UnknownElement::Member {
            document,
            name: name.map(str::to_owned),
        },
    );
}

/// Notes a text that is not a value of the enumeration, if the unknown elements are collected. A blank text is no value.
#[cold]
pub(crate) fn note_unknown_value(enumeration: &'static str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    note(
        |other| matches!(other, UnknownElement::Value { enumeration: of } if *of == enumeration),
        || UnknownElement::Value { enumeration },
    );
}

/// Adds an element to the list of this thread, if there is one without it.
fn note(is_same: impl Fn(&UnknownElement) -> bool, element: impl FnOnce() -> UnknownElement) {
    with_list(|list| {
        if list.len() < MAX_LISTED && !list.iter().any(is_same) {
            list.push(element());
        }
    });
}

/// `None` if the elements are not collected, or the thread is ending.
fn with_list<T>(use_list: impl FnOnce(&mut Vec<UnknownElement>) -> T) -> Option<T> {
    let used = COLLECTED.try_with(|collected| collected.borrow_mut().as_mut().map(use_list));
    used.ok().flatten()
}

/// The number of elements in the list of this thread; `None` if there is no list.
fn count() -> Option<usize> {
    with_list(|list| list.len())
}

/// Removes the elements after the first `count`.
fn truncate(count: Option<usize>) {
    if let Some(count) = count {
        with_list(|list| list.truncate(count));
    }
}

/// Collects the unknown elements of this thread. The list that was in use before is used again after this is dropped,
/// even if the reading panics.
struct Collector(Option<Vec<UnknownElement>>);

impl Collector {
    fn start() -> Self {
        Self(replace(Some(Vec::new())))
    }

    /// Returns the elements if the answer was read, logs them, and notes them in the list that was in use before.
    fn finish(self, is_read: bool) -> Vec<UnknownElement> {
        let collected = replace(None).filter(|_| is_read).unwrap_or_default();
        drop(self);
        for element in &collected {
            note(|other| other == element, || element.clone());
            log_once(element);
        }
        collected
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        replace(self.0.take());
    }
}

fn replace(list: Option<Vec<UnknownElement>>) -> Option<Vec<UnknownElement>> {
    let replaced = COLLECTED.try_with(|collected| collected.replace(list));
    replaced.unwrap_or_default()
}

/// Whether a text has the form of the contract's names. None of them begins with a capital letter, as names of people do.
fn is_contract_name(text: &str) -> bool {
    text.len() <= MAX_NAME_LENGTH
        && text.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// The elements that this process has logged.
static LOGGED: Mutex<BTreeSet<UnknownElement>> = Mutex::new(BTreeSet::new());

fn log_once(element: &UnknownElement) {
    let is_new = {
        let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
        is_first(&mut logged, element)
    };
    if is_new {
        info!(
            element = %element,
            "the API has changed: an answer has an element that this version of the crate does not know"
        );
    }
}

/// Whether an element is to be logged; adds it to those that were.
fn is_first(logged: &mut BTreeSet<UnknownElement>, element: &UnknownElement) -> bool {
    !logged.contains(element) && logged.len() < MAX_LOGGED && logged.insert(element.clone())
}

#[cfg(test)]
mod tests;
