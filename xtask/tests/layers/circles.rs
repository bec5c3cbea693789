//! Groups of files that import each other.

use super::imports::Import;
use std::collections::{BTreeMap, BTreeSet};

/// The imports of each circle: of each largest group of files that all reach each other.
pub fn circles(imports: &[Import]) -> Vec<Vec<&Import>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Import { from, to, .. } in imports {
        next.entry(from).or_default().insert(to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = next
        .keys()
        .map(|from| (*from, reach(&next, from)))
        .collect();
    let reaches =
        |from: &str, to: &str| reached.get(from).is_some_and(|to_all| to_all.contains(to));
    let mut circles: Vec<Vec<&Import>> = Vec::new();
    for import in imports
        .iter()
        .filter(|import| reaches(&import.to, &import.from))
    {
        let same = |circle: &&mut Vec<&Import>| {
            let other = &circle[0].from;
            reaches(&import.from, other) && reaches(other, &import.from)
        };
        match circles.iter_mut().find(same) {
            Some(circle) => circle.push(import),
            None => circles.push(vec![import]),
        }
    }
    circles
}

fn reach<'a>(next: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = next[from].iter().copied().collect();
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(next.get(file).into_iter().flatten());
        }
    }
    reached
}
