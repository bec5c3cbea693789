//! What the first release had stays: the methods that users call, and the features that they switch on.
//! `tests/golden/operations-3.0.178.txt` has the operations of the contract from which the first release was
//! generated, as `tests/golden/operations.txt` had them then.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

const FIRST: &str = "tests/golden/operations-3.0.178.txt";

/// The operations of a list: path and HTTP method, by the method of the client, with its feature.
fn operations(list: &str) -> BTreeMap<(&str, &str), (&str, &str)> {
    let operation = |line| {
        let [path, verb, method, feature] = line_parts(line);
        ((method, feature), (path, verb))
    };
    list.lines().map(operation).collect()
}

fn line_parts(line: &str) -> [&str; 4] {
    let parts: Vec<&str> = line.splitn(5, ' ').take(4).collect();
    parts.try_into().unwrap()
}

/// What a list lacks that the first had, each with what to do about it.
fn lost(first: &str, now: &str) -> Vec<String> {
    let (first, now) = (operations(first), operations(now));
    let lost = first.iter().filter(|(name, _)| !now.contains_key(*name));
    let advice = lost.map(|((method, feature), (path, verb))| {
        let same = now.iter().find(|(_, place)| **place == (*path, *verb));
        let found = match same {
            None => "the contract has no such operation any more".to_owned(),
            Some(((now, _), _)) if now != method => format!(
                "it is called `{now}` now; give it the old name by `$.paths['{path}'].{}: {method}` under \
                 `names` of spec/overlay.yaml",
                verb.to_lowercase()
            ),
            Some(((_, now), _)) => format!(
                "its feature is {now} now; give it the old tag by an action of spec/overlay.yaml"
            ),
        };
        format!(
            "the first release had `{method}` {feature} ({verb} {path}): {found}. If users have to live \
             without it, take its line out of {FIRST} and say so in CHANGELOG.md"
        )
    });
    advice.collect()
}

#[test]
fn every_operation_of_the_first_release_keeps_its_method_and_its_feature() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
    let lost = lost(&read(FIRST), &read("tests/golden/operations.txt"));
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn a_lost_a_renamed_and_a_moved_operation_are_told_apart() {
    let first = "/a GET get_a [x]\n/b PUT put_b [x]\n/c GET get_c [x]\n/d GET get_d [x]\n";
    let now = "/a/{id} GET get_a [x] () -> A, pages of a by link\n/b PUT update_b [x] B -> B\n/d GET get_d [y] () -> D\n";
    let lost = lost(first, now);
    for expected in [
        "`put_b` [x] (PUT /b): it is called `update_b` now; give it the old name by `$.paths['/b'].put: put_b`",
        "`get_c` [x] (GET /c): the contract has no such operation any more.",
        "`get_d` [x] (GET /d): its feature is [y] now;",
    ] {
        assert!(
            lost.iter().any(|advice| advice.contains(expected)),
            "{lost:?}"
        );
    }
    assert_eq!(lost.len(), 3, "{lost:?}");
}
