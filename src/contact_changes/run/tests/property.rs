//! A consumer that applies each change to its copy, crashes, and resumes from what it stored, while the account is
//! edited: in the end its copy is the account.

use super::account::{Account, Edit, Listed, Order, Rules};
use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

/// The overlap, in seconds. A change is listed late, and the clocks differ, by less than that in total.
const OVERLAP: i64 = 60;
const MAX_LAG: i64 = 30;
const MAX_SKEW: i64 = 29;

#[derive(Debug, Clone)]
enum Step {
    Create {
        lag: i64,
    },
    Edit {
        contact: usize,
        edit: Edit,
        lag: i64,
    },
    Wait {
        seconds: i64,
    },
    /// Reads this many contacts, and stores the checkpoint after each.
    Read {
        contacts: usize,
    },
    /// Reads a contact, and crashes before the checkpoint is stored.
    Crash,
    /// Continues with the checkpoint that was stored so many contacts ago.
    GoBack {
        checkpoints: usize,
    },
    /// The next request fails for good.
    Fail,
    /// The server accepts none of the links that it has made.
    EndLinks {
        status: u16,
    },
    /// Leaves out the list of deletions, or reads it again.
    Deletions {
        are_read: bool,
    },
}

#[derive(Debug, Clone)]
struct Case {
    rules: Rules,
    /// How far the clock of the consumer is ahead, if the server does not send the time.
    skew: Option<i64>,
    /// Whether a page is requested as soon as the one before it has arrived.
    reads_ahead: bool,
}

/// What the consumer has of a contact.
#[derive(Debug, Clone, PartialEq)]
struct ContactCopy {
    name: String,
    is_opted_out: bool,
    is_deleted: bool,
}

struct Consumer {
    case: Case,
    account: Account,
    run: Run,
    settings: Settings,
    ahead: Option<Listed>,
    /// The contacts that this run has returned in this process.
    returned: HashSet<String>,
    stored: Vec<ContactCheckpoint>,
    copy: HashMap<usize, ContactCopy>,
    next_request_fails: bool,
    refusal: StatusCode,
}

impl Consumer {
    fn new(case: Case) -> Self {
        let settings = settings(OVERLAP);
        Self {
            account: Account::new(case.rules.clone()),
            run: Run::new(ContactCheckpoint::start(), settings.clone()),
            case,
            settings,
            ahead: None,
            returned: HashSet::new(),
            stored: vec![ContactCheckpoint::start()],
            copy: HashMap::new(),
            next_request_fails: false,
            refusal: StatusCode::BAD_REQUEST,
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Create { lag } => self.account.create(lag),
            Step::Edit { contact, edit, lag } => self.account.edit(contact, edit, lag),
            Step::Wait { seconds } => self.account.now += seconds,
            Step::Read { contacts } => {
                for _ in 0..contacts {
                    if !self.apply_next() {
                        self.resume(self.run.checkpoint().clone());
                    }
                    self.store();
                }
            }
            Step::Crash => {
                self.apply_next();
                self.go_back(0);
            }
            Step::GoBack { checkpoints } => self.go_back(checkpoints),
            Step::Fail => self.next_request_fails = true,
            Step::EndLinks { status } => {
                self.account.links += 1;
                self.refusal = StatusCode::from_u16(status).unwrap();
            }
            Step::Deletions { are_read } => self.settings.deletions = are_read,
        }
    }

    /// Stores the checkpoint, which is the same after it was stored.
    fn store(&mut self) {
        let checkpoint = self.run.checkpoint();
        let stored = serde_json::to_string(checkpoint).unwrap();
        let stored: ContactCheckpoint = serde_json::from_str(&stored).unwrap();
        assert_eq!(&stored, checkpoint);
        self.stored.push(stored);
    }

    fn go_back(&mut self, checkpoints: usize) {
        let index = self.stored.len() - 1;
        let stored = self.stored[index.saturating_sub(checkpoints)].clone();
        self.resume(stored);
    }

    fn resume(&mut self, checkpoint: ContactCheckpoint) {
        self.run = Run::new(checkpoint, self.settings.clone());
        self.ahead = None;
        self.returned.clear();
    }

    /// Applies the next contact; returns whether there was one before the end or an error.
    fn apply_next(&mut self) -> bool {
        loop {
            if let Some(change) = self.run.next_change() {
                self.apply(change);
                return true;
            }
            let Some(request) = self.run.request() else {
                return false;
            };
            let requested = self.account.now + self.case.skew.unwrap_or(0);
            let page = match self.ahead.take() {
                Some(page) => Some(page),
                None if std::mem::take(&mut self.next_request_fails) => return false,
                None => self.account.page(&request),
            };
            let Some((rows, next)) = page else {
                match self.run.restart_list(Some(self.refusal)) {
                    true => continue,
                    false => return false,
                }
            };
            if self.case.reads_ahead && next.is_some() {
                let next = PageRequest {
                    page: next.clone(),
                    ..request
                };
                self.ahead = self.account.page(&next);
            }
            self.run.read(rows, next, time(requested));
        }
    }

    fn apply(&mut self, change: ContactChange) {
        let contact = change.contact();
        let id = contact.contact_id.clone().unwrap();
        let copy = ContactCopy {
            name: contact.first_name.clone().unwrap(),
            is_opted_out: matches!(change, ContactChange::OptedOut(_)),
            is_deleted: matches!(change, ContactChange::Deleted(_)),
        };
        self.copy.insert(id.parse().unwrap(), copy);
        assert!(self.returned.insert(id), "returned twice by one run");
    }

    /// Reads until a run has ended that began after the last edit was listed.
    fn finish(&mut self) {
        self.settings.deletions = true;
        for _ in 0..2 {
            self.account.now += OVERLAP;
            // The next request can fail, and a link can be refused.
            for _ in 0..3 {
                while self.apply_next() {}
                if self.run.request().is_some() {
                    self.resume(self.run.checkpoint().clone());
                }
            }
            assert_eq!(self.run.request(), None);
            self.resume(self.run.checkpoint().clone());
        }
    }
}

/// The account as a consumer should have it.
fn expected(account: &Account) -> HashMap<usize, ContactCopy> {
    let contacts = account.contacts().enumerate();
    let copies = contacts.map(|(id, state)| {
        let copy = ContactCopy {
            name: state.name.to_string(),
            is_opted_out: state.opted_out.is_some() && state.deleted.is_none(),
            is_deleted: state.deleted.is_some(),
        };
        (id, copy)
    });
    copies.collect()
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        Just(Edit::Rename),
        Just(Edit::OptOut),
        Just(Edit::OptIn),
        Just(Edit::Delete),
        Just(Edit::Restore),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let lag = prop_oneof![Just(0), 0..=MAX_LAG];
    prop_oneof![
        3 => lag.clone().prop_map(|lag| Step::Create { lag }),
        8 => (0..8usize, edit(), lag).prop_map(|(contact, edit, lag)| Step::Edit { contact, edit, lag }),
        4 => (0..=OVERLAP).prop_map(|seconds| Step::Wait { seconds }),
        2 => Just(Step::Wait { seconds: 200_000 }),
        8 => (1..8usize).prop_map(|contacts| Step::Read { contacts }),
        1 => Just(Step::Crash),
        1 => (0..12usize).prop_map(|checkpoints| Step::GoBack { checkpoints }),
        1 => Just(Step::Fail),
        1 => prop_oneof![Just(400), Just(404), Just(410)].prop_map(|status| Step::EndLinks { status }),
        1 => any::<bool>().prop_map(|are_read| Step::Deletions { are_read }),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let order = prop_oneof![
        Just(Order::Id),
        Just(Order::OldestChange),
        Just(Order::NewestChange)
    ];
    let skew = proptest::option::of(-MAX_SKEW..=MAX_SKEW);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (order, skew, flags, -12..=14i64).prop_map(|(order, skew, flags, zone)| Case {
        rules: Rules {
            order,
            opt_out_is_change: flags.0,
            deletion_is_change: flags.1,
            zone,
        },
        skew,
        reads_ahead: flags.2,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn nothing_is_missed_whatever_happens_during_a_run(
        case in case(),
        steps in proptest::collection::vec(step(), 0..60),
    ) {
        let mut consumer = Consumer::new(case);
        for step in steps {
            consumer.take(step);
        }
        consumer.finish();
        prop_assert_eq!(&consumer.copy, &expected(&consumer.account));
        // Nothing has changed since.
        prop_assert!(!consumer.apply_next(), "a contact is returned again");
    }
}
