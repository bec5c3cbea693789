//! The limits in our words: those that the contract has too must be the same there. The contract changes with each
//! build, and a number in a sentence does not.

use crate::model::Facts;
use serde_json::Value;
use std::fmt;

/// A limit of a value, a text or a list. `Display` is as in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    bound: Bound,
    number: u64,
    unit: Unit,
}

/// Which end of the range a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Least,
    Most,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Characters,
    /// The entries of a list or the value of a number. Words call them by many nouns, or by none.
    Count,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = match self.bound {
            Bound::Least => "at least",
            Bound::Most => "at most",
        };
        let unit = match self.unit {
            Unit::Characters => " characters",
            Unit::Count => "",
        };
        write!(f, "{bound} {}{unit}", self.number)
    }
}

/// The limits that the contract calls by these names.
const NAMED: [(&str, Bound, Unit); 6] = [
    ("minLength", Bound::Least, Unit::Characters),
    ("maxLength", Bound::Most, Unit::Characters),
    ("minItems", Bound::Least, Unit::Count),
    ("maxItems", Bound::Most, Unit::Count),
    ("minimum", Bound::Least, Unit::Count),
    ("maximum", Bound::Most, Unit::Count),
];

/// What words and the contract state where they differ. Words that state several numbers, one of which is the
/// contract's, explain a difference and are accepted.
pub(super) fn contradictions(words: &str, facts: &Facts) -> Vec<[Limit; 2]> {
    let stated = limits(words);
    let known = NAMED.iter().filter_map(|&(name, bound, unit)| {
        let number = facts.limit(name).and_then(Value::as_u64)?;
        Some(Limit {
            bound,
            number,
            unit,
        })
    });
    let contradiction = |contract: Limit| {
        let alike = |limit: &&Limit| (limit.bound, limit.unit) == (contract.bound, contract.unit);
        let first = stated.iter().find(alike)?;
        (!stated.contains(&contract)).then_some([*first, contract])
    };
    known.filter_map(contradiction).collect()
}

/// The limits that words state of what they describe. A length of time, a size in bytes and a rate are none.
fn limits(words: &str) -> Vec<Limit> {
    let clauses = clauses(words);
    clauses
        .iter()
        .flat_map(|clause| in_clause(clause))
        .collect()
}

/// The words of each clause, in lower case, without samples and names in backticks.
fn clauses(words: &str) -> Vec<Vec<String>> {
    let prose = words.split("```").step_by(2);
    let prose: Vec<String> = prose
        .map(|prose| prose.split('`').step_by(2).collect::<Vec<_>>().join("name"))
        .collect();
    let mut clauses = vec![Vec::new()];
    for word in prose.join(". ").split_whitespace() {
        let begins = word.starts_with('(');
        let ends = word.ends_with([',', ';', ':', '.', ')']);
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        if begins {
            clauses.push(Vec::new());
        }
        if let (Some(clause), false) = (clauses.last_mut(), word.is_empty()) {
            clause.push(word.to_lowercase());
        }
        if ends {
            clauses.push(Vec::new());
        }
    }
    clauses
}

/// A number or a range among words.
struct Amount {
    least: Option<u64>,
    most: u64,
    /// How many words it has.
    length: usize,
}

fn in_clause(words: &[String]) -> Vec<Limit> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(amount) = amount(words, at) else {
            at += 1;
            continue;
        };
        let end = at + amount.length;
        let after = words[end..].iter().map(String::as_str);
        let after: Vec<&str> = after.take_while(|word| number(word).is_none()).collect();
        if let Some(unit) = unit(&after) {
            let is_named = NOUNS.iter().any(|noun| after.first() == Some(noun));
            let is_digits = words[at].starts_with(|c: char| c.is_ascii_digit());
            let is_plain = is_digits && is_named && !is_part(&words[..at]);
            let limit = |bound, number| Limit {
                bound,
                number,
                unit,
            };
            match (amount.least, bound(&words[..at], &after)) {
                (Some(least), _) => {
                    found.extend([limit(Bound::Least, least), limit(Bound::Most, amount.most)])
                }
                (None, Some(bound)) => found.push(limit(bound, amount.most)),
                (None, None) if is_plain => found.push(limit(Bound::Most, amount.most)),
                (None, None) => {}
            }
        }
        at = end;
    }
    found
}

/// The number or range that begins with the word `at`: `50`, `1 to 50`, `1-50`, `between 1 and 50`.
fn amount(words: &[String], at: usize) -> Option<Amount> {
    let whole = |least, most, length| Amount {
        least,
        most,
        length,
    };
    if let Some((least, most)) = words[at].split_once(['-', '–']) {
        let (least, most) = (number(least)?, number(most)?);
        return (least < most).then(|| whole(Some(least), most, 1));
    }
    let first = number(&words[at])?;
    let is_between = at > 0 && words[at - 1] == "between";
    let joins = |word: &String| word == "to" || (is_between && word == "and");
    let most = match (words.get(at + 1), words.get(at + 2)) {
        (Some(join), Some(most)) if joins(join) => number(most),
        _ => None,
    };
    Some(match most {
        Some(most) => whole(Some(first), most, 3),
        None => whole(None, first, 1),
    })
}

const NUMBERS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

fn number(word: &str) -> Option<u64> {
    if let Some(index) = NUMBERS.iter().position(|name| *name == word) {
        return u64::try_from(index + 1).ok();
    }
    let groups: Vec<&str> = word.split(',').collect();
    let are_thousands = groups.iter().skip(1).all(|group| group.len() == 3);
    let are_digits = word.bytes().all(|c| c.is_ascii_digit() || c == b',');
    (are_thousands && are_digits).then(|| groups.concat().parse().ok())?
}

/// Nouns that make a number alone a limit, as in "255 characters".
const NOUNS: [&str; 6] = [
    "characters",
    "entries",
    "items",
    "elements",
    "ids",
    "values",
];

/// Units of other facts than the limits of a value.
const MEASURES: [&str; 13] = [
    "second", "minute", "hour", "day", "week", "month", "year", "byte", "kb", "mb", "gb", "%",
    "percent",
];

/// What the words after a number say that it counts, unless they measure or make it a rate.
fn unit(after: &[&str]) -> Option<Unit> {
    let near = &after[..after.len().min(4)];
    let is_measure = |word: &str| MEASURES.contains(&word.strip_suffix('s').unwrap_or(word));
    let measures = near.first().is_some_and(|word| is_measure(word));
    let is_rate = near.windows(2).any(|pair| {
        matches!(pair[0], "per" | "a" | "an" | "each" | "every") && is_measure(pair[1])
    });
    if measures || is_rate || near.contains(&"daily") {
        return None;
    }
    let counts = |word: &&str| matches!(*word, "character" | "characters");
    Some(if near.iter().any(counts) {
        Unit::Characters
    } else {
        Unit::Count
    })
}

/// Which bound the words around a number make it.
fn bound(before: &[String], after: &[&str]) -> Option<Bound> {
    let before = before.join(" ");
    let ends = |ends: &[&str]| {
        ends.iter().any(|end| {
            let rest = before.strip_suffix(end);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
        })
    };
    let after = after[..after.len().min(5)].join(" ");
    let follow = |phrases: &[&str]| phrases.iter().any(|phrase| after.contains(phrase));
    let most = [
        "at most",
        "up to",
        "no more than",
        "not more than",
        "maximum of",
        "maximum is",
        "limit of",
    ];
    let least = ["at least", "no fewer than", "minimum of", "minimum is"];
    if ends(&most) || follow(&["at most", "or fewer", "or less"]) {
        Some(Bound::Most)
    } else if ends(&least) || follow(&["at least", "or more"]) {
        Some(Bound::Least)
    } else {
        None
    }
}

/// Whether a number is one of many, as in "the first 500 ids", or what is compared with.
fn is_part(before: &[String]) -> bool {
    let last = before.last().map_or("", String::as_str);
    matches!(
        last,
        "than" | "first" | "last" | "latest" | "next" | "other"
    )
}

#[cfg(test)]
mod tests;
