//! The rules of a sandbox, and which of them strikes a request.

use super::{Fault, Plan};
use std::time::Duration;

/// When a fault strikes.
#[derive(Debug)]
pub(super) struct Rule {
    /// One of them is drawn for each request that is struck.
    pub faults: Vec<Fault>,
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
    /// How many requests were struck with each fault.
    pub struck: Vec<u64>,
    in_a_row: u64,
    random: fastrand::Rng,
}

/// A fault that strikes a request.
#[derive(Debug, Clone)]
pub(crate) struct Strike {
    pub fault: Fault,
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
    pub(super) fn add(&mut self, faults: Vec<Fault>, operation: Option<&'static str>) -> usize {
        let number = self.rules.len();
        // Each rule draws from a sequence of its own, so that one rule does not change another's.
        let seed = self.seed.wrapping_add(number as u64);
        self.rules.push(Rule {
            struck: vec![0; faults.len()],
            faults,
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

    /// The fault that strikes the next request of this operation: that of the first rule that does.
    pub fn draw(&mut self, operation: &str) -> Option<Strike> {
        let mut rules = self.rules.iter_mut();
        let number = rules.position(|rule| rule.strikes(operation))?;
        let rule = &mut self.rules[number];
        let drawn = rule.random.usize(..rule.faults.len());
        rule.struck[drawn] += 1;
        let fault = rule.faults[drawn].clone();
        let mut plan = fault.plan();
        plan.delay += rule.delay;
        Some(Strike {
            fault,
            plan,
            rule: number,
        })
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
        if self.faults.is_empty()
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
