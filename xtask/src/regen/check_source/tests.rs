use super::*;
use crate::changes::{Change, Kind};

fn change(effect: Effect, subject: &'static str, element: &str) -> Change {
    Change {
        effect,
        subject,
        element: element.to_owned(),
        kind: Kind::Added,
        detail: String::new(),
        advice: String::new(),
    }
}

fn report(changes: Vec<Change>) -> Report {
    Report {
        versions: ["3.0.9".to_owned(), "3.0.10".to_owned()],
        changes,
        ..Report::default()
    }
}

#[test]
fn the_verdict_is_the_gravest_thing_that_is_true() {
    use Effect::{Addition, Breaking, Invisible};
    let with = |effects: &[Effect], blockers: &[&str]| Report {
        blockers: blockers.iter().map(|line| (*line).to_owned()).collect(),
        ..report(
            effects
                .iter()
                .map(|effect| change(*effect, "type", "A"))
                .collect(),
        )
    };
    for (effects, blockers, is_same, verdict) in [
        (&[][..], &[][..], true, Verdict::NothingNew),
        (&[], &[], false, Verdict::Compatible),
        (&[Invisible], &[], false, Verdict::Compatible),
        (&[Addition], &[], false, Verdict::Compatible),
        (&[Addition, Breaking], &[], false, Verdict::Breaking),
        (&[Addition, Breaking], &["x"], false, Verdict::Refused),
        (&[], &["x"], true, Verdict::Refused),
    ] {
        let found = Verdict::of(&with(effects, blockers), is_same);
        assert_eq!(found, verdict, "{effects:?} {blockers:?} {is_same}");
    }
}

#[test]
fn every_verdict_has_a_status_of_its_own() {
    use Verdict::{Breaking, Compatible, NotFetched, NothingNew, Refused};
    let all = [NothingNew, Compatible, Breaking, Refused, NotFetched];
    assert_eq!(all.map(Verdict::status), [0, 10, 11, 12, 13]);
}

#[test]
fn breaking_changes_are_listed_and_additions_are_counted() {
    let mut changes = vec![
        change(Effect::Addition, "type", "A"),
        change(Effect::Addition, "type", "B"),
        change(Effect::Addition, "area", "c"),
    ];
    for number in 0..=SHOWN {
        changes.push(change(Effect::Breaking, "type", &format!("T{number}")));
    }
    let text = summary(&report(changes));
    assert!(text.starts_with("contract: 3.0.9 → 3.0.10\nbreaking (21):\n- type `T0` added\n"));
    let end = "- and 1 more\nadditions (3): area 1, type 2\n";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn an_older_build_is_called_so() {
    for (before, after, remark) in [
        ("3.0.9", "3.0.10", ""),
        ("3.0.10", "3.0.9", " (an older build)"),
        ("3.0.9", "3.0.9", ""),
        ("3.0.9", "next", ""),
    ] {
        assert_eq!(age(before, after), remark, "{before} {after}");
    }
}
