//! The kinds of change of a contract, each at one place of the lending library.

mod operations;
mod parameters;
mod properties;
mod types;

use crate::workspace::object;
use serde_json::Value;

/// The part of the version that a change raises, from 1.0.0 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Patch,
    Minor,
    Major,
}

impl Step {
    pub fn named(name: &str) -> Self {
        match name {
            "major" => Self::Major,
            "minor" => Self::Minor,
            "patch" => Self::Patch,
            other => panic!("no step is called {other}"),
        }
    }

    pub fn of_effect(effect: &str) -> Self {
        match effect {
            "breaking" => Self::Major,
            "addition" => Self::Minor,
            "invisible" => Self::Patch,
            other => panic!("no effect is called {other}"),
        }
    }
}

/// A change of the library's contract.
pub struct Kind {
    pub name: &'static str,
    /// What the library needs first, so that the change is possible.
    pub given: fn(&mut Value),
    pub change: fn(&mut Value),
    /// The step that the change requires, and the one that its reverse does.
    pub steps: [Step; 2],
    /// If neither the tool nor the compiler sees the change: what it breaks.
    pub breaks: Option<&'static str>,
    /// If the tool does not see the change: the body of a function that compiles only before it, and one
    /// that compiles only after it.
    pub users: Option<[&'static str; 2]>,
}

impl Kind {
    const fn new(name: &'static str, steps: [Step; 2], change: fn(&mut Value)) -> Self {
        Self {
            name,
            given: |_| {},
            change,
            steps,
            breaks: None,
            users: None,
        }
    }

    const fn given(self, given: fn(&mut Value)) -> Self {
        Self { given, ..self }
    }

    const fn breaks(self, what: &'static str) -> Self {
        Self {
            breaks: Some(what),
            ..self
        }
    }

    const fn unseen(self, before: &'static str, after: &'static str) -> Self {
        Self {
            users: Some([before, after]),
            ..self
        }
    }
}

/// Something optional: users may use it as soon as it is there.
const ADDED: [Step; 2] = [Step::Minor, Step::Major];

/// A change in both directions.
const CHANGED: [Step; 2] = [Step::Major, Step::Major];

/// What only the documentation shows.
const UNSEEN: [Step; 2] = [Step::Patch, Step::Patch];

/// What compiles with a warning.
const DEPRECATED: [Step; 2] = [Step::Minor, Step::Patch];

/// Sets a member of the object at a place.
fn set(document: &mut Value, pointer: &str, name: &str, value: Value) {
    object(document, pointer).insert(name.to_owned(), value);
}

fn remove(document: &mut Value, pointer: &str, name: &str) {
    object(document, pointer).remove(name).unwrap();
}

fn push(document: &mut Value, pointer: &str, value: Value) {
    let list = document.pointer_mut(pointer).unwrap();
    list.as_array_mut().unwrap().push(value);
}

/// The parameter of that name of an operation.
fn parameter<'a>(document: &'a mut Value, operation: &str, name: &str) -> &'a mut Value {
    let parameters = document
        .pointer_mut(&format!("{operation}/parameters"))
        .unwrap();
    let mut parameters = parameters.as_array_mut().unwrap().iter_mut();
    parameters
        .find(|parameter| parameter["name"] == name)
        .unwrap()
}

/// Every kind, by subject.
pub const ALL: [&[Kind]; 4] = [
    properties::ALL,
    types::ALL,
    parameters::ALL,
    operations::ALL,
];
