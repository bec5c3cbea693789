//! The rules of a sandbox, and which of them strikes a request.

use super::scripted::Script;
use super::{Fault, Plan};
use crate::log::Contents;
use std::time::Duration;

/// When a fault strikes.
#[derive(Debug)]
pub(super) struct Rule {
    pub choice: Choice,
    /// The name of the operation; none for every operation.
    pub operation: Option<&'static str>,
    /// How many requests pass before the first can be struck.
    pub skip: u64,
    /// How many requests it strikes; none for all.
    pub times: Option<u64>,
    pub probability: Option<f64>,
    /// How many requests in a row it strikes; none for all.
    pub most_in_a_row: Option<u64>,
    pub delay: Duration,
    pub is_removed: bool,
    pub seen: u64,
    /// How many requests were struck with each fault of the choice; a script counts as one fault.
    pub struck: Vec<u64>,
    in_a_row: u64,
    random: fastrand::Rng,
}

/// What a rule strikes with.
#[derive(Debug)]
pub(super) enum Choice {
    /// One of these, which is drawn for each request that is struck.
    Any(Vec<Fault>),
    Script(Script),
}

/// What a rule does with a request, as far as it is known when the head of the request has arrived.
#[derive(Debug)]
pub(crate) enum Draw {
    Strike(Strike),
    /// A script decides when the whole request has arrived.
    Undecided(Undecided),
}

/// A request that was drawn for a script.
#[derive(Debug)]
pub(crate) struct Undecided {
    script: Script,
    number: u64,
    delay: Duration,
    rule: usize,
}

/// What strikes a request.
#[derive(Debug, Clone)]
pub(crate) struct Strike {
    /// None if a script has chosen none.
    pub fault: Option<Fault>,
    pub plan: Plan,
    /// The number of the rule.
    pub rule: usize,
}

/// All rules, in the order in which they were made.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(super) rules: Vec<Rule>,
    seed: u64,
}

impl Rules {
    pub fn new(seed: u64) -> Self {
        Self {
            rules: Vec::new(),
            seed,
        }
    }

    /// Adds a rule, and returns its number.
    pub(super) fn add(&mut self, choice: Choice, operation: Option<&'static str>) -> usize {
        let number = self.rules.len();
        // Each rule draws from a sequence of its own, so that one rule does not change another's.
        let seed = self.seed.wrapping_add(number as u64);
        self.rules.push(Rule {
            struck: match &choice {
                Choice::Any(faults) => vec![0; faults.len()],
                Choice::Script(_) => vec![0],
            },
            choice,
            operation,
            skip: 0,
            times: None,
            probability: None,
            most_in_a_row: None,
            delay: Duration::ZERO,
            is_removed: false,
            seen: 0,
            in_a_row: 0,
            random: fastrand::Rng::with_seed(seed),
        });
        number
    }

    /// Ends all rules.
    pub fn remove_all(&mut self) {
        self.rules
            .iter_mut()
            .for_each(|rule| rule.is_removed = true);
    }

    /// What strikes the next request of this operation: the choice of the first rule that does.
    pub fn draw(&mut self, operation: &str) -> Option<Draw> {
        let mut rules = self.rules.iter_mut();
        let number = rules.position(|rule| rule.strikes(operation))?;
        let rule = &mut self.rules[number];
        let drawn = rule.random.usize(..rule.struck.len());
        rule.struck[drawn] += 1;
        Some(match &rule.choice {
            Choice::Any(faults) => {
                let fault = Some(faults[drawn].clone());
                Draw::Strike(Strike::new(fault, rule.delay, number))
            }
            Choice::Script(script) => Draw::Undecided(Undecided {
                script: script.clone(),
                number: rule.struck[drawn] - 1,
                delay: rule.delay,
                rule: number,
            }),
        })
    }
}

impl Draw {
    /// Decides when the whole request has arrived.
    pub fn decide(self, request: impl FnOnce() -> Contents) -> Strike {
        match self {
            Self::Strike(strike) => strike,
            Self::Undecided(undecided) => {
                let fault = undecided.script.choose(&request(), undecided.number);
                Strike::new(fault, undecided.delay, undecided.rule)
            }
        }
    }
}

impl Strike {
    fn new(fault: Option<Fault>, delay: Duration, rule: usize) -> Self {
        let mut plan = fault.as_ref().map_or(Plan::USUAL, Fault::plan);
        plan.delay += delay;
        Self { fault, plan, rule }
    }
}

impl Rule {
    /// How many requests were struck.
    pub fn count(&self) -> u64 {
        self.struck.iter().sum()
    }

    fn strikes(&mut self, operation: &str) -> bool {
        if self.is_removed || self.operation.is_some_and(|own| own != operation) {
            return false;
        }
        self.seen += 1;
        let strikes = self.is_due();
        self.in_a_row = if strikes { self.in_a_row + 1 } else { 0 };
        strikes
    }

    fn is_due(&mut self) -> bool {
        if self.struck.is_empty()
            || self.seen <= self.skip
            || self.times.is_some_and(|times| self.count() >= times)
            || self.most_in_a_row.is_some_and(|most| self.in_a_row >= most)
        {
            return false;
        }
        match self.probability {
            Some(probability) => self.random.f64() < probability,
            None => true,
        }
    }
}
