//! A model of an account and of the lists of its contacts. A list is in an order that edits can change, its links
//! name the last row of a page, and it shows a change only some time after it was made.

use super::{PageRequest, time};
use crate::contact_changes::checkpoint::List;
use crate::paging::Continuation;
use crate::types::Contact;
use serde_json::json;

/// How many contacts a page has.
const PAGE_SIZE: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Id,
    OldestChange,
    NewestChange,
}

/// What is not documented about the server, and differs from case to case.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub order: Order,
    /// Whether an opt-out and a deletion count as changes.
    pub opt_out_is_change: bool,
    pub deletion_is_change: bool,
    /// The time zone of `deleted_at`, in hours.
    pub zone: i64,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    Rename,
    OptOut,
    OptIn,
    Delete,
    Restore,
}

/// A contact as it is at some time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct State {
    pub name: usize,
    pub opted_out: Option<i64>,
    pub deleted: Option<i64>,
    updated: i64,
}

/// A state, and when lists begin to show it.
struct Version {
    listed: i64,
    state: State,
}

pub(super) struct Account {
    pub rules: Rules,
    /// In seconds.
    pub now: i64,
    contacts: Vec<Vec<Version>>,
    /// Only links made since the last increment are accepted.
    pub links: u64,
    edits: usize,
}

/// A page, and where the next one is.
pub(super) type Listed = (Vec<Contact>, Option<Continuation>);

impl Account {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            now: 1_000_000,
            contacts: Vec::new(),
            links: 0,
            edits: 0,
        }
    }

    /// The contacts as they are, whether lists show it or not.
    pub fn contacts(&self) -> impl Iterator<Item = &State> {
        let current = self.contacts.iter().filter_map(|versions| versions.last());
        current.map(|version| &version.state)
    }

    pub fn create(&mut self, lag: i64) {
        self.contacts.push(Vec::new());
        let state = State {
            updated: self.now,
            ..State::default()
        };
        self.write(self.contacts.len() - 1, lag, state);
    }

    /// Edits one of the contacts, if there is one and the edit applies to it.
    pub fn edit(&mut self, contact: usize, edit: Edit, lag: i64) {
        let count = self.contacts.len();
        let Some(mut state) = self.contacts().nth(contact % count.max(1)).cloned() else {
            return;
        };
        let is_change = match (edit, state.opted_out, state.deleted) {
            (Edit::Rename, _, None) => true,
            (Edit::OptOut, None, None) => {
                state.opted_out = Some(self.now);
                self.rules.opt_out_is_change
            }
            (Edit::OptIn, Some(_), None) => {
                state.opted_out = None;
                true
            }
            (Edit::Delete, _, None) => {
                state.deleted = Some(self.now);
                self.rules.deletion_is_change
            }
            (Edit::Restore, _, Some(_)) => {
                state.deleted = None;
                true
            }
            _ => return,
        };
        if is_change {
            state.updated = self.now;
        }
        self.write(contact % count, lag, state);
    }

    fn write(&mut self, contact: usize, lag: i64, mut state: State) {
        self.edits += 1;
        state.name = self.edits;
        let listed = self.now + lag;
        self.contacts[contact].push(Version { listed, state });
    }

    /// A page as it is now; `None` if the link is not accepted.
    pub fn page(&self, request: &PageRequest) -> Option<Listed> {
        let filter = format!("{:?} {:?}", request.list, request.since);
        let after = match request.page.as_ref().map(link) {
            None => None,
            Some([links, _, _, _]) if links != self.links.to_string() => return None,
            Some([_, linked_filter, key, id]) => {
                assert_eq!(linked_filter, filter, "a page of another list");
                Some((key.parse().unwrap(), id.parse().unwrap()))
            }
        };
        let mut rows: Vec<_> = self.listed(request).collect();
        rows.sort_by_key(|(position, _)| *position);
        rows.retain(|(position, _)| after.is_none_or(|after| *position > after));
        let has_more = rows.len() > PAGE_SIZE;
        rows.truncate(PAGE_SIZE);
        let next = rows.last().filter(|_| has_more).map(|((key, id), _)| {
            let link = format!("{}|{filter}|{key}|{id}", self.links);
            serde_json::from_value(json!({"page": {"link": link}})).unwrap()
        });
        let rows = rows.into_iter();
        let documents = rows.map(|((_, id), state)| self.document(id, state));
        Some((documents.collect(), next))
    }

    /// The contacts that the list shows now, with their positions in it.
    fn listed(&self, request: &PageRequest) -> impl Iterator<Item = ((i64, usize), &State)> {
        let since = request.since.map(|since| since.timestamp());
        let (now, order) = (self.now, self.rules.order);
        let list = request.list;
        self.contacts
            .iter()
            .enumerate()
            .filter_map(move |(id, versions)| {
                let state = &versions.iter().rfind(|one| one.listed <= now)?.state;
                let is_after =
                    |time: Option<i64>| since.is_none_or(|since| time.is_some_and(|at| at > since));
                let fits = match list {
                    List::Changes => is_after(Some(state.updated)),
                    List::OptOuts => is_after(state.opted_out),
                    List::Deletions => state.deleted.is_some(),
                };
                let key = match order {
                    Order::Id => 0,
                    Order::OldestChange => state.updated,
                    Order::NewestChange => -state.updated,
                };
                fits.then_some(((key, id), state))
            })
    }

    fn document(&self, id: usize, state: &State) -> Contact {
        let permission = match state.opted_out {
            Some(_) => "unsubscribed",
            None => "explicit",
        };
        let deleted = state.deleted.map(|at| {
            let local = time(at + self.rules.zone * 3600);
            local.format("%Y-%m-%d").to_string()
        });
        let contact = json!({
            "contact_id": id.to_string(),
            "first_name": state.name.to_string(),
            "deleted_at": deleted,
            "updated_at": time(state.updated),
            "email_address": {
                "permission_to_send": permission,
                "opt_out_date": state.opted_out.map(time),
            },
        });
        serde_json::from_value(contact).unwrap()
    }
}

/// The parts of a link.
fn link(page: &Continuation) -> [String; 4] {
    let page = serde_json::to_value(page).unwrap();
    let parts = page["page"]["link"].as_str().unwrap().split('|');
    let parts: Vec<_> = parts.map(str::to_owned).collect();
    parts.try_into().unwrap()
}
